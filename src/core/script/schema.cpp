#include "core/script/schema.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "core/script/language.h"

namespace rampart::script {
namespace {

namespace json = boost::json;
using language::Key;
using language::Mapping;
using language::Part;
using language::Shape;
using language::Support;

json::object reference(std::string_view name) { return {{"$ref", fmt::format("#/$defs/{}", name)}}; }

json::array names(const std::vector<std::string_view>& words) {
  json::array out;
  for (const std::string_view word : words) out.emplace_back(word);
  return out;
}

json::object value_schema(const language::Value& value);

/// In config every text may be a template that comes to a number, a flag, …
json::object scalar_or_template(std::string_view type, std::string_view pattern) {
  return {{"anyOf", json::array{json::object{{"type", type}},
                                json::object{{"type", "string"}, {"pattern", fmt::format("{}|\\{{\\{{", pattern)}}}}};
}

json::object text_schema(const Shape& shape) {
  if (shape.allowed.empty()) return {{"type", "string"}};
  return {{"anyOf", json::array{json::object{{"enum", names(shape.allowed)}},
                                json::object{{"type", "string"}, {"pattern", "\\{\\{"}}}}};
}

json::object shape_schema(const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::text:
      return text_schema(shape);
    case Shape::Kind::number:
      return reference("number");
    case Shape::Kind::count:
      return reference("count");
    case Shape::Kind::flag:
      return reference("flag");
    case Shape::Kind::duration:
      return reference("duration");
    case Shape::Kind::null:
      return {{"type", "null"}};
    case Shape::Kind::anything:
      return {};
    case Shape::Kind::mapping:
      return reference(shape.part == Part::step ? "anyStep" : language::mapping_of(shape.part).name);
    case Shape::Kind::map:
      return {{"type", "object"}, {"additionalProperties", value_schema(shape.of)}};
    case Shape::Kind::list:
      return {{"type", "array"}, {"items", value_schema(shape.of)}};
  }
  return {};
}

json::object value_schema(const language::Value& value) {
  if (value.size() == 1) return shape_schema(value.front());
  json::array any;
  for (const Shape& shape : value) any.emplace_back(shape_schema(shape));
  return {{"anyOf", std::move(any)}};
}

std::string description_of(const Key& key) {
  std::string out(key.meaning);
  if (!key.otherwise.empty()) out += fmt::format(" Default: {}.", key.otherwise);
  return out;
}

/// `errorMessage` and `doNotSuggest` are words of VS Code's own; other readers skip them.
json::object key_schema(const Key& key) {
  json::object out;
  switch (key.support) {
    case Support::works:
    case Support::required:
      out = value_schema(key.value);
      out["description"] = description_of(key);
      return out;
    case Support::idle:
      return {{"description", fmt::format("Has no effect: {}.", key.note)}, {"doNotSuggest", true}};
    case Support::refused:
      out["const"] = nullptr;
      break;
    case Support::refused_if_true:
      out["enum"] = json::array{false, 0, "", nullptr};
      break;
  }
  const std::string message = fmt::format("\"{}\" isn't supported yet by this version of Rampart", key.name);
  out["description"] = fmt::format("{} {}.", key.meaning, message);
  out["errorMessage"] = message;
  out["doNotSuggest"] = true;
  return out;
}

json::object needing(std::string_view key) { return {{"required", json::array{key}}}; }

json::object mapping_schema(const Mapping& mapping) {
  json::object properties;
  json::array required;
  for (const Key& key : mapping.keys) {
    properties[key.name] = key_schema(key);
    if (key.support == Support::required) required.emplace_back(key.name);
  }
  json::object out{{"description", mapping.meaning}, {"type", "object"}, {"properties", std::move(properties)}};
  if (!mapping.open) out["additionalProperties"] = false;
  if (!required.empty()) out["required"] = std::move(required);
  if (mapping.single) {
    out["minProperties"] = 1;
    out["maxProperties"] = 1;
  }
  if (!mapping.one_needed.empty()) {
    json::array any;
    for (const std::string_view key : mapping.one_needed) any.emplace_back(needing(key));
    out["anyOf"] = std::move(any);
  }
  json::array pairs;
  for (std::size_t i = 0; i < mapping.one_at_most.size(); ++i)
    for (std::size_t j = i + 1; j < mapping.one_at_most.size(); ++j)
      pairs.emplace_back(json::object{{"required", names({mapping.one_at_most[i], mapping.one_at_most[j]})}});
  if (!pairs.empty()) out["not"] = json::object{{"anyOf", std::move(pairs)}};
  return out;
}

/// Steps with `loop` or `emit` have siblings; every other has one key.
json::object any_step() {
  const auto having = [](std::string_view key, Part then, json::object otherwise) {
    return json::object{{"if", json::object{{"type", "object"}, {"required", json::array{key}}}},
                        {"then", reference(language::mapping_of(then).name)},
                        {"else", std::move(otherwise)}};
  };
  return having("loop", Part::loop, having("emit", Part::emit, reference(language::mapping_of(Part::step).name)));
}

}  // namespace

json::object json_schema() {
  json::object defs;
  defs["number"] = scalar_or_template("number", "^\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*$");
  defs["count"] = {{"anyOf", json::array{json::object{{"type", "integer"}, {"minimum", 0}},
                                         json::object{{"type", "string"}, {"pattern", "^\\s*\\+?\\d+\\s*$|\\{\\{"}}}}};
  defs["flag"] = scalar_or_template("boolean", "^(true|false)$");
  defs["duration"] = {
      {"anyOf", json::array{json::object{{"type", "integer"}, {"minimum", 0}},
                            json::object{{"type", "string"},
                                         {"pattern",
                                          "^(\\d+)?\\.?\\d+ *(ms|msecs?|milliseconds?|[smhdwy]|secs?|seconds?|"
                                          "mins?|minutes?|hrs?|hours?|days?|weeks?|yrs?|years?)?$|"
                                          "^\\d+:\\d+(:\\d+)?$|\\{\\{"}}}}};
  defs["anyStep"] = any_step();
  for (const Part part : language::all_parts()) {
    const Mapping& mapping = language::mapping_of(part);
    if (part != Part::script) defs[mapping.name] = mapping_schema(mapping);
  }
  json::object out{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", "Artillery test script, as Rampart runs it"}};
  for (auto& member : mapping_schema(language::mapping_of(Part::script))) out[member.key()] = member.value();
  out["$defs"] = std::move(defs);
  return out;
}

}  // namespace rampart::script
