// Ten thousand ticks of bad luck: kills, sickness, failed starts, new counts and deployments at random. What must
// hold at every tick is checked at every tick; then the bad luck ends and the service must come to rest.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "core/fleet/testing/bench_fleet.h"

namespace rampart::fleet {
namespace {

using std::chrono::seconds;
using testing::BenchFleet;
using testing::definition;
using testing::service_arn;
using testing::web;

void check_invariants(const BenchFleet& bench, int tick) {
  const auto& service = bench.service();
  const auto limits = deployment_limits(service.desired_count(), service.spec().minimum_healthy_percent,
                                        service.spec().maximum_percent);
  const auto active =
      std::count_if(service.tasks().begin(), service.tasks().end(), [](const Task& t) { return t.active(); });
  ASSERT_LE(active, limits.maximum_total) << "tick " << tick;
  std::map<TaskId, const Task*> unfinished;
  for (const auto& task : service.tasks()) {
    if (!task.stopped()) unfinished[task.id] = &task;
  }
  // No task is leaked: whatever lives on compute is a task that isn't STOPPED.
  for (const auto& id : bench.compute.living()) ASSERT_TRUE(unfinished.contains(id)) << "tick " << tick;
  // No target is left registered for a task that is not to get traffic.
  for (const auto& [group, id] : bench.router.registered()) {
    ASSERT_TRUE(unfinished.contains(id)) << "tick " << tick;
    ASSERT_TRUE(unfinished.at(id)->active()) << "tick " << tick << " " << name_of(unfinished.at(id)->last_status);
  }
  // Drained before SIGTERM: nobody forwards to a task that was asked to stop.
  for (const auto& [group, id] : bench.router.draining()) {
    const Task* task = service.find_task(id);
    ASSERT_NE(task, nullptr) << "tick " << tick;
    ASSERT_TRUE(task->last_status == TaskStatus::deactivating || task->stopped())
        << "tick " << tick << " " << name_of(task->last_status);
  }
  ASSERT_EQ(std::count_if(service.deployments().begin(), service.deployments().end(),
                          [](const Deployment& d) { return d.primary; }),
            1);
}

void misfortune(BenchFleet& bench, Random& luck) {
  const auto living = bench.compute.living();
  const auto any = [&] { return living[static_cast<std::size_t>(luck.between(0, std::ssize(living) - 1))]; };
  const double u = luck.uniform();
  if (u < 0.02 && !living.empty()) bench.compute.kill(any(), luck.uniform() < 0.3);
  if (u > 0.02 && u < 0.05 && !living.empty()) bench.router.set_health(any(), luck.uniform() < 0.5, "sick");
  if (u > 0.05 && u < 0.07) bench.compute.fail_next_starts(static_cast<int>(luck.between(1, 5)));
  if (u > 0.07 && u < 0.10) {
    bench.fleet.set_desired_count(service_arn, static_cast<int>(luck.between(0, 12)), bench.now).value();
  }
  if (u > 0.10 && u < 0.105) {
    ServiceUpdate update;
    update.task_definition_arn = definition(static_cast<int>(luck.between(1, 9))).arn;
    update.force_new_deployment = luck.uniform() < 0.3;
    bench.fleet.update_service(service_arn, update, bench.now).value();
  }
  if (u > 0.105 && u < 0.11) bench.router.new_targets_fail = luck.uniform() < 0.3;
  if (u > 0.11 && u < 0.13) {
    bench.compute.start_delay = seconds(luck.between(0, 8));
    bench.compute.stop_delay = seconds(luck.between(0, 40));
    bench.router.healthy_after = seconds(luck.between(0, 6));
    bench.router.drain_time = seconds(luck.between(0, 15));
  }
}

class BadLuck : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(BadLuck, NeverBreaksTheRulesAndEndsAtRest) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Random luck = Random::stream(GetParam(), "luck");
  BenchFleet bench(GetParam());
  const int percents[][2] = {{100, 200}, {50, 150}, {0, 100}, {50, 100}};
  const auto& percent = percents[GetParam() % 4];
  auto spec = web(3, percent[0], percent[1]);
  spec.circuit_breaker = GetParam() % 2 == 0;
  spec.circuit_breaker_rollback = spec.circuit_breaker;
  spec.health_check_grace_period = seconds(GetParam() % 3 == 0 ? 10 : 0);
  bench.create(spec);
  for (int i = 0; i < 10'000; ++i) {
    misfortune(bench, luck);
    bench.tick();
    ASSERT_NO_FATAL_FAILURE(check_invariants(bench, i));
    bench.changes.clear();
    bench.transcript.clear();
  }
  bench.compute.fail_next_starts(0);
  bench.router.new_targets_fail = false;
  ServiceUpdate update;
  update.task_definition_arn = definition(1).arn;
  update.desired_count = 4;
  update.force_new_deployment = true;  // clears a tripped breaker and a long wait
  bench.fleet.update_service(service_arn, update, bench.now).value();
  for (int i = 0; i < 600 && !bench.fleet.stable(service_arn); ++i) {
    bench.tick();
    // Nobody else mends the sick ones: without room they are replaced one after the other.
    ASSERT_NO_FATAL_FAILURE(check_invariants(bench, 10'000 + i));
  }
  EXPECT_TRUE(bench.fleet.stable(service_arn));
  EXPECT_EQ(bench.counts(), (ServiceCounts{4, 0, 4, 4}));
  EXPECT_EQ(bench.compute.living().size(), 4U);
  EXPECT_EQ(bench.router.registered().size(), 4U);
}
INSTANTIATE_TEST_SUITE_P(Seeds, BadLuck, ::testing::Range(std::uint64_t{1}, std::uint64_t{5}));

}  // namespace
}  // namespace rampart::fleet
