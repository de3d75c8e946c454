// Users of ws and socketio scenarios, against a double, in virtual time. What is expected was seen from
// Artillery 2.0.21.
#include "core/load/talk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

#include "core/load/crowd.h"
#include "core/load/testing/scripted_channels.h"
#include "core/load/testing/scripted_hooks.h"
#include "core/load/testing/scripted_transport.h"
#include "core/load/virtual_user.h"
#include "core/script/load.h"

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

/// One user of a script's only scenario.
struct Stage {
  TimerQueue timers{Instant(1000s)};
  ScriptedChannels::Admit admit = [](const ChannelRequest&) { return ChannelEnd{}; };
  ScriptedHooks hooks{
      timers, {"place"}, [this](const AskedHook& asked, HookReply& reply) { return call(asked, reply); }};
  ScriptedHooks::Respond call = [](const AskedHook&, HookReply&) { return true; };
  ScriptedChannels::Respond respond = [](const std::string&) { return std::vector<ScriptedReply>{}; };
  std::vector<ChannelRequest> opened;
  std::vector<std::string> sent;
  std::vector<std::string> lines;
  ledger::LoadSlot slot;
  UserEnd end;
  Duration took{};
  bool ended = false;

  void play(const std::string& config, const std::string& flow) {
    const std::string text =
        "config: {target: \"http://h:3000\", timeout: 2, " + config + "}\nscenarios: [" + flow + "]\n";
    const auto loaded = script::load({.script_path = "t.yml"}, [&](const std::string&) { return text; });
    ASSERT_TRUE(loaded.has_value()) << to_string(loaded.error());
    const script::Script& script = *loaded;
    ScriptedTransport transport(timers, [](const SentRequest&) { return ScriptedAnswer{}; });
    ScriptedChannels channels(timers, admit, respond);
    Collector collector(0);
    collector.roll(timers.now());
    const Plan plan = make_plan(script, transport, collector);
    UserWorld world{.script = script,
                    .plan = plan,
                    .transport = transport,
                    .timer = timers,
                    .collector = collector,
                    .log_line = [this](std::string l) { lines.push_back(std::move(l)); },
                    .hooks = &hooks,
                    .channels = &channels};
    VirtualUser user(world);
    const Instant start = timers.now();
    const VirtualUser::Ended note_end = [&](VirtualUser&, const UserEnd& e) {
      end = e;
      ended = true;
      took = timers.now() - start;
    };
    user.start(plan.scenarios[0].flow, make_initial_variables(script, "", {}), Random(1), {}, note_end);
    while (!ended && timers.next_due()) timers.advance(*timers.next_due());
    EXPECT_TRUE(ended);
    EXPECT_EQ(channels.open_now(), 0U) << "every connection is closed when its user ends";
    user.drop();
    opened = channels.opened;
    sent = channels.sent;
    if (auto s = collector.flush()) slot = std::move(*s);
  }
  [[nodiscard]] std::uint64_t counter(const std::string& name) const {
    const auto found = slot.counters.find(name);
    return found == slot.counters.end() ? 0 : found->second;
  }
  [[nodiscard]] std::uint64_t measured(const std::string& name) const {
    const auto found = slot.summaries.find(name);
    return found == slot.summaries.end() ? 0 : found->second.count();
  }
};

std::vector<ScriptedReply> echo(const std::string& text) { return {{text}}; }

// --- ws --------------------------------------------------------------------------------------------------------------

