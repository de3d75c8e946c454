#include "aws/protocol/check.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <limits>

#include "aws/protocol/testing/specimen.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

std::string complaint(const char* input, const ErrorStyle& style = {}) {
  const json::value value = json::parse(input);
  const auto error = check(testing::limited(), value.as_object(), style);
  return error ? error->message : "";
}

TEST(Check, SaysWhatAwsSays) {
  struct Row {
    const char* input;
    const char* text;
  };
  const std::vector<Row> rows = {
      {R"({"Name": "web-1", "MaxResults": 100, "Percent": 0.0, "Mode": "on", "Data": "abcd", "Names": ["a", "bcde"],
           "Tags": [{"Key": "k", "Value": ""}], "Map": {"k": "v"}})",
       ""},
      {"{}", "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null"},
      {R"({"Name": "a", "MaxResults": 0})",
       "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value "
       "greater than or equal to 1"},
      {R"({"Name": "a", "MaxResults": 101})",
       "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value "
       "less than or equal to 100"},
      {R"({"Name": "a", "Percent": 100.5})",
       "1 validation error detected: Value '100.5' at 'percent' failed to satisfy constraint: Member must have value "
       "less than or equal to 100"},
      {R"({"Name": "a", "Mode": "half"})",
       "1 validation error detected: Value 'half' at 'mode' failed to satisfy constraint: Member must satisfy enum "
       "value "
       "set: [on, off]"},
      {R"({"Name": ""})",
       "2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater "
       "than or equal to 1; Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression "
       "pattern: [A-Za-z0-9-]+"},
      {R"({"Name": "ééé"})",
       "1 validation error detected: Value 'ééé' at 'name' failed to satisfy constraint: Member must satisfy regular "
       "expression pattern: [A-Za-z0-9-]+"},
      {R"({"Name": "a", "Data": "abcde"})",
       "1 validation error detected: Value 'java.nio.HeapByteBuffer' at 'data' failed to satisfy constraint: Member "
       "must "
       "have length less than or equal to 4"},
      {R"({"Name": "a", "Names": ["a", "abcde"]})",
       "1 validation error detected: Value '[a, abcde]' at 'names' failed to satisfy constraint: Member must satisfy "
       "constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to "
       "1]"},
      {R"({"Name": "a", "Names": ["a", "b", "c", "d"]})",
       "1 validation error detected: Value '[a, b, c, d]' at 'names' failed to satisfy constraint: Member must have "
       "length less than or equal to 3"},
      {R"({"Name": "a", "Tags": [{"Key": "k"}, {"Key": "abcde"}, {}]})",
       "2 validation errors detected: Value 'abcde' at 'tags.2.member.key' failed to satisfy constraint: Member must "
       "have "
       "length less than or equal to 4; Value null at 'tags.3.member.key' failed to satisfy constraint: Member must "
       "not "
       "be null"},
      {R"({"Name": "a", "Map": {"abcde": "v"}})",
       "1 validation error detected: Value '{abcde=v}' at 'map' failed to satisfy constraint: Map keys must satisfy "
       "constraint: [Member must have length less than or equal to 4]"},
      {R"({"Name": "a", "Map": {"k": "abcde"}})",
       "1 validation error detected: Value '{k=abcde}' at 'map' failed to satisfy constraint: Map value must satisfy "
       "constraint: [Member must have length less than or equal to 4]"}};
  for (const Row& row : rows) EXPECT_EQ(complaint(row.input), row.text) << row.input;
}

TEST(Check, NaNIsInNoRange) {
  const auto error =
      check(testing::limited(), {{"Name", "a"}, {"Percent", std::numeric_limits<double>::quiet_NaN()}}, {});
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->message.find("Value 'NaN' at 'percent'"), std::string::npos) << error->message;
}

TEST(Check, AMissingParameterIsSaidInTheServicesStyle) {
  const auto usual = check(testing::limited(), {}, {});
  EXPECT_EQ(usual->code, "ValidationException");
  EXPECT_EQ(usual->name_in_query(), "ValidationError");
  const auto cloudwatch = check(testing::limited(), {}, {.missing_parameter = true});
  EXPECT_EQ(cloudwatch->name_in_query(), "MissingParameter");
  EXPECT_EQ(cloudwatch->message, "The request must contain the parameter Name.");
  // Something else is wrong too: that is a validation error.
  EXPECT_EQ(check(testing::limited(), {{"MaxResults", std::int64_t{0}}}, {.missing_parameter = true})->name_in_query(),
            "ValidationError");
}

TEST(Check, ManyErrorsAreCutShort) {
  json::array tags(5000, json::object{{"Key", "too long"}});
  const auto error = check(testing::limited(), {{"Name", "a"}, {"Tags", tags}}, {});
  EXPECT_TRUE(error->message.starts_with("50 validation errors detected: ")) << error->message.substr(0, 80);
  EXPECT_LT(error->message.size(), 8000U);
}

TEST(Misfit, NamesTheMemberOfAnotherKind) {
  const auto at = [](const char* text) { return misfit(testing::every_kind(), json::parse(text)); };
  EXPECT_FALSE(at(R"({"Count": 1, "Ratio": 2, "Names": ["a"], "Child": {"Moment": 5}, "not there": 1})").has_value());
  EXPECT_EQ(at(R"({"Count": 1.5})"), "Count");
  EXPECT_EQ(at(R"({"Child": {"Parts": [{"Key": "k"}, {"Key": 1}]}})"), "Child.Parts.1.Key");
  EXPECT_EQ(at(R"({"Named": {"a": "b"}})"), "Named.a");
  EXPECT_EQ(at(R"({"Moment": 1e300})"), "Moment");
  EXPECT_EQ(at("[]"), "");
}

}  // namespace
}  // namespace rampart::aws::protocol
