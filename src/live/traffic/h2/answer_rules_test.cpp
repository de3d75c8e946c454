#include "live/traffic/h2/answer_rules.h"

#include <gtest/gtest.h>

#include <utility>

namespace rampart::live::traffic::h2 {
namespace {

using Verdict = AnswerRules::Verdict;

Verdict verdict(std::string_view name, std::string_view value, std::string_view status = "200") {
  AnswerRules rules;
  EXPECT_EQ(rules.take(":status", status), Verdict::status);
  return rules.take(name, value);
}

TEST(H2AnswerRules, FieldsHaveNoOtherCharacters) {
  for (const char* name : {"a", "x-1", "!#$%&'*+-.^_`|~", "host"})
    EXPECT_EQ(verdict(name, "v"), Verdict::field) << name;
  for (const char* name : {"", "A", "a b", "a:b", ":", "x\xc3", "a\x7f"})
    EXPECT_EQ(verdict(name, "v"), Verdict::bad) << name;
  for (const char* value : {"", "a b", "a\tb", "\xc3\xa4"}) EXPECT_EQ(verdict("a", value), Verdict::field) << value;
  for (const char* value : {" a", "a ", "\ta", "a\nb", "a\rb", "a\x01", "a\x7f"})
    EXPECT_EQ(verdict("a", value), Verdict::bad) << value;
  EXPECT_EQ(verdict("a", std::string_view("\0", 1)), Verdict::bad);
}

TEST(H2AnswerRules, StatusIsThreeDigits) {
  for (const char* status : {"", "20", "2000", "2x0", "-12", "099", "101"})
    EXPECT_EQ(AnswerRules().take(":status", status), Verdict::bad) << status;
  for (const char* status : {"100", "204", "599", "999"})
    EXPECT_EQ(AnswerRules().take(":status", status), Verdict::status) << status;
}

TEST(H2AnswerRules, LengthIsOneNumber) {
  for (const char* value : {"", "-1", "+1", "1x", " 1", "9223372036854775808"})
    EXPECT_EQ(verdict("content-length", value), Verdict::bad) << value;
  EXPECT_EQ(verdict("content-length", "9223372036854775807"), Verdict::field);
  EXPECT_EQ(verdict("content-length", "0", "103"), Verdict::bad);
  EXPECT_EQ(verdict("content-length", "1", "204"), Verdict::bad);
  EXPECT_EQ(verdict("content-length", "0", "204"), Verdict::ignored);
  AnswerRules twice;
  twice.take(":status", "200");
  EXPECT_EQ(twice.take("content-length", "1"), Verdict::field);
  EXPECT_EQ(twice.take("content-length", "1"), Verdict::bad);
}

TEST(H2AnswerRules, NothingIsOfTheConnection) {
  for (const char* name : {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te"})
    EXPECT_EQ(verdict(name, "x"), Verdict::bad) << name;
  EXPECT_EQ(verdict("te", "Trailers"), Verdict::field);
}

TEST(H2AnswerRules, SomeAnswersHaveNoBody) {
  for (const auto& [to_head, status] : {std::pair(true, "200"), std::pair(false, "304"), std::pair(false, "204")}) {
    AnswerRules rules(to_head);
    rules.take(":status", status);
    EXPECT_TRUE(rules.end_fields(true));
    EXPECT_TRUE(rules.end());
    EXPECT_FALSE(rules.take_data(1));
  }
  AnswerRules rules;
  EXPECT_FALSE(rules.end());
}

}  // namespace
}  // namespace rampart::live::traffic::h2
