#include "sim/traffic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/testing/small_world.h"

namespace rampart::sim {
namespace {

using testing::arrivals_at;
using testing::group_of;
using ::testing::HasSubstr;
using testing::one_request;
using testing::SmallWorld;
using namespace std::chrono_literals;

/// Answers after exactly `seconds`.
TaskModel exact(double seconds, int workers = 100) {
  return {.service = {.mean_s = seconds, .cv = 0}, .workers = workers, .start_s = 0};
}

UserStep request(double probability = 1) {
  UserStep step;
  step.probability = probability;
  return step;
}
UserStep pause(double seconds, double jitter = 0) {
  UserStep step;
  step.kind = UserStep::Kind::pause;
  step.seconds = seconds;
  step.jitter = jitter;
  return step;
}
/// `inside`, `times` times; the steps of a program that has nothing before it.
std::vector<UserStep> loop(std::int64_t times, std::vector<UserStep> inside) {
  UserStep begin;
  begin.kind = UserStep::Kind::loop;
  begin.times = times;
  begin.jump = static_cast<std::uint32_t>(inside.size() + 2);
  UserStep again;
  again.kind = UserStep::Kind::again;
  again.jump = 1;
  inside.insert(inside.begin(), begin);
  inside.push_back(again);
  return inside;
}
Programs program(std::vector<UserStep> steps, double timeout_s = 10) {
  Programs out = one_request(timeout_s);
  out.scenarios.front().steps = std::move(steps);
  return out;
}
RateCurve flat(double rate, double length_s) { return {.step_s = length_s, .rates = {rate}}; }

TEST(Traffic, CountsAsTheLiveEngineDoes) {
  SmallWorld small(exact(0.25), 2, one_request(), arrivals_at({0.1, 0.2, 1.1}));
  small.run_to(5);
  EXPECT_TRUE(small.world.traffic().ended());
  small.finish();
  EXPECT_EQ(small.counter("vusers.created"), 3U);
  EXPECT_EQ(small.counter("vusers.completed"), 3U);
  EXPECT_EQ(small.counter("vusers.failed"), 0U);
  EXPECT_EQ(small.counter("http.requests"), 3U);
  EXPECT_EQ(small.counter("http.responses"), 3U);
  EXPECT_EQ(small.counter("http.codes.200"), 3U);
  EXPECT_EQ(small.latency().count(), 3U);
  EXPECT_EQ(small.latency().max(), 250'000U) << "microseconds";
  const auto slots = small.slots();
  ASSERT_GE(slots.size(), 2U);
  EXPECT_EQ(slots[0].requests_sent, 2U);
  EXPECT_EQ(slots[0].arrivals_due, 2U);
  EXPECT_EQ(slots[1].requests_sent, 1U);
}

TEST(Traffic, CountsByEndpoint) {
  Programs two = program({request(), request()}, 1);
  two.endpoints = {"/fast", "/slow"};
  two.scenarios.front().steps[1].endpoint = 1;
  // One worker and a second of patience: of two users at once the second waits too long, and then the first does.
  SmallWorld small(exact(0.6, 1), 1, two, arrivals_at({0.1, 5, 5.05}));
  small.run_to(12);
  small.finish();
  const auto total = [&](const std::string& name) { return small.counter("plugins.metrics-by-endpoint." + name); };
  EXPECT_EQ(total("/fast.codes.200"), 2U);
  EXPECT_EQ(total("/fast.errors.ETIMEDOUT"), 1U);
  EXPECT_EQ(total("/slow.codes.200"), 1U);
  EXPECT_EQ(total("/slow.errors.ETIMEDOUT"), 1U);
  std::uint64_t slow_times = 0;
  for (const auto& slot : small.slots())
    if (const auto found = slot.summaries.find("plugins.metrics-by-endpoint.response_time./slow");
        found != slot.summaries.end())
      slow_times += found->second.count();
  EXPECT_EQ(slow_times, 1U);
}

TEST(Traffic, PausesAndRequestsTakeTheirTime) {
  SmallWorld small(exact(0.5), 1, program({request(), pause(2), request(), pause(1)}), arrivals_at({1}));
  small.run_to(4.9);
  EXPECT_FALSE(small.world.traffic().ended()) << "1 + 0.5 + 2 + 0.5 + 1 = 5";
  small.run_to(5.1);
  EXPECT_TRUE(small.world.traffic().ended());
  small.finish();
  EXPECT_EQ(small.counter("http.requests"), 2U);
  EXPECT_EQ(small.counter("vusers.completed"), 1U);
  for (const auto& slot : small.slots()) {
    if (slot.summaries.contains("vusers.session_length")) {
      EXPECT_NEAR(static_cast<double>(slot.summaries.at("vusers.session_length").max()), 4e6, 1);
    }
  }
}

TEST(Traffic, PausesJitterEvenly) {
  SmallWorld small(exact(0.001), 1, program({pause(10, 0.5), request()}), arrivals_at(std::vector<double>(1000, 0)));
  small.run_to(30);
  small.finish();
  std::uint64_t first_half = 0, all = 0;
  for (const auto& slot : small.slots()) {
    const double second = unix_seconds(slot.start) - unix_seconds(small.world.present().start);
    if (slot.requests_sent > 0) {
      EXPECT_GE(second, 5);
      EXPECT_LT(second, 15);
    }
    all += slot.requests_sent;
    if (second < 10) first_half += slot.requests_sent;
  }
  EXPECT_EQ(all, 1000U);
  EXPECT_NEAR(static_cast<double>(first_half), 500, 5 * std::sqrt(250.0)) << "binomial, five standard errors";
}

TEST(Traffic, LoopsGoRoundAsOftenAsTheySay) {
  for (const int times : {0, 1, 3}) {
    SmallWorld small(exact(0.1), 1, program(loop(times, {request(), pause(0.1)})), arrivals_at({0, 0.05}));
    small.run_to(5);
    small.finish();
    EXPECT_EQ(small.counter("http.requests"), 2U * static_cast<unsigned>(times));
    EXPECT_EQ(small.counter("vusers.completed"), 2U);
  }
}

TEST(Traffic, EndlessLoopsEndWhenUsersAreSentHome) {
  SmallWorld small(exact(0.1), 1, program(loop(-1, {request(), pause(0.4)})), arrivals_at({0}));
  small.run_to(10.2);
  EXPECT_FALSE(small.world.traffic().ended());
  small.world.traffic().send_home();
  small.run_to(11);
  EXPECT_TRUE(small.world.traffic().ended());
  small.finish();
  EXPECT_EQ(small.counter("http.requests"), 21U) << "one every half second";
  EXPECT_EQ(small.counter("vusers.completed"), 1U);
}

TEST(Traffic, ARequestsProbabilityIsKept) {
  constexpr double n = 20'000;
  const RateCurve curve = flat(n / 10, 10);
  SmallWorld small(exact(0.001), 1, program({request(0.3)}), demand_of(curve, 3));
  small.run_to(12);
  small.finish();
  const auto users = static_cast<double>(small.counter("vusers.created"));
  EXPECT_NEAR(static_cast<double>(small.counter("http.requests")), 0.3 * users, 5 * std::sqrt(users * 0.3 * 0.7));
  EXPECT_EQ(small.counter("vusers.completed"), small.counter("vusers.created"));
}

TEST(Traffic, ScenariosComeByTheirWeights) {
  Programs programs = one_request();
  programs.scenarios.front().weight = 1;
  programs.scenarios.push_back({.name = "twice", .weight = 3, .steps = {request(), request()}});
  const RateCurve curve = flat(2000, 10);
  SmallWorld small(exact(0.001), 1, std::move(programs), demand_of(curve, 5));
  small.run_to(12);
  small.finish();
  const auto users = static_cast<double>(small.counter("vusers.created"));
  const double twice = static_cast<double>(small.counter("http.requests")) - users;
  EXPECT_NEAR(twice, 0.75 * users, 5 * std::sqrt(users * 0.75 * 0.25));
}

TEST(Traffic, ATimeoutFailsTheUserAtItsTimeAndEndsIt) {
  SmallWorld small(exact(5), 1, program({request(), pause(1), request()}, 2), arrivals_at({0}));
  small.run_to(1.9);
  EXPECT_FALSE(small.world.traffic().ended());
  small.run_to(9);
  EXPECT_TRUE(small.world.traffic().ended());
  small.finish();
  EXPECT_EQ(small.counter("errors.ETIMEDOUT"), 1U);
  EXPECT_EQ(small.counter("http.requests"), 1U) << "a failed user asks nothing more";
  EXPECT_EQ(small.counter("vusers.failed"), 1U);
  EXPECT_EQ(small.counter("vusers.completed"), 0U);
  EXPECT_EQ(small.latency().max(), 2'000'000U);
}

TEST(Traffic, AFullLineAnswers503AndTheUserGoesOn) {
  TaskModel model = exact(10, 1);
  model.queue = 0;
  SmallWorld small(model, 1, program({request(), pause(0.1), request()}, 60), arrivals_at({0, 1}));
  small.run_to(25);
  small.finish();
  EXPECT_EQ(small.counter("http.codes.200"), 2U);
  EXPECT_EQ(small.counter("http.codes.503"), 2U);
  EXPECT_EQ(small.counter("vusers.completed"), 2U);
}

TEST(Traffic, WithoutTargetsTheBalancerAnswers503) {
  SmallWorld small(exact(1), 0, one_request(), arrivals_at({0, 1, 2}));
  small.run_to(4);
  small.finish();
  EXPECT_EQ(small.counter("http.codes.503"), 3U);
  EXPECT_EQ(small.counter("vusers.completed"), 3U);
  EXPECT_TRUE(small.world.traffic().ended());
}

TEST(Traffic, AKilledTaskCutsItsRequestsOff) {
  SmallWorld small(exact(10), 1, one_request(60), arrivals_at({0, 1}));
  small.run_to(2);
  small.world.tasks().kill("task-0");
  small.run_to(3);
  small.run_to(4);
  small.finish();
  EXPECT_EQ(small.counter("http.codes.502"), 2U);
  EXPECT_EQ(small.counter("vusers.completed"), 2U);
  EXPECT_TRUE(small.world.traffic().ended());
}

TEST(Traffic, ADrainingTaskStillAnswers) {
  SmallWorld small(exact(5), 1, one_request(60), arrivals_at({0, 3}));
  small.run_to(1);
  small.world.router().deregister_target(testing::group_arn, "task-0");
  small.run_to(2);
  small.world.compute().stop("task-0", 30s);
  small.run_to(6);
  small.finish();
  EXPECT_EQ(small.counter("http.codes.200"), 1U);
  EXPECT_EQ(small.counter("http.codes.503"), 1U) << "the second found nobody";
}

// Users of several requests, some in time, some refused, some given up, some cut off: nobody is counted twice, nobody
// is lost.
TEST(Traffic, CreatedIsCompletedAndFailed) {
  const RateCurve curve = flat(40, 60);
  TaskModel model{.service = {.mean_s = 0.2, .cv = 1}, .workers = 2, .queue = 5, .start_s = 0};
  SmallWorld small(model, 3, program(loop(3, {request(), pause(0.2, 0.5), request(0.5)}), 0.6), demand_of(curve, 2));
  small.run_to(30);
  ASSERT_GT(small.world.tasks().find("task-1")->station.in_flight(), 0U);
  small.world.tasks().kill("task-1");
  small.run_to(30.05);
  small.run_to(90);
  EXPECT_TRUE(small.world.traffic().ended());
  small.finish();
  EXPECT_GT(small.counter("vusers.failed"), 0U);
  EXPECT_GT(small.counter("http.codes.503"), 0U);
  EXPECT_GT(small.counter("http.codes.502"), 0U);
  EXPECT_EQ(small.counter("vusers.created"), small.counter("vusers.completed") + small.counter("vusers.failed"));
  EXPECT_EQ(small.counter("http.requests"), small.counter("http.responses") + small.counter("errors.ETIMEDOUT"));
  EXPECT_EQ(small.counter("http.requests"), small.world.traffic().requests());
  EXPECT_EQ(small.latency().count(), small.world.traffic().requests());
}

TEST(Traffic, AServicesTasksStretchByTheUniversalScalabilityLaw) {
  TaskModel model = exact(1);
  model.contention = 0.1;
  model.coherency = 0.05;
  SmallWorld small(model, 4, one_request(60), arrivals_at({0}));
  small.run_to(5);
  small.finish();
  EXPECT_EQ(small.latency().max(), 1'900'000U) << "1 + 0.1·3 + 0.05·4·3";
}

TEST(World, OneSeedGivesOneLedgerByteByByte) {
  const auto ledger = [](std::uint64_t seed) {
    const RateCurve curve = flat(50, 20);
    TaskModel model{.service = {.mean_s = 0.1, .cv = 2}, .workers = 2, .start_s = 0};
    SmallWorld small(model, 3, program({request(), pause(1, 0.5), request(0.5)}), demand_of(curve, seed), group_of(),
                     seed);
    small.run_to(30);
    small.finish();
    return small.ledger_text();
  };
  const std::string first = ledger(7);
  EXPECT_GT(first.size(), 1000U);
  EXPECT_EQ(first, ledger(7));
  EXPECT_NE(first, ledger(8));
}

// 20-second samples end with CloudWatch's periods, whenever the world began.
TEST(World, SamplesEndWithThePeriods) {
  ledger::MemoryJournal journal;
  WorldOptions options;
  options.start = instant_from_unix_seconds(1'767'571'207);
  World world(exact(1), one_request(), arrivals_at({}), options, journal);
  EXPECT_DOUBLE_EQ(world.next_event(), 3);
}

TEST(World, CpuIsOfTheTasksShareAndAtMostAllOfIt) {
  TaskModel model = exact(0.1, 1);
  model.cpu_s = 0.025;  // of a quarter of a core
  for (const auto& [rate, expected] : {std::pair(5.0, 50.0), std::pair(40.0, 100.0)}) {
    std::vector<double> instants;
    for (double t = 0.5 / rate; t < 60; t += 1 / rate) instants.push_back(t);
    SmallWorld small(model, 1, one_request(), arrivals_at(instants));
    double seen = -1;
    while (small.world.present().t < 40) {
      small.world.advance(std::min(40.0, small.world.next_event() + 1e-6));
      for (const auto& datum : small.world.take_metrics())
        if (datum.metric.name == "CPUUtilization") seen = datum.value.average();
      small.world.compute().take_events();
      small.world.router().take_health();
    }
    EXPECT_NEAR(seen, expected, 1) << rate << " a second; one request in a sample is 0.5 or 1 %";
  }
}

}  // namespace
}  // namespace rampart::sim
