#include "core/load/virtual_user.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <chrono>

#include "core/load/testing/one_user.h"

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using script::Template;
using script::ValueTemplate;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(VirtualUser, SendsWhatArtillerySends) {
  Stage stage;
  stage.play({step(get("/a?b=1"))});
  ASSERT_TRUE(stage.end.ok);
  ASSERT_EQ(stage.sent.size(), 1U);
  EXPECT_EQ(stage.sent[0].method, "GET");
  EXPECT_EQ(stage.sent[0].origin, (Origin{false, "h", 8080}));
  EXPECT_EQ(stage.sent[0].target, "/a?b=1");
  EXPECT_EQ(stage.sent[0].headers,
            "user-agent: Artillery (https://artillery.io)\r\naccept-encoding: gzip, deflate, br\r\nconnection: "
            "keep-alive\r\n");
  EXPECT_EQ(stage.counter("http.requests"), 1U);
  EXPECT_EQ(stage.counter("http.codes.200"), 1U);
  EXPECT_EQ(stage.counter("plugins.metrics-by-endpoint./a?b=1.codes.200"), 1U);
  EXPECT_EQ(stage.slot.summaries.at("http.response_time").max(), 10000U);
  EXPECT_EQ(stage.slot.summaries.at("http.response_time.2xx").count(), 1U);
  EXPECT_EQ(stage.slot.rates.at("http.request_rate"), 1U);
}

// reference artillery.md §2.3: any default header removes Artillery's own user-agent; the step's value wins.
TEST(VirtualUser, HeadersHaveArtillerysPrecedence) {
  Stage stage;
  stage.script.config.default_headers = {{"x-a", Template("1")}, {"x-b", Template("1")}};
  auto r = get("/");
  r.headers = {{"x-b", Template("{{ b }}")}, {"x-c", Template("{{ missing }}")}, {"host", Template("other")}};
  r.gzip = false;
  stage.variables.set("b", "two");
  stage.play({step(r)});
  ASSERT_EQ(stage.sent.size(), 1U);
  EXPECT_EQ(stage.sent[0].headers,
            "user-agent: got (https://github.com/sindresorhus/got)\r\nx-a: 1\r\nconnection: "
            "keep-alive\r\nx-b: two\r\n");
  EXPECT_EQ(stage.sent[0].host, "other");
}

TEST(VirtualUser, BodiesAndQueries) {
  Stage stage;
  stage.variables.set("n", 7);
  auto json = request(script::Method::post, "/json");
  json.json = value(boost::json::object{{"n", "{{ n }}"}, {"t", "x{{ n }}"}});
  auto form = request(script::Method::put, "/form");
  form.form = {{"a", value("b c")}, {"list", value(boost::json::array{1, 2})}};
  form.form.emplace_back("o", value(boost::json::object{}));
  form.form.emplace_back("u", value("{{ nowhere }}"));
  auto empty = request(script::Method::post, "/empty");
  auto query = get("/q?old=1");
  query.query = {{"x y", value("{{ n }}")}, {"none", value(nullptr)}, {"u", value("{{ nowhere }}")}};
  query.basic_auth = {{Template("me"), Template("secret")}};
  stage.play({step(json), step(form), step(empty), step(query)});
  ASSERT_EQ(stage.sent.size(), 4U);
  EXPECT_EQ(stage.sent[0].body, R"({"n":7,"t":"x7"})");
  EXPECT_THAT(stage.sent[0].headers, HasSubstr("content-type: application/json\r\n"));
  EXPECT_THAT(stage.sent[0].headers, HasSubstr("content-length: 16\r\n"));
  EXPECT_EQ(stage.sent[1].body, "a=b+c&list=1%2C2&o=%5Bobject+Object%5D&u=undefined");
  EXPECT_THAT(stage.sent[1].headers, HasSubstr("content-type: application/x-www-form-urlencoded\r\n"));
  EXPECT_THAT(stage.sent[2].headers, HasSubstr("content-length: 0\r\n"));
  EXPECT_EQ(stage.sent[3].target, "/q?x+y=7&none=&u=");
  EXPECT_THAT(stage.sent[3].headers, HasSubstr("authorization: Basic bWU6c2VjcmV0\r\n"));
}

