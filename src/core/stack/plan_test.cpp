#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/stack/testing/template_text.h"

namespace rampart::stack {
namespace {

using testing::error_of;
using testing::plan;
using testing::properties;

std::vector<std::string> order_of(const std::string& text) {
  const auto planned = plan(text);
  if (planned.has_error()) return {to_string(planned.error())};
  std::vector<std::string> ids;
  for (const Resource& r : planned->resources) ids.push_back(r.logical_id);
  return ids;
}

TEST(Plan, OrdersByRefGetAttSubAndDependsOn) {
  EXPECT_THAT(order_of("Resources:\n"
                       "  A: {Type: AWS::SNS::Topic, Properties: {X: !Ref B}}\n"
                       "  B: {Type: AWS::SNS::Topic, Properties: {X: [{y: !GetAtt C.Arn}]}}\n"
                       "  C: {Type: AWS::SNS::Topic, Properties: {X: !Sub 'a-${D}-${!A}'}}\n"
                       "  D: {Type: AWS::SNS::Topic, DependsOn: [F, E]}\n"
                       "  E: {Type: AWS::SNS::Topic}\n"
                       "  F: {Type: AWS::SNS::Topic}\n"),
              ::testing::ElementsAre("E", "F", "D", "C", "B", "A"));
}

TEST(Plan, KeepsTheFilesOrderWhereNothingIsNeeded) {
  EXPECT_THAT(order_of("Resources: {Z: {Type: AWS::SNS::Topic}, A: {Type: AWS::SNS::Topic}}\n"),
              ::testing::ElementsAre("Z", "A"));
}

TEST(Plan, NamesTheMembersOfACycle) {
  EXPECT_THAT(
      order_of("Resources:\n"
               "  Free: {Type: AWS::SNS::Topic, Properties: {X: !Ref A}}\n"
               "  A: {Type: AWS::SNS::Topic, Properties: {X: !Ref B}}\n"
               "  B: {Type: AWS::SNS::Topic, Properties: {X: !GetAtt C.Arn}}\n"
               "  C: {Type: AWS::SNS::Topic, DependsOn: A}\n"),
      ::testing::ElementsAre("t.yml:2:3: Circular dependency between resources: [A, B, C] (A needs B, B needs C, "
                             "C needs A). Remove one of these references."));
  EXPECT_THAT(order_of("Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {X: !Ref A}}\n"),
              ::testing::ElementsAre("t.yml:2:3: Circular dependency between resources: [A] (A needs A). Remove one of "
                                     "these references."));
}

TEST(Plan, KnowsWhatComesAfterWhat) {
  const auto planned = plan(
      "Resources:\n"
      "  A: {Type: AWS::SNS::Topic, Properties: {X: !Ref B}}\n"
      "  B: {Type: AWS::SNS::Topic, DependsOn: C}\n"
      "  C: {Type: AWS::SNS::Topic}\n");
  ASSERT_TRUE(planned.has_value());
  EXPECT_TRUE(planned->comes_after("A", "C"));
  EXPECT_FALSE(planned->comes_after("C", "A"));
  EXPECT_FALSE(planned->comes_after("A", "A"));
}

const std::string conditional =
    "Parameters: {Env: {Type: String, Default: dev}, Big: {Type: String, Default: 'no'}}\n"
    "Conditions:\n"
    "  Prod: !Equals [!Ref Env, prod]\n"
    "  Large: {'Fn::And': [{Condition: Prod}, !Equals [!Ref Big, 'yes']]}\n"
    "  Small: !Not [!Condition Large]\n"
    "  Any: !Or [!Condition Prod, !Condition Large]\n"
    "Resources:\n"
    "  Always: {Type: AWS::SNS::Topic, Properties: {N: !If [Large, 8, 1], X: !If [Prod, !Ref OnlyProd, none]}}\n"
    "  OnlyProd: {Type: AWS::SNS::Topic, Condition: Prod}\n"
    "Outputs: {P: {Condition: Prod, Value: !Ref OnlyProd}, S: {Value: !Ref Always}}\n";

TEST(Plan, DecidesConditions) {
  const auto planned = plan(conditional, {{"Env", "prod"}, {"Big", "yes"}});
  ASSERT_TRUE(planned.has_value()) << error_of(planned);
  EXPECT_EQ(planned->conditions,
            (std::map<std::string, bool>{{"Prod", true}, {"Large", true}, {"Small", false}, {"Any", true}}));
  EXPECT_EQ(planned->resources.size(), 2U);
  EXPECT_EQ(planned->resources[0].logical_id, "OnlyProd");
  EXPECT_EQ(planned->outputs.size(), 2U);
}

TEST(Plan, LeavesOutWhatItsConditionDenies) {
  const auto planned = plan(conditional);
  ASSERT_TRUE(planned.has_value()) << error_of(planned);
  ASSERT_EQ(planned->resources.size(), 1U);
  ASSERT_EQ(planned->outputs.size(), 1U);
  EXPECT_EQ(planned->outputs[0].name, "S");
  EXPECT_EQ(properties(conditional, "Always"), R"({"N":1,"X":"none"})");
}

TEST(Plan, RefusesAReferenceToWhatIsntMade) {
  EXPECT_EQ(error_of(plan("Conditions: {No: !Equals [a, b]}\n"
                          "Resources:\n"
                          "  A: {Type: AWS::SNS::Topic, Condition: No}\n"
                          "  B:\n    Type: AWS::SNS::Topic\n    Properties:\n      X: !Ref A\n")),
            "t.yml:7:10: B refers to A, which isn't made because its condition No is false. Put the reference under "
            "Fn::If with the same condition.");
}

TEST(Plan, ConditionsSayWhatIsWrongWithThem) {
  const auto with = [](const std::string& conditions) {
    return error_of(plan("Conditions:\n" + conditions + "Resources: {T: {Type: AWS::SNS::Topic}}\n"));
  };
  EXPECT_EQ(with("  A: !Condition B\n  B: !Not [!Condition A]\n"), "t.yml:2:3: Conditions A, B need each other.");
  EXPECT_EQ(with("  A: !Condition Bee\n"), "t.yml:2:6: there is no condition Bee.");
  EXPECT_EQ(with("  A: !And [!Equals [a, b]]\n"), "t.yml:2:6: Fn::And takes a list of 2 to 10 conditions.");
  EXPECT_EQ(with("  A: !Equals [a]\n"), "t.yml:2:6: Fn::Equals takes a list of the two values to compare.");
  EXPECT_EQ(with("  A: yes\n"), "t.yml:2:6: a condition is one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition.");
  EXPECT_EQ(with("  A: !Equals [!Ref T, b]\n"),
            "t.yml:2:15: Conditions can only refer to parameters, and T isn't one.");
}

TEST(Plan, ResolvesOutputs) {
  const auto planned =
      plan("Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {U: {Value: !Sub 'http://${T.Name}'}}\n");
  ASSERT_TRUE(planned.has_value());
  const Attributes attributes = [](std::string_view, std::string_view) -> Result<Node> {
    return document::make_text("x");
  };
  const auto outputs = resolve_outputs(*planned, attributes);
  ASSERT_TRUE(outputs.has_value());
  EXPECT_EQ(outputs->at(0), (std::pair<std::string, std::string>{"U", "http://x"}));
}

}  // namespace
}  // namespace rampart::stack