TEST(WebSocketUser, ConnectsAndSends) {
  Stage stage;
  stage.play(
      "ws: {headers: {X-A: b}, subprotocols: [one, two]}",
      R"({engine: ws, flow: [{connect: "ws://h:3000/a?b=1"}, {send: hello}, {send: {a: "{{ target }}"}}, {send: 1.50}]})");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  ASSERT_EQ(stage.opened.size(), 1U);
  EXPECT_EQ(stage.opened[0].origin, (Origin{false, "h", 3000}));
  EXPECT_EQ(stage.opened[0].target, "/a?b=1");
  EXPECT_EQ(stage.opened[0].headers, "x-a: b\r\n");
  EXPECT_THAT(stage.opened[0].subprotocols, ElementsAre("one", "two"));
  EXPECT_THAT(stage.sent, ElementsAre("hello", R"({"a":"http://h:3000"})", "1.5"));
  EXPECT_EQ(stage.counter("websocket.messages_sent"), 3U);
  EXPECT_EQ(stage.slot.rates.at("websocket.send_rate"), 3U);
  EXPECT_EQ(stage.counter("websocket.messages_received"), 0U);
}

TEST(WebSocketUser, ConnectsWhereAFunctionSays) {
  const std::string config = "processor: p.js, ws: {headers: {x-a: b}, proxy: {url: \"http://p:3128\"}}";
  Stage stage;
  stage.call = [](const AskedHook& asked, HookReply& reply) {
    EXPECT_EQ(asked.kind, HookAsk::Kind::connect);
    reply.request = {{"target", "wss://other/room"}, {"headers", {{"X-C", "d"}}}, {"subprotocols", {"chat"}}};
    return true;
  };
  stage.play(config, "{engine: ws, flow: [{connect: {function: place}}, {send: hello}]}");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  ASSERT_EQ(stage.opened.size(), 1U);
  EXPECT_EQ(stage.opened[0].origin, (Origin{true, "other", 443}));
  EXPECT_EQ(stage.opened[0].target, "/room");
  EXPECT_EQ(stage.opened[0].headers, "x-c: d\r\n");
  EXPECT_EQ(stage.opened[0].proxy, "http://p:3128");
  EXPECT_THAT(stage.opened[0].subprotocols, ElementsAre("chat"));
  EXPECT_THAT(stage.sent, ElementsAre("hello"));

  Stage failing;
  failing.call = [](const AskedHook&, HookReply& reply) {
    reply.failed = true;
    reply.error = "no room";
    return true;
  };
  failing.play(config, "{engine: ws, flow: [{connect: {function: place}}]}");
  EXPECT_EQ(failing.end.error, "no room");
  EXPECT_THAT(failing.opened, IsEmpty());

  Stage unknown;
  unknown.play(config, "{engine: ws, flow: [{connect: {function: nowhere}}]}");
  EXPECT_TRUE(unknown.end.ok) << unknown.end.error;
  EXPECT_EQ(unknown.opened.at(0).origin.host, "h");
}

TEST(WebSocketUser, CapturesTheNextMessage) {
  Stage stage;
  stage.respond = echo;
  stage.play("", R"x({engine: ws, flow: [
      {send: {payload: {n: 5, s: t}, capture: {json: $.n, as: n}, match: {json: $.s, value: t}}},
      {think: 1}, {send: {payload: "a b", capture: {regexp: "a (.)", group: 1, as: b}}}, {log: "{{ n }} {{ b }}"}]})x");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_THAT(stage.lines, ElementsAre("5 b"));
  EXPECT_EQ(stage.counter("websocket.messages_received"), 2U);
}

// reference artillery.md §12.2, trap 24: there a second message kills the process.
TEST(WebSocketUser, OutlivesMessagesNobodyWaitsFor) {
  Stage stage;
  stage.respond = [](const std::string& text) {
    return std::vector<ScriptedReply>{{text}, {text, 20ms}, {text, 30ms}};
  };
  stage.play("", R"({engine: ws, flow: [{send: {payload: "1", match: {regexp: "1", value: "1"}}}, {think: 1},
                                        {send: {payload: "2", match: {regexp: "2", value: "2"}}}]})");
  EXPECT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_EQ(stage.counter("websocket.messages_received"), 2U);
}

TEST(WebSocketUser, CountsATimeoutAsArtillery) {
  Stage stage;
  stage.play("", R"({engine: ws, flow: [{send: {payload: x, capture: {json: $.a, as: a}}}]})");
  EXPECT_FALSE(stage.end.ok);
  EXPECT_EQ(stage.end.error, "undefined");
  EXPECT_EQ(stage.counter("errors.response timeout"), 1U);
  EXPECT_GE(stage.took, Duration(2s));
}

