// Every verdict on a run has a run that must raise it and one that must not. The test walks them all.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "advice/rules.h"
#include "advice/run_series.h"
#include "advice/testing/runs.h"
#include "advice/testing/stacks.h"
#include "base/random.h"
#include "report/testing/quest_run.h"

namespace rampart::advice {
namespace {

using testing::cpu_metric;
using testing::memory_metric;
using testing::request_metric;
using testing::RunBuilder;
using testing::Second;

struct RunFixture {
  std::string name;
  int problem = 0;
  bool raised = true;
  report::RunView run;
  std::optional<double> limit_ms = {};
  testing::Changes changes = {};
};

/// Ten a second, then thirty from second 90 on; the alarm after three minutes, its task `start_s` after the decision.
/// Between overload and the new tasks `failed` of thirty fail in every second.
report::RunView scale_out(int failed, double latency_ms, int start_s = 30) {
  const int decided = 320, served = decided + start_s;
  RunBuilder run(900, [&](int t) {
    if (t < 90) return Second{10};
    return t < served ? Second{30, failed, latency_ms} : Second{30};
  });
  // Minute 1 is half of the peak: 450 for each of two tasks; from minute 2 on 900; then six tasks.
  run.tasks(0, 2).tasks(served, 6);
  run.metric(request_metric, "None", [](int m) { return m < 1 ? 300.0 : m == 1 ? 600.0 : m < 6 ? 900.0 : 290.0; });
  run.alarm(60, true, "OK", 400, request_metric).alarm(310, true, "ALARM", 400, request_metric);
  run.activity(decided, 2, 6);
  for (int i = 0; i < 4; ++i) run.task(fmt::format("new{}", i), decided, served);
  return run.view();
}

/// Tasks by the minute, at a steady rate or one by the minute, and a metric on them.
report::RunView steady(
    const std::string& metric, const std::string& unit, double high, double low, int minutes,
    const std::function<int(int)>& tasks, const std::function<double(int)>& value,
    const std::function<int(int)>& rate = [](int) { return 20; }) {
  RunBuilder run(60 * minutes, [&](int t) { return Second{rate(t / 60)}; });
  for (int m = 0, before = -1; m < minutes; ++m) {
    if (tasks(m) != before) run.tasks(60 * m, tasks(m));
    before = tasks(m);
  }
  run.metric(metric, unit, value);
  run.alarm(60, true, "OK", high, metric).alarm(60, false, "OK", low, metric);
  return run.view();
}

/// A task leaves from second 300 to 330; in these seconds `failed` of ten fail.
report::RunView scale_in(int failed, int otherwise_failed = 0) {
  RunBuilder run(600, [&](int t) { return Second{10, t >= 300 && t <= 330 ? failed : otherwise_failed}; });
  run.tasks(0, 3).tasks(300, 2);
  run.task("a", 0, 1, 300, 330, "Scaling activity initiated by (deployment ecs-svc/1)");
  return run.view();
}

report::RunView sick(int killed, bool ever_healthy, bool loaded) {
  RunBuilder run(600, [&](int) { return Second{loaded ? 20 : 0, 0}; });
  run.tasks(0, 3);
  for (int i = 0; i < killed; ++i)
    run.task(fmt::format("k{}", i), 10, ever_healthy ? 20 : -1, 200 + i, 210 + i,
             "Task failed ELB health checks in (target-group tg)");
  run.task("well", 0, 5);
  return run.view();
}

/// A task becomes healthy at second 300; in the ten seconds after it `failed` of 20 fail, before it `before`.
report::RunView young_task(int before, int failed) {
  RunBuilder run(600, [&](int t) { return Second{20, t >= 300 && t < 310 ? failed : t < 300 ? before : 0}; });
  run.tasks(0, 1).tasks(300, 2);
  run.task("old", 0, 1).task("new", 250, 300);
  return run.view();
}

/// Twenty a second, a herd of a hundred for a minute, twenty again; after it `failed` of them fail until `until`.
report::RunView herd(int failed, int until) {
  RunBuilder run(600, [&](int t) {
    if (t >= 200 && t < 260) return Second{100, 60};
    return Second{20, t >= 260 && t < until ? failed : 0};
  });
  run.tasks(0, 2);
  return run.view();
}

report::RunView flapping(int times, int rate_after) {
  RunBuilder run(3600, [&](int t) { return Second{t % 600 < 300 ? 20 : rate_after}; });
  run.tasks(0, 4);
  for (int i = 0; i < times; ++i) run.tasks(600 * i + 200, 3).tasks(600 * i + 500, 4);
  return run.view();
}

report::RunView requests_of(double ms) {
  return RunBuilder(300, [&](int) { return Second{20, 0, ms}; }).tasks(0, 2).view();
}

report::RunView silent(const std::string& state, int last) {
  RunBuilder run(1200, [](int t) { return Second{t < 300 ? 20 : 0}; });
  run.tasks(0, 2).tasks(300, last);
  run.metric(cpu_metric, "Percent", [](int) { return 40.0; });
  run.alarm(60, false, "OK", 45, cpu_metric).alarm(900, false, state, 45, cpu_metric);
  return run.view();
}

std::vector<RunFixture> fixtures() {
  std::vector<RunFixture> out;
  const auto add = [&](std::string name, int problem, bool raised, report::RunView run,
                       std::optional<double> limit_ms = {}, testing::Changes changes = {}) {
    out.push_back({std::move(name), problem, raised, std::move(run), limit_ms, std::move(changes)});
  };
  add("a fifth fails until the tasks come", 1, true, scale_out(6, 20));
  add("slow until the tasks come", 1, true, scale_out(0, 900), 500.0);
  add("slow, and nobody minds", 1, false, scale_out(0, 900));
  add("fast enough all the time", 1, false, scale_out(0, 100), 500.0);

  const auto fewer = [](int m) { return m < 10 ? 4 : 2; };
  const auto falling = [](int m) { return m < 10 ? 40 : 4; };
  add("memory stays at 80", 4, true,
      steady(
          memory_metric, "Percent", 70, 63, 30, [](int) { return 4; }, [](int) { return 80.0; }, falling));
  add("memory falls with the load", 4, false,
      steady(
          memory_metric, "Percent", 90, 63, 30, fewer, [](int m) { return m < 10 ? 60.0 : 30.0; }, falling));

  const auto doubled = [](int m) { return m < 10 ? 2 : 4; };
  add("a queue that is as long with twice the tasks", 5, true,
      steady("Shop Backlog {Queue=a}", "Count", 500, 10, 20, doubled, [](int) { return 100.0; }));
  add("half the requests with twice the tasks", 5, false,
      steady(request_metric, "None", 700, 10, 20, doubled, [](int m) { return m < 10 ? 600.0 : 300.0; }));

  const auto one_of_four = [](int m) { return m < 10 ? 4 : 1; };
  add("a little below the band, by 180 requests", 5, false,
      steady(
          cpu_metric, "Percent", 46, 41, 20, one_of_four, [](int m) { return m < 10 ? 4.3 : 13.5; },
          [](int) { return 1; }));
  add("the same by 3,600 requests", 5, true,
      steady(
          cpu_metric, "Percent", 46, 41, 20, one_of_four, [](int m) { return m < 10 ? 4.3 : 13.5; },
          [](int) { return 20; }));

  add("five cuts taken back", 7, true, flapping(5, 20));
  add("one cut taken back", 7, false, flapping(1, 20));
  add("the load itself goes up and down", 7, false, flapping(5, 60));

  add("ten minutes at eight tasks and over the target", 9, true,
      steady(
          request_metric, "None", 300, 270, 20, [](int m) { return m < 5 ? 2 : 8; },
          [](int m) { return m < 15 ? 450.0 : 200.0; }));
  add("at eight tasks, under the target", 9, false,
      steady(
          request_metric, "None", 300, 270, 20, [](int) { return 8; }, [](int) { return 290.0; }));

  add("three tasks failed their checks", 10, true, sick(3, true, true));
  add("one never came up", 10, true, sick(1, false, true));
  add("a task that died without load", 10, false, sick(1, true, false));
  add("no task died", 10, false, sick(0, true, true));

  add("a new task fails a third", 11, true, young_task(0, 7));
  add("as many failed before it", 11, false, young_task(7, 7));
  add("a new task that serves", 11, false, young_task(0, 0));

  add("two of ten fail while a task leaves", 13, true, scale_in(2));
  add("nothing fails while a task leaves", 13, false, scale_in(0));
  add("one of ten fails all the time", 13, false, scale_in(1, 1));

  add("requests of 45 s, a delay of 30 s", 14, true, requests_of(45'000));
  add("requests of 0.1 s, a delay of 120 s", 14, true, requests_of(100), {}, {{"Value: \"30\"", "Value: \"120\""}});
  add("requests of 0.1 s, a delay of 30 s", 14, false, requests_of(100));

  add("half fails after the herd, to the end", 17, true, herd(10, 600));
  add("half fails for half a minute after the herd", 17, false, herd(10, 290));

  add("no datapoints, five tasks", 19, true, silent("INSUFFICIENT_DATA", 5));
  add("no datapoints, two tasks", 19, false, silent("INSUFFICIENT_DATA", 2));
  add("datapoints, five tasks", 19, false, silent("OK", 5));

  // A normal metric around 290 under a threshold of 300: sums of twelve uniform values, deviation 20 or 1.
  const auto noise = [](double sigma) {
    return [sigma, random = std::make_shared<Random>(11)](int) {
      double sum = -6;
      for (int i = 0; i < 12; ++i) sum += static_cast<double>((*random)() >> 11) / 9007199254740992.0;
      return 290 + sigma * sum;
    };
  };
  add("290 with a deviation of 20 under 300", 22, true,
      steady(
          request_metric, "None", 300, 200, 60, [](int) { return 4; }, noise(20)));
  add("290 with a deviation of 1 under 300", 22, false,
      steady(
          request_metric, "None", 300, 200, 60, [](int) { return 4; }, noise(1)));
  return out;
}

Findings findings_of(const RunFixture& fixture) {
  const auto stack = testing::stack_of(testing::changed(fixture.changes));
  stack->subject.run = &fixture.run;
  stack->subject.latency_limit_ms = fixture.limit_ms;
  return advise(stack->subject);
}

std::set<int> numbers_of(const Findings& findings) {
  std::set<int> out;
  for (const Finding& f : findings) out.insert(f.problem);
  return out;
}

TEST(RunVerdicts, EveryFixture) {
  for (const RunFixture& fixture : fixtures()) {
    SCOPED_TRACE(fixture.name);
    const Findings found = findings_of(fixture);
    EXPECT_EQ(numbers_of(found).contains(fixture.problem), fixture.raised)
        << "P" << fixture.problem << "; found " << fmt::format("{}", numbers_of(found));
    if (!fixture.raised) {
      EXPECT_EQ(numbers_of(found), std::set<int>());
    }
    for (const Finding& f : found) {
      EXPECT_GT(f.place.line, 0) << "P" << f.problem << " " << f.cause;
      EXPECT_FALSE(f.title.empty() || f.cause.empty() || f.fix.empty() || f.price.empty()) << "P" << f.problem;
    }
  }
}

TEST(RunVerdicts, EveryProblemOfARunHasBothFixtures) {
  const auto all = fixtures();
  for (const int problem : {1, 4, 5, 7, 9, 10, 11, 13, 14, 17, 19, 22})
    for (const bool raised : {true, false})
      EXPECT_TRUE(std::any_of(all.begin(), all.end(),
                              [&](const RunFixture& f) { return f.problem == problem && f.raised == raised; }))
          << "P" << problem;
}

// Overload at 90 s, in the middle of the first breaching period; the last one ends at 300 s, the decision falls at 320
// s, the tasks are healthy at 350 s.
TEST(RunVerdicts, TheFourPartsOfAScaleOut) {
  const RunFixture fixture{"", 1, true, scale_out(6, 20)};
  const Findings found = findings_of(fixture);
  ASSERT_FALSE(found.empty());
  EXPECT_NE(found[0].cause.find("phase 0 s + alarm 210 s + pipeline 20 s + start 30 s"), std::string::npos)
      << found[0].cause;
  EXPECT_EQ(found[0].fix, "MinCapacity: 6");
}

TEST(RunVerdicts, AnotherServicesAlarmIsNotThisOnes) {
  report::RunView run = steady(
      request_metric, "None", 300, 270, 5, [](int) { return 2; }, [](int) { return 450.0; });
  run.alarms.clear();
  const auto alarm = [&](const std::string& service) {
    ledger::AlarmTransition a;
    a.alarm = "TargetTracking-service/shop/" + service + "-AlarmHigh-1";
    a.metric = request_metric;
    a.comparison = "GreaterThanThreshold";
    run.alarms.push_back({run.start(), a});
  };
  alarm("api");
  EXPECT_TRUE(metrics_of(run).empty());
  alarm("web");
  EXPECT_EQ(metrics_of(run).size(), 1U);
}

TEST(RunVerdicts, WithoutATemplateTheRunSpeaksAlone) {
  const report::RunView run = scale_out(6, 20);
  Subject subject;
  subject.run = &run;
  const Findings found = advise(subject);
  EXPECT_EQ(numbers_of(found), std::set<int>{1});
  EXPECT_EQ(found[0].place.line, 0);
  EXPECT_NE(not_looked_at(subject).front().find("no template is at hand"), std::string::npos);
}

TEST(RunVerdicts, TheModelledQuestSaysWhatWasBuiltIntoIt) {
  report::testing::QuestOptions stuck;
  stuck.stuck_policy = true;
  const report::RunView run = report::RunView::of(report::testing::quest_run(stuck));
  const auto stack =
      testing::stack_of(testing::changed({{"MaxCapacity: 8", "MaxCapacity: 2"}, {"MinCapacity: 2", "MinCapacity: 1"}}));
  stack->subject.run = &run;
  EXPECT_TRUE(numbers_of(advise(stack->subject)).contains(9)) << "two tasks at most, over the target";
}

}  // namespace
}  // namespace rampart::advice
