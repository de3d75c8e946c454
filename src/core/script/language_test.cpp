#include "core/script/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/script/schema.h"

namespace rampart::script::language {
namespace {

using testing::Contains;
using testing::Not;

void expect_known(const Value& value) {
  for (const Shape& shape : value) {
    if (shape.kind == Shape::Kind::mapping) {
      EXPECT_FALSE(mapping_of(shape.part).keys.empty());
    }
    expect_known(shape.of);
  }
}

TEST(Language, EveryPartIsDescribedInFull) {
  std::set<std::string_view> names;
  for (const Part part : all_parts()) {
    const Mapping& mapping = mapping_of(part);
    EXPECT_TRUE(names.insert(mapping.name).second) << mapping.name;
    EXPECT_TRUE(mapping.meaning.ends_with('.') || mapping.meaning.ends_with("…")) << mapping.name;
    std::set<std::string_view> keys;
    for (const Key& key : mapping.keys) {
      EXPECT_TRUE(keys.insert(key.name).second) << mapping.name << "." << key.name << " stands there twice";
      EXPECT_FALSE(key.meaning.empty()) << mapping.name << "." << key.name;
      EXPECT_FALSE(key.value.empty()) << mapping.name << "." << key.name;
      EXPECT_EQ(key.support == Support::idle && key.note.empty(), false) << "why has " << key.name << " no effect?";
      expect_known(key.value);
    }
    for (const std::string_view key : mapping.one_needed) EXPECT_NE(mapping.find(key), nullptr) << key;
    for (const std::string_view key : mapping.one_at_most) EXPECT_NE(mapping.find(key), nullptr) << key;
  }
}

TEST(Language, SuggestsWhatWorksBeforeWhatDoesNot) {
  const Mapping& request = mapping_of(Part::request);
  EXPECT_THAT(request.working_names(), Contains("url"));
  EXPECT_THAT(request.working_names(), Not(Contains("prefixUrl")));
  EXPECT_THAT(request.key_names(), Contains("prefixUrl"));
}

/// Every "$ref" in `value` names one of `defs`.
void expect_references_resolve(const boost::json::value& value, const boost::json::object& defs) {
  if (const auto* array = value.if_array())
    for (const auto& item : *array) expect_references_resolve(item, defs);
  const auto* object = value.if_object();
  if (object == nullptr) return;
  for (const auto& member : *object) {
    if (member.key() == "$ref") {
      const std::string_view name = member.value().as_string();
      EXPECT_TRUE(name.starts_with("#/$defs/") && defs.contains(name.substr(8))) << name;
    }
    expect_references_resolve(member.value(), defs);
  }
}

TEST(JsonSchema, RefersOnlyToWhatItDefines) {
  const boost::json::object schema = json_schema();
  EXPECT_EQ(schema.at("$schema").as_string(), "https://json-schema.org/draft/2020-12/schema");
  expect_references_resolve(schema, schema.at("$defs").as_object());
}

TEST(JsonSchema, SaysWhatAKeyMeansAndWhatIsNotSupported) {
  const boost::json::object schema = json_schema();
  const auto& defs = schema.at("$defs").as_object();
  const auto& timeout = defs.at("http").at("properties").at("timeout").as_object();
  EXPECT_EQ(timeout.at("description").as_string(), "Seconds a request may take, its body included. Default: 10.");
  const auto& tracing = defs.at("request").at("properties").at("prefixUrl").as_object();
  EXPECT_EQ(tracing.at("errorMessage").as_string(), "\"prefixUrl\" isn't supported yet by this version of Rampart");
  EXPECT_EQ(defs.at("request").at("additionalProperties"), false);
}

}  // namespace
}  // namespace rampart::script::language
