// The door: what it refuses, its end, and that one seed gives one run.
#include "core/fleet/fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/fleet/testing/bench_fleet.h"

namespace rampart::fleet {
namespace {

using std::chrono::seconds;
using testing::BenchFleet;
using testing::definition;
using ::testing::HasSubstr;
using testing::line_of;
using testing::service_arn;
using testing::web;

std::string refusal(const ServiceSpec& spec) {
  BenchFleet bench;
  const auto made = bench.fleet.create_service(spec, bench.now);
  return made ? "" : made.error().message;
}

TEST(Fleet, RefusesWhatCannotWork) {
  auto spec = web(-1);
  EXPECT_THAT(refusal(spec), HasSubstr("desired count is -1"));
  spec = web(1, 101, 200);
  EXPECT_THAT(refusal(spec), HasSubstr("minimumHealthyPercent is 101"));
  spec = web(1, 50, 99);
  EXPECT_THAT(refusal(spec), HasSubstr("maximumPercent is 99"));
  spec = web(1);
  spec.task_definition_arn = "nothing";
  EXPECT_THAT(refusal(spec), HasSubstr("TaskDefinition not found"));
  spec = web(1);
  spec.load_balancers[0].target_group_arn = "nowhere";
  EXPECT_THAT(refusal(spec), HasSubstr("target group nowhere is not known"));
  spec = web(1);
  spec.load_balancers.clear();
  spec.health_check_grace_period = seconds(10);
  EXPECT_THAT(refusal(spec), HasSubstr("needs a load balancer"));
  spec = web(1);
  spec.arn.clear();
  EXPECT_THAT(refusal(spec), HasSubstr("a name and an ARN"));
  EXPECT_EQ(refusal(web(0)), "");
}

TEST(Fleet, UnknownServicesAndTasksAreNotFound) {
  BenchFleet bench;
  EXPECT_EQ(bench.fleet.set_desired_count("x", 1, bench.now).error().kind, ErrorKind::not_found);
  EXPECT_EQ(bench.fleet.stop_task("x", "", bench.now).error().kind, ErrorKind::not_found);
  EXPECT_FALSE(bench.fleet.stable("x"));
  EXPECT_EQ(bench.fleet.find_service("x"), nullptr);
  EXPECT_TRUE(bench.fleet.empty());
}

TEST(Fleet, DeletedServicesDrainAndStayDescribable) {
  BenchFleet bench;
  bench.router.drain_time = seconds(5);
  bench.create(web(2));
  bench.run(5);
  EXPECT_THAT(bench.fleet.create_service(web(2), bench.now).error().message, HasSubstr("was not idempotent"));
  EXPECT_EQ(bench.fleet.delete_service(service_arn, false, bench.now).error().message,
            "The service cannot be stopped while it is scaled above 0.");
  bench.fleet.delete_service(service_arn, true, bench.now).value();
  EXPECT_EQ(bench.service().status(), ServiceStatus::draining);
  EXPECT_THAT(bench.fleet.create_service(web(2), bench.now).error().message, HasSubstr("still Draining"));
  bench.run(10);
  EXPECT_EQ(bench.service().status(), ServiceStatus::inactive);
  EXPECT_THAT(bench.fleet.set_desired_count(service_arn, 1, bench.now).error().message,
              HasSubstr("Service was not ACTIVE"));
  bench.create(web(1));
  bench.run(5);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

TEST(Fleet, StopTaskIsTheUsersAndIsReplaced) {
  BenchFleet bench;
  bench.create(web(1));
  bench.run(5);
  const auto victim = bench.active()[0].id;
  bench.fleet.stop_task(victim, "", bench.now).value();
  bench.run(10);
  EXPECT_EQ(bench.task(victim).stop_code, StopCode::user_initiated);
  EXPECT_EQ(bench.task(victim).stopped_reason, "Task stopped by user");
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

TEST(Fleet, ShutdownDrainsEverythingAndEndsEmpty) {
  BenchFleet bench;
  bench.router.drain_time = seconds(7);
  bench.compute.stop_delay = seconds(2);
  bench.create(web(3));
  bench.run(5);
  const auto tasks = bench.active();
  bench.fleet.shutdown(bench.now);
  bench.fleet.shutdown(bench.now);
  bench.run(8);
  EXPECT_FALSE(bench.fleet.empty());
  bench.run(4);
  EXPECT_TRUE(bench.fleet.empty());
  EXPECT_TRUE(bench.compute.living().empty());
  EXPECT_TRUE(bench.router.registered().empty());
  for (const auto& task : tasks) {
    EXPECT_LT(bench.place_of("drained " + task.id), bench.place_of("stop " + task.id + " 30s"));
  }
}

TEST(Fleet, KillTasksWaitsForNothing) {
  BenchFleet bench;
  bench.router.drain_time = seconds(3600);
  bench.compute.stop_delay = seconds(3600);
  bench.create(web(2));
  bench.run(5);
  bench.fleet.shutdown(bench.now);
  bench.tick();
  bench.fleet.kill_tasks(bench.now);
  bench.tick();
  EXPECT_TRUE(bench.fleet.empty());
  EXPECT_TRUE(bench.compute.living().empty());
}

std::vector<std::string> run_with_seed(std::uint64_t seed) {
  BenchFleet bench(seed);
  bench.create(web(3));
  bench.run(5);
  bench.compute.kill(bench.active()[1].id);
  bench.fleet.set_desired_count(service_arn, 5, bench.now).value();
  bench.run(10);
  ServiceUpdate update;
  update.task_definition_arn = definition(2).arn;
  bench.fleet.update_service(service_arn, update, bench.now).value();
  bench.run(20);
  bench.fleet.set_desired_count(service_arn, 1, bench.now).value();
  bench.run(10);
  std::vector<std::string> out = bench.transcript;
  for (const auto& change : bench.changes) out.push_back(line_of(change));
  for (const auto& entry : bench.service().events().entries()) out.push_back(entry.id + " " + entry.message);
  return out;
}

TEST(Fleet, OneSeedGivesOneRun) {
  EXPECT_EQ(run_with_seed(7), run_with_seed(7));
  EXPECT_NE(run_with_seed(7), run_with_seed(8));
}

}  // namespace
}  // namespace rampart::fleet