TEST(WebSocketUser, NamesFailuresAsArtillery) {
  Stage refused;
  refused.admit = [](const ChannelRequest&) { return ChannelEnd{"connect ECONNREFUSED 127.0.0.1:9", "ECONNREFUSED"}; };
  refused.play("", "{engine: ws, flow: [{send: x}]}");
  EXPECT_EQ(refused.end.error, "ECONNREFUSED");
  EXPECT_EQ(refused.counter("errors.connect ECONNREFUSED 127.0.0.1:9"), 1U);

  Stage denied;
  denied.admit = [](const ChannelRequest&) { return ChannelEnd{"Unexpected server response: 401", ""}; };
  denied.play("", "{engine: ws, flow: [{send: x}]}");
  EXPECT_EQ(denied.end.error, "Unexpected server response: 401");
  EXPECT_EQ(denied.counter("errors.Unexpected server response: 401"), 1U);

  Stage closed;
  closed.respond = [](const std::string&) { return std::vector<ScriptedReply>{{"", 1ms, true, true}}; };
  closed.play("", "{engine: ws, flow: [{send: bye}, {think: 1}, {send: late}]}");
  EXPECT_EQ(closed.end.error, "WebSocket is not open: readyState 3 (CLOSED)");
  EXPECT_EQ(closed.counter("errors.Error: WebSocket is not open: readyState 3 (CLOSED)"), 1U);
  EXPECT_EQ(closed.counter("websocket.messages_sent"), 2U);

  Stage wrong;
  wrong.respond = echo;
  wrong.play("", "{engine: ws, flow: [{send: {payload: {a: 1}, match: {json: $.a, value: 3}}}]}");
  EXPECT_EQ(wrong.end.error, "Failed capture or match");
}

// --- socketio --------------------------------------------------------------------------------------------------------

/// Lets every namespace in, acknowledges, and says an event "echoed" back.
std::vector<ScriptedReply> socketio_server(const std::string& text) {
  const auto packet = parse_socketio_packet(text);
  if (!packet) return {};
  using Type = SocketIoPacket::Type;
  const auto reply = [&](Type type, std::string_view data, std::optional<std::uint64_t> id = {}) {
    return ScriptedReply{socketio_packet_text(type, packet->name_space, id, data)};
  };
  if (packet->type == Type::connect) {
    if (packet->name_space == "/closed") return {reply(Type::connect_error, R"({"message":"not authorized"})")};
    return {reply(Type::connect, R"({"sid":"s"})")};
  }
  if (packet->type != Type::event) return {};
  if (packet->id) return {reply(Type::ack, R"([{"got":"q"},"second"])", packet->id)};
  if (text.find("\"echo\"") != std::string::npos)
    return {reply(Type::event, "[\"other\",1]"), reply(Type::event, "[\"echoed\",\"hello\",7]")};
  return {};
}

struct SocketIoStage : Stage {
  SocketIoStage() { respond = socketio_server; }
};

TEST(SocketIoUser, ConnectsAndEmits) {
  SocketIoStage stage;
  stage.play(
      "socketio: {query: {a: \"b c\"}, extraHeaders: {X-A: b}, auth: {token: t}}",
      R"({engine: socketio, flow: [{emit: {channel: c, data: {x: 1}}}, {emit: [d, e, f]}, {emit: {channel: c}}]})");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  ASSERT_EQ(stage.opened.size(), 1U);
  EXPECT_EQ(stage.opened[0].target, "/socket.io/?a=b%20c");
  EXPECT_EQ(stage.opened[0].headers, "x-a: b\r\n");
  EXPECT_THAT(stage.sent,
              ElementsAre(R"(0{"token":"t"})", R"(2["c",{"x":1}])", R"(2["d","e","f"])", R"(2["c",null])", "1"));
  EXPECT_EQ(stage.counter("socketio.emit"), 3U);
  EXPECT_EQ(stage.slot.rates.at("socketio.emit_rate"), 3U);
  EXPECT_EQ(stage.measured("socketio.response_time"), 3U);
}

