#include "core/script/scenarios.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/script/check_keys.h"
#include "core/script/connection.h"
#include "core/script/fields.h"
#include "core/script/flow.h"
#include "core/script/hooks.h"
#include "core/script/json_text.h"
#include "core/script/regexp.h"

namespace rampart::script {
namespace {

using document::Node;

/// parseInt: "3 of them" is 3, 0.9 is 0, what has no number in front is 0 = never.
double whole_weight(const std::string& text) {
  std::string_view digits = text;
  digits.remove_prefix(std::min(digits.find_first_not_of(" \t\r\n"), digits.size()));
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && value > 0 ? static_cast<double>(value) : 0;
}

/// What a weight may refer to: a row of each payload, config.variables and what every user knows.
Variables weight_variables(const Script& script, Random& random) {
  Variables out(script.shared_variables);
  for (const Payload& payload : script.config.payloads) {
    if (payload.rows.empty()) continue;
    const auto last = static_cast<std::int64_t>(payload.rows.size()) - 1;
    const auto& row = payload.rows[payload.in_sequence ? 0 : static_cast<std::size_t>(random.between(0, last))];
    for (std::size_t i = 0; i < std::min(row.size(), payload.fields.size()); ++i) out.set(payload.fields[i], row[i]);
  }
  for (const auto& [name, value] : script.config.variables) {
    const auto* list = value.if_array();
    if (list == nullptr || list->empty())
      out.set(name, value);
    else
      out.set(name, (*list)[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(list->size()) - 1))]);
  }
  return out;
}

double read_weight(const Node& scenario, const std::string& name, const Variables& variables, Random& random,
                   Warnings& warnings) {
  const Node* node = scenario.find("weight");
  if (node == nullptr || node->is_null()) return 1;
  const Template text = read_template(*node, name + ".weight");
  const double weight = whole_weight(text.render(variables, random));
  const bool exact = number_of(*node) && *number_of(*node) == weight;
  if (weight == 0)
    warnings.add(node->place(), fmt::format("\"{}\" has the weight 0 (whole numbers count, and nothing else): it is "
                                            "never chosen; found {}",
                                            name, found(*node)));
  else if (text.is_constant() && !exact)
    warnings.add(node->place(),
                 fmt::format("\"{}.weight\" counts as {}: Artillery takes the whole number only; found {}", name,
                             weight, found(*node)));
  return weight;
}

bool is_chosen(const Node& scenario, const std::string& wanted, const std::optional<Regexp>& pattern) {
  const Node* name = scenario.find("name");
  if (name == nullptr) return false;
  return name->text == wanted || (pattern && pattern->find(name->text));
}

/// Indices of the scenarios that run.
std::vector<std::size_t> choose(const Node& scenarios, const std::optional<std::string>& wanted) {
  std::vector<std::size_t> chosen;
  std::optional<Regexp> pattern;
  if (wanted)
    if (auto compiled = Regexp::compile(*wanted); compiled.has_value()) pattern = *compiled;
  for (std::size_t i = 0; i < scenarios.items.size(); ++i)
    if (!wanted || is_chosen(scenarios.items[i], *wanted, pattern)) chosen.push_back(i);
  if (!wanted || chosen.size() == 1) return chosen;
  if (chosen.empty())
    throw Refusal{
        invalid(fmt::format("Scenario {} not found in script. Make sure your chosen scenario matches the one "
                            "in your script exactly.",
                            *wanted))};
  throw Refusal{
      invalid(fmt::format("Multiple scenarios for {} found in script. Make sure you give unique names to your "
                          "scenarios in your script.",
                          *wanted))};
}

/// Artillery makes steps of these in its HTTP engine only.
std::vector<Step> read_hook_steps(const Node& scenario, std::string_view key, const std::string& name,
                                  const FlowContext& context) {
  if (context.engine == Engine::http) return read_scenario_hooks(scenario, key, name, context);
  if (const Node* node = scenario.find(key))
    context.warnings.add(
        node->key_place(),
        fmt::format("\"{}.{}\" has no effect: only the engine http calls it, as in Artillery", name, key));
  return {};
}

/// The steps, between those of beforeScenario and afterScenario; those of ws and socketio begin with connecting.
std::vector<Step> read_steps(const Node& scenario, const std::string& name, FlowContext context, const Node& config) {
  const auto hooks = [&](std::string_view key) {
    return read_request_hooks(scenario, key, name, context.config, context.warnings);
  };
  context.before_request = hooks("beforeRequest");
  context.after_response = hooks("afterResponse");
  const Node& flow = *scenario.find("flow");
  std::vector<Step> steps = read_hook_steps(scenario, "beforeScenario", name, context);
  for (Step& step : read_flow(flow, name + ".flow", context)) steps.push_back(std::move(step));
  for (Step& step : read_hook_steps(scenario, "afterScenario", name, context)) steps.push_back(std::move(step));
  if (context.engine != Engine::http)
    steps.insert(steps.begin(), read_connect(scenario, name, context.engine, config, context.warnings));
  warn_about_templates(flow, context.config.fake_data.has_value(), context.warnings);
  return steps;
}

std::vector<Step> read_section(const Node* section, const std::string& name, FlowContext context, const Node& config,
                               boost::json::value& spec, std::vector<std::string>& on_error) {
  if (section == nullptr) return {};
  context.engine = read_engine(*section, nullptr);
  check_keys(*section, name, language::Part::section, context.warnings);
  on_error = read_error_hooks(*section, name, context.config, context.warnings);
  if (context.config.processor) spec = document::to_json(*section);
  return read_steps(*section, name, context, config);
}

}  // namespace

void read_scenarios(const Node& script, const ConfigReading& config, const LoadOptions& options, Script& out,
                    Warnings& warnings) {
  const Node& scenarios = *script.find("scenarios");
  if (scenarios.items.empty()) refuse("\"scenarios\" is empty: there is nothing to run", scenarios.place());
  const Node& config_node = *script.find("config");
  Random random = Random::stream(options.seed, "script.weights");
  const Variables variables = weight_variables(out, random);
  double total = 0;
  for (const std::size_t i : choose(scenarios, options.scenario_name)) {
    const Node& node = scenarios.items[i];
    const std::string name = name_at("scenarios", i);
    const Engine engine = read_engine(node, config_node.find("engine"));
    check_keys(node, name, language::Part::scenario, warnings);
    Scenario scenario;
    scenario.over_http = engine == Engine::http;
    if (const Node* written = node.find("name")) scenario.name = written->text;
    scenario.weight = read_weight(node, name, variables, random, warnings);
    scenario.flow =
        read_steps(node, name, {out.config, config.plugins, /*measured=*/true, warnings, engine}, config_node);
    scenario.on_error = read_error_hooks(node, name, out.config, warnings);
    if (out.config.processor) scenario.spec = document::to_json(node);
    total += scenario.weight;
    out.scenarios.push_back(std::move(scenario));
  }
  if (total == 0) refuse("every scenario has the weight 0: there is nothing to run", scenarios.place());
  const FlowContext unmeasured{out.config, config.plugins, /*measured=*/false, warnings};
  out.before =
      read_section(script.find("before"), "before", unmeasured, config_node, out.before_spec, out.before_on_error);
  out.after = read_section(script.find("after"), "after", unmeasured, config_node, out.after_spec, out.after_on_error);
}

}  // namespace rampart::script
