#include "core/script/messages.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/checks.h"
#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> ws_steps = {"connect", "send", "wait", "think", "log", "loop", "function"};
const std::vector<std::string_view> emit_keys = {"emit", "namespace", "response", "acknowledge"};
/// Names Socket.IO's client keeps to itself: emitting one kills Artillery.
const std::vector<std::string_view> reserved_events = {"connect",       "connect_error", "disconnect",
                                                       "disconnecting", "newListener",   "removeListener"};

const Node* member(const Node& mapping, std::string_view key) {
  const Node* node = mapping.find(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

bool has_checks(const Node& node) { return node.find("capture") != nullptr || node.find("match") != nullptr; }

void refuse_headers(const Node& node, const std::string& name) {
  if (node.is_mapping())
    if (const Node* header = node.find("header"))
      refuse(fmt::format("\"{}.header\": a message has no headers; read it with json or regexp", name),
             header->key_place());
  for (std::size_t i = 0; i < node.items.size(); ++i) refuse_headers(node.items[i], name_at(name, i));
}

/// The engines take no notice of strictCapture in config.
template <class Step>
void read_checks(const Node& node, const std::string& name, Warnings& warnings, Step& out) {
  for (const char* key : {"capture", "match"})
    if (const Node* checks = member(node, key)) refuse_headers(*checks, name_in(name, key));
  if (const Node* capture = member(node, "capture"))
    out.captures = read_captures(*capture, name_in(name, "capture"), /*strict=*/true, warnings);
  if (const Node* match = member(node, "match"))
    out.matches = read_matches(*match, name_in(name, "match"), /*strict=*/true, warnings);
}

SendMessage read_send(const Node& node, const std::string& name, Warnings& warnings) {
  SendMessage out;
  if (!node.is_mapping() || !has_checks(node)) {
    if (node.is_mapping() && node.find("payload") != nullptr)
      warnings.add(node.find("payload")->key_place(),
                   fmt::format("\"{}\" has neither capture nor match, so the whole mapping is sent, the word "
                               "\"payload\" included, as in Artillery",
                               name));
    out.payload = ValueTemplate(document::to_json(node));
    return out;
  }
  warnings.about_unknown_keys(node, name, {"payload", "capture", "match"});
  if (const Node* payload = node.find("payload")) out.payload = ValueTemplate(document::to_json(*payload));
  out.waits = true;
  read_checks(node, name, warnings, out);
  return out;
}

SendMessage read_wait(const Node& node, const std::string& name, Warnings& warnings) {
  if (!node.is_mapping() || !has_checks(node)) {
    if (!is_truthy(node))
      refuse(fmt::format("\"{}\" waits for nothing; write {{capture: …}} or {{match: …}}", name), node.place());
    warnings.add(
        node.place(),
        fmt::format("\"{}\" has neither capture nor match: it is sent and not waited for, as in Artillery", name));
  }
  return read_send(node, name, warnings);
}

void check_event_name(const Node& event, const std::string& name) {
  if (std::find(reserved_events.begin(), reserved_events.end(), event.text) != reserved_events.end())
    refuse(fmt::format("\"{}\": \"{}\" is a reserved event name of Socket.IO and can't be emitted", name, event.text),
           event.place());
  if (event.text.empty()) refuse_value(name, "the name of an event", event);
}

EventReply read_reply(const Node& node, const std::string& name, Warnings& warnings) {
  EventReply out;
  warnings.about_unknown_keys(expect_mapping(node, name), name,
                              {"channel", "on", "data", "args", "capture", "match", "concat"});
  for (const char* key : {"on", "channel"})
    if (const Node* channel = node.find(key); is_truthy(channel))
      out.channel = read_template(*channel, name_in(name, key));
  for (const char* key : {"args", "data"})
    if (const Node* data = node.find(key); is_truthy(data)) out.data = ValueTemplate(document::to_json(*data));
  if (const Node* concat = member(node, "concat")) out.concat = is_truthy(*concat);
  read_checks(node, name, warnings, out);
  return out;
}

/// Artillery looks at arrived arguments with `$[0].x` or `$.0`; where it has no expression at all it takes `$.0`.
void warn_about_response(const EventReply& reply, const Node& node, const std::string& name, Warnings& warnings) {
  if (!reply.data)
    warnings.add(node.key_place(),
                 fmt::format("\"{}\" has no data to be recognised by: the step always waits for the whole timeout, "
                             "then takes what has come, as in Artillery",
                             name));
}

EmitEvent read_emit(const Node& step, const std::string& name, const FlowContext& context) {
  EmitEvent out;
  context.warnings.about_unknown_keys(step, name, emit_keys);
  const Node& emit = *step.find("emit");
  const std::string inner = name_in(name, "emit");
  if (emit.is_sequence()) {
    if (emit.items.empty()) refuse_value(inner, "the name of an event and its arguments", emit);
    for (const Node& argument : emit.items) out.arguments.emplace_back(document::to_json(argument));
    check_event_name(emit.items.front(), name_at(inner, 0));
  } else {
    context.warnings.about_unknown_keys(emit, inner, {"channel", "data", "concat"});
    const Node* channel = emit.find("channel");
    if (channel == nullptr) refuse(fmt::format("\"{}.channel\" is required: the event's name", inner), emit.place());
    check_event_name(*channel, inner + ".channel");
    out.arguments.emplace_back(document::to_json(*channel));
    const Node* data = emit.find("data");
    out.arguments.push_back(data == nullptr ? ValueTemplate(boost::json::value(nullptr))
                                            : ValueTemplate(document::to_json(*data)));
  }
  if (const Node* space = member(step, "namespace")) out.name_space = read_template(*space, name_in(name, "namespace"));
  if (const Node* node = step.find("response"); is_truthy(node)) {
    EventReply reply = read_reply(*node, name_in(name, "response"), context.warnings);
    if (reply.channel.empty()) {
      context.warnings.add(node->key_place(),
                           fmt::format("\"{0}.response\" has no channel, so it isn't waited for, as in Artillery; "
                                       "write \"{0}.response.channel\"",
                                       name));
    } else {
      warn_about_response(reply, *node, name_in(name, "response"), context.warnings);
      out.response = std::move(reply);
    }
  }
  if (const Node* node = step.find("acknowledge"); is_truthy(node))
    out.acknowledge = read_reply(*node, name_in(name, "acknowledge"), context.warnings);
  return out;
}

}  // namespace

bool read_message_step(const Node& node, const std::string& name, const FlowContext& context, Step& step) {
  if (context.engine == Engine::socketio) {
    if (node.find("emit") == nullptr) return false;
    step.what = read_emit(node, name, context);
    return true;
  }
  const auto& [verb, value] = node.members.front();
  if (verb == "send")
    step.what = read_send(value, name_in(name, verb), context.warnings);
  else if (verb == "wait")
    step.what = read_wait(value, name_in(name, verb), context.warnings);
  else if (std::find(ws_steps.begin(), ws_steps.end(), verb) == ws_steps.end())
    refuse_unknown("the step of engine ws", verb, ws_steps, value.key_place());
  else
    return false;
  return true;
}

bool validate_message_step(const Node& node, const std::string& name, Engine engine) {
  if (engine == Engine::ws) {
    if (const Node* connect = node.find("connect"); connect != nullptr && !connect->is_mapping() && !connect->is_text())
      refuse_value(name + ".connect", "a URL, or a mapping of options", *connect);
    return false;
  }
  const Node* emit = node.find("emit");
  if (emit == nullptr) {
    for (const char* key : {"response", "acknowledge", "namespace"})
      if (const Node* sibling = node.find(key))
        refuse(fmt::format("\"{}.{}\" stands beside an emit, and there is none in this step", name, key),
               sibling->key_place());
    return false;
  }
  if (node.members.size() > 4)
    refuse(fmt::format("\"{}\" must have at most 4 keys: emit, namespace, response, acknowledge", name), node.place());
  if (emit->is_sequence()) {
    for (std::size_t i = 0; i < emit->items.size(); ++i) read_text(emit->items[i], name_at(name + ".emit", i));
    return true;
  }
  if (!emit->is_mapping()) refuse_value(name + ".emit", "{channel: …, data: …}, or a list of texts", *emit);
  if (const Node* channel = emit->find("channel")) read_text(*channel, name + ".emit.channel");
  return true;
}

}  // namespace rampart::script
