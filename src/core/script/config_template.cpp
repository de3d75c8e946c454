#include "core/script/config_template.h"

#include <fmt/format.h>

#include "core/script/functions.h"
#include "core/script/path.h"
#include "core/script/read_inputs.h"

namespace rampart::script {
namespace {

using document::Node;

class ConfigRendering {
 public:
  ConfigRendering(const Variables& variables, Random& random, Warnings& warnings)
      : variables_(variables), random_(random), warnings_(warnings) {}

  /// False when the value is undefined.
  bool render(Node& node) {
    if (node.is_mapping()) {
      render_members(node);
    } else if (node.is_sequence()) {
      for (Node& item : node.items)
        if (!render(item)) item = from_json(nullptr, item);
    } else if (node.is_text() && node.text.find("{{") != std::string::npos) {
      return render_text(node);
    }
    return true;
  }

 private:
  void render_members(Node& mapping) {
    std::vector<std::pair<std::string, Node>> kept;
    std::vector<std::pair<std::string, Node>> renamed;  // Artillery deletes the old key and sets the new one
    for (auto& [key, value] : mapping.members) {
      if (!render(value)) continue;
      const Template name(key);
      if (name.is_constant())
        kept.emplace_back(std::move(key), std::move(value));
      else
        renamed.emplace_back(name.render(variables_, random_), std::move(value));
    }
    mapping.members = std::move(kept);
    for (auto& [key, value] : renamed) mapping.set(std::move(key), std::move(value));
  }

  bool render_text(Node& node) {
    const Template text(node.text);
    if (text.is_constant()) return true;
    warn(node, text);
    bool undefined = false;
    const auto value = text.evaluate(variables_, random_, undefined);
    if (undefined) return false;
    Node made = from_json(value, node);
    made.key_line = node.key_line;
    made.key_column = node.key_column;
    node = std::move(made);
    return true;
  }

  void warn(const Node& node, const Template& text) {
    for (const auto& path : text.variables_used()) {
      boost::json::value scratch;
      if (variables_.look_up(parse_path(path), scratch) != nullptr) continue;
      warnings_.add(node.place(),
                    fmt::format("\"{}\" is undefined here: config is rendered once, before any virtual user exists, "
                                "and knows --variables, $env and the like only",
                                path));
    }
    for (const auto& name : text.unknown_functions())
      warnings_.add(node.place(), fmt::format("there is no function {}, so this is undefined.{}", name,
                                              did_you_mean(name, function_names())));
  }

  const Variables& variables_;
  Random& random_;
  Warnings& warnings_;
};

}  // namespace

boost::json::object builtin_variables(const LoadOptions& options) {
  boost::json::object process;
  for (const auto& [name, value] : options.process_environment) process.insert_or_assign(name, value);
  boost::json::object all;
  all["$processEnvironment"] = process;
  all["$env"] = std::move(process);
  all["$testId"] = options.test_run_id;
  all["$dirname"] = folder_of(options.config_path.value_or(options.script_path));
  all["$scenarioFile"] = options.scenario_file.empty() ? options.script_path : options.scenario_file;
  if (options.environment) all["$environment"] = *options.environment;
  return all;
}

void render_config(Node& config, const Variables& variables, Random& random, Warnings& warnings) {
  Node environments;
  Node* written = config.find("environments");
  if (written != nullptr) std::swap(environments, *written);
  ConfigRendering(variables, random, warnings).render(config);
  if (written != nullptr) config.set("environments", std::move(environments));
}

}  // namespace rampart::script