TEST(VirtualUser, CapturesFeedLaterSteps) {
  Stage stage;
  stage.respond = [](const SentRequest&) {
    return ScriptedAnswer{200, "x-token:abc\n", R"({"user":{"id":42},"tags":["a","b"]})", "", 1ms};
  };
  auto first = get("/");
  using S = script::Capture::Source;
  first.captures = {capture(S::json, "$.user.id", "id"), capture(S::header, "x-token", "deep.token"),
                    capture(S::regexp, "\"id\":(\\d+)", "text"), capture(S::json, "$.tags[*]", "all")};
  first.captures[2].group = "1";
  first.captures[3].multiple = false;
  script::Match match;
  match.from = capture(S::json, "$.user.id", "");
  match.value = value(42);
  first.matches = {match};
  stage.play({step(first), step(get("/{{ id }}/{{ deep.token }}"))});
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_EQ(stage.sent[1].target, "/42/abc");
  EXPECT_EQ(stage.text("text"), "\"42\"");
  EXPECT_EQ(stage.text("all"), R"(["a","b"])");
}

// reference artillery.md §2.8: when any fails, none is stored, and the user ends.
TEST(VirtualUser, AFailedCaptureOrMatchEndsTheUser) {
  using S = script::Capture::Source;
  for (const bool by_match : {false, true}) {
    Stage stage;
    stage.respond = [](const SentRequest&) { return ScriptedAnswer{200, "", R"({"id":"1"})", "", 1ms}; };
    auto r = get("/");
    r.captures = {capture(S::json, "$.id", "id")};
    if (by_match) {
      script::Match match;
      match.from = capture(S::json, "$.id", "");
      match.value = value(1);  // a number is not a text
      r.matches = {match};
    } else {
      r.captures.push_back(capture(S::json, "$.none", "none"));
    }
    stage.play({step(r), step(get("/never"))});
    EXPECT_FALSE(stage.end.ok);
    EXPECT_EQ(stage.end.error, "Failed capture or match");
    EXPECT_EQ(stage.text("id"), "(none)");
    EXPECT_EQ(stage.sent.size(), 1U);
  }
}

TEST(VirtualUser, ALooseCaptureMayFail) {
  Stage stage;
  auto r = get("/");
  r.captures = {capture(script::Capture::Source::header, "x-none", "v")};
  r.captures[0].strict = false;
  stage.play({step(r), step(get("/next"))});
  EXPECT_TRUE(stage.end.ok);
  EXPECT_EQ(stage.sent.size(), 2U);
}

TEST(VirtualUser, ExpectationsAreCountedButDoNotEndTheUser) {
  Stage stage;
  stage.script.config.expect_plugin = true;
  stage.respond = [](const SentRequest&) {
    return ScriptedAnswer{404, "content-type:application/json; charset=utf-8\n", R"({"a":{"b":null}})", "", 1ms};
  };
  using Kind = script::Expectation::Kind;
  auto r = get("/");
  r.expectations = {{Kind::status_code, "statusCode", {value(200)}},
                    {Kind::status_code, "statusCode", {value(boost::json::array{200, 404})}},
                    {Kind::not_status_code, "notStatusCode", {value(500)}},
                    {Kind::content_type, "contentType", {value("json")}},
                    {Kind::has_property, "hasProperty", {value("a.b")}},
                    {Kind::not_has_property, "notHasProperty", {value("a.c")}},
                    {Kind::matches_regexp, "matchesRegexp", {value("^no")}}};
  stage.play({step(r)});
  EXPECT_TRUE(stage.end.ok);
  EXPECT_EQ(stage.expect_failures, 2U);
  EXPECT_EQ(stage.counter("plugins.expect.ok"), 5U);
  EXPECT_EQ(stage.counter("plugins.expect.failed"), 2U);
  EXPECT_EQ(stage.counter("plugins.expect.failed.statusCode"), 1U);
  EXPECT_EQ(stage.counter("plugins.expect.ok.statusCode"), 1U);

  Stage strict;
  strict.script.config.expect_plugin = strict.script.config.expect_failures_as_errors = true;
  r.expectations.resize(1);
  r.expectations[0].values = {value(201)};
  r.name = "shop";
  strict.play({step(r)});
  EXPECT_EQ(strict.end.error, "Failed expectations for request http://h:8080/");

  Stage named;
  named.script.config = strict.script.config;
  named.script.config.expect_only_request_names = true;
  named.play({step(r)});
  EXPECT_EQ(named.end.error, "Failed expectations for request shop");
}

