#include "core/stack/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rampart::stack {
namespace {

using document::Node;

struct Name {
  Function function;
  std::string_view written;  ///< Long form.
  std::string_view tag;
};

constexpr std::array functions{
    Name{Function::ref, "Ref", "!Ref"},
    Name{Function::get_att, "Fn::GetAtt", "!GetAtt"},
    Name{Function::sub, "Fn::Sub", "!Sub"},
    Name{Function::join, "Fn::Join", "!Join"},
    Name{Function::select, "Fn::Select", "!Select"},
    Name{Function::split, "Fn::Split", "!Split"},
    Name{Function::choose, "Fn::If", "!If"},
    Name{Function::find_in_map, "Fn::FindInMap", "!FindInMap"},
    Name{Function::get_azs, "Fn::GetAZs", "!GetAZs"},
    Name{Function::cidr, "Fn::Cidr", "!Cidr"},
    Name{Function::base64, "Fn::Base64", "!Base64"},
    Name{Function::import_value, "Fn::ImportValue", "!ImportValue"},
    Name{Function::equals, "Fn::Equals", "!Equals"},
    Name{Function::all_of, "Fn::And", "!And"},
    Name{Function::any_of, "Fn::Or", "!Or"},
    Name{Function::none_of, "Fn::Not", "!Not"},
    Name{Function::condition, "Condition", "!Condition"},
};

/// Why a function of CloudFormation's can't be carried out here; empty when it isn't one.
std::string_view refusal(std::string_view bare) {
  if (bare == "Transform" || bare.starts_with("ForEach") || bare == "Length" || bare == "ToJsonString")
    return "needs a Transform, which AWS carries out on its servers; give Rampart the processed template "
           "(aws cloudformation get-template --template-stage Processed)";
  return {};
}

Error unknown_function(std::string_view given, bool tag, const Place& place) {
  const std::string_view bare = tag ? given.substr(1) : given.substr(4);
  if (const auto why = refusal(bare); !why.empty()) return invalid(fmt::format("{} {}.", given, why), place);
  std::vector<std::string_view> known;
  for (const Name& n : functions) known.push_back(tag ? n.tag : n.written);
  const std::string_view near = document::nearest(given, known);
  return invalid(near.empty() ? fmt::format("{} isn't a CloudFormation function.", given)
                              : fmt::format("{} isn't a CloudFormation function; did you mean {}?", given, near),
                 place);
}

bool variable_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ':' || c == '_';
}

AttributeName split_attribute(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return {text, "", nullptr};
  return {text.substr(0, dot), text.substr(dot + 1), nullptr};
}

}  // namespace

Result<std::optional<Call>> read_call(const Node& node, Where where) {
  if (!node.tag.empty()) {
    const auto* known =
        std::find_if(functions.begin(), functions.end(), [&](const Name& n) { return n.tag == node.tag; });
    if (known == functions.end()) return unknown_function(node.tag, true, node.place());
    return Call{known->function, known->written, &node, true};
  }
  if (!node.is_mapping()) return std::nullopt;
  for (const auto& [key, value] : node.members) {
    const bool function = key.starts_with("Fn::");
    const bool alone = node.members.size() == 1;
    if (!function && !(alone && key == "Ref") && !(alone && key == "Condition" && where == Where::conditions)) continue;
    if (!alone)
      return invalid(
          fmt::format("{} must stand alone in its mapping, but there are {} keys.", key, node.members.size()),
          value.key_place());
    const auto* known =
        std::find_if(functions.begin(), functions.end(), [&k = key](const Name& n) { return n.written == k; });
    if (known == functions.end()) return unknown_function(key, false, value.key_place());
    return Call{known->function, known->written, &value, false};
  }
  return std::nullopt;
}

Result<std::string> read_ref(const Call& call) {
  const Node& name = *call.argument;
  if (!name.is_text() || (!call.tagged && !name.tag.empty()) || name.text.empty())
    return invalid("Ref takes the name of a parameter or resource, written as plain text.", name.place());
  return name.text;
}

Result<AttributeName> read_attribute_name(const Call& call) {
  const Node& argument = *call.argument;
  const auto wrong = [&] {
    return invalid("Fn::GetAtt takes LogicalId.Attribute, or a list of the two.", argument.place());
  };
  if (argument.is_text() && (call.tagged || argument.tag.empty())) {
    AttributeName name = split_attribute(argument.text);
    if (name.logical_id.empty() || name.attribute.empty()) return wrong();
    return name;
  }
  if (!argument.is_sequence() || argument.items.size() != 2) return wrong();
  const Node& id = argument.items[0];
  const Node& attribute = argument.items[1];
  if (!id.is_text() || !id.tag.empty() || id.text.empty()) return wrong();
  if (attribute.is_text() && attribute.tag.empty()) return AttributeName{id.text, attribute.text, nullptr};
  return AttributeName{id.text, "", &attribute};
}

Result<std::vector<SubPiece>> split_sub(const std::string& text, const Place& place) {
  std::vector<SubPiece> pieces;
  std::string literal;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find("${", at);
    literal.append(text, at, open == std::string::npos ? std::string::npos : open - at);
    if (open == std::string::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos)
      return invalid("Fn::Sub: \"${\" without its \"}\". Write ${!Name} for a literal ${Name}.", place);
    const std::string name = text.substr(open + 2, close - open - 2);
    at = close + 1;
    if (name.starts_with('!')) {
      literal += "${" + name.substr(1) + "}";
      continue;
    }
    if (name.empty() || !std::all_of(name.begin(), name.end(), variable_character))
      return invalid(fmt::format("Fn::Sub: \"${{{}}}\" isn't a variable; names hold letters, digits, underscores, "
                                 "periods and colons. Write ${{!{}}} for literal text.",
                                 name, name),
                     place);
    if (!literal.empty()) pieces.push_back({false, std::exchange(literal, {})});
    pieces.push_back({true, name});
  }
  if (!literal.empty()) pieces.push_back({false, std::move(literal)});
  return pieces;
}

Result<SubArgument> read_sub(const Call& call) {
  const Node& argument = *call.argument;
  const auto is_plain_text = [](const Node& n) { return n.is_scalar() && !n.is_null() && n.tag.empty(); };
  if (argument.is_scalar() && !argument.is_null() && (call.tagged || argument.tag.empty()))
    return SubArgument{&argument, nullptr};
  if (argument.is_sequence() && (call.tagged || argument.tag.empty()) && argument.items.size() == 2 &&
      is_plain_text(argument.items[0]) && argument.items[1].is_mapping() && argument.items[1].tag.empty())
    return SubArgument{&argument.items[0], &argument.items[1]};
  return invalid("Fn::Sub takes a text, or a list of a text and a mapping of its variables.", argument.place());
}

}  // namespace rampart::stack
