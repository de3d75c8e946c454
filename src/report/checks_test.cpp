#include "report/checks.h"

#include <gtest/gtest.h>

#include "report/incidents.h"
#include "report/scale_in.h"
#include "report/verdict.h"

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

Instant at(double s) { return Instant(1'795'341'600s) + from_seconds(s); }

/// 60 s: 10 arrivals a second, 40 from second 20 on; one request fails in each second named.
RunView run_with(const std::vector<int>& failing = {}) {
  RunView run;
  run.add({at(0), ledger::RunStarted{}});
  for (int t = 0; t < 60; ++t) {
    ledger::LoadSlot s;
    s.start = at(t);
    s.arrivals_due = s.arrivals_started = s.requests_sent = s.requests_answered = t < 20 ? 10 : 40;
    s.felt.record(t < 20 ? 30'000 : 90'000, s.requests_sent);
    s.lateness.record(100, s.arrivals_due);
    if (std::find(failing.begin(), failing.end(), t) != failing.end()) s.requests_failed = 1;
    run.add({at(t + 1), s});
  }
  return run;
}

void capacity(RunView& run, double t, int desired, int running) {
  run.add({at(t), ledger::ServiceState{"web", desired, 0, running, running}});
}
void task(RunView& run, double t, const char* id, const char* status, const char* reason = "", int exit_code = -1) {
  run.add({at(t), ledger::TaskState{"web", id, status, reason, exit_code}});
}
void target(RunView& run, double t, const char* id, const char* state) {
  run.add({at(t), ledger::TargetState{"tg", id, state, "", ""}});
}

Check check_one(const RunView& run, const Target& t) { return evaluate_targets(run, {t}).at(0); }

TEST(Checks, LatencyIsWhatUsersFelt) {
  const Check met = check_one(run_with(), LatencyTarget{95, 100});
  EXPECT_TRUE(met.pass);
  EXPECT_EQ(met.name, "felt latency p95");
  EXPECT_NEAR(*met.value, 90, 0.2);
  EXPECT_EQ(met.unit, "ms");
  EXPECT_FALSE(check_one(run_with(), LatencyTarget{95, 80}).pass);
  EXPECT_TRUE(check_one(run_with(), LatencyTarget{5, 31}).pass);

  const Check none = check_one(RunView(), LatencyTarget{95, 80});
  EXPECT_FALSE(none.pass);
  EXPECT_FALSE(none.value);
}

TEST(Checks, ErrorRateIsAShareOfWhatWasSent) {
  const RunView run = run_with({1, 2, 3, 4, 5, 6, 7, 8, 9});  // 9 of 1,800 = 0.5 %
  const Check check = check_one(run, ErrorRateTarget{0.005});
  EXPECT_TRUE(check.pass);
  EXPECT_DOUBLE_EQ(*check.value, 0.5);
  EXPECT_DOUBLE_EQ(check.target, 0.5);
  EXPECT_EQ(check.detail, "9 of 1800 requests failed.");
  EXPECT_FALSE(check_one(run, ErrorRateTarget{0.004}).pass);
  EXPECT_FALSE(check_one(RunView(), ErrorRateTarget{1}).pass);
}

TEST(Checks, TheLoadRisesAtHalfItsHighestRate) {
  // From second 18 on the mean of five is (10+10+40+40+40)/5 = 28 ≥ 20; from 17 on it is 22; from 16 on 16.
  EXPECT_EQ(load_rise(run_with().load), at(17));
  EXPECT_FALSE(load_rise(RunSummary()));
}

TEST(Checks, ScaleOut) {
  RunView run = run_with();
  capacity(run, 0, 1, 1);
  capacity(run, 30, 3, 1);
  capacity(run, 33, 3, 3);
  capacity(run, 50, 1, 1);
  EXPECT_TRUE(check_one(run, ScaleOutTarget{"web", 3, {}}).pass);
  EXPECT_TRUE(check_one(run, ScaleOutTarget{"", 3, {}}).pass);
  EXPECT_FALSE(check_one(run, ScaleOutTarget{"web", 4, {}}).pass);

  const Check in_time = check_one(run, ScaleOutTarget{"web", 3, 20.0});
  EXPECT_TRUE(in_time.pass);
  EXPECT_DOUBLE_EQ(*in_time.value, 16);  // from 17 to 33
  EXPECT_FALSE(check_one(run, ScaleOutTarget{"web", 3, 10.0}).pass);
  EXPECT_EQ(check_one(run, ScaleOutTarget{"web", 4, 10.0}).detail, "At most 3 tasks ran.");
  EXPECT_DOUBLE_EQ(*check_one(run, ScaleOutTarget{"web", 1, 10.0}).value, 0) << "it was there when the load rose";

  const Check unknown = check_one(run, ScaleOutTarget{"api", 3, {}});
  EXPECT_FALSE(unknown.pass);
  EXPECT_EQ(unknown.detail, "There is no service \"api\"; the first one is \"web\".");
}

TEST(Checks, ScaleInLooksAtTheEndOfTheRunNotAtItsDismantling) {
  RunView run = run_with();
  capacity(run, 0, 3, 3);
  capacity(run, 50, 1, 1);
  run.add({at(60), ledger::RunEnded{}});
  capacity(run, 61, 0, 0);
  EXPECT_TRUE(check_one(run, ScaleInTarget{"web", 1}).pass);
  EXPECT_FALSE(check_one(run, ScaleInTarget{"web", 0}).pass);
}

TEST(Checks, FailuresWhileATaskIsScaledIn) {
  RunView run = run_with({10, 31, 33, 40});
  task(run, 1, "a", "RUNNING");
  task(run, 30.5, "a", "DEACTIVATING");
  target(run, 30.2, "a", "draining");
  task(run, 33.4, "a", "STOPPED", "Scaling activity initiated by (deployment ecs-svc/1)", 0);
  task(run, 32, "b", "STOPPING", "Scaling activity initiated by (deployment ecs-svc/1)");
  task(run, 33.9, "b", "STOPPED", "Scaling activity initiated by (deployment ecs-svc/1)", 0);
  task(run, 40, "c", "STOPPED", "Essential container in task exited", 1);
  ASSERT_EQ(scale_in_spans(run).size(), 1U);
  EXPECT_EQ(scale_in_spans(run)[0].from, at(30.2));
  EXPECT_EQ(failed_while_scaling_in(run), 2U);
  EXPECT_FALSE(check_one(run, FailedWhileScalingInTarget{1}).pass);
  EXPECT_TRUE(check_one(run, FailedWhileScalingInTarget{2}).pass);
}

TEST(Incidents, AKilledTaskIsFoundWithItsReplacementAndItsCost) {
  RunView run = run_with({29, 30, 31, 33, 35});
  task(run, 1, "a", "RUNNING");
  target(run, 2, "a", "healthy");
  task(run, 30.4, "a", "STOPPED", "Essential container in task exited", 137);
  task(run, 31, "b", "PENDING");
  task(run, 32, "b", "RUNNING");
  target(run, 33.9, "b", "healthy");
  const std::vector<Incident> incidents = find_incidents(run);
  ASSERT_EQ(incidents.size(), 1U);
  EXPECT_EQ(incidents[0].at, at(30.4));
  EXPECT_EQ(incidents[0].service, "web");
  EXPECT_EQ(incidents[0].exit_code, 137);
  EXPECT_EQ(incidents[0].replacement, "b");
  EXPECT_EQ(incidents[0].healthy_at, at(33.9));
  EXPECT_EQ(incidents[0].failed_requests, 3U);
}

TEST(Incidents, EachReplacementReplacesOne) {
  RunView run = run_with();
  for (const char* id : {"a", "b"}) {
    task(run, 1, id, "RUNNING");
    task(run, 30, id, "STOPPED", "Essential container in task exited", 137);
  }
  task(run, 32, "c", "RUNNING");
  const std::vector<Incident> incidents = find_incidents(run);
  ASSERT_EQ(incidents.size(), 2U);
  EXPECT_EQ(incidents[0].replacement, "c");
  EXPECT_EQ(incidents[0].healthy_at, at(32)) << "without a load balancer RUNNING is enough";
  EXPECT_EQ(incidents[1].replacement, "");
}

TEST(Incidents, WhatWasAskedForIsNone) {
  RunView run = run_with();
  task(run, 30, "a", "STOPPED", "Scaling activity initiated by (deployment ecs-svc/1)", 0);
  task(run, 30, "b", "STOPPED", "Task stopped by user", 0);
  run.add({at(60), ledger::RunEnded{}});
  task(run, 61, "c", "STOPPED", "The stack is being taken down", 0);
  EXPECT_TRUE(find_incidents(run).empty());
}

TEST(Verdict, NeedsTargetsAndAValidAndCompleteRun) {
  RunView run = run_with();
  EXPECT_FALSE(judge(run, {}).pass()) << "no RunEnded: it was killed";
  run.add({at(60), ledger::RunEnded{}});
  EXPECT_TRUE(judge(run, {LatencyTarget{95, 100}}).pass());
  EXPECT_FALSE(judge(run, {LatencyTarget{95, 1}}).pass());
  run.add({at(60), ledger::RunEnded{true}});
  EXPECT_FALSE(judge(run, {}).pass());
}

}  // namespace
}  // namespace rampart::report
