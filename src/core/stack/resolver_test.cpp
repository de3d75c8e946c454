#include "core/stack/resolver.h"

#include <gtest/gtest.h>

#include "core/stack/testing/template_text.h"

namespace rampart::stack {
namespace {

using testing::properties;
using testing::value;

TEST(Resolver, RefsParametersPseudoParametersAndResources) {
  EXPECT_EQ(value("!Ref P"), R"("pv")");
  EXPECT_EQ(value("{Ref: L}"), R"(["a","b","c"])");
  EXPECT_EQ(value("!Ref B"), R"("B!")");
  EXPECT_EQ(value("[!Ref AWS::Region, !Ref AWS::AccountId, !Ref AWS::StackName, !Ref AWS::Partition]"),
            R"(["us-east-1","123456789012","quest","aws"])");
}

TEST(Resolver, GetsAttributesInAllForms) {
  EXPECT_EQ(value("!GetAtt B.Arn"), R"("B!Arn")");
  EXPECT_EQ(value("!GetAtt [B, Arn]"), R"("B!Arn")");
  EXPECT_EQ(value("{'Fn::GetAtt': [B, Outputs.Url]}"), R"("B!Outputs.Url")");
  EXPECT_EQ(value("!GetAtt B.Outputs.Url"), R"("B!Outputs.Url")");
  EXPECT_EQ(value("{'Fn::GetAtt': [B, !Ref P]}"), R"("B!pv")");
}

TEST(Resolver, SubstitutesBothForms) {
  EXPECT_EQ(value("!Sub '${P}/${B}/${B.Arn}/${AWS::Region}/${!Literal}/$5'"),
            R"("pv/B!/B!Arn/us-east-1/${Literal}/$5")");
  EXPECT_EQ(value("!Sub ['${X}-${P}', {X: !GetAtt B.Arn}]"), R"("B!Arn-pv")");
  EXPECT_EQ(value("{'Fn::Sub': ['${X.Y}', {X.Y: own}]}"), R"("own")");
}

TEST(Resolver, NestsFunctions) {
  EXPECT_EQ(value("!Join ['/', [service, !Ref B, !GetAtt B.Name]]"), R"("service/B!/B!Name")");
  EXPECT_EQ(value("!Select [1, !Split [',', 'x,y']]"), R"("y")");
  EXPECT_EQ(value("!Join ['+', !Ref L]"), R"("a+b+c")");
  EXPECT_EQ(value("!Select ['0', !GetAZs '']"), R"("us-east-1a")");
  EXPECT_EQ(value("{'Fn::GetAZs': !Ref AWS::Region}"), R"(["us-east-1a","us-east-1b"])");
  EXPECT_EQ(value("!Base64 {'Fn::Sub': 'v=${P}'}"), R"("dj1wdg==")");
}

TEST(Resolver, ChoosesByConditionAndDropsNoValue) {
  EXPECT_EQ(value("!If [Yes, 1, 2]"), "1");
  EXPECT_EQ(value("{'Fn::If': [No, 1, {a: !Ref P}]}"), R"({"a":"pv"})");
  EXPECT_EQ(value("{a: !If [No, 1, !Ref AWS::NoValue], b: [!Ref 'AWS::NoValue', x]}"), R"({"b":["x"]})");
}

TEST(Resolver, FindsInMaps) {
  EXPECT_EQ(value("!FindInMap [M, !Ref AWS::Region, ami]"), R"("x1")");
  EXPECT_EQ(value("!FindInMap [M, us-east-1, list]"), R"(["p","q"])");
  EXPECT_EQ(value("!FindInMap [M, eu-west-1, ami]"),
            "t.yml:9:25: Fn::FindInMap: Mappings.M has no key \"eu-west-1\"; it has: us-east-1.");
}

TEST(Resolver, KeepsPlainValuesAsTheyAre) {
  EXPECT_EQ(value("{n: 5, f: 1.5, t: true, s: '5', Condition: {StringEquals: {a: b}}}"),
            R"({"n":5,"f":1.5E0,"t":true,"s":"5","Condition":{"StringEquals":{"a":"b"}}})");
}

TEST(Resolver, ValuesStandWhereTheTemplateUsesThem) {
  const auto planned = testing::plan(
      "Parameters: {Cpu: {Type: Number, Default: 300}}\n"
      "Resources:\n"
      "  T:\n"
      "    Type: AWS::ECS::TaskDefinition\n"
      "    Properties:\n"
      "      Cpu: !Ref Cpu\n");
  ASSERT_TRUE(planned.has_value());
  const Attributes none = [](std::string_view, std::string_view) -> Result<Node> { return invalid("none"); };
  const auto node = resolve(*planned, planned->resources[0], none);
  ASSERT_TRUE(node.has_value());
  const Node* cpu = node->find("Cpu");
  ASSERT_NE(cpu, nullptr);
  EXPECT_EQ(cpu->text, "300");
  EXPECT_EQ(to_string(invalid("x", cpu->place())), "t.yml:6:12: x");
  EXPECT_EQ(to_string(invalid("x", cpu->key_place())), "t.yml:6:7: x");
}

TEST(Resolver, SaysWhereAFunctionIsWrong) {
  EXPECT_EQ(value("!GetAtt B.Missing"), "t.yml:9:10: no such attribute");
  EXPECT_EQ(value("!Sub '${B'"),
            "t.yml:9:10: Fn::Sub: \"${\" without its \"}\". Write ${!Name} for a literal ${Name}.");
  EXPECT_EQ(value("!Sub '${a b}'"),
            "t.yml:9:10: Fn::Sub: \"${a b}\" isn't a variable; names hold letters, digits, underscores, periods and "
            "colons. Write ${!a b} for literal text.");
  EXPECT_EQ(value("!Sub '${L}'"), "t.yml:9:10: ${L} in Fn::Sub must be a text, but it is a list.");
  EXPECT_EQ(value("!Ref [x]"), "t.yml:9:10: Ref takes the name of a parameter or resource, written as plain text.");
  EXPECT_EQ(value("!GetAtt B"), "t.yml:9:10: Fn::GetAtt takes LogicalId.Attribute, or a list of the two.");
  EXPECT_EQ(value("!If [Yes, 1]"),
            "t.yml:9:10: Fn::If takes a list of three: a condition's name, the value if true, the value if false.");
  EXPECT_EQ(value("{'Fn::Sub': x, Other: y}"),
            "t.yml:9:11: Fn::Sub must stand alone in its mapping, but there are 2 keys.");
  EXPECT_EQ(value("!Equals [a, b]"), "t.yml:9:10: Fn::Equals belongs into Conditions; choose a value with Fn::If.");
  EXPECT_EQ(value("{a: }"),
            "t.yml:9:11: there is no value here; CloudFormation takes no nulls. Write one or leave the key out.");
}

TEST(Resolver, ImportsWhatOtherStacksExport) {
  const auto source = testing::read(
      "Resources:\n"
      "  T: {Type: AWS::SNS::Topic, DeletionPolicy: Retain, Properties: {V: !ImportValue vpc}}\n"
      "  U: {Type: AWS::SNS::Topic, Properties: {V: {'Fn::ImportValue': !Sub '${AWS::StackName}-id'}}}\n"
      "Outputs:\n"
      "  O: {Value: !GetAtt T.Arn, Export: {Name: !Sub '${AWS::StackName}-topic'}}\n"
      "  P: {Value: plain}\n");
  ASSERT_TRUE(source.has_value()) << to_string(source.error());
  EXPECT_EQ(source->find_resource("T")->deletion_policy, "Retain");
  Pseudo pseudo{.stack_name = "quest", .exports = {{{"vpc", "vpc-1"}}}};
  const auto planned = make_plan(*source, {}, pseudo);
  ASSERT_TRUE(planned.has_value());
  const Attributes arn = [](std::string_view, std::string_view) -> Result<Node> { return document::make_text("arn"); };
  const auto imported = resolve(*planned, *source->find_resource("T"), arn);
  ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
  EXPECT_EQ(imported->find("V")->text, "vpc-1");
  const auto missing = resolve(*planned, *source->find_resource("U"), arn);
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().message, "No export named quest-id found.");
  EXPECT_EQ(*imported_names(*planned), (std::vector<std::string>{"quest-id", "vpc"}));
  const auto exports = resolve_exports(*planned, arn);
  ASSERT_TRUE(exports.has_value());
  ASSERT_EQ(exports->size(), 1U);
  EXPECT_EQ((*exports)[0], (std::pair<std::string, std::string>("O", "quest-topic")));
}

TEST(Resolver, RefusesWhatAwsCarriesOutElsewhere) {
  EXPECT_EQ(value("!ImportValue vpc"),
            "t.yml:9:10: !ImportValue reads another stack's exports, and Rampart runs one stack at a time; take the "
            "value as a parameter.");
  EXPECT_TRUE(value("{'Fn::Length': [a]}").starts_with("t.yml:9:11: Fn::Length needs a Transform, which AWS"));
  EXPECT_EQ(value("!Joinn [a, [b]]"), "t.yml:9:10: !Joinn isn't a CloudFormation function; did you mean !Join?");
}

}  // namespace
}  // namespace rampart::stack
