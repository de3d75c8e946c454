#include "core/script/read_inputs.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/script/fields.h"
#include "core/script/merge.h"

namespace rampart::script {
namespace {

using document::Kind;
using document::Node;

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
    if (text[i] < '0' || text[i] > '9') return false;
  return true;
}

/// 2024-01-31 without quotes is a Date to js-yaml, and is written as JavaScript writes one in JSON.
void write_days_as_dates(Node& tree) {
  if (tree.plain && is_day(tree.text)) tree.text += "T00:00:00.000Z";
  for (Node& item : tree.items) write_days_as_dates(item);
  for (auto& [key, value] : tree.members) write_days_as_dates(value);
}

bool is_module(std::string_view path) {
  for (const std::string_view extension : {".js", ".mjs", ".cjs", ".ts"})
    if (path.ends_with(extension)) return true;
  return false;
}

/// What the module exports; its places name the file and no line.
Node read_module(const std::string& path, const ReadFile& as_json) {
  if (!as_json) refuse_unsupported("A script in JavaScript or TypeScript", {path, 0, 0});
  const auto text = as_json(path);
  if (text.has_error()) throw Refusal{text.error()};
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 512;
  const auto value = boost::json::parse(*text, error, {}, options);
  if (error) throw Refusal{invalid(fmt::format("what it exports isn't data: {}", error.message()), {path, 0, 0})};
  Node at;
  at.file = std::make_shared<const std::string>(path);
  return from_json(value, at);
}

Node read_yaml(const std::string& path, const ReadFile& read_file) {
  const auto text = read_file(path);
  if (text.has_error()) throw Refusal{text.error()};
  auto node = document::parse(*text, path);
  if (node.has_error()) throw Refusal{node.error()};
  write_days_as_dates(*node);
  return std::move(*node);
}

Node read_script_file(const std::string& path, const LoadOptions& options, const ReadFile& read_file) {
  Node node = is_module(path) ? read_module(path, options.read_module) : read_yaml(path, read_file);
  if (!node.is_mapping())
    refuse(fmt::format("a script is a mapping with \"config\" and \"scenarios\"; found {}", found(node)),
           {path, std::max(node.line, 1), std::max(node.column, 1)});
  return node;
}

/// The tree of a JSON flag. Strict JSON, as Artillery reads it.
Node read_json_flag(const std::string& text, const char* flag) {
  boost::system::error_code error;
  const auto value = boost::json::parse(text, error);
  Node at;
  at.file = std::make_shared<const std::string>(flag);
  if (error) throw Refusal{invalid(fmt::format("not valid JSON: {}", error.message()), {flag, 0, 0})};
  Node node = from_json(value, at);
  if (!node.is_mapping())
    throw Refusal{invalid(fmt::format("must be a JSON object; found {}", found(node)), at.place())};
  return node;
}

Node& config_of(Node& script) {
  if (Node* config = script.find("config"); config != nullptr && !config->is_null()) {
    expect_mapping(*config, "config");
    return *config;
  }
  Node config;
  config.kind = Kind::mapping;
  config.file = script.file;
  return script.set("config", std::move(config));
}

void apply_environment(Node& config, const std::string& name, Warnings& warnings) {
  const Node* environments = config.find("environments");
  const Node* found_environment = environments == nullptr ? nullptr : environments->find(name);
  if (found_environment == nullptr) {
    warnings.add(fmt::format("WARNING: environment {} is set but is not defined in the script", name));
    return;
  }
  const Node chosen = *found_environment;  // a copy: merging moves the members of config
  if (chosen.is_null()) return;
  expect_mapping(chosen, fmt::format("config.environments.{}", name));
  const Node* base = config.find("phases");
  const Node* own = chosen.find("phases");
  if (base != nullptr && own != nullptr && base->items.size() > own->items.size())
    warnings.add(own->key_place(), fmt::format("environment {} has {} of the {} phases; Artillery merges lists item by "
                                               "item, so the phases after them stay",
                                               name, own->items.size(), base->items.size()));
  merge(config, chosen, Lists::by_index);
}

void apply_insecure(Node& config, Warnings& warnings) {
  Node* tls = config.find("tls");
  if (tls == nullptr || !tls->is_mapping()) {
    Node made;
    made.kind = Kind::mapping;
    made.file = config.file;
    tls = &config.set("tls", std::move(made));
  }
  if (const Node* old = tls->find("rejectUnauthorized"); old != nullptr && old->is_bool() && old->boolean)
    warnings.add(old->key_place(), "-k puts tls.rejectUnauthorized to false, though the script says true");
  Node off;
  off.kind = Kind::boolean;
  off.text = "false";
  tls->set("rejectUnauthorized", std::move(off));
}

void apply_variables(Node& config, const Node& given) {
  Node* variables = config.find("variables");
  if (variables == nullptr || variables->is_null()) {
    Node made;
    made.kind = Kind::mapping;
    made.file = config.file;
    variables = &config.set("variables", std::move(made));
  }
  expect_mapping(*variables, "config.variables");
  for (const auto& [key, value] : given.members) variables->set(key, value);
}

/// ARTILLERY_PLUGINS: further plugins and their options, as JSON; what isn't JSON says nothing, as in Artillery.
void apply_plugins_of_environment(Node& config, const LoadOptions& options) {
  const auto given = options.process_environment.find("ARTILLERY_PLUGINS");
  if (given == options.process_environment.end() || given->second.empty()) return;
  boost::system::error_code error;
  const auto value = boost::json::parse(given->second, error);
  if (error || !value.is_object()) return;
  Node at;
  at.file = std::make_shared<const std::string>(given->first);
  Node* plugins = config.find("plugins");
  if (plugins == nullptr || plugins->is_null()) {
    Node made = at;
    made.kind = Kind::mapping;
    plugins = &config.set("plugins", std::move(made));
  }
  expect_mapping(*plugins, "config.plugins");
  for (const auto& [name, plugin] : from_json(value, at).members) plugins->set(name, plugin);
}

}  // namespace

