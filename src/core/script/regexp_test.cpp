#include "core/script/regexp.h"

#include <gtest/gtest.h>

namespace rampart::script {
namespace {

std::string find(std::string_view pattern, std::string_view text, std::string_view group = {},
                 std::string_view flags = {}) {
  const auto regexp = Regexp::compile(pattern, flags);
  if (regexp.has_error()) return "error: " + regexp.error().message;
  const auto found = regexp->find(text, group);
  return found ? std::string(*found) : "nothing";
}

TEST(Regexp, FindsAsJavaScriptDoes) {
  EXPECT_EQ(find("b+", "abbbc"), "bbb");
  EXPECT_EQ(find("a(b)(c)?", "ab", "1"), "b");
  EXPECT_EQ(find("a(b)(c)?", "ab", "2"), "nothing");
  EXPECT_EQ(find("id=(?<n>\\d+)", "id=42;", "n"), "42");
  EXPECT_EQ(find("ABC", "xabc", {}, "gi"), "abc");
  EXPECT_EQ(find("a$", "a\n"), "nothing");  // $ is the very end
  EXPECT_EQ(find("^b$", "a\nb\nc", {}, "m"), "b");
  EXPECT_EQ(find("a.c", "a\nc"), "nothing");
  EXPECT_EQ(find("a.c", "a\nc", {}, "s"), "a\nc");
  EXPECT_EQ(find("\\u0041", "A"), "A");
  EXPECT_EQ(find("[^]", "\n"), "\n");
  EXPECT_EQ(find("", ""), "");
  EXPECT_EQ(find("x", "\xff\xfex"), "x");  // bytes that are no UTF-8 don't stop it
}

TEST(Regexp, GivesUpWhatExplodes) { EXPECT_EQ(find("^(a+)+$", std::string(40, 'a') + "b"), "nothing"); }

TEST(Regexp, RefusesWithThePosition) {
  EXPECT_EQ(find("a[", "").substr(0, 38), "error: \"a[\" isn't a regular expression");
  EXPECT_EQ(find("a", "", {}, "x"), "error: \"x\" aren't flags of a regular expression; allowed: i m s u g d v y");
}

}  // namespace
}  // namespace rampart::script
