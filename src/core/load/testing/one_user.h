// One user who walks one flow in virtual time, against a ScriptedTransport.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/load/testing/scripted_transport.h"
#include "core/load/virtual_user.h"

namespace rampart::load {

inline script::Request request(script::Method method, const std::string& url) {
  script::Request r;
  r.method = method;
  r.url = script::Template(url);
  r.endpoint = url;
  return r;
}
inline script::Request get(const std::string& url) { return request(script::Method::get, url); }
inline script::Capture capture(script::Capture::Source source, const std::string& expression, const std::string& as) {
  script::Capture c;
  c.source = source;
  c.expression = expression;
  c.as = as;
  return c;
}
inline script::ValueTemplate value(const boost::json::value& v) { return script::ValueTemplate(v); }

// One user, one flow, in virtual time.
struct Stage {
  script::Script script;
  TimerQueue timers{Instant(std::chrono::seconds(1000))};
  ScriptedTransport::Respond respond = [](const SentRequest&) { return ScriptedAnswer{}; };
  std::vector<SentRequest> sent;
  std::vector<std::string> lines;
  std::vector<Span> spans;  // when script.config.traces is set
  script::Variables variables;
  UserEnd end;
  ledger::LoadSlot slot;
  std::uint64_t expect_failures = 0;
  Duration took{};
  bool ended = false;
  int most_turns = 10000;

  Stage() { script.config.target = "http://h:8080"; }

  void play(std::vector<script::Step> flow, Duration lateness = {}) {
    script.scenarios.resize(1);
    script.scenarios[0].flow = std::move(flow);
    ScriptedTransport transport(timers, respond);
    Collector collector(0);
    collector.roll(timers.now());
    const Plan plan = make_plan(script, transport, collector);
    UserWorld world{.script = script,
                    .plan = plan,
                    .transport = transport,
                    .timer = timers,
                    .collector = collector,
                    .log_line = [this](std::string l) { lines.push_back(std::move(l)); },
                    .on_spans = [this](std::vector<Span> s) { spans = std::move(s); }};
    VirtualUser user(world);
    if (script.config.traces) user.traced_as = &script.scenarios[0].name;
    const Instant start = timers.now();
    const VirtualUser::Ended note_end = [&](VirtualUser&, const UserEnd& e) {
      end = e;
      ended = true;
      took = timers.now() - start;
    };
    user.start(plan.scenarios[0].flow, variables, Random(1), lateness, note_end);
    for (int turns = 0; !ended && turns < most_turns; ++turns) {
      const auto due = timers.next_due();
      if (!due) break;
      timers.advance(*due);
    }
    variables = user.variables();
    user.drop();
    EXPECT_EQ(transport.open_slots, 0);
    sent = transport.sent;
    expect_failures = world.expect_failures;
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

inline script::Step step(script::Request r) { return {std::move(r), {}}; }
inline script::Step think(Duration d) {
  script::Think t;
  t.constant = d;
  return {t, {}};
}

}  // namespace rampart::load
