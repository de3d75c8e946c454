// Hooks in a virtual user's life: reference artillery.md §2.2, §2.6 and §4.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <optional>

#include "core/load/testing/scripted_hooks.h"
#include "core/load/testing/scripted_transport.h"
#include "core/load/virtual_user.h"

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using script::Template;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = HookAsk::Kind;

script::Request get(const std::string& url) {
  script::Request r;
  r.url = Template(url);
  r.endpoint = url;
  return r;
}
script::Step step(script::Request r) { return {std::move(r), {}}; }
script::Step function(const std::string& name) { return {script::Function{name}, {}}; }

// One user, its flow and its hooks, in virtual time.
struct HookStage {
  script::Script script;
  TimerQueue timers{Instant(1000s)};
  ScriptedTransport::Respond respond = [](const SentRequest&) { return ScriptedAnswer{}; };
  ScriptedHooks hooks;
  ScriptedTransport transport{timers, [this](const SentRequest& sent) { return respond(sent); }};
  Collector collector{0};
  std::vector<std::string> lines;
  script::Variables variables;
  std::optional<UserEnd> end;
  ledger::LoadSlot slot;

  explicit HookStage(ScriptedHooks::Respond answer, std::set<std::string, std::less<>> names = {"f", "g"})
      : hooks(timers, std::move(names), std::move(answer)) {
    script.config.target = "http://h:8080";
    script.scenarios.resize(1);
  }

  void play(std::vector<script::Step> flow, const std::function<void(VirtualUser&)>& when_idle = {}) {
    script.scenarios[0].flow = std::move(flow);
    const Plan plan = make_plan(script, transport, collector);
    UserWorld world{.script = script,
                    .plan = plan,
                    .transport = transport,
                    .timer = timers,
                    .collector = collector,
                    .log_line = [this](std::string l) { lines.push_back(std::move(l)); },
                    .hooks = &hooks};
    VirtualUser user(world);
    const VirtualUser::Ended note_end = [this](VirtualUser&, const UserEnd& e) { end = e; };
    user.start(plan.scenarios[0].flow, variables, Random(1), {}, note_end);
    while (!end) {
      if (const auto due = timers.next_due())
        timers.advance(*due);
      else
        break;
    }
    if (!end && when_idle) when_idle(user);
    variables = user.variables();
    user.drop();
    EXPECT_EQ(hooks.open_users, 0);
    EXPECT_EQ(transport.open_slots, 0);
    if (auto s = collector.flush()) slot = std::move(*s);
  }
  [[nodiscard]] std::string text(const char* name) const {
    const auto* v = variables.find(name);
    return v == nullptr ? "(none)" : boost::json::serialize(*v);
  }
  [[nodiscard]] std::uint64_t counter(const std::string& name) const {
    const auto found = slot.counters.find(name);
    return found == slot.counters.end() ? 0 : found->second;
  }
};

ScriptedHooks::Respond silently() {
  return [](const AskedHook&, HookReply&) { return true; };
}

TEST(HookedSteps, OnlyVariablesThatChangedTravel) {
  HookStage stage([](const AskedHook& ask, HookReply& reply) {
    if (ask.names.front() == "f") reply.variables["made"] = "by f";
    if (ask.names.front() == "g") reply.removed = {"gone"};
    return true;
  });
  stage.variables.set("known", 1);
  stage.variables.set("gone", true);
  script::Loop once;
  once.has_count = true;
  once.count = Template("1");
  once.steps = {function("g")};
  stage.play({function("f"), {once, {}}});
  ASSERT_TRUE(stage.end && stage.end->ok);
  ASSERT_EQ(stage.hooks.asked.size(), 2U);
  EXPECT_THAT(stage.hooks.asked[0].changes, ElementsAre(std::pair("gone", "true"), std::pair("known", "1")));
  EXPECT_THAT(stage.hooks.asked[1].changes, ElementsAre(std::pair("$loopCount", "0"), std::pair("$loopElement", "0")));
  EXPECT_EQ(stage.text("made"), "\"by f\"");
  EXPECT_EQ(stage.text("gone"), "(none)");
}

TEST(HookedSteps, AFailedFunctionEndsTheUserUnderItsErrorsName) {
  HookStage stage([](const AskedHook&, HookReply& reply) {
    reply.failed = true;
    reply.error = "E_MINE";
    return true;
  });
  stage.play({function("f"), step(get("/"))});
  ASSERT_TRUE(stage.end && !stage.end->ok);
  EXPECT_EQ(stage.end->error, "E_MINE");
  EXPECT_THAT(stage.transport.sent, IsEmpty());
}

TEST(HookedSteps, AnUndefinedFunctionIsCountedAndTheUserGoesOn) {
  HookStage stage(silently());
  stage.play({function("nosuch"), step(get("/"))});
  ASSERT_TRUE(stage.end && stage.end->ok);
  EXPECT_EQ(stage.counter("errors.Undefined function \"nosuch\""), 1U);
  EXPECT_EQ(stage.transport.sent.size(), 1U);
  EXPECT_THAT(stage.hooks.asked, IsEmpty());
}

