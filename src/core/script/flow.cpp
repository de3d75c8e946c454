#include "core/script/flow.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/check_keys.h"
#include "core/script/config.h"
#include "core/script/fake_data_plugin.h"
#include "core/script/fields.h"
#include "core/script/functions.h"
#include "core/script/hooks.h"
#include "core/script/load.h"
#include "core/script/messages.h"
#include "core/script/request.h"

namespace rampart::script {
namespace {

using document::Node;

Think read_think(const Node& step, const Node& node, const std::string& name, const FlowContext& context) {
  Warnings& warnings = context.warnings;
  Think think;
  if (const Node* jitter = step.find("jitter"); is_truthy(jitter)) {
    read_jitter(*jitter, name_in(name, "jitter"), think.jitter_ms, think.jitter_percent);
  } else if (context.engine != Engine::http) {
    think.jitter_percent = context.config.talk_think_jitter_percent;
    think.jitter_ms = context.config.talk_think_jitter_ms.value_or(0);
  }
  const std::string text = text_of(node);
  think.duration = Template(text);
  if (!think.duration.is_constant()) return think;
  think.constant = parse_duration(text);
  if (!think.constant)
    refuse(fmt::format("Invalid think time: {}. \"{}\" must be a whole number of seconds, or text such as \"500ms\", "
                       "\"1.5s\", \"2m\"; ranges aren't part of the language",
                       text, name),
           node.place());
  const bool bare_fraction = text.find_first_not_of("0123456789.") == std::string::npos && text.find('.') != text.npos;
  if (bare_fraction)
    warnings.add(node.place(),
                 fmt::format("think: {0} is {0} milliseconds, as in Artillery; write \"{0}s\" for seconds", text));
  return think;
}

void read_rounds(const Node& count, const std::string& name, Loop& loop) {
  if (count.is_number()) {
    if (count.number < 0 && count.number != -1) refuse_value(name, "0 or more", count);
    loop.has_count = count.number != 0;
  } else {
    loop.has_count = true;
  }
  if (loop.has_count) loop.count = Template(text_of(count));
}

void read_over(const Node& over, const std::string& name, Loop& loop, Warnings& warnings) {
  if (over.is_sequence()) {
    loop.over = ValueTemplate(document::to_json(over));
    return;
  }
  loop.over_variable = read_text(over, name);
  if (loop.over_variable.empty()) refuse_value(name, "a list, or the name of a variable", over);
  if (loop.over_variable.find("{{") != std::string::npos)
    warnings.add(over.place(),
                 fmt::format("\"{}\" takes the name of a variable without braces; there is no variable called {}, so "
                             "the loop is skipped, as in Artillery",
                             name, loop.over_variable));
}

Loop read_loop(const Node& step, const std::string& name, const FlowContext& context) {
  Loop loop;
  check_keys(step, name, language::Part::loop, context.warnings);
  const Node& steps = *step.find("loop");
  loop.steps = read_flow(steps, name + ".loop", context);
  const Node* count = step.find("count");
  const Node* over = step.find("over");
  if (count != nullptr && !count->is_null()) read_rounds(*count, name + ".count", loop);
  if (over != nullptr) read_over(*over, name + ".over", loop, context.warnings);
  if (const Node* node = step.find("loopValue")) loop.counter_name = read_text(*node, name + ".loopValue");
  if (const Node* node = step.find("loopElement")) loop.element_name = read_text(*node, name + ".loopElement");
  if (const Node* node = step.find("whileTrue")) loop.while_true = read_while_true(*node, name, context);
  if (!loop.has_count && over == nullptr && loop.while_true.empty()) {
    if (loop.steps.empty()) refuse(fmt::format("\"{}.loop\" has no steps and no end", name), steps.place());
    context.warnings.add(count != nullptr ? count->key_place() : step.place(),
                         fmt::format("\"{}\" loops for ever: count {} means so in Artillery (the text \"0\" is no "
                                     "iteration at all)",
                                     name, count != nullptr ? "0" : "left out"));
  }
  return loop;
}

Parallel read_parallel(const Node& step, const Node& steps, const std::string& name, const FlowContext& context) {
  Parallel parallel;
  FlowContext inner = context;
  inner.of_socketio = context.engine == Engine::socketio || context.of_socketio;
  inner.engine = Engine::http;  // a parallel is the HTTP engine's, also in a scenario of socketio
  parallel.steps = read_flow(steps, name, inner);
  if (const Node* limit = step.find("limit"); is_truthy(limit)) {
    const std::int64_t most = read_count(*limit, name_in(name, "limit"));
    parallel.limit = static_cast<std::size_t>(most);
  }
  if (parallel.steps.size() > 1 && context.config.pool == 0)
    context.warnings.add(step.place(), fmt::format("\"{}\": a user has one connection, so its requests wait for each "
                                                   "other, as in Artillery; config.http.pool gives more",
                                                   name));
  return parallel;
}

/// Inside loops and parallels a step may have attributes beside its verb: `jitter`, `limit`.
const std::pair<std::string, Node>& verb_of(const Node& step) {
  for (const auto& member : step.members)
    if (member.first == "think" || member.first == "parallel") return member;
  return step.members.front();
}

bool is_message_step(std::string_view verb) {
  return verb == "connect" || verb == "send" || verb == "wait" || verb == "emit";
}

Step read_step(const Node& node, const std::string& name, const FlowContext& context) {
  Step step{.what = Log{}, .place = node.place()};
  if (node.find("loop") != nullptr) {
    step.what = read_loop(node, name, context);
    return step;
  }
  if (context.engine != Engine::http && read_message_step(node, name, context, step)) return step;
  const auto& [verb, value] = verb_of(node);
  const std::string inner = name_in(name, verb);
  if (const auto method = method_of(verb)) {
    step.what = read_request(*method, value, inner, context);
  } else if (verb == "think") {
    step.what = read_think(node, value, inner, context);
  } else if (verb == "parallel") {
    step.what = read_parallel(node, value, inner, context);
  } else if (verb == "log") {
    step.what = Log{Template(value.text)};
  } else if (verb == "function") {
    step.what = read_function(value, inner, context);
  } else if (is_message_step(verb)) {
    refuse(fmt::format("\"{}\" isn't a step of this scenario's engine: send, wait and connect are those of ws, emit is "
                       "that of socketio",
                       inner),
           value.key_place());
  } else if (language::mapping_of(language::Part::step).find(verb) != nullptr) {
    refuse_unsupported(fmt::format("The step \"{}\"", verb), value.key_place());
  } else {
    // Artillery takes any word for an HTTP method; a slip of the fingers is far more likely.
    auto verbs = language::mapping_of(language::Part::step).key_names();
    verbs.emplace_back("loop");
    refuse_unknown("the step", verb, verbs, value.key_place());
  }
  return step;
}

void warn_about_text(const std::string& text, const Place& place, bool fake_data, Warnings& warnings) {
  if (text.find("{{") == std::string::npos) return;
  const Template made(text);
  for (const auto& name : made.unknown_functions()) {
    if (fake_data && may_be_fake_data(name)) continue;
    const std::string_view hint =
        may_be_fake_data(name) ? " The plugin fake-data may have it; it isn't in config.plugins." : "";
    warnings.add(place, fmt::format("there is no function {}, so the whole text is undefined, as in Artillery.{}{}",
                                    name, did_you_mean(name, function_names()), hint));
  }
  if (made.has_literal_braces())
    warnings.add(place, fmt::format("the braces in \"{}\" stay as they are: between them may stand the name of a "
                                    "variable or a call such as $randomNumber(1, 9), no expression",
                                    text.substr(0, 80)));
}

}  // namespace

std::vector<Step> read_flow(const Node& flow, const std::string& name, const FlowContext& context) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < flow.items.size(); ++i)
    if (context.engine != Engine::ws || flow.items[i].find("connect") == nullptr)  // read with the scenario
      steps.push_back(read_step(flow.items[i], name_at(name, i), context));
  return steps;
}

void warn_about_templates(const Node& tree, bool fake_data, Warnings& warnings) {
  if (tree.is_text()) warn_about_text(tree.text, tree.place(), fake_data, warnings);
  for (const Node& item : tree.items) warn_about_templates(item, fake_data, warnings);
  for (const auto& [key, value] : tree.members) warn_about_templates(value, fake_data, warnings);
}

}  // namespace rampart::script