Node from_json(const boost::json::value& value, const Node& at) {
  Node node;
  node.file = at.file;
  node.line = at.line;
  node.column = at.column;
  if (const auto* flag = value.if_bool()) {
    node.kind = Kind::boolean;
    node.boolean = *flag;
  } else if (const auto* text = value.if_string()) {
    node.kind = Kind::text;
    node.text = *text;
  } else if (value.is_int64()) {
    node.kind = Kind::integer;
    node.integer = value.get_int64();
    node.number = static_cast<double>(node.integer);
  } else if (value.is_number()) {
    node.kind = Kind::number;
    node.number = value.to_number<double>();
  } else if (const auto* list = value.if_array()) {
    node.kind = Kind::sequence;
    for (const auto& item : *list) node.items.push_back(from_json(item, at));
  } else if (const auto* object = value.if_object()) {
    node.kind = Kind::mapping;
    for (const auto& member : *object) node.members.emplace_back(member.key(), from_json(member.value(), at));
  }
  if (node.is_scalar() && !node.is_text()) node.text = text_of(node);
  return node;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string join(const std::string& folder, const std::string& path) {
  if (path.starts_with('/') || folder == ".") return path;
  return folder.ends_with('/') ? folder + path : folder + "/" + path;
}

Node read_inputs(const LoadOptions& options, const ReadFile& read_file, Warnings& warnings) {
  Node script = read_script_file(options.script_path, options, read_file);
  for (const auto& path : options.more_inputs)
    merge(script, read_script_file(path, options, read_file), Lists::by_index);
  if (options.config_path) merge(script, read_script_file(*options.config_path, options, read_file), Lists::by_index);
  if (options.environment) apply_environment(config_of(script), *options.environment, warnings);
  if (options.target) {
    Node target = document::make_text(*options.target);
    target.file = std::make_shared<const std::string>("--target");
    config_of(script).set("target", std::move(target));
  }
  if (options.insecure) apply_insecure(config_of(script), warnings);
  if (options.overrides_json) merge(script, read_json_flag(*options.overrides_json, "--overrides"), Lists::replace);
  if (options.variables_json)
    apply_variables(config_of(script), read_json_flag(*options.variables_json, "--variables"));
  apply_plugins_of_environment(config_of(script), options);
  return script;
}

}  // namespace rampart::script
