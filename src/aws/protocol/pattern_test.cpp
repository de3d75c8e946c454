#include "aws/protocol/pattern.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace rampart::aws::protocol {
namespace {

TEST(Pattern, MatchesTheWholeTextAsJavaWould) {
  struct Row {
    const char* pattern;
    std::vector<const char*> matching;
    std::vector<const char*> other;
  };
  const std::vector<Row> rows = {
      {"[a-z]+", {"a", "abc"}, {"", "A", "ab1", "1ab"}},
      {"[^:].*", {"AWS", "a:b", "é"}, {"", ":a", "a\nb"}},
      {"[\\w+=,.@-]*", {"", "a_1+=,.@-"}, {" ", "/"}},
      {"\\d{3,5}", {"123", "12345"}, {"12", "123456", "12a"}},
      {"a{2}", {"aa"}, {"a", "aaa"}},
      {"a{2,}", {"aa", "aaaaa"}, {"a"}},
      {"(ab|c)?d", {"abd", "cd", "d"}, {"ab", "abcd"}},
      {"^(([0-9]|[1-9][0-9])(\\.(?!$)|$)){4}$", {"10.0.0.1"}, {"10.0.0.1.", "10.0.1", "10.0.0.100"}},
      {"^[a-z][a-zA-Z0-9_]*$", {"m1", "aB_"}, {"M1", "1a"}},
      {"a|^b$|c", {"a", "b", "c"}, {"ab", ""}},
      {"[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*",
       {"a \xF0\x9F\x98\x80\n", ""},
       {"\x01", "\xEF\xBF\xBF"}},
      {"[a\\-z]", {"a", "-", "z"}, {"b"}},
      {"[a-]", {"a", "-"}, {"b"}},
      {"\\S+\\s\\W", {"ab !"}, {"ab a"}},
      {"arn:(aws|aws-cn):[a-z0-9-]+:\\*", {"arn:aws:ecs:*", "arn:aws-cn:x:*"}, {"arn:aws:ecs:x"}}};
  for (const Row& row : rows) {
    const Pattern pattern(row.pattern);
    EXPECT_EQ(pattern.text(), row.pattern);
    for (const char* text : row.matching) EXPECT_TRUE(pattern.matches(text)) << row.pattern << " ~ " << text;
    for (const char* text : row.other) EXPECT_FALSE(pattern.matches(text)) << row.pattern << " ~ " << text;
  }
}

TEST(Pattern, ADefectInOneIsSeenWhenItIsBuilt) {
  for (const char* wrong :
       {"(a", "a)", "[a", "a{3,2}", "\\1", "(a)\\1", "*a", "\\p{Nothing}", "\\u00", "\\uD800", "[a-\\d]"})
    EXPECT_THROW(Pattern{wrong}, std::logic_error) << wrong;
}

TEST(Pattern, WhatExplodesElsewhereTakesLinearTime) {
  const Pattern nested("(a*)*b");
  EXPECT_FALSE(nested.matches(std::string(20'000, 'a')));
  const Pattern counted("([a-z]{1,63}\\.){1,8}[a-z]{2,63}");
  EXPECT_TRUE(counted.matches("www.example.com"));
  EXPECT_FALSE(counted.matches(std::string(20'000, 'a')));
}

TEST(Pattern, BytesThatAreNoUtf8MatchNothing) {
  for (const std::string bytes : {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF"})
    EXPECT_FALSE(Pattern(".*").matches(bytes));
}

}  // namespace
}  // namespace rampart::aws::protocol