TEST(VirtualUser, RedirectsAreFollowedAndCountedHopByHop) {
  Stage stage;
  stage.respond = [](const SentRequest& r) {
    if (r.target == "/a") return ScriptedAnswer{303, "location:/b\nset-cookie:s=1; Path=/\n", "", "", 10ms};
    if (r.target == "/b") return ScriptedAnswer{301, "location:http://other/c\n", "", "", 10ms};
    return ScriptedAnswer{304, "", "", "", 10ms};  // without a Location it is an answer like others
  };
  auto r = request(script::Method::post, "/a");
  r.body = Template("x");
  r.headers = {{"authorization", Template("Bearer x")}, {"x-mine", Template("1")}};
  stage.play({step(r)});
  ASSERT_TRUE(stage.end.ok);
  ASSERT_EQ(stage.sent.size(), 3U);
  EXPECT_EQ(stage.sent[1].method, "GET");
  EXPECT_EQ(stage.sent[1].body, "");
  EXPECT_THAT(stage.sent[1].headers, HasSubstr("cookie: s=1\r\n"));
  EXPECT_THAT(stage.sent[1].headers, HasSubstr("authorization: "));
  EXPECT_EQ(stage.sent[2].origin.host, "other");
  EXPECT_THAT(stage.sent[2].headers, Not(HasSubstr("authorization: ")));
  EXPECT_THAT(stage.sent[2].headers, HasSubstr("x-mine: 1"));
  EXPECT_THAT(stage.sent[2].headers, Not(HasSubstr("cookie: ")));
  EXPECT_EQ(stage.counter("http.requests"), 3U);
  EXPECT_EQ(stage.counter("http.codes.303"), 1U);
  EXPECT_EQ(stage.counter("plugins.metrics-by-endpoint./a.codes.304"), 1U);
  EXPECT_EQ(stage.counter("plugins.metrics-by-endpoint./a.codes.303"), 0U);
}

TEST(VirtualUser, TooManyRedirectsAndNoFollowing) {
  Stage stage;
  stage.respond = [](const SentRequest&) { return ScriptedAnswer{302, "location:/again\n", "", "", 1ms}; };
  stage.play({step(get("/"))});
  EXPECT_EQ(stage.end.error, "ERR_TOO_MANY_REDIRECTS");
  EXPECT_EQ(stage.sent.size(), 11U);
  Stage none;
  none.respond = stage.respond;
  auto r = get("/");
  r.follow_redirect = false;
  none.play({step(r)});
  EXPECT_TRUE(none.end.ok);
  EXPECT_EQ(none.sent.size(), 1U);
}

