#include "core/import/openapi_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

namespace rampart::imports {
namespace {

namespace json = boost::json;
using document::Node;

/// Deeper than this an optional property is left out: schemas may hold themselves.
constexpr int deepest = 6;
constexpr int reference_limit = 20;

std::string type_of(const Node& schema) {
  const Node* type = schema.find("type");
  if (type != nullptr && type->is_text()) return type->text;
  if (type != nullptr && type->is_sequence())  // 3.1: ["string", "null"]
    for (const Node& one : type->items)
      if (one.text != "null") return one.text;
  if (schema.find("properties") != nullptr) return "object";
  return schema.find("items") != nullptr ? "array" : "string";
}

json::value text_example(const Node& schema) {
  const Node* format = schema.find("format");
  const std::string name = format == nullptr ? "" : format->text;
  if (name == "date") return "2026-01-31";
  if (name == "date-time") return "2026-01-31T12:00:00Z";
  if (name == "uuid") return "00000000-0000-4000-8000-000000000001";
  if (name == "email") return "user@example.com";
  if (name == "uri" || name == "url") return "https://example.com/";
  if (name == "ipv4") return "192.0.2.1";
  if (name == "ipv6") return "2001:db8::1";
  if (name == "byte") return "dGV4dA==";
  std::string text = "text";
  if (const Node* least = schema.find("minLength"); least != nullptr && least->is_number())
    while (text.size() < std::min(least->number, 1000.0)) text += "x";
  if (const Node* most = schema.find("maxLength"); most != nullptr && most->is_number() && most->number < 4)
    text.resize(static_cast<std::size_t>(std::max(0.0, most->number)));
  return json::string_view(text);
}

json::value number_example(const Node& schema, bool whole) {
  double value = 1;
  if (const Node* least = schema.find("minimum"); least != nullptr && least->is_number()) value = least->number;
  const Node* above = schema.find("exclusiveMinimum");
  if (above != nullptr && above->is_number()) value = above->number + 1;
  if (above != nullptr && above->is_bool() && above->boolean) value += 1;
  if (const Node* most = schema.find("maximum"); most != nullptr && most->is_number())
    value = std::min(value, most->number);
  if (const Node* step = schema.find("multipleOf"); step != nullptr && step->is_number() && step->number > 0)
    value = std::ceil(value / step->number) * step->number;
  if (whole && std::abs(value) < 9e15) return static_cast<std::int64_t>(std::ceil(value));
  return value;
}

bool has_key(const Node& list, const std::string& name) {
  return std::any_of(list.items.begin(), list.items.end(), [&](const Node& item) { return item.text == name; });
}

}  // namespace

void refuse(std::string message, const Node& at) { throw WrongDescription{invalid(std::move(message), at.place())}; }

const Node& OpenapiTree::resolved(const Node& node) const {
  const Node* at = &node;
  for (int hops = 0; hops < reference_limit; ++hops) {
    const Node* reference = at->find("$ref");
    if (reference == nullptr || !reference->is_text()) return *at;
    const std::string& text = reference->text;
    if (!text.starts_with("#/"))
      refuse(fmt::format("\"$ref: {}\" leads out of this file; put everything into one (for example with redocly "
                         "bundle)",
                         text),
             *reference);
    const Node* to = &root_;
    std::size_t start = 2;
    while (to != nullptr && start <= text.size()) {
      const std::size_t end = std::min(text.find('/', start), text.size());
      std::string key = text.substr(start, end - start);
      for (const auto& [from, into] : {std::pair("~1", "/"), std::pair("~0", "~")})
        for (std::size_t i = key.find(from); i != std::string::npos; i = key.find(from, i + 1)) key.replace(i, 2, into);
      to = to->find(key);
      start = end + 1;
    }
    if (to == nullptr) refuse(fmt::format("\"$ref: {}\" leads to nothing in this file", text), *reference);
    at = to;
  }
  refuse("this \"$ref\" leads in a circle", node);
}

const Node* OpenapiTree::member(const Node& node, std::string_view key) const {
  const Node* found = node.find(key);
  return found == nullptr || found->is_null() ? nullptr : &resolved(*found);
}

json::value OpenapiTree::example_beside(const Node& node) const {
  if (const Node* example = node.find("example")) return document::to_json(*example);
  if (const Node* examples = node.find("examples"); examples != nullptr && !examples->members.empty()) {
    const Node& first = resolved(examples->members.front().second);
    if (const Node* value = first.find("value")) return document::to_json(*value);
  }
  const Node* schema = member(node, "schema");
  return schema == nullptr ? json::value("text") : example_of(*schema);
}

json::value OpenapiTree::example_of(const Node& schema) const { return example_of(schema, 0); }

json::value OpenapiTree::example_of(const Node& written, int depth) const {
  const Node& schema = resolved(written);
  for (const char* key : {"example", "default", "const"})
    if (const Node* value = schema.find(key)) return document::to_json(*value);
  for (const char* key : {"examples", "enum"})
    if (const Node* list = schema.find(key); list != nullptr && !list->items.empty())
      return document::to_json(list->items.front());
  for (const char* key : {"oneOf", "anyOf"})
    if (const Node* list = schema.find(key); list != nullptr && !list->items.empty() && depth < deepest)
      return example_of(list->items.front(), depth + 1);
  const std::string type = type_of(schema);
  if (type == "object" || schema.find("allOf") != nullptr) return object_example(schema, depth);
  if (type == "array") {
    const Node* items = schema.find("items");
    if (items == nullptr || depth >= deepest) return json::array{};
    return json::array{example_of(*items, depth + 1)};
  }
  if (type == "integer" || type == "number") return number_example(schema, type == "integer");
  if (type == "boolean") return true;
  if (type == "null") return nullptr;
  return text_example(schema);
}

/// What the server alone may write is left out, as is an optional property too deep down.
json::value OpenapiTree::object_example(const Node& schema, int depth) const {
  json::object out;
  if (const Node* all = schema.find("allOf"); all != nullptr && depth < deepest)
    for (const Node& part : all->items) {
      const json::value one = example_of(part, depth + 1);
      if (!one.is_object()) return one;
      for (const auto& member : one.get_object()) out[member.key()] = member.value();
    }
  const Node* properties = schema.find("properties");
  if (properties == nullptr) return out;
  const Node* required = schema.find("required");
  for (const auto& [name, property] : properties->members) {
    const bool needed = required != nullptr && has_key(*required, name);
    if (depth >= deepest || (depth >= 2 && !needed)) continue;
    const Node& resolved_property = resolved(property);
    if (const Node* only = resolved_property.find("readOnly"); only != nullptr && only->boolean) continue;
    out[name] = example_of(property, depth + 1);
  }
  return out;
}

}  // namespace rampart::imports
