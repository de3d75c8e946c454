#include "core/stack/parameters.h"

#include <gtest/gtest.h>

#include "core/stack/pattern.h"
#include "core/stack/testing/template_text.h"

namespace rampart::stack {
namespace {

using testing::error_of;
using testing::plan;

std::string template_with(const std::string& declaration) {
  return "Parameters:\n  P: {" + declaration + "}\nResources: {T: {Type: AWS::SNS::Topic}}\n";
}

TEST(Parameters, GivenValuesGoBeforeDefaults) {
  const auto planned = plan(template_with("Type: String, Default: a"), {{"P", "b"}});
  ASSERT_TRUE(planned.has_value());
  EXPECT_EQ(planned->parameters.at("P").text, "b");
}

TEST(Parameters, MissingOnesAreNamed) {
  EXPECT_EQ(error_of(plan(template_with("Type: String"))),
            "t.yml:2:3: parameter P has no value: it has no Default, so it must be given.");
  EXPECT_EQ(error_of(plan(template_with("Type: String"), {{"p", "x"}})),
            "the template has no parameter p; did you mean P?");
}

TEST(Parameters, ValuesAreCheckedAgainstTheDeclaration) {
  const auto with = [](const std::string& declaration, const std::string& value) {
    return error_of(plan(template_with(declaration), {{"P", value}}));
  };
  EXPECT_EQ(with("Type: String, AllowedValues: [dev, prod]", "test"),
            "t.yml:2:3: parameter P: \"test\" isn't one of the AllowedValues: dev, prod.");
  EXPECT_EQ(with("Type: Number", "1x"), "t.yml:2:3: parameter P: \"1x\" isn't a number.");
  EXPECT_EQ(with("Type: Number, MinValue: 1, MaxValue: 6", "7"), "t.yml:2:3: parameter P: \"7\" is above MaxValue 6.");
  EXPECT_EQ(with("Type: String, MinLength: 3", "ab"), "t.yml:2:3: parameter P: \"ab\" is shorter than MinLength 3.");
  EXPECT_EQ(with("Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: Small letters only.", "aB"),
            "t.yml:2:3: parameter P: \"aB\" doesn't match AllowedPattern [a-z]+. Small letters only.");
  EXPECT_EQ(with("Type: List<Number>", "1, 2,x"), "t.yml:2:3: parameter P: \"x\" isn't a number.");
  EXPECT_EQ(with("Type: Number, AllowedValues: [256, 512]", "512"), "fine");
}

TEST(Parameters, ADefaultsComplaintStandsAtTheDefault) {
  EXPECT_EQ(error_of(plan(template_with("Type: Number, Default: many"))),
            "t.yml:2:30: parameter P: \"many\" isn't a number.");
}

TEST(Parameters, DeclarationsAreChecked) {
  EXPECT_EQ(error_of(plan(template_with("Type: Str"))).substr(0, 56),
            "t.yml:2:13: parameter P: \"Str\" isn't a parameter type; a");
  EXPECT_EQ(error_of(plan(template_with("Type: String, AllowedValue: [a]"))),
            "t.yml:2:21: parameter P: there is no key AllowedValue; did you mean AllowedValues?");
  EXPECT_EQ(error_of(plan(template_with("Default: x"))).substr(0, 41), "t.yml:2:3: parameter P: Type is missing; ");
}

TEST(Parameters, TheDefaultNetworkStandsInAndSaysSo) {
  const auto planned = plan(template_with("Type: 'List<AWS::EC2::Subnet::Id>'"));
  ASSERT_TRUE(planned.has_value());
  EXPECT_EQ(planned->parameters.at("P").items.size(), 2U);
  ASSERT_EQ(planned->notes.size(), 1U);
  EXPECT_TRUE(planned->notes[0].starts_with("P (List<AWS::EC2::Subnet::Id>): no value given, the default network's"));
}

TEST(Parameters, APatternThatNeverEndsIsCutShort) {
  const auto matched = matches_whole("(a+)+$", std::string(30, 'a') + "!");
  ASSERT_TRUE(matched.has_error());
  EXPECT_NE(matched.error().message.find("match limit"), std::string::npos);
  EXPECT_NE(error_of(plan(template_with("Type: String, AllowedPattern: '[a'"), {{"P", "a"}})).find("isn't a regular"),
            std::string::npos);
}

}  // namespace
}  // namespace rampart::stack