TEST(VirtualUser, ErrorsHaveArtillerysNames) {
  Stage refused;
  refused.respond = [](const SentRequest&) { return ScriptedAnswer{0, "", "", "ECONNREFUSED", 1ms}; };
  refused.play({step(get("/"))});
  EXPECT_EQ(refused.end.error, "ECONNREFUSED");
  EXPECT_EQ(refused.counter("http.requests"), 1U);
  EXPECT_EQ(refused.counter("http.responses"), 0U);
  EXPECT_EQ(refused.counter("plugins.metrics-by-endpoint./.errors.ECONNREFUSED"), 1U);
  EXPECT_EQ(refused.slot.requests_failed, 1U);
  Stage invalid;
  invalid.play({step(get("{{ nowhere }}"))});
  EXPECT_EQ(invalid.end.error, "Invalid URL - undefined");
  Stage bad_think;
  script::Think t;
  t.duration = Template("{{ pause }}");
  bad_think.variables.set("pause", "1-3");
  bad_think.play({{t, {}}});
  EXPECT_EQ(bad_think.end.error, "Invalid think time: 1-3");
  Stage got;
  got.variables.set("share", "100%");
  got.play({step(get("/{{ share }}"))});
  EXPECT_EQ(got.end.error, "ERR_GOT_REQUEST_ERROR");
  Stage in_vain;
  auto with_body = get("/");
  with_body.body = Template("x");
  in_vain.play({step(with_body)});
  EXPECT_EQ(in_vain.end.error, "ERR_GOT_REQUEST_ERROR");
  EXPECT_TRUE(in_vain.sent.empty());
  Stage allowed;
  with_body.allow_get_body = true;
  allowed.play({step(with_body)});
  EXPECT_EQ(allowed.sent.size(), 1U);
  Stage split;
  auto injected = get("/");
  injected.headers = {{"x", Template("{{ v }}")}};
  split.variables.set("v", "a\r\nevil: 1");
  split.play({step(injected)});
  EXPECT_EQ(split.end.error, "ERR_INVALID_CHAR");
}

TEST(VirtualUser, LoopsCountAndGoOverLists) {
  Stage stage;
  script::Loop counted;
  counted.has_count = true;
  counted.count = Template("2-4");
  counted.steps = {step(get("/{{ $loopCount }}"))};
  script::Loop over;
  over.over_variable = "users";
  over.element_name = "user";
  over.counter_name = "i";
  over.steps = {step(get("/{{ i }}/{{ user.name }}"))};
  script::Loop never;
  never.has_count = true;
  never.count = Template("{{ zero }}");
  never.steps = {step(get("/never"))};
  stage.variables.set("zero", 0);
  stage.variables.set("users",
                      boost::json::array{boost::json::object{{"name", "a"}}, boost::json::object{{"name", "b"}}});
  stage.play({{counted, {}}, {over, {}}, {never, {}}});
  std::vector<std::string> targets;
  for (const SentRequest& r : stage.sent) targets.push_back(r.target);
  EXPECT_THAT(targets, ElementsAre("/2", "/3", "/0/a", "/1/b"));
  EXPECT_EQ(stage.text("$loopCount"), "0");  // a loop without a round begins too
  EXPECT_EQ(stage.text("i"), "2");
}

TEST(VirtualUser, LoopsOfOneNameCountOnTheSameVariable) {
  Stage stage;
  script::Loop inner;
  inner.has_count = true;
  inner.count = Template("3");
  inner.steps = {step(get("/inner"))};
  script::Loop outer;
  outer.has_count = true;
  outer.count = Template("2");
  outer.steps = {step(get("/{{ $loopCount }}")), {inner, {}}, step(get("/{{ $loopCount }}"))};
  stage.play({{outer, {}}});
  std::vector<std::string> targets;
  for (const SentRequest& r : stage.sent)
    if (r.target != "/inner") targets.push_back(r.target);
  EXPECT_THAT(targets, ElementsAre("/0", "/3", "/4", "/3"));
}

TEST(VirtualUser, AnEndlessLoopWithoutWaitingLetsOthersRun) {
  Stage stage;
  script::Loop loop;
  loop.steps = {{script::Log{Template("x")}, {}}};
  stage.most_turns = 10;
  stage.play({{loop, {}}});
  EXPECT_FALSE(stage.ended);
  EXPECT_GT(stage.lines.size(), 1000U);
}

