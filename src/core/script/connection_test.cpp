// How ws and socketio scenarios connect: reference artillery.md §3.1, §3.2.
#include "core/script/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::loaded;
using testing::refusal_of;
using testing::warns;

const Connection& connection_of(const Script& script) {
  return std::get<Connect>(script.scenarios.at(0).flow.at(0).what).connection;
}

std::string script_with(const std::string& config, const std::string& scenario) {
  return "config:\n  target: http://a\n" + config + "scenarios:\n  - " + scenario + "\n";
}

TEST(Connection, SocketIoTakesAQueryAsText) {
  const Script script = loaded(script_with("  socketio: {query: \"user_id=0xc0&colour=light%20blue&none\"}\n",
                                           "{engine: socketio, flow: [{emit: [a]}]}"));
  std::vector<std::string> pairs;
  Random random(1);
  for (const auto& [key, value] : connection_of(script).query) {
    std::string text;
    value.render_json({}, random, text);
    pairs.push_back(key + "=" + text);
  }
  EXPECT_THAT(pairs, ::testing::ElementsAre(R"(user_id="0xc0")", R"(colour="light blue")", R"(none="")"));
}

TEST(Connection, MaxRedirectsDoesNothing) {
  const std::string text = script_with("  ws: {maxRedirects: 25}\n", "{engine: ws, flow: [{send: hello}]}");
  EXPECT_TRUE(warns(loaded(text), "\"config.ws.maxRedirects\" has no effect"));
}

const char* const hello = "{engine: ws, flow: [{send: hello}]}";

TEST(Connection, ASubprotocolInAHeaderIsOffered) {
  const Connection plain = connection_of(loaded(
      script_with("  ws: {subprotocols: [one], headers: {Sec-WebSocket-Protocol: \"two, three\", x-a: b}}\n", hello)));
  EXPECT_THAT(plain.subprotocols, ::testing::ElementsAre("one", "two", "three"));
  ASSERT_EQ(plain.headers.size(), 1U);
  EXPECT_EQ(plain.headers[0].name, "x-a");
}

TEST(Connection, GoesThroughAProxy) {
  EXPECT_EQ(connection_of(loaded(script_with("  ws: {proxy: {url: http://p:3128}}\n", hello))).proxy, "http://p:3128");
  EXPECT_EQ(connection_of(loaded(script_with("", "{engine: ws, flow: [{connect: {proxy: {url: http://q}}}]}"))).proxy,
            "http://q");
  const std::pair<const char*, const char*> rows[] = {
      {"{}", "\"config.ws.proxy.url\" is required"},
      {"{url: p:3128}", "must be http://host:port"},
      {"{url: https://p}", "reached by https isn't supported yet"},
      {"{url: http://p, keepAlive: true}", "\"config.ws.proxy.keepAlive\" isn't supported yet"},
  };
  for (const auto& [proxy, says] : rows)
    EXPECT_THAT(refusal_of(script_with(std::string("  ws: {proxy: ") + proxy + "}\n", hello)), HasSubstr(says));
}

TEST(Connection, AFunctionStartsFromWhatConfigSays) {
  const char* scenario = "{engine: ws, flow: [{connect: {function: find, target: ws://b}}]}";
  const Script script = loaded(script_with("  processor: p.js\n  ws: {headers: {x-a: b}}\n", scenario));
  EXPECT_EQ(connection_of(script).function, "find");
  EXPECT_EQ(connection_of(script).target.source(), "http://a");
  EXPECT_EQ(connection_of(script).headers.size(), 1U);
  EXPECT_TRUE(warns(script, "only \"function\" counts"));
  const Script without = loaded(script_with("", scenario));
  EXPECT_EQ(connection_of(without).function, "");
  EXPECT_EQ(connection_of(without).target.source(), "ws://b");
  EXPECT_TRUE(warns(without, "the connection is made without it"));
}

TEST(Connection, OptionsOfTlsStandInWsToo) {
  const std::string both = "  tls: {rejectUnauthorized: true, servername: a}\n  ws: {rejectUnauthorized: false}\n";
  const Script script = loaded(script_with(both, hello));
  EXPECT_FALSE(script.config.tls.reject_unauthorized);
  EXPECT_EQ(script.config.tls.servername, "a");
}

TEST(Connection, ThinkingLooksForJitterInDefaultsAlone) {
  const auto jitter = [](const std::string& config, const char* engine) {
    const Script script = loaded(script_with(config, std::string("{engine: ") + engine + ", flow: [{think: 1}]}"));
    return std::get<Think>(script.scenarios.at(0).flow.back().what).jitter_ms;
  };
  const std::string http = "  http: {defaults: {think: {jitter: 50}}}\n";
  EXPECT_EQ(jitter(http, "ws"), 0);
  EXPECT_EQ(jitter(http, "http"), std::nullopt);
  EXPECT_EQ(jitter(http + "  defaults: {think: {jitter: 20}}\n", "socketio"), 20);
}

TEST(Connection, RequestsOfSocketIoAreNoEndpoints) {
  const Script script = loaded(script_with(
      "", "{engine: socketio, flow: [{parallel: [{get: {url: /x}}, {loop: [{get: {url: /y}}], count: 2}]}]}"));
  const auto& steps = std::get<Parallel>(script.scenarios.at(0).flow.at(1).what).steps;
  EXPECT_EQ(std::get<Request>(steps.at(0).what).endpoint, "");
  EXPECT_EQ(std::get<Request>(std::get<Loop>(steps.at(1).what).steps.at(0).what).endpoint, "");
}

}  // namespace
}  // namespace rampart::script