TEST(SocketIoUser, WaitsForAResponse) {
  SocketIoStage stage;
  stage.play("", R"({engine: socketio, flow: [
      {emit: {channel: echo}, response: {channel: echoed, data: [hello, 7], capture: {json: "$[0]", as: a}}},
      {emit: {channel: echo}, response: {on: echoed, data: lo, concat: true}}, {log: "{{ a }} {{ $ }}"}]})");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_THAT(stage.lines, ElementsAre(R"(hello ["hello",7])"));
  EXPECT_EQ(stage.measured("socketio.response_time"), 4U) << "twice a step, as Artillery";
  EXPECT_LT(stage.took, Duration(1s));
}

// reference artillery.md §12.2, trap 25.
TEST(SocketIoUser, WaitsTheWholeTimeoutWhereNoDataIsAskedFor) {
  SocketIoStage stage;
  stage.play(
      "",
      R"({engine: socketio, flow: [{emit: {channel: echo}, response: {channel: echoed, capture: {json: "$[1]", as: n}}}, {log: "{{ n }}"}]})");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_GE(stage.took, Duration(2s));
  EXPECT_THAT(stage.lines, ElementsAre("7"));
}

TEST(SocketIoUser, WaitsForAnAcknowledgement) {
  SocketIoStage stage;
  stage.play("", R"({engine: socketio, flow: [
      {emit: {channel: ask}, acknowledge: {capture: {json: "$.0.got", as: got}, match: {json: "$[1]", value: second}}},
      {emit: {channel: ask}, acknowledge: {data: second}}, {log: "{{ got }}"}]})");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_THAT(stage.lines, ElementsAre("q"));
  EXPECT_EQ(stage.sent[1], R"(20["ask",null])");
  EXPECT_EQ(stage.sent[2], R"(21["ask",null])");
}

TEST(SocketIoUser, NamesFailuresAsArtillery) {
  const auto error_of = [](const std::string& flow) {
    SocketIoStage stage;
    stage.play("", "{engine: socketio, flow: [" + flow + "]}");
    return stage.end.error;
  };
  EXPECT_EQ(error_of("{emit: {channel: x}, response: {channel: y, data: z}}"), "response timeout");
  EXPECT_EQ(error_of("{emit: {channel: ask}, acknowledge: {data: {got: z}}}"), "data is not valid");
  EXPECT_EQ(error_of("{emit: {channel: ask}, acknowledge: {match: {json: \"$.0.got\", value: z}}}"), "Failed match");
  EXPECT_EQ(error_of("{emit: {channel: x}, namespace: /closed}"), "not authorized");
  SocketIoStage refused;
  refused.admit = [](const ChannelRequest&) { return ChannelEnd{"xhr poll error", ""}; };
  refused.play("", "{engine: socketio, flow: [{emit: [a]}]}");
  EXPECT_EQ(refused.end.error, "Error: xhr poll error");
  EXPECT_EQ(refused.counter("socketio.emit"), 0U);
}

TEST(SocketIoUser, HasAConnectionForEachNamespaceAndRequestsBeside) {
  SocketIoStage stage;
  stage.play(
      "",
      R"({engine: socketio, flow: [{emit: [a], namespace: /chat}, {emit: [b], namespace: /chat}, {get: {url: /x}}, {emit: [c]}]})");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_EQ(stage.opened.size(), 2U);
  EXPECT_THAT(stage.sent, ElementsAre("0", "0/chat,", "2/chat,[\"a\"]", "2/chat,[\"b\"]", "2[\"c\"]", "1", "1/chat,"));
  EXPECT_EQ(stage.counter("http.codes.200"), 1U);
}

TEST(SocketIoUser, TakesBinaryAttachments) {
  SocketIoStage stage;
  stage.respond = [](const std::string& text) {
    if (text.starts_with("0")) return socketio_server(text);
    return std::vector<ScriptedReply>{{R"(51-["bin",{"_placeholder":true,"num":0}])"}, {"ab", 11ms, false}};
  };
  stage.play(
      "",
      R"({engine: socketio, flow: [{emit: [a], response: {channel: bin, capture: {json: "$[0].data[1]", as: b}}}, {log: "{{ b }}"}]})");
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_THAT(stage.lines, ElementsAre("98"));
}

}  // namespace
}  // namespace rampart::load
