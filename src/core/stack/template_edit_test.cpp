#include "core/stack/template_edit.h"

#include <gtest/gtest.h>

namespace rampart::stack {
namespace {

const std::string yaml = R"(# what stays
Parameters:
  Target: {Type: Number, Default: 300}   # by hand
Resources:
  Policy:
    Type: P
    Properties:
      Value: !Ref Target
      Other: 5   # five
      Configuration: {A: 1, B: "x"}
  Last:
    Type: L
)";

TEST(TemplateEdit, ChangesOneWordAndNothingElse) {
  TemplateEdit edit(yaml, "t.yml");
  ASSERT_TRUE(edit.set({"Resources", "Policy", "Properties", "Other"}, "7"));
  std::string expected = yaml;
  expected.replace(expected.find("Other: 5"), 8, "Other: 7");
  EXPECT_EQ(edit.text(), expected);
  ASSERT_EQ(edit.edits().size(), 1U);
  EXPECT_EQ(edit.edits()[0].from, "5");
  EXPECT_EQ(edit.place_of(edit.edits()[0].path).line, 9);
}

TEST(TemplateEdit, AReferenceChangesTheParametersDefault) {
  TemplateEdit edit(yaml, "t.yml");
  ASSERT_TRUE(edit.set({"Resources", "Policy", "Properties", "Value"}, "640"));
  EXPECT_NE(edit.text().find("Default: 640}   # by hand"), std::string::npos) << edit.text();
  EXPECT_NE(edit.text().find("Value: !Ref Target"), std::string::npos);
  EXPECT_EQ(edit.edits()[0].path, (Path{"Parameters", "Target", "Default"}));
}

TEST(TemplateEdit, PutReplacesAReferenceItself) {
  TemplateEdit edit(yaml, "t.yml");
  ASSERT_TRUE(edit.put({"Resources", "Policy", "Properties", "Value"}, "66"));
  EXPECT_NE(edit.text().find("Default: 300}"), std::string::npos) << edit.text();
  const auto root = document::parse(edit.text(), "t.yml");
  ASSERT_TRUE(root) << edit.text();
  const auto* value = root->find("Resources")->find("Policy")->find("Properties")->find("Value");
  ASSERT_NE(value, nullptr) << edit.text();
  EXPECT_EQ(value->number, 66);
  EXPECT_EQ(edit.edits().back().from, "Target");
}

TEST(TemplateEdit, AddsWhatIsNotThere) {
  TemplateEdit edit(yaml, "t.yml");
  ASSERT_TRUE(edit.set({"Resources", "Policy", "Properties", "New"}, "1"));
  ASSERT_TRUE(edit.set({"Resources", "Policy", "Properties", "Configuration", "C"}, "3"));
  EXPECT_NE(edit.text().find("      New: 1\n      Value: !Ref Target\n"), std::string::npos) << edit.text();
  EXPECT_NE(edit.text().find("{C: 3, A: 1, B: \"x\"}"), std::string::npos) << edit.text();
}

TEST(TemplateEdit, PutsAndTakesWholeResources) {
  TemplateEdit edit(yaml, "t.yml");
  ASSERT_TRUE(
      edit.put({"Resources", "Alarm"}, R"({"Type": "A", "Properties": {"N": 1, "L": ["a", {"Ref": "Last"}]}})"));
  ASSERT_TRUE(edit.remove({"Resources", "Policy"}));
  const auto root = document::parse(edit.text(), "t.yml");
  ASSERT_TRUE(root) << edit.text();
  const auto* resources = root->find("Resources");
  EXPECT_EQ(resources->find("Policy"), nullptr);
  ASSERT_NE(resources->find("Last"), nullptr);
  EXPECT_EQ(resources->find("Alarm")->find("Properties")->find("L")->items[1].find("Ref")->text, "Last");
  EXPECT_TRUE(edit.text().starts_with("# what stays\n"));
}

TEST(TemplateEdit, PutsAListInPlaceOfAnother) {
  TemplateEdit edit("R:\n  T:\n    A: 1\n    S:\n      - {x: 1}\n      - {x: 2}\n    B: 2\n", "t.yml");
  ASSERT_TRUE(edit.put({"R", "T", "S"}, R"([{"x": 3}])"));
  const auto root = document::parse(edit.text(), "t.yml");
  ASSERT_TRUE(root) << edit.text();
  ASSERT_EQ(root->find("R")->find("T")->find("S")->items.size(), 1U) << edit.text();
  EXPECT_EQ(root->find("R")->find("T")->find("B")->integer, 2);
}

TEST(TemplateEdit, WritesJsonAnew) {
  TemplateEdit edit(R"({"Parameters": {"T": {"Default": 1}}, "R": {"V": {"Ref": "T"}, "W": 2}})", "t.json");
  ASSERT_TRUE(edit.set({"R", "V"}, "9"));
  ASSERT_TRUE(edit.set({"R", "W"}, "word"));
  ASSERT_TRUE(edit.remove({"R", "Nothing"}));
  const auto root = document::parse(edit.text(), "t.json");
  ASSERT_TRUE(root) << edit.text();
  EXPECT_EQ(root->find("Parameters")->find("T")->find("Default")->integer, 9);
  EXPECT_EQ(root->find("R")->find("W")->text, "word");
}

TEST(TemplateEdit, SaysWhatItCannotChange) {
  TemplateEdit edit("R:\n  V: !If [A, 1, 2]\n", "t.yml");
  const auto set = edit.set({"R", "V"}, "9");
  ASSERT_FALSE(set);
  EXPECT_EQ(to_string(set.error()), "t.yml:2:3: R.V is made by an intrinsic function; write 9 there by hand");
  EXPECT_FALSE(edit.set({"R", "No", "V"}, "9"));
}

}  // namespace
}  // namespace rampart::stack
