#include "core/stack/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/stack/pattern.h"
#include "core/stack/text_functions.h"

namespace rampart::stack {
namespace {

const std::vector<std::string_view> keys = {
    "Type",     "Default", "AllowedValues", "AllowedPattern",       "MinLength", "MaxLength", "MinValue",
    "MaxValue", "NoEcho",  "Description",   "ConstraintDescription"};

const std::vector<std::string_view> resource_types = {
    "AWS::EC2::AvailabilityZone::Name", "AWS::EC2::Image::Id",      "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",       "AWS::EC2::Subnet::Id",     "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",      "AWS::EC2::VPC::Id",        "AWS::EC2::Volume::Id",
    "AWS::Route53::HostedZone::Id",     "AWS::SSM::Parameter::Name"};

/// "List<X>" → X, else empty.
std::string_view item_type(std::string_view type) {
  if (!type.starts_with("List<") || !type.ends_with(">")) return {};
  return type.substr(5, type.size() - 6);
}

bool is_list(std::string_view type) { return type == "CommaDelimitedList" || !item_type(type).empty(); }

bool reads_parameter_store(std::string_view type) { return type.starts_with("AWS::SSM::Parameter::Value<"); }

bool known_type(std::string_view type) {
  if (type == "String" || type == "Number" || type == "CommaDelimitedList" || type == "List<Number>" ||
      type == "List<String>" || reads_parameter_store(type))
    return true;
  const std::string_view item = item_type(type);
  const std::string_view bare = item.empty() ? type : item;
  return std::find(resource_types.begin(), resource_types.end(), bare) != resource_types.end();
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at <= text.size() && !text.empty()) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    std::string item = text.substr(at, comma - at);
    item.erase(0, std::min(item.find_first_not_of(" \t\n"), item.size()));
    item.erase(item.find_last_not_of(" \t\n") + 1);
    out.push_back(std::move(item));
    at = comma + 1;
  }
  return out;
}

std::optional<double> number_of(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The account's default network, as RunTask finds it on a fresh account (reference aws-scaling.md §6.1).
std::optional<std::string> default_network(std::string_view type, const Pseudo& pseudo) {
  const bool list = !item_type(type).empty();
  const std::string_view bare = list ? item_type(type) : type;
  if (bare == "AWS::EC2::VPC::Id") return "vpc-0a11ce00000000001";
  if (bare == "AWS::EC2::Subnet::Id")
    return list ? "subnet-0a11ce0000000000a,subnet-0a11ce0000000000b" : "subnet-0a11ce0000000000a";
  if (bare == "AWS::EC2::SecurityGroup::Id") return "sg-0a11ce00000000001";
  if (bare == "AWS::EC2::AvailabilityZone::Name")
    return list ? fmt::format("{0}a,{0}b", pseudo.region) : pseudo.region + "a";
  return std::nullopt;
}

/// Checks one text against the declaration. `place` is where the value was written, or the parameter's own place.
class Constraints {
 public:
  Constraints(const Parameter& parameter, Place place) : parameter_(parameter), place_(std::move(place)) {}

  [[nodiscard]] Result<void> check(const std::string& value) const {
    const std::string_view item = item_type(parameter_.type);
    if ((parameter_.type == "Number" || item == "Number") && !number_of(value)) return refuse(value, "isn't a number");
    if (auto r = check_allowed(value); r.has_error()) return r;
    if (auto r = check_bounds(value); r.has_error()) return r;
    const Node* pattern = parameter_.declaration.find("AllowedPattern");
    if (pattern == nullptr) return {};
    auto matched = matches_whole(pattern->text, value);
    if (matched.has_error())
      return invalid(fmt::format("parameter {}: AllowedPattern {}.", parameter_.name, matched.error().message),
                     pattern->place());
    return *matched ? Result<void>{} : refuse(value, fmt::format("doesn't match AllowedPattern {}", pattern->text));
  }

 private:
  [[nodiscard]] Error refuse(const std::string& value, const std::string& why) const {
    const Node* advice = parameter_.declaration.find("ConstraintDescription");
    return invalid(fmt::format("parameter {}: \"{}\" {}.{}", parameter_.name, value, why,
                               advice == nullptr ? "" : " " + advice->text),
                   place_);
  }

  [[nodiscard]] Result<void> check_allowed(const std::string& value) const {
    const Node* allowed = parameter_.declaration.find("AllowedValues");
    if (allowed == nullptr) return {};
    std::vector<std::string> texts;
    for (const Node& item : allowed->items) texts.push_back(scalar_text(item));
    if (std::find(texts.begin(), texts.end(), value) != texts.end()) return {};
    return refuse(value, fmt::format("isn't one of the AllowedValues: {}", fmt::join(texts, ", ")));
  }

  [[nodiscard]] Result<void> check_bounds(const std::string& value) const {
    struct Bound {
      const char* key;
      bool length;
      bool lower;
      const char* text;
    };
    constexpr std::array bounds{Bound{"MinValue", false, true, "is below MinValue"},
                                Bound{"MaxValue", false, false, "is above MaxValue"},
                                Bound{"MinLength", true, true, "is shorter than MinLength"},
                                Bound{"MaxLength", true, false, "is longer than MaxLength"}};
    for (const Bound& bound : bounds) {
      const Node* node = parameter_.declaration.find(bound.key);
      if (node == nullptr) continue;
      const auto limit = number_of(scalar_text(*node));
      if (!limit)
        return invalid(fmt::format("parameter {}: {} must be a number.", parameter_.name, bound.key), node->place());
      const auto measured = bound.length ? std::optional(static_cast<double>(value.size())) : number_of(value);
      if (measured && (bound.lower ? *measured < *limit : *measured > *limit))
        return refuse(value, fmt::format("{} {}", bound.text, scalar_text(*node)));
    }
    return {};
  }

  const Parameter& parameter_;
  Place place_;
};

Result<Node> accept(const Parameter& parameter, const std::string& text, const Place& place) {
  const Constraints constraints(parameter, place);
  const bool list = is_list(parameter.type) || parameter.type.starts_with("AWS::SSM::Parameter::Value<List<");
  if (!list) {
    if (auto r = constraints.check(text); r.has_error()) return r.error();
    return text_at(parameter.declaration, text);
  }
  auto items = split_list(text);
  for (const std::string& item : items)
    if (auto r = constraints.check(item); r.has_error()) return r.error();
  return texts_at(parameter.declaration, std::move(items));
}

Error unknown_parameter(const Template& source, const std::string& name) {
  std::vector<std::string_view> known;
  for (const Parameter& p : source.parameters) known.push_back(p.name);
  const std::string_view near = document::nearest(name, known);
  return invalid(fmt::format("the template has no parameter {}; {}", name,
                             !near.empty()   ? fmt::format("did you mean {}?", near)
                             : known.empty() ? "it has none."
                                             : fmt::format("it has: {}.", fmt::join(known, ", "))));
}

}  // namespace

