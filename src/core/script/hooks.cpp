#include "core/script/hooks.h"

#include <fmt/format.h>

#include "core/script/fields.h"
#include "core/script/read_inputs.h"

namespace rampart::script {
namespace {

using document::Node;

const Node* member(const Node& mapping, std::string_view key) {
  const Node* node = mapping.find(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

/// A text or a list of texts, each with where it stands.
std::vector<const Node*> read_names(const Node& parent, std::string_view key, const std::string& name) {
  std::vector<const Node*> out;
  const Node* node = member(parent, key);
  if (node == nullptr) return out;
  const std::string path = name_in(name, key);
  if (node->is_sequence()) {
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      read_text(node->items[i], name_at(path, i));
      out.push_back(&node->items[i]);
    }
  } else {
    if (!node->is_text()) refuse_value(path, "the name of a function, or a list of names", *node);
    out.push_back(node);
  }
  return out;
}

void warn_no_processor(const Node& name, std::string_view what, Warnings& warnings) {
  warnings.add(name.place(),
               fmt::format("the function \"{}\" can't be found: there is no config.processor; {}, as in Artillery",
                           name.text, what));
}

std::vector<std::string> read_external(const Node& config, const std::string& path, Warnings& warnings) {
  std::vector<std::string> out;
  const Node* bundling = member(config, "bundling");
  if (bundling == nullptr) return out;
  if (!path.ends_with(".ts")) {
    warnings.add(bundling->key_place(), "\"config.bundling\" has no effect: only a TypeScript processor is bundled");
    return out;
  }
  const Node* external = member(expect_mapping(*bundling, "config.bundling"), "external");
  if (external == nullptr) return out;
  for (const Node& item : expect_list(*external, "config.bundling.external").items)
    out.push_back(read_text(item, "config.bundling.external"));
  return out;
}

std::string find_processor(const std::string& written, const LoadOptions& options, const ReadFile& read_file,
                           const Place& place, Warnings& warnings) {
  const std::string beside_script = join(folder_of(options.script_path), written);
  if (!options.config_path) return beside_script;
  const std::string beside_config = join(folder_of(*options.config_path), written);
  if (beside_config == beside_script || read_file(beside_config).has_value()) return beside_config;
  warnings.add(place, fmt::format("there is no {}: the processor's path is taken relative to the script, as in "
                                  "Artillery",
                                  beside_config));
  return beside_script;
}

}  // namespace

std::optional<Processor> read_processor(const Node& config, const LoadOptions& options, const ReadFile& read_file,
                                        Warnings& warnings) {
  const Node* node = member(config, "processor");
  if (node == nullptr) {
    if (const Node* bundling = member(config, "bundling"))
      warnings.add(bundling->key_place(), "\"config.bundling\" has no effect: there is no processor to bundle");
    return std::nullopt;
  }
  const std::string& written = read_text(*node, "config.processor");
  if (written.empty()) refuse_value("config.processor", "the path of a JavaScript or TypeScript file", *node);
  Processor out;
  out.place = node->place();
  out.path = find_processor(written, options, read_file, out.place, warnings);
  if (written.ends_with(".tsx") || written.ends_with(".json"))
    refuse_value("config.processor", "a .js, .cjs, .mjs or .ts file", *node);
  out.external = read_external(config, written, warnings);
  return out;
}

std::vector<Template> read_request_hooks(const Node& parent, std::string_view key, const std::string& name,
                                         const Config& config, Warnings& warnings) {
  std::vector<Template> out;
  for (const Node* node : read_names(parent, key, name)) {
    if (config.processor)
      out.emplace_back(node->text);
    else
      warn_no_processor(*node, "requests go without it", warnings);
  }
  return out;
}

std::vector<Step> read_scenario_hooks(const Node& scenario, std::string_view key, const std::string& name,
                                      const FlowContext& context) {
  std::vector<Step> out;
  for (const Node* node : read_names(scenario, key, name))
    out.push_back({read_function(*node, name_in(name, key), context), node->place()});
  return out;
}

std::vector<std::string> read_error_hooks(const Node& scenario, const std::string& name, const Config& config,
                                          Warnings& warnings) {
  std::vector<std::string> out;
  for (const Node* node : read_names(scenario, "onError", name)) {
    if (config.processor)
      out.push_back(node->text);
    else
      warn_no_processor(*node, "errors go without it", warnings);
  }
  return out;
}

Function read_function(const Node& value, const std::string& name, const FlowContext& context) {
  Function out{read_text(value, name)};
  if (!context.config.processor)
    warn_no_processor(value, fmt::format("errors.Undefined function \"{}\" is counted each time", out.name),
                      context.warnings);
  return out;
}

std::string read_while_true(const Node& value, const std::string& loop, const FlowContext& context) {
  std::string name = read_text(value, name_in(loop, "whileTrue"));
  if (context.config.processor) return name;
  warn_no_processor(value, "the loop's count decides", context.warnings);
  return {};
}

}  // namespace rampart::script