TEST(VirtualUser, ThinksAndLogs) {
  Stage stage;
  stage.variables.set("name", "Ann");
  stage.play({think(1500ms), {script::Log{Template("hi {{ name }}")}, {}}, think(0ms)});
  EXPECT_EQ(stage.took, 1500ms);
  EXPECT_THAT(stage.lines, ElementsAre("hi Ann"));
}

TEST(VirtualUser, JitterStaysAround) {
  for (int i = 0; i < 5; ++i) {
    Stage stage;
    stage.script.config.think_jitter_percent = 20;
    stage.play({think(1s)});
    EXPECT_GE(stage.took, 800ms);
    EXPECT_LE(stage.took, 1200ms);
    EXPECT_NE(stage.took, 1s);
  }
}

// The user's lateness is kept through its requests; a think starts afresh.
TEST(VirtualUser, FeltLatencyCountsFromTheInstantDue) {
  Stage stage;
  stage.play({step(get("/")), step(get("/")), think(1s), step(get("/"))}, 250ms);
  EXPECT_EQ(stage.slot.felt.count(), 3U);
  EXPECT_EQ(stage.slot.felt.max(), 260000U);
  EXPECT_EQ(stage.slot.felt.min(), 10000U);
  EXPECT_EQ(stage.slot.felt.sum(), 260000.0 * 2 + 10000.0);
  EXPECT_EQ(stage.slot.service.max(), 10000U);
}

TEST(VirtualUser, CookiesAreInactiveUntilTheServerSetsOne) {
  Stage stage;
  stage.respond = [](const SentRequest& r) {
    return r.target == "/set" ? ScriptedAnswer{200, "set-cookie:sid=9; HttpOnly; Path=/\n", "", "", 1ms}
                              : ScriptedAnswer{200, "", "", "", 1ms};
  };
  auto with = get("/with");
  with.cookies = {{"own", Template("1")}};
  auto header = get("/header");
  header.headers = {{"cookie", Template("script=1")}};
  auto deep = get("/deep/er");
  deep.cookies = {{"deep", Template("1")}};
  stage.play({step(with), step(get("/plain")), step(get("/set")), step(get("/after")), step(header), step(deep),
              step(get("/last"))});
  ASSERT_EQ(stage.sent.size(), 7U);
  EXPECT_THAT(stage.sent[4].headers, Not(HasSubstr("script=1")));  // the jar's cookies take the header's place
  EXPECT_THAT(stage.sent[5].headers, HasSubstr("cookie: deep=1; "));
  EXPECT_THAT(stage.sent[6].headers, Not(HasSubstr("deep=1")));  // it belongs to its folder
  EXPECT_THAT(stage.sent[0].headers, HasSubstr("cookie: own=1\r\n"));
  EXPECT_THAT(stage.sent[1].headers, Not(HasSubstr("cookie:")));
  EXPECT_THAT(stage.sent[3].headers, HasSubstr("sid=9"));
  EXPECT_THAT(stage.sent[3].headers, HasSubstr("own=1"));
}

TEST(VirtualUser, DroppingOneMidRequestIsClean) {
  Stage stage;
  stage.respond = [](const SentRequest&) { return ScriptedAnswer{200, "", "", "", 1h}; };
  ScriptedTransport transport(stage.timers, stage.respond);
  stage.script.scenarios.resize(1);
  script::Loop loop;
  loop.steps = {step(get("/"))};
  stage.script.scenarios[0].flow = {{loop, {}}};
  Collector collector(0);
  const Plan plan = make_plan(stage.script, transport, collector);
  UserWorld world{
      .script = stage.script, .plan = plan, .transport = transport, .timer = stage.timers, .collector = collector};
  {
    VirtualUser user(world);
    const VirtualUser::Ended never = [](VirtualUser&, const UserEnd&) { FAIL(); };
    user.start(plan.scenarios[0].flow, {}, Random(1), {}, never);
    EXPECT_EQ(transport.open_slots, 1);
  }
  EXPECT_EQ(transport.open_slots, 0);
  EXPECT_EQ(stage.timers.pending(), 0U);
}

}  // namespace
}  // namespace rampart::load