TEST(HookedSteps, BeforeRequestChangesWhatIsSent) {
  HookStage stage([](const AskedHook& ask, HookReply& reply) {
    EXPECT_THAT(ask.names, ElementsAre("f", "g"));
    reply.variables["id"] = 7;
    reply.request = {{"url", "http://h:8080/users/{{ id }}"},
                     {"method", "PUT"},
                     {"headers", {{"X-Token", "t{{ id }}"}, {"x-none", nullptr}}},
                     {"json", {{"id", "{{ id }}"}}},
                     {"https", {{"ca", "x"}}},
                     {"startedAt", 5}};
    return true;
  });
  auto request = get("/as/written");
  request.headers = {{"x-old", Template("1")}};
  stage.variables.set("hook", "g");
  request.before_request = {Template("f"), Template("{{ hook }}")};
  stage.play({step(request)});
  ASSERT_TRUE(stage.end && stage.end->ok);
  ASSERT_EQ(stage.transport.sent.size(), 1U);
  const SentRequest& sent = stage.transport.sent[0];
  EXPECT_EQ(sent.method, "PUT");
  EXPECT_EQ(sent.target, "/users/7");
  EXPECT_THAT(sent.headers, HasSubstr("x-token: t7\r\n"));
  EXPECT_THAT(sent.headers, testing::Not(HasSubstr("x-old")));
  EXPECT_THAT(sent.headers, testing::Not(HasSubstr("x-none")));
  EXPECT_THAT(sent.headers, HasSubstr("content-type: application/json\r\n"));
  EXPECT_EQ(sent.body, R"({"id":7})");
  EXPECT_EQ(stage.counter("plugins.metrics-by-endpoint./as/written.codes.200"), 1U);
  ASSERT_EQ(stage.lines.size(), 1U);  // what a hook keeps on req for itself is no change
  EXPECT_THAT(stage.lines[0], HasSubstr("\"https\""));
}

TEST(HookedSteps, AfterResponseSeesTheAnswerAndRunsBeforeAFailedCaptureEndsTheUser) {
  HookStage stage(silently());
  stage.respond = [](const SentRequest&) { return ScriptedAnswer{201, "content-type:text/plain\n", "hello", "", 5ms}; };
  auto request = get("/a?b=1");
  request.after_response = {Template("f")};
  script::Capture capture;
  capture.source = script::Capture::Source::header;
  capture.expression = "x-missing";
  capture.as = "x";
  request.captures = {capture};
  stage.play({step(request)});
  ASSERT_TRUE(stage.end && !stage.end->ok);
  EXPECT_EQ(stage.end->error, "Failed capture or match");
  ASSERT_EQ(stage.hooks.asked.size(), 1U);
  EXPECT_EQ(stage.hooks.asked[0].kind, Kind::after_response);
  EXPECT_EQ(stage.hooks.asked[0].url, "http://h:8080/a?b=1");
  EXPECT_EQ(stage.hooks.asked[0].body, "hello");
}

TEST(HookedSteps, ErrorHooksSeeTheErrorAndCantChangeIt) {
  HookStage stage([](const AskedHook&, HookReply& reply) {
    reply.failed = true;
    reply.error = "another";
    return true;
  });
  stage.respond = [](const SentRequest&) { return ScriptedAnswer{0, "", "", "ECONNREFUSED", 5ms}; };
  stage.script.scenarios[0].on_error = {"f"};
  stage.play({step(get("/"))});
  ASSERT_TRUE(stage.end && !stage.end->ok);
  EXPECT_EQ(stage.end->error, "ECONNREFUSED");
  ASSERT_EQ(stage.hooks.asked.size(), 1U);
  EXPECT_EQ(stage.hooks.asked[0].kind, Kind::on_error);
  EXPECT_EQ(stage.hooks.asked[0].error, "ECONNREFUSED");
}

TEST(HookedSteps, WhileTrueIsAskedAfterEachRound) {
  HookStage stage([](const AskedHook& ask, HookReply& reply) {
    reply.truth = ask.changes.at("$loopCount") != "3";
    return true;
  });
  script::Loop loop;
  loop.while_true = "f";
  loop.steps = {step(get("/{{ $loopCount }}"))};
  stage.play({{loop, {}}});
  ASSERT_TRUE(stage.end && stage.end->ok);
  ASSERT_EQ(stage.transport.sent.size(), 3U);
  EXPECT_EQ(stage.transport.sent[2].target, "/2");
}

TEST(HookedSteps, WhileTrueOfAnUnknownNameLeavesItToTheCount) {
  HookStage stage(silently());
  script::Loop loop;
  loop.while_true = "nosuch";
  loop.has_count = true;
  loop.count = Template("2");
  loop.steps = {step(get("/"))};
  stage.play({{loop, {}}});
  EXPECT_EQ(stage.transport.sent.size(), 2U);
}

TEST(HookedSteps, AHookThatNeverEndsCanBeGivenUp) {
  HookStage stage([](const AskedHook&, HookReply&) { return false; });
  stage.play({function("f"), step(get("/"))}, [&stage](VirtualUser& user) {
    user.give_up_hooks(stage.timers.now() - 1s);  // asked later than that
    EXPECT_FALSE(stage.end.has_value());
    user.give_up_hooks(stage.timers.now());
  });
  ASSERT_TRUE(stage.end && !stage.end->ok);
  EXPECT_EQ(stage.end->error, "Hook never ended: f");
}

TEST(HookedSteps, MetricsOfHooksAreCounted) {
  Collector collector(0);
  collector.roll(Instant(1000s));
  collector.emit({HookMetric::Kind::counter, "my.counter", 3});
  collector.emit({HookMetric::Kind::histogram, "my.time", 12.5});
  collector.emit({HookMetric::Kind::rate, "my.rate", 1});
  collector.emit({HookMetric::Kind::rate, "my.rate", 1});
  collector.emit({HookMetric::Kind::error, "mine", 1});
  const auto slot = collector.flush();
  ASSERT_TRUE(slot.has_value());
  EXPECT_EQ(slot->counters.at("my.counter"), 3U);
  EXPECT_EQ(slot->summaries.at("my.time").max(), 12500U);
  EXPECT_EQ(slot->rates.at("my.rate"), 2U);
  EXPECT_EQ(slot->counters.at("errors.mine"), 1U);
}

}  // namespace
}  // namespace rampart::load
