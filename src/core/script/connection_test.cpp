// How ws and socketio scenarios connect: reference artillery.md §3.1, §3.2.
#include "core/script/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using testing::loaded;
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

TEST(Connection, RequestsOfSocketIoAreNoEndpoints) {
  const Script script = loaded(script_with(
      "", "{engine: socketio, flow: [{parallel: [{get: {url: /x}}, {loop: [{get: {url: /y}}], count: 2}]}]}"));
  const auto& steps = std::get<Parallel>(script.scenarios.at(0).flow.at(1).what).steps;
  EXPECT_EQ(std::get<Request>(steps.at(0).what).endpoint, "");
  EXPECT_EQ(std::get<Request>(std::get<Loop>(steps.at(1).what).steps.at(0).what).endpoint, "");
}

}  // namespace
}  // namespace rampart::script
