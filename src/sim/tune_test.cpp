#include "sim/tune.h"

#include <gtest/gtest.h>

namespace rampart::sim {
namespace {

ScaledServiceModel web(double cpu_target, int least, int most) {
  ScaledServiceModel out;
  out.task = {.service = {0.08, 0.5}, .workers = 1, .cpu_s = 0.02, .start_s = 23};
  out.target.resource_id = "service/c/web";
  out.target.min_capacity = least;
  out.target.max_capacity = most;
  out.desired = least;
  scaling::TargetTracking tracking;
  tracking.target_value = cpu_target;
  tracking.predefined = scaling::PredefinedMetric::ecs_service_average_cpu_utilization;
  out.policies.push_back({.name = "cpu", .arn = "arn:cpu", .what = tracking});
  return out;
}

TuneOptions options() {
  TuneOptions out;
  out.latency_target_s = 0.5;
  out.missed_share = 0.01;
  out.seeds = 2;
  out.threads = 1;
  out.resource_label = "app/b/1/targetgroup/g/1";
  return out;
}

double hours(const TunedPolicy& p) { return p.searched.task_hours + p.unseen.task_hours; }
double missed(const TunedPolicy& p) { return p.searched.missed + p.unseen.missed; }

TEST(Tune, FindsACheaperPolicyThatMeetsTheTarget) {
  const auto load = shape_named("diurnal base=4 peak=60 days=2", 60);
  const auto wasteful = web(20, 2, 40);
  const auto result = tune(wasteful, *load, options());
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_TRUE(result->meets_target);
  EXPECT_FALSE(result->chosen_is_users);
  EXPECT_LE(result->chosen.searched.missed_share(), 0.01);
  EXPECT_LE(result->chosen.unseen.missed_share(), 0.01);
  EXPECT_LT(hours(result->chosen), hours(result->users));
  EXPECT_EQ(result->searched_minutes, 1440U);
  EXPECT_EQ(result->unseen_minutes, 1440U);
  for (const auto& one : result->front)
    for (const auto& other : result->front) EXPECT_FALSE(other.searched.dominates(one.searched)) << one.name;
}

TEST(Tune, NeverGivesWhatTheUsersOwnBeatsOnBothAxes) {
  for (const double target : {40.0, 80.0}) {
    const auto load = shape_named("spike base=5 peak=80 at=30m for=3h", 60);
    const auto result = tune(web(target, 2, 20), *load, options());
    ASSERT_TRUE(result) << to_string(result.error());
    EXPECT_FALSE(hours(result->chosen) > hours(result->users) && missed(result->chosen) > missed(result->users))
        << target;
  }
}

TEST(Tune, ThreadsDoNotChangeTheAnswer) {
  const auto load = shape_named("spike base=5 peak=80 at=30m for=2h", 60);
  auto two = options();
  two.threads = 2;
  const auto one = tune(web(50, 1, 20), *load, options());
  const auto other = tune(web(50, 1, 20), *load, two);
  ASSERT_TRUE(one);
  ASSERT_TRUE(other);
  EXPECT_EQ(one->chosen.name, other->chosen.name);
  EXPECT_EQ(one->chosen.searched, other->chosen.searched);
}

TEST(Tune, ATargetThatAnIdleTaskMissesIsRefused) {
  auto strict = options();
  strict.latency_target_s = 0.05;
  const auto load = shape_named("flat rate=1", 60);
  const auto result = tune(web(50, 1, 20), *load, strict);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("an idle task takes 80 ms on average"), std::string::npos);
}

TEST(Tune, TheCapacityAtATargetIsWhereTheQueueMeetsIt) {
  const TaskModel task{.service = {0.01, 1}, .workers = 4};
  const double capacity = capacity_at_target(task, 0.1, 0.01, 1);
  EXPECT_GT(capacity, 300);
  EXPECT_LT(capacity, 400);
  EXPECT_EQ(capacity_at_target(task, 0.01, 0.01, 1), 0) << "p99 of an exponential of 10 ms is 46 ms";
  EXPECT_GT(capacity_at_target(task, 0.1, 0.01, 10), capacity) << "even gaps";
}

TEST(Tune, ASettingBecomesAPolicyWithFloorAndStep) {
  PolicySetting setting;
  setting.min = 2;
  setting.max = 9;
  setting.floor.assign(24, 2);
  setting.floor[8] = 5;
  setting.boost_at = 1.3;
  const auto service = with_setting(web(50, 1, 20), setting, "");
  EXPECT_EQ(service.target.max_capacity, 9);
  ASSERT_EQ(service.policies.size(), 2U);
  ASSERT_EQ(service.alarms.size(), 1U);
  EXPECT_NEAR(service.alarms[0].threshold, 65, 1e-9);
  ASSERT_EQ(service.schedule.size(), 3U) << "at 0, 8 and 9 o'clock";
  EXPECT_EQ(*service.schedule[1].min_capacity, 5);
}

}  // namespace
}  // namespace rampart::sim
