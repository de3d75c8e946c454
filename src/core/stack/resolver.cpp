#include "core/stack/resolver.h"

#include <fmt/format.h>

#include "core/stack/text_functions.h"

namespace rampart::stack {
namespace {

/// A key keeps its own place, whatever its value was made from.
Node under_key_of(const Node& original, Node value) {
  value.key_line = original.key_line;
  value.key_column = original.key_column;
  return value;
}

Node standing_at(const Node& site, Node value) {
  value.line = site.line;
  value.column = site.column;
  value.file = site.file;
  for (Node& item : value.items) item = standing_at(site, std::move(item));
  for (auto& [key, member] : value.members) member = standing_at(site, std::move(member));
  return value;
}

}  // namespace

Result<std::optional<Node>> Resolver::resolve(const Node& node) const {
  const auto found = read_call(node);
  if (found.has_error()) return found.error();
  return *found ? call(**found, node) : plain(node);
}

Result<std::string> Resolver::resolve_text(const Node& node, std::string_view what) const {
  const auto value = resolve(node);
  if (value.has_error()) return value.error();
  if (!*value) return invalid(fmt::format("{} can't be AWS::NoValue.", what), node.place());
  if (!(*value)->is_scalar() || (*value)->is_null())
    return invalid(fmt::format("{} must be a text, but this is {}.", what, name_of((*value)->kind)), node.place());
  return scalar_text(**value);
}

Result<std::optional<Node>> Resolver::plain(const Node& node) const {
  if (node.is_null())
    return invalid("there is no value here; CloudFormation takes no nulls. Write one or leave the key out.",
                   node.key_place());
  Node out = node;
  out.tag.clear();
  out.items.clear();
  out.members.clear();
  for (const Node& item : node.items) {
    auto value = resolve(item);
    if (value.has_error()) return value.error();
    if (*value) out.items.push_back(std::move(**value));
  }
  for (const auto& [key, member] : node.members) {
    auto value = resolve(member);
    if (value.has_error()) return value.error();
    if (*value) out.members.emplace_back(key, under_key_of(member, std::move(**value)));
  }
  return out;
}

Result<Node> Resolver::argument(const Call& call) const {
  if (!call.tagged) {
    auto value = resolve(*call.argument);
    if (value.has_error()) return value.error();
    if (!*value) return invalid(fmt::format("{} can't take AWS::NoValue.", call.name), call.argument->place());
    return std::move(**value);
  }
  Node bare = *call.argument;
  bare.tag.clear();
  auto value = resolve(bare);
  if (value.has_error()) return value.error();
  if (!*value) return invalid(fmt::format("{} can't take AWS::NoValue.", call.name), call.argument->place());
  return std::move(**value);
}

Result<std::optional<Node>> Resolver::call(const Call& call, const Node& site) const {
  switch (call.function) {
    case Function::ref: {
      const auto name = read_ref(call);
      if (name.has_error()) return name.error();
      return reference(*name, site);
    }
    case Function::get_att:
      return get_attribute(call, site);
    case Function::sub:
      return substitute(call, site);
    case Function::choose:
      return choose(call);
    case Function::equals:
    case Function::all_of:
    case Function::any_of:
    case Function::none_of:
    case Function::condition:
      return invalid(fmt::format("{} belongs into Conditions; choose a value with Fn::If.", call.name), site.place());
    default:
      break;
  }
  const auto given = argument(call);
  if (given.has_error()) return given.error();
  const auto wrapped = [](Result<Node> value) -> Value {
    if (value.has_error()) return value.error();
    return std::move(*value);
  };
  switch (call.function) {
    case Function::join:
      return wrapped(join(*given, site));
    case Function::select:
      return wrapped(select(*given, site));
    case Function::split:
      return wrapped(split(*given, site));
    case Function::base64:
      return wrapped(base64(*given, site));
    case Function::cidr:
      return wrapped(cidr(*given, site));
    case Function::find_in_map:
      return find_in_map(*given, site);
    case Function::import_value:
      return import_value(call, *given, site);
    default:
      return zones(*given, site);
  }
}

Result<std::optional<Node>> Resolver::reference(const std::string& name, const Node& site) const {
  if (name == "AWS::NoValue") return std::optional<Node>();
  const Pseudo& pseudo = plan_.pseudo;
  if (name == "AWS::Region") return text_at(site, pseudo.region);
  if (name == "AWS::AccountId") return text_at(site, pseudo.account_id);
  if (name == "AWS::StackName") return text_at(site, pseudo.stack_name);
  if (name == "AWS::StackId") return text_at(site, pseudo.stack_id());
  if (name == "AWS::Partition") return text_at(site, pseudo.partition);
  if (name == "AWS::URLSuffix") return text_at(site, pseudo.url_suffix);
  if (name == "AWS::NotificationARNs") return texts_at(site, pseudo.notification_arns);
  if (const auto it = plan_.parameters.find(name); it != plan_.parameters.end())
    return under_key_of(site, standing_at(site, it->second));
  return attribute(name, "", site);
}

Result<std::optional<Node>> Resolver::attribute(const std::string& logical_id, const std::string& name,
                                                const Node& site) const {
  if (attributes_ == nullptr)
    return invalid(fmt::format("Conditions can only refer to parameters, and {} isn't one.", logical_id), site.place());
  auto value = (*attributes_)(logical_id, name);
  if (value.has_error()) {
    Error error = value.error();
    if (error.place.line == 0) error.place = site.place();
    return error;
  }
  return under_key_of(site, standing_at(site, std::move(*value)));
}

Result<std::optional<Node>> Resolver::get_attribute(const Call& call, const Node& site) const {
  const auto name = read_attribute_name(call);
  if (name.has_error()) return name.error();
  if (name->attribute_node == nullptr) return attribute(name->logical_id, name->attribute, site);
  const auto text = resolve_text(*name->attribute_node, "The attribute's name in Fn::GetAtt");
  if (text.has_error()) return text.error();
  return attribute(name->logical_id, *text, site);
}

Result<std::optional<Node>> Resolver::substitute(const Call& call, const Node& site) const {
  const auto argument = read_sub(call);
  if (argument.has_error()) return argument.error();
  const auto pieces = split_sub(scalar_text(*argument->text), argument->text->place());
  if (pieces.has_error()) return pieces.error();
  std::string out;
  for (const SubPiece& piece : *pieces) {
    if (!piece.variable) {
      out += piece.text;
      continue;
    }
    const auto value = variable(piece.text, argument->variables, site);
    if (value.has_error()) return value.error();
    out += *value;
  }
  return text_at(site, std::move(out));
}

Result<std::string> Resolver::variable(const std::string& name, const Node* own, const Node& site) const {
  const std::string what = fmt::format("${{{}}} in Fn::Sub", name);
  if (own != nullptr)
    if (const Node* value = own->find(name); value != nullptr) return resolve_text(*value, what);
  const std::size_t dot = name.find('.');
  const auto value =
      dot == std::string::npos ? reference(name, site) : attribute(name.substr(0, dot), name.substr(dot + 1), site);
  if (value.has_error()) return value.error();
  if (!*value || !(*value)->is_scalar())
    return invalid(fmt::format("{} must be a text, but it is {}.", what, *value ? name_of((*value)->kind) : "nothing"),
                   site.place());
  return scalar_text(**value);
}

Result<std::optional<Node>> Resolver::choose(const Call& call) const {
  const Node& list = *call.argument;
  if (!list.is_sequence() || list.items.size() != 3 || !list.items[0].is_text())
    return invalid("Fn::If takes a list of three: a condition's name, the value if true, the value if false.",
                   list.place());
  const auto it = plan_.conditions.find(list.items[0].text);
  if (it == plan_.conditions.end())
    return invalid(attributes_ == nullptr
                       ? "Fn::If can't stand in Conditions; combine them with Fn::And, Fn::Or, Fn::Not."
                       : fmt::format("there is no condition {}.", list.items[0].text),
                   list.items[0].place());
  return resolve(list.items[it->second ? 1 : 2]);
}

Result<std::optional<Node>> Resolver::find_in_map(const Node& keys, const Node& site) const {
  if (!keys.is_sequence() || keys.items.size() != 3)
    return invalid("Fn::FindInMap takes a list of three: the map's name, a top-level key, a second-level key.",
                   site.place());
  const Node* at = &plan_.mappings;
  std::string path = "Mappings";
  for (const Node& key : keys.items) {
    if (!key.is_scalar()) return invalid("Fn::FindInMap takes three texts.", key.place());
    const std::string name = scalar_text(key);
    const Node* next = at->find(name);
    if (next == nullptr) {
      std::vector<std::string_view> known;
      for (const auto& [member, value] : at->members) known.push_back(member);
      return invalid(fmt::format("Fn::FindInMap: {} has no key \"{}\"; it has: {}.", path, name,
                                 known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))),
                     key.place());
    }
    path += "." + name;
    at = next;
  }
  return standing_at(site, *at);
}

Result<std::optional<Node>> Resolver::import_value(const Call& call, const Node& name, const Node& site) const {
  if (!plan_.pseudo.exports)
    return invalid(fmt::format("{} reads another stack's exports, and Rampart runs one stack at a time; take the value "
                               "as a parameter.",
                               call.tagged ? "!ImportValue" : call.name),
                   site.place());
  if (!name.is_scalar()) return invalid("Fn::ImportValue takes the name of an export.", site.place());
  const auto found = plan_.pseudo.exports->find(scalar_text(name));
  if (found == plan_.pseudo.exports->end())
    return invalid(fmt::format("No export named {} found.", scalar_text(name)), site.place());
  return text_at(site, found->second);
}

Result<std::optional<Node>> Resolver::zones(const Node& region, const Node& site) const {
  if (!region.is_scalar()) return invalid("Fn::GetAZs takes a region, or \"\" for the stack's.", site.place());
  const std::string name = region.text.empty() ? plan_.pseudo.region : region.text;
  if (!plan_.pseudo.zones.empty() && name == plan_.pseudo.region) return texts_at(site, plan_.pseudo.zones);
  return texts_at(site, {name + "a", name + "b"});
}

}  // namespace rampart::stack
