#include "sim/tune.h"

#include <gtest/gtest.h>

#include <algorithm>

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
    for (const auto& other : result->front)
      EXPECT_FALSE(other.searched.dominates(one.searched) && other.promised <= one.promised) << one.name;
  EXPECT_TRUE(std::any_of(result->front.begin(), result->front.end(),
                          [&](const TunedPolicy& one) { return one.name == result->chosen.name; }));
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

TEST(Tune, WhatIsUnseenChoosesNothing) {
  const auto load = shape_named("diurnal base=4 peak=40 days=2", 60);
  auto other = *load;
  for (std::size_t m = 1440; m < other.rates.size(); ++m) other.rates[m] *= 3;
  const auto one = tune(web(50, 1, 20), *load, options());
  const auto two = tune(web(50, 1, 20), other, options());
  ASSERT_TRUE(one);
  ASSERT_TRUE(two);
  EXPECT_EQ(one->chosen.name, two->chosen.name);
  EXPECT_EQ(one->chosen.searched, two->chosen.searched);
  EXPECT_EQ(one->chosen.promised, two->chosen.promised);
  EXPECT_LT(one->chosen.unseen.task_hours, two->chosen.unseen.task_hours);
}

TEST(Tune, NobodyBeatsTheClairvoyant) {
  for (const char* text : {"diurnal base=4 peak=60 days=2", "spike base=5 peak=80 at=30m for=3h"}) {
    const auto load = shape_named(text, 60);
    const auto result = tune(web(50, 1, 20), *load, options());
    ASSERT_TRUE(result);
    for (const auto& policy : result->front) {
      if (policy.searched.missed_share() > 0.01) continue;
      EXPECT_GE(policy.searched.task_hours, result->searched.clairvoyant.task_hours) << text << ": " << policy.name;
    }
    EXPECT_GE(result->searched.follower.task_hours, result->searched.clairvoyant.task_hours);
  }
}

TEST(Tune, TheMarginAndEachKindHaveAPrice) {
  const auto load = shape_named("diurnal base=4 peak=60 days=2", 60);
  const auto result = tune(web(50, 1, 20), *load, options());
  ASSERT_TRUE(result);
  ASSERT_TRUE(result->promises_target);
  ASSERT_EQ(result->kinds.size(), 5U);
  for (const auto& kind : result->kinds) ASSERT_TRUE(kind.best) << kind.name;
  const TunedPolicy& without_margin = *result->kinds[4].best;
  EXPECT_LE(without_margin.searched.missed_share(), 0.01);
  EXPECT_LE(without_margin.searched.task_hours, result->chosen.searched.task_hours);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& kind = result->kinds[i];
    EXPECT_LE(kind.best->promised, kind.share) << kind.name;
    EXPECT_GE(kind.best->searched.task_hours, result->chosen.searched.task_hours) << kind.name;
  }
  EXPECT_TRUE(result->kinds[0].best->setting->floor.empty());
  EXPECT_FALSE(result->kinds[1].best->setting->floor.empty());
  EXPECT_GT(result->kinds[2].best->setting->boost_at, 0);
}

TEST(Tune, BlocksOfARunAddUpToTheWhole) {
  const auto load = shape_named("diurnal base=4 peak=60 days=3", 60);
  MinuteOptions minutes;
  minutes.latency_target_s = 0.5;
  minutes.block_s = 86400;
  const auto run = run_minutes(web(50, 1, 20), *load, minutes);
  ASSERT_TRUE(run);
  ASSERT_EQ(run->blocks.size(), 3U);
  BlockFigures sum;
  for (const auto& day : run->blocks) {
    sum.task_hours += day.task_hours;
    sum.requests += day.requests;
    sum.missed += day.missed;
    sum.changes += day.changes;
    EXPECT_GT(day.changes, 0);
  }
  EXPECT_NEAR(sum.task_hours, run->task_hours, 1e-6);
  EXPECT_NEAR(sum.requests, run->requests, 1e-3);
  EXPECT_NEAR(sum.missed, run->missed(), 1e-6);
  EXPECT_EQ(sum.changes, run->starts + run->stops);
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
  setting.boost_percent = 100;
  const auto service = with_setting(web(50, 1, 20), setting, "");
  EXPECT_EQ(service.target.max_capacity, 9);
  ASSERT_EQ(service.policies.size(), 2U);
  ASSERT_EQ(service.alarms.size(), 1U);
  EXPECT_NEAR(service.alarms[0].threshold, 65, 1e-9);
  EXPECT_EQ(std::get<scaling::StepScaling>(service.policies[1].what).steps.front().adjustment, 100);
  ASSERT_EQ(service.schedule.size(), 3U) << "at 0, 8 and 9 o'clock";
  EXPECT_EQ(*service.schedule[1].min_capacity, 5);
}

}  // namespace
}  // namespace rampart::sim
