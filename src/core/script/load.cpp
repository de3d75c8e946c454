#include "core/script/load.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/script/check_keys.h"
#include "core/script/config.h"
#include "core/script/config_template.h"
#include "core/script/fake_data_plugin.h"
#include "core/script/fields.h"
#include "core/script/form_data.h"
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

  ConfigReading reading = read_config(config, options, read_file, warnings);
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
