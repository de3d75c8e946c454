// HTTP/2: against an own server, over https and without TLS.
#include <gtest/gtest.h>

#include <chrono>

#include "live/traffic/testing/h2_server.h"
#include "live/traffic/testing/small_server.h"
#include "live/traffic/testing/stage.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;

script::Step get_h2(const std::string& url) {
  script::Step step = get(url);
  std::get<script::Request>(step.what).http2 = true;
  return step;
}

script::Request& request_of(script::Step& step) { return std::get<script::Request>(step.what); }

struct H2Stage : Stage {
  H2Stage(const std::string& url, std::vector<script::Step> flow, std::int64_t users = 1)
      : Stage(url, std::move(flow), users) {
    script->config.tls.reject_unauthorized = false;
    script->config.timeout = 60s;
    options.h2c = true;
  }
};

TEST(H2, IsChosenByAlpn) {
  const ServerTls identity(make_self_signed(), {0, true, {}});
  H2Server server({}, &identity);
  H2Stage stage(server.url(), {get_h2("/a"), get_h2("/b")}, 2);
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 4U);
  EXPECT_EQ(stage.counters["http.downloaded_bytes"], 20U);
  EXPECT_EQ(stage.counters["vusers.completed"], 2U);
  EXPECT_EQ(server.connections(), 2);  // a user, a connection
}

TEST(H2, FallsBackWhenTheServerDoesNotAgree) {
  const ServerTls identity(make_self_signed());
  SmallServer server([](const std::string&) -> SmallAnswer { return {{ok("one")}}; }, &identity);
  H2Stage stage(server.url(), {get_h2("/a"), get_h2("/b")});
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 2U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(H2, PlainHttpStaysAtOneWithoutTheFlag) {
  SmallServer server([](const std::string&) -> SmallAnswer { return {{ok("one")}}; });
  H2Stage stage(server.url(), {get_h2("/a")});
  stage.options.h2c = false;
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 1U);
}

TEST(H2, SendsMethodFieldsAndBody) {
  H2Server server({});
  script::Step step = get_h2("/up?x=1");
  request_of(step).method = script::Method::post;
  request_of(step).body = script::Template("payload");
  H2Stage stage(server.url(), {step});
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 1U);
  const std::string authority = server.url().substr(7);
  EXPECT_EQ(server.last_request(), ":method: POST\n:scheme: http\n:authority: " + authority +
                                       "\n:path: /up?x=1\nuser-agent: Artillery (https://artillery.io)\n"
                                       "accept-encoding: gzip, deflate, br\ncontent-length: 7\npayload");
}

TEST(H2, LargeBodiesGoBothWays) {
  const std::string large(2 << 20, 'x');
  H2Server server({large});
  script::Step step = get_h2("/");
  request_of(step).method = script::Method::post;
  request_of(step).body = script::Template(large);
  H2Stage stage(server.url(), {step, step});
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 2U);
  EXPECT_EQ(stage.counters["http.downloaded_bytes"], 2 * large.size());
}

TEST(H2, APoolIsSharedByManyAtOnce) {
  H2Answer answer;
  // The first eight of a connection are answered together; if that is before the last user has come, it goes there,
  // too.
  answer.wait_for_streams = 8;
  answer.patience = 200ms;
  H2Server server(answer);
  H2Stage stage(server.url(), {get_h2("/")}, 16);
  stage.script->config.pool = 2;
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 16U);
  EXPECT_EQ(server.connections(), 2);
  EXPECT_EQ(server.most_at_once(), 8U);
}

TEST(H2, StreamsThatAreRefusedFailAloneUnderNodesName) {
  H2Answer answer;
  answer.refuse_with = 7;  // REFUSED_STREAM
  H2Server server(answer);
  H2Stage stage(server.url(), {get_h2("/")}, 4);
  stage.script->config.pool = 1;
  stage.run();
  EXPECT_EQ(stage.counters["errors.ERR_HTTP2_STREAM_ERROR"], 4U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(H2, AConnectionThatGoesAwayIsReplaced) {
  H2Answer answer;
  answer.goes_away = true;
  H2Server server(answer);
  H2Stage stage(server.url(), {get_h2("/"), get_h2("/"), get_h2("/")});
  stage.run();
  EXPECT_EQ(stage.counters["http.codes.200"], 3U);
  EXPECT_EQ(server.connections(), 3);
}

TEST(H2, ATimeoutEndsTheStreamOnly) {
  H2Answer answer;
  answer.wait_for_streams = 3;
  H2Server server(answer);
  H2Stage stage(server.url(), {get_h2("/")}, 2);
  stage.script->config.pool = 1;
  stage.script->config.timeout = 300ms;
  stage.run();
  EXPECT_EQ(stage.counters["errors.ETIMEDOUT"], 2U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(H2, WhatIsNotHttp2IsASessionError) {
  SmallServer server([](const std::string&) -> SmallAnswer { return {{"HTTP/1.1 400 Bad Request\r\n\r\n"}, true}; });
  H2Stage stage(server.url(), {get_h2("/")});
  stage.run();
  EXPECT_EQ(stage.counters["errors.ERR_HTTP2_SESSION_ERROR"] + stage.counters["errors.ECONNRESET"], 1U);
  EXPECT_EQ(stage.counters["vusers.failed"], 1U);
}

}  // namespace
}  // namespace rampart::live::traffic
