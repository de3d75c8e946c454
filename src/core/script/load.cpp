#include "core/script/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/script/check_keys.h"
#include "core/script/config.h"
#include "core/script/config_template.h"
#include "core/script/fake_data_plugin.h"
#include "core/script/fields.h"
#include "core/script/form_data.h"
#include "core/script/hooks.h"
#include "core/script/language.h"
#include "core/script/read_inputs.h"
#include "core/script/refusal.h"
#include "core/script/scenarios.h"
#include "core/script/validate.h"

namespace rampart::script {
namespace {

using document::Node;

void check_target(const Node& config, const std::optional<Node>& written) {
  const Node* target = config.find("target");
  if (target != nullptr && !(target->is_text() && target->text.empty()) && !target->is_null()) return;
  const std::string text = "No target specified and no environment chosen";
  if (written && written->is_text())
    throw Refusal{invalid(fmt::format("{}: \"{}\" comes to nothing", text, written->text), written->place())};
  throw Refusal{
      invalid(fmt::format("{}. Write config.target, or give --target or --environment", text), config.place())};
}

/// config.variables as they are at this point can't be seen by config; only those of --variables.
Variables variables_for_config(const LoadOptions& options, std::shared_ptr<const boost::json::object> builtin) {
  Variables variables(std::move(builtin));
  if (!options.variables_json) return variables;
  boost::system::error_code error;
  const auto given = boost::json::parse(*options.variables_json, error);
  if (const auto* object = given.if_object(); !error && object != nullptr)
    for (const auto& member : *object) variables.set(member.key(), member.value());
  return variables;
}

/// As plugins find it: with the phase that a script without any has, and Artillery's notes beside.
boost::json::object script_for_plugins(const Node& tree, const LoadOptions& options) {
  boost::json::object out = document::to_json(tree).as_object();
  boost::json::object& config = out["config"].as_object();
  if (options.solo || !config.contains("phases"))
    config["phases"] = boost::json::array{boost::json::object{{"duration", 1}, {"arrivalCount", 1}}};
  if (options.environment) out["_environment"] = *options.environment;
  const std::string& path = options.scenario_file.empty() ? options.script_path : options.scenario_file;
  out["_scriptPath"] = path;
  out["_configPath"] = options.config_path.value_or(path);
  return out;
}

void run_user_plugins(Node& tree, const LoadOptions& options, const ReadFile& read_file) {
  const Node& config = *tree.find("config");
  const std::vector<UserPlugin> plugins = find_user_plugins(config);
  if (plugins.empty()) return;
  const auto known = language::mapping_of(language::Part::plugins).working_names();
  const UserPlugin& first = plugins.front();
  if (!options.run_plugins)
    refuse_unsupported(fmt::format("The plugin \"{}\"{}", first.name, did_you_mean(first.name, known)), first.place);
  Warnings said_later;
  const PluginCall call{script_for_plugins(tree, options), plugins,
                        read_processor(config, options, read_file, said_later)};
  auto changed = options.run_plugins(call);
  if (changed.has_error()) {
    Error error = changed.error();
    const auto missing = std::find_if(plugins.begin(), plugins.end(), [&](const UserPlugin& plugin) {
      return plugin.place.line == error.place.line && plugin.place.column == error.place.column;
    });
    if (error.kind == ErrorKind::not_found && missing != plugins.end())
      if (const std::string hint = did_you_mean(missing->name, known); !hint.empty()) error.message += "." + hint;
    throw Refusal{error};
  }
  Node at;
  at.file = std::make_shared<const std::string>(first.place.file);
  at.line = first.place.line;
  at.column = first.place.column;
  lay_changes(tree, call.script, *changed, at);
  validate(tree);
}

Script read_script(const LoadOptions& options, const ReadFile& read_file) {
  Script script;
  Warnings warnings;
  Node tree = read_inputs(options, read_file, warnings);
  check_keys(tree, "the script", language::Part::script, warnings);
  script.file = options.script_path;

  auto builtin = std::make_shared<boost::json::object>(builtin_variables(options));
  Node& config = *tree.find("config");
  std::optional<Node> written;
  if (const Node* target = config.find("target")) written = *target;
  Random random = Random::stream(options.seed, "script.config");
  render_config(config, variables_for_config(options, builtin), random, warnings);
  check_target(config, written);
  validate(tree);
  run_user_plugins(tree, options, read_file);

  ConfigReading reading = read_config(*tree.find("config"), options, read_file, warnings);
  (*builtin)["target"] = reading.config.target;
  for (const auto& [name, list] : reading.lists) builtin->insert_or_assign(name, list);
  script.config = reading.config;
  script.shared_variables = std::move(builtin);
  read_scenarios(tree, reading, options, script, warnings);
  if (script.config.fake_data)
    for (const char* key : {"scenarios", "before", "after"})
      if (const Node* part = tree.find(key)) collect_fake_data(*part, *script.config.fake_data);
  read_form_files(script, options, read_file);
  script.warnings = warnings.take();
  return script;
}

}  // namespace

Result<Script> load(const LoadOptions& options, const ReadFile& read_file) {
  try {
    return read_script(options, read_file);
  } catch (const Refusal& refusal) {
    return refusal.error;
  }
}

}  // namespace rampart::script
