#include "sim/virtual_balancer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "sim/testing/small_world.h"

namespace rampart::sim {
namespace {

using State = fleet::TargetHealth::State;
using ::testing::ElementsAre;
using testing::group_arn;
using testing::group_of;
using ::testing::IsEmpty;
using testing::launch_of;
using ::testing::Pair;
using testing::table_of;
using namespace std::chrono_literals;

constexpr Instant start = instant_from_unix_seconds(1'767'571'200);

/// A balancer over tasks that need `warm_up` seconds, on a present that the test moves.
struct Bench {
  explicit Bench(TaskModel task = {.start_s = 0}, bool at_once = false)
      : model(task),
        present{start, ScaledClock(start, 60s)},
        tasks(model, present),
        balancer(tasks, model, present, at_once) {}

  void run(const std::string& id, const std::string& group = group_arn) {
    tasks.start(launch_of(id));
    for (const auto& event : tasks.take_events()) balancer.add_target(group, {event.task, event.host, event.port});
  }
  /// The states reported at `t`, as "task state reason".
  std::vector<std::string> at(double t) {
    static const std::map<State, std::string> names = {{State::initial, "initial"},
                                                       {State::healthy, "healthy"},
                                                       {State::unhealthy, "unhealthy"},
                                                       {State::draining, "draining"},
                                                       {State::drained, "drained"}};
    present.t = t;
    std::vector<std::string> out;
    for (const auto& health : balancer.take_health()) {
      EXPECT_EQ(health.at, present.aws());
      out.push_back(health.task + " " + names.at(health.state) + (health.reason.empty() ? "" : " " + health.reason));
    }
    return out;
  }
  void ask(const std::string& id, double service_s) {
    tasks.find(id)->station.admit(present.t, service_s, 1e9, 0, 0, nullptr, 0);
  }
  std::string chosen() {
    const auto choice = balancer.choose(random);
    return choice.task == nullptr ? "nobody" : choice.task->launch.id;
  }

  TaskModel model;
  Present present;
  VirtualTasks tasks;
  VirtualBalancer balancer;
  Random random{1};
};

TEST(VirtualBalancer, ChecksAtItsIntervalFromTheRegistrationOn) {
  Bench bench({.start_s = 0, .warm_up_s = 35});
  auto group = group_of();
  group.health_check.interval = 30s;
  group.health_check.unhealthy_threshold = 3;
  bench.balancer.configure(table_of({group}));
  bench.run("a");
  EXPECT_THAT(bench.at(0), IsEmpty()) << "the first check fails, which isn't news yet";
  EXPECT_EQ(bench.balancer.next_change(), 30);
  EXPECT_THAT(bench.at(30), IsEmpty());
  EXPECT_THAT(bench.at(35), IsEmpty()) << "it answers now, but nobody looks";
  EXPECT_THAT(bench.at(60), ElementsAre("a healthy")) << "one good check is enough for a new target";
  EXPECT_EQ(bench.chosen(), "a");
}

TEST(VirtualBalancer, ChecksAtOnceFindATaskAsSoonAsItAnswers) {
  Bench bench({.start_s = 0, .warm_up_s = 35}, true);
  bench.balancer.configure(table_of({group_of()}));
  bench.run("a");
  EXPECT_EQ(bench.balancer.next_change(), 35);
  EXPECT_THAT(bench.at(34.9), IsEmpty());
  EXPECT_THAT(bench.at(35), ElementsAre("a healthy"));
}

TEST(VirtualBalancer, ATaskThatDoesNotComeUpIsUnhealthyAfterItsThreshold) {
  Bench bench({.start_s = 0, .warm_up_s = 1e6});
  auto group = group_of();
  group.health_check.interval = 10s;
  group.health_check.unhealthy_threshold = 2;
  bench.balancer.configure(table_of({group}));
  bench.run("a");
  EXPECT_THAT(bench.at(0), IsEmpty());
  EXPECT_THAT(bench.at(10), ElementsAre("a unhealthy Target.FailedHealthChecks"));
  EXPECT_THAT(bench.at(20), IsEmpty()) << "told once";
}

TEST(VirtualBalancer, HealthChecksThatWaitInLineFailUnderOverload) {
  Bench bench({.start_s = 0, .health_checks_wait = true});
  auto group = group_of();
  group.health_check.interval = 10s;
  group.health_check.timeout = 5s;
  group.health_check.unhealthy_threshold = 2;
  group.health_check.healthy_threshold = 3;
  bench.balancer.configure(table_of({group}));
  bench.run("a");
  EXPECT_THAT(bench.at(0), ElementsAre("a healthy"));
  bench.ask("a", 27);
  EXPECT_THAT(bench.at(10), IsEmpty()) << "17 s of wait, first failure";
  EXPECT_THAT(bench.at(20), ElementsAre("a unhealthy Target.Timeout"));
  EXPECT_THAT(bench.at(30), IsEmpty());
  EXPECT_THAT(bench.at(40), IsEmpty());
  EXPECT_THAT(bench.at(50), ElementsAre("a healthy")) << "the third good one";
}

TEST(VirtualBalancer, ChecksThatDoNotWaitPassUnderOverload) {
  Bench bench;
  bench.balancer.configure(table_of({group_of()}));
  bench.run("a");
  EXPECT_THAT(bench.at(0), ElementsAre("a healthy"));
  bench.ask("a", 1000);
  for (double t = 30; t < 300; t += 30) EXPECT_THAT(bench.at(t), IsEmpty());
}

TEST(VirtualBalancer, DrainsUntilTheLastRequestHasEnded) {
  Bench bench;
  bench.balancer.configure(table_of({group_of()}));
  bench.run("a");
  bench.run("b");
  bench.at(0);
  bench.ask("a", 12);
  bench.present.t = 5;
  bench.balancer.deregister_target(group_arn, "a");
  EXPECT_EQ(bench.chosen(), "b");
  EXPECT_EQ(bench.chosen(), "b") << "no new requests";
  EXPECT_THAT(bench.at(11), IsEmpty());
  EXPECT_EQ(bench.balancer.targets(group_arn).front().health.state, State::draining);
  EXPECT_EQ(bench.balancer.next_change(), 12);
  bench.tasks.find("a")->station.take_ended(12);
  EXPECT_THAT(bench.at(12), ElementsAre("a drained Target.NotRegistered"));
  EXPECT_EQ(bench.balancer.targets(group_arn).size(), 1U);
}

TEST(VirtualBalancer, DrainsNoLongerThanTheDelay) {
  Bench bench;
  auto group = group_of();
  group.deregistration_delay = 20s;
  bench.balancer.configure(table_of({group}));
  bench.run("a");
  bench.at(0);
  bench.ask("a", 1000);
  bench.balancer.deregister_target(group_arn, "a");
  EXPECT_EQ(bench.balancer.next_change(), 20);
  EXPECT_THAT(bench.at(19.9), IsEmpty());
  EXPECT_THAT(bench.at(20), ElementsAre("a drained Target.NotRegistered"));
}

TEST(VirtualBalancer, AnIdleTargetIsDrainedAtTheNextLook) {
  Bench bench;
  bench.balancer.configure(table_of({group_of()}));
  bench.run("a");
  bench.at(0);
  bench.balancer.deregister_target(group_arn, "a");
  EXPECT_THAT(bench.at(0), ElementsAre("a drained Target.NotRegistered"));
}

TEST(VirtualBalancer, RoundRobinTakesTurns) {
  Bench bench;
  bench.balancer.configure(table_of({group_of()}));
  for (const char* id : {"a", "b", "c"}) bench.run(id);
  bench.at(0);
  std::map<std::string, int> counts;
  for (int i = 0; i < 30; ++i) ++counts[bench.chosen()];
  EXPECT_THAT(counts, ElementsAre(Pair("a", 10), Pair("b", 10), Pair("c", 10)));
}

TEST(VirtualBalancer, LeastOutstandingRequestsTakesTheIdlest) {
  Bench bench;
  auto group = group_of();
  group.algorithm = fleet::Algorithm::least_outstanding_requests;
  bench.balancer.configure(table_of({group}));
  for (const char* id : {"a", "b", "c"}) bench.run(id);
  bench.at(0);
  bench.ask("a", 9);
  bench.ask("a", 9);
  bench.ask("b", 9);
  EXPECT_EQ(bench.chosen(), "c");
  bench.ask("c", 9);
  bench.ask("c", 9);
  EXPECT_EQ(bench.chosen(), "b");
}

TEST(VirtualBalancer, WeightsSplitBetweenGroups) {
  Bench bench;
  bench.balancer.configure(table_of({group_of("arn:a"), group_of("arn:b"), group_of("arn:c")}, {3, 1, 0}));
  bench.run("a", "arn:a");
  bench.run("b", "arn:b");
  bench.run("c", "arn:c");
  bench.at(0);
  constexpr int n = 40'000;
  std::map<std::string, int> counts;
  for (int i = 0; i < n; ++i) ++counts[bench.chosen()];
  // A binomial share of 3/4, five standard errors.
  EXPECT_NEAR(counts["a"], 0.75 * n, 5 * std::sqrt(n * 0.75 * 0.25));
  EXPECT_EQ(counts["a"] + counts["b"], n) << "weight 0 gets nothing";
}

TEST(VirtualBalancer, WhenNoneIsHealthyAllThatAnswerGetRequests) {
  Bench bench({.start_s = 0, .health_checks_wait = true});
  auto group = group_of();
  group.health_check.unhealthy_threshold = 1;
  group.health_check.interval = 10s;
  bench.balancer.configure(table_of({group}));
  EXPECT_EQ(bench.chosen(), "nobody");
  bench.run("a");
  bench.run("b");
  bench.at(0);
  bench.ask("a", 1000);
  EXPECT_THAT(bench.at(10), ElementsAre("a unhealthy Target.Timeout"));
  EXPECT_EQ(bench.chosen(), "b");
  EXPECT_EQ(bench.chosen(), "b");
  bench.ask("b", 1000);
  EXPECT_THAT(bench.at(20), ElementsAre("b unhealthy Target.Timeout"));
  std::map<std::string, int> counts;
  for (int i = 0; i < 10; ++i) ++counts[bench.chosen()];
  EXPECT_EQ(counts["a"] + counts["b"], 10);
  EXPECT_EQ(counts["a"], 5);
}

TEST(VirtualBalancer, PublishesWhatItAnsweredAndHowManyHostsAreHealthy) {
  Bench bench;
  bench.balancer.configure(table_of({group_of()}));
  EXPECT_THAT(bench.balancer.groups().size(), 1U);
  bench.run("a");
  bench.at(0);
  bench.present.t = 10;
  bench.balancer.groups().front().traffic.requests = 30;
  const auto datums = bench.balancer.take_metrics();
  double requests = -1, healthy = -1;
  for (const auto& datum : datums) {
    if (datum.metric.name == "RequestCountPerTarget") requests = datum.value.sum;
    if (datum.metric.name == "HealthyHostCount") healthy = datum.value.maximum;
    EXPECT_LT(datum.at, bench.present.aws()) << "of the period that ends here";
  }
  EXPECT_EQ(requests, 30);
  EXPECT_EQ(healthy, 1);
  bench.balancer.take_metrics();
  EXPECT_EQ(bench.balancer.groups().front().traffic.requests, 0);
}

TEST(VirtualBalancer, ANewTableKeepsTargetsOfGroupsThatStay) {
  Bench bench;
  bench.balancer.configure(table_of({group_of("arn:a"), group_of("arn:b")}));
  bench.run("a", "arn:a");
  bench.run("b", "arn:b");
  bench.at(0);
  bench.balancer.configure(table_of({group_of("arn:b")}));
  EXPECT_EQ(bench.chosen(), "b");
  EXPECT_THAT(bench.balancer.targets("arn:a"), IsEmpty());
  EXPECT_EQ(bench.balancer.listeners().size(), 1U);
}

}  // namespace
}  // namespace rampart::sim