Result<Parameter> read_parameter(const std::string& name, const Node& declaration) {
  if (!declaration.is_mapping())
    return invalid(fmt::format("parameter {}: a mapping with a Type is needed here.", name), declaration.key_place());
  for (const auto& [key, value] : declaration.members) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      const std::string_view near = document::nearest(key, keys);
      return invalid(fmt::format("parameter {}: there is no key {}{}", name, key,
                                 near.empty() ? fmt::format("; allowed are {}.", fmt::join(keys, ", "))
                                              : fmt::format("; did you mean {}?", near)),
                     value.key_place());
    }
    const bool list = key == "AllowedValues";
    if (list ? !value.is_sequence() : !value.is_scalar() || value.is_null() || !value.tag.empty())
      return invalid(fmt::format("parameter {}: {} must be {}.", name, key, list ? "a list" : "a plain value"),
                     value.key_place());
  }
  const Node* type = declaration.find("Type");
  if (type == nullptr)
    return invalid(
        fmt::format("parameter {}: Type is missing; String, Number or CommaDelimitedList for example.", name),
        declaration.key_place());
  if (!known_type(type->text))
    return invalid(fmt::format("parameter {}: \"{}\" isn't a parameter type; allowed are String, Number, "
                               "List<Number>, CommaDelimitedList, AWS::SSM::Parameter::Value<…> and, alone or in "
                               "List<…>, {}.",
                               name, type->text, fmt::join(resource_types, ", ")),
                   type->place());
  return Parameter{name, type->text, declaration, declaration.key_place()};
}

Result<std::map<std::string, Node>> decide_parameters(const Template& source,
                                                      const std::map<std::string, std::string>& given,
                                                      const Pseudo& pseudo, std::vector<std::string>& notes) {
  for (const auto& [name, value] : given)
    if (source.find_parameter(name) == nullptr) return unknown_parameter(source, name);
  std::map<std::string, Node> values;
  for (const Parameter& parameter : source.parameters) {
    const auto it = given.find(parameter.name);
    const Node* standard = parameter.declaration.find("Default");
    std::string text;
    Place place = parameter.place;
    if (it != given.end()) {
      text = it->second;
    } else if (standard != nullptr) {
      text = scalar_text(*standard);
      place = standard->place();
    } else if (const auto network = default_network(parameter.type, pseudo)) {
      text = *network;
      notes.push_back(fmt::format("{} ({}): no value given, the default network's {} stands in", parameter.name,
                                  parameter.type, text));
    } else {
      return invalid(fmt::format("parameter {} has no value: it has no Default, so it must be given.", parameter.name),
                     place);
    }
    auto value = accept(parameter, text, place);
    if (value.has_error()) return value.error();
    if (reads_parameter_store(parameter.type))
      notes.push_back(fmt::format("{} ({}): the parameter store isn't emulated, \"{}\" stands for itself",
                                  parameter.name, parameter.type, text));
    values.emplace(parameter.name, std::move(*value));
  }
  return values;
}

}  // namespace rampart::stack
