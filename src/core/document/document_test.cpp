#include "core/document/document.h"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

namespace rampart::document {
namespace {

std::string json_of(const char* text) {
  const auto node = parse(text, "t.yml");
  if (node.has_error()) return to_string(node.error());
  return boost::json::serialize(to_json(*node));
}

TEST(Document, TypesScalarsAsJsYamlDoes) {
  EXPECT_EQ(json_of("[012, 0x1f, 0b11, 1_000, 1:30, 1.5, .5, 1e3, -7]"), "[10,31,3,1000,90,1.5E0,5E-1,1E3,-7]");
  EXPECT_EQ(json_of("[08, -09, 2024-01-31, '2024-01-31', 2024-1-3]"),
            R"(["08","-09","2024-01-31","2024-01-31","2024-1-3"])");
  EXPECT_EQ(json_of("[yes, no, on, true, False, ~, null, '12', \"true\"]"),
            R"(["yes","no","on",true,false,null,null,"12","true"])");
}

TEST(Document, KeepsPositionsOfKeysAndValues) {
  const auto node = parse("a: 1\nb:\n  - x\n  - cc: 2\n", "t.yml");
  ASSERT_TRUE(node.has_value());
  const Node* cc = node->find("b")->items[1].find("cc");
  ASSERT_NE(cc, nullptr);
  EXPECT_EQ(cc->key_line, 4);
  EXPECT_EQ(cc->key_column, 5);
  EXPECT_EQ(cc->column, 9);
}

TEST(Document, KeepsLocalTags) {
  const auto node = parse("v: !Sub '${A}-x'\nw: !GetAtt [B, Arn]\n", "t.yml");
  ASSERT_TRUE(node.has_value());
  EXPECT_EQ(node->find("v")->tag, "!Sub");
  EXPECT_EQ(node->find("w")->tag, "!GetAtt");
  EXPECT_EQ(node->find("w")->items.size(), 2U);
}

TEST(Document, MergesAnchorsUnderTheOwnKeys) {
  EXPECT_EQ(json_of("base: &b {x: 1, y: 2}\nd:\n  <<: *b\n  y: 3\n"), R"({"base":{"x":1,"y":2},"d":{"y":3,"x":1}})");
}

TEST(Document, RefusesDuplicateKeysWithTheirPlace) {
  EXPECT_EQ(json_of("a: 1\na: 2\n"), "t.yml:2:1: the key \"a\" stands here twice; keep one");
}

TEST(Document, SaysWhereYamlBreaks) {
  const auto node = parse("a: [1, 2\nb: 3\n", "t.yml");
  ASSERT_TRUE(node.has_error());
  EXPECT_EQ(node.error().place.file, "t.yml");
  EXPECT_GT(node.error().place.line, 0);
}

TEST(Document, EndsOnStrayFlowSigns) {
  for (const char* text : {", a", "]", "}", "a: 1\n---\n"}) EXPECT_FALSE(json_of(text).empty()) << text;
}

TEST(Document, RefusesASecondDocument) {
  EXPECT_EQ(json_of("a: 1\n---\nb: 2\n").substr(0, 39), "t.yml:2:1: this file holds several docu");
  EXPECT_EQ(json_of("---\na: 1\n---\n"), R"({"a":1})");
}

TEST(Document, ReadsJson) { EXPECT_EQ(json_of(R"({"a": [1, "x", {"b": null}]})"), R"({"a":[1,"x",{"b":null}]})"); }

TEST(Document, OffersTheNearestName) {
  EXPECT_EQ(nearest("arivalRate", {"arrivalRate", "duration"}), "arrivalRate");
  EXPECT_EQ(nearest("gte", {"put", "get", "delete"}), "get");
  EXPECT_EQ(nearest("zebra", {"arrivalRate", "duration"}), "");
}

}  // namespace
}  // namespace rampart::document
