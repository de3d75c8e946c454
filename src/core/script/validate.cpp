#include "core/script/validate.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/connection.h"
#include "core/script/fields.h"
#include "core/script/messages.h"
#include "core/script/refusal.h"

namespace rampart::script {
namespace {

using document::Node;

/// `nested`: in a loop or a parallel, where Artillery looks less closely.
void validate_flow(const Node& flow, const std::string& name, Engine engine, bool nested);

void check_text(const Node& parent, std::string_view key, const std::string& path) {
  if (const Node* node = parent.find(key)) read_text(*node, name_in(path, key));
}

void check_mapping(const Node& parent, std::string_view key, const std::string& path) {
  if (const Node* node = parent.find(key)) expect_mapping(*node, name_in(path, key));
}

void check_text_or_texts(const Node& parent, std::string_view key, const std::string& path) {
  const Node* node = parent.find(key);
  if (node == nullptr || node->is_text()) return;
  const std::string name = name_in(path, key);
  if (!node->is_sequence()) refuse_value(name, "text or a list of texts", *node);
  for (std::size_t i = 0; i < node->items.size(); ++i) read_text(node->items[i], name_at(name, i));
}

void validate_captures(const Node& capture, const std::string& name) {
  const auto check = [](const Node& one, const std::string& one_name) {
    expect_mapping(one, one_name);
    const Node* as = one.find("as");
    if (as == nullptr)
      refuse(fmt::format("\"{}.as\" is required: the variable to keep the value in", one_name), one.place());
    read_text(*as, one_name + ".as");
  };
  if (!capture.is_sequence()) return check(capture, name);
  for (std::size_t i = 0; i < capture.items.size(); ++i) check(capture.items[i], name_at(name, i));
}

void validate_request(const Node& request, const std::string& name) {
  expect_mapping(request, name);
  const Node* url = request.find("url");
  if (url == nullptr) {
    const std::string hint = request.find("uri") != nullptr ? "; write \"url\" instead of \"uri\"" : "";
    refuse(fmt::format("\"{}.url\" is required{}", name, hint), request.place());
  }
  read_text(*url, name + ".url");
  for (const char* key : {"headers", "cookie", "qs"}) check_mapping(request, key, name);
  for (const char* key : {"followRedirect", "gzip"})
    if (const Node* node = request.find(key)) read_flag(*node, name_in(name, key));
  for (const char* key : {"beforeRequest", "afterResponse"}) check_text_or_texts(request, key, name);
  if (const Node* auth = request.find("auth")) {
    expect_mapping(*auth, name + ".auth");
    check_text(*auth, "user", name + ".auth");
    check_text(*auth, "pass", name + ".auth");
  }
  if (const Node* capture = request.find("capture")) validate_captures(*capture, name + ".capture");
}

void validate_loop(const Node& step, const Node& steps, const std::string& name, Engine engine) {
  validate_flow(steps, name + ".loop", engine, /*nested=*/true);
  if (const Node* count = step.find("count"); count != nullptr && !count->is_null() && !count->is_number())
    if (!count->is_text()) refuse_value(name + ".count", "a number or text", *count);
  if (const Node* over = step.find("over"); over != nullptr && !over->is_sequence() && !over->is_text())
    refuse_value(name + ".over", "a list, or the name of a variable", *over);
  for (const char* key : {"whileTrue", "loopValue", "loopElement"}) check_text(step, key, name);
}

/// The key that makes the step what it is, where others may stand beside it: think with jitter, parallel with limit.
const Node* find_leading(const Node& step, std::string_view key, std::string_view beside) {
  return step.members.size() == 2 && step.find(beside) != nullptr ? step.find(key) : nullptr;
}

void validate_step(const Node& step, const std::string& name, Engine engine, bool nested) {
  if (!step.is_mapping()) refuse_value(name, "a step (of type object): a mapping such as `get:`", step);
  if (const Node* steps = step.find("loop")) return validate_loop(step, *steps, name, engine);
  if (engine != Engine::http && validate_message_step(step, name, engine)) return;
  const bool pair = nested && (find_leading(step, "think", "jitter") || find_leading(step, "parallel", "limit"));
  if (step.members.size() != 1 && !pair) {
    std::string keys;
    for (const auto& [key, value] : step.members) keys += (keys.empty() ? "" : ", ") + key;
    refuse(fmt::format("\"{}\" must have 1 key; found {}. Indent attributes under the step, and start every step with "
                       "its own dash",
                       name, keys.empty() ? "none" : keys),
           step.place());
  }
  const bool swapped = pair && (step.members.front().first == "jitter" || step.members.front().first == "limit");
  const auto& [verb, value] = swapped ? step.members.back() : step.members.front();
  const std::string inner = name_in(name, verb);
  if (verb == "parallel") return validate_flow(value, inner, Engine::http, /*nested=*/true);
  for (const std::string_view method : {"get", "post", "put", "patch", "delete"})
    if (verb == method) validate_request(value, inner);
  if (verb == "function" || verb == "log") read_text(value, inner);
  if (verb == "think" && !value.is_number() && !(value.is_text() && !value.text.empty()))
    refuse_value(inner, "a number of seconds, or text such as \"500ms\"", value);
}

void validate_flow(const Node& flow, const std::string& name, Engine engine, bool nested) {
  expect_list(flow, name);
  for (std::size_t i = 0; i < flow.items.size(); ++i) validate_step(flow.items[i], name_at(name, i), engine, nested);
}

/// Only these have a flow of steps that can be checked here.
bool has_known_steps(const Node* engine) {
  return engine == nullptr || !engine->is_text() || engine->text == "http" || engine->text == "ws" ||
         engine->text == "socketio";
}

void validate_scenario(const Node& scenario, const std::string& name, const Node* default_engine) {
  expect_mapping(scenario, name);
  for (const char* key : {"name", "engine"}) check_text(scenario, key, name);
  for (const char* key : {"beforeScenario", "afterScenario"}) check_text_or_texts(scenario, key, name);
  const Node* engine = scenario.find("engine");
  if (!has_known_steps(engine != nullptr ? engine : default_engine)) return;
  const Node* flow = scenario.find("flow");
  if (flow == nullptr) refuse(fmt::format("\"{}.flow\" is required: the list of steps", name), scenario.place());
  validate_flow(*flow, name + ".flow", read_engine(scenario, default_engine), /*nested=*/false);
}

void validate_config(const Node& config) {
  if (const Node* target = config.find("target")) read_text(*target, "config.target");
  for (const char* key : {"http", "environments", "engines"}) check_mapping(config, key, "config");
  check_text(config, "processor", "config");
  if (const Node* phases = config.find("phases"); phases != nullptr && !phases->is_null())
    expect_list(*phases, "config.phases");
  const Node* http = config.find("http");
  if (http == nullptr) return;
  if (const Node* node = http->find("extendedMetrics")) read_flag(*node, "config.http.extendedMetrics");
  if (const Node* node = http->find("maxSockets")) read_number(*node, "config.http.maxSockets");
  if (const Node* node = http->find("timeout"); node != nullptr && !node->is_number() && !node->is_text())
    refuse_value("config.http.timeout", "a number of seconds", *node);
}

}  // namespace

void validate(const Node& script) {
  validate_config(*script.find("config"));
  const Node* scenarios = script.find("scenarios");
  if (scenarios == nullptr) refuse("\"scenarios\" is required: a list, each with a \"flow\"", script.place());
  expect_list(*scenarios, "scenarios");
  for (std::size_t i = 0; i < scenarios->items.size(); ++i)
    validate_scenario(scenarios->items[i], name_at("scenarios", i), script.find("config")->find("engine"));
  for (const char* key : {"before", "after"})
    if (const Node* section = script.find(key)) validate_scenario(*section, key, nullptr);
}

}  // namespace rampart::script
