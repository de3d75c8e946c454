#include "core/scaling/scaler.h"

#include <gtest/gtest.h>

namespace rampart::scaling {
namespace {

using std::chrono::seconds;

const Instant start = instant_from_unix_seconds(1789387200);

ScalableTarget bounds(int min, int max) {
  ScalableTarget t;
  t.resource_id = "service/c/s";
  t.min_capacity = min;
  t.max_capacity = max;
  return t;
}

Policy tracking(const std::string& name, double target, PredefinedMetric metric) {
  TargetTracking t;
  t.target_value = target;
  t.predefined = metric;
  return {name, "arn:" + name, t};
}
Policy cpu(const std::string& name = "cpu", double target = 50) {
  return tracking(name, target, PredefinedMetric::ecs_service_average_cpu_utilization);
}

Policy step(const std::string& name, std::vector<StepAdjustment> steps,
            AdjustmentType type = AdjustmentType::change_in_capacity) {
  StepScaling s;
  s.type = type;
  s.steps = std::move(steps);
  return {name, "arn:" + name, s};
}

void add(Scaler& scaler, const Policy& policy) {
  std::vector<ManagedAlarm> alarms;
  if (std::holds_alternative<TargetTracking>(policy.what))
    alarms = managed_alarms(scaler.target(), policy, {policy.name, policy.name + "-id", policy.name + "-id"});
  scaler.put_policy(policy, alarms);
}

std::string low_name(const std::string& policy) { return "TargetTracking-service/c/s-AlarmLow-" + policy + "-id"; }
std::string high_name(const std::string& policy) { return "TargetTracking-service/c/s-AlarmHigh-" + policy + "-id"; }

Trigger high(const std::string& policy, double metric) {
  return {"arn:" + policy + ":createdBy/" + policy, high_name(policy), true, true, {metric, metric, metric}, 50};
}
Trigger low(const std::string& policy, double metric) {
  return {"arn:" + policy + ":createdBy/" + policy, low_name(policy), false, true, std::vector<double>(15, metric), 45};
}
Trigger stepped(const std::string& policy, double metric, double threshold) {
  return {"arn:" + policy, "alarm-" + policy, true, true, {metric}, threshold};
}

Situation at(Duration after, int desired, int running) { return {start + after, desired, running, false, {}}; }
Situation calm(Duration after, int n, const std::string& policy = "cpu") {
  auto s = at(after, n, n);
  s.in_alarm = {low_name(policy)};
  return s;
}

// reference aws-scaling.md §4.3 and §4.7, texts.
TEST(Scaler, scales_out_and_says_why) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  const auto d = scaler.decide(at(seconds(0), 2, 2), {high("cpu", 90)});
  ASSERT_EQ(d.size(), 1u);
  EXPECT_TRUE(d[0].scale);
  EXPECT_EQ(d[0].from, 2);
  EXPECT_EQ(d[0].to, 4);
  EXPECT_EQ(d[0].description, "Setting desired count to 4.");
  EXPECT_EQ(d[0].cause,
            "monitor alarm TargetTracking-service/c/s-AlarmHigh-cpu-id in state ALARM triggered policy cpu");
  EXPECT_EQ(d[0].explanation, "4 instead of 2: CPU 90 % over 50 %");
  EXPECT_EQ(d[0].not_scaled_reason.code, NotScaled::none);
}

TEST(Scaler, explains_a_bound) {
  Scaler scaler(bounds(1, 6));
  auto policy = tracking("rcpt", 800, PredefinedMetric::alb_request_count_per_target);
  std::get<TargetTracking>(policy.what).resource_label = "app/a/1/targetgroup/t/2";
  add(scaler, policy);
  const auto d = scaler.decide(at(seconds(0), 4, 4), {high("rcpt", 1310)});
  EXPECT_EQ(d.at(0).to, 6);
  EXPECT_EQ(d[0].explanation, "6 instead of 4: 1,310 per target over 800; bounded by max 6");
}

// §4.3: cap is the running count, not the desired one.
TEST(Scaler, tasks_on_their_way_are_not_ordered_twice) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  EXPECT_EQ(scaler.decide(at(seconds(0), 2, 2), {high("cpu", 90)}).at(0).to, 4);
  auto d = scaler.decide(at(seconds(60), 4, 2), {high("cpu", 90)});
  ASSERT_EQ(d.size(), 1u);
  EXPECT_FALSE(d[0].scale);
  EXPECT_EQ(d[0].not_scaled_reason, (NotScaledReason{NotScaled::already_at_desired_capacity, {}, {}, 4}));
  EXPECT_EQ(d[0].description, "Attempting to scale due to alarm triggered");
  d = scaler.decide(at(seconds(120), 4, 2), {high("cpu", 120)});
  EXPECT_EQ(d.at(0).to, 5) << "but a larger need is";
}

TEST(Scaler, from_no_running_task_to_one) {
  Scaler scaler(bounds(0, 10));
  add(scaler, cpu());
  EXPECT_EQ(scaler.decide(at(seconds(0), 0, 0), {high("cpu", 60)}).at(0).to, 1);
}

// §4.3: Low.
TEST(Scaler, scales_in_and_anticipates_flapping) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  auto d = scaler.decide(calm(seconds(0), 4), {low("cpu", 44)});
  EXPECT_EQ(d.at(0).not_scaled_reason.code, NotScaled::anticipated_flapping);
  d = scaler.decide(calm(seconds(60), 4), {low("cpu", 20)});
  ASSERT_TRUE(d.at(0).scale);
  EXPECT_EQ(d[0].to, 2);
  EXPECT_EQ(d[0].explanation, "2 instead of 4: CPU 20 % under 45 %");
}

// §4.4: +2, then +3 within the cooldown → +1; credits accumulate.
TEST(Scaler, aws_scaling_4_4_credit) {
  Scaler scaler(bounds(1, 100));
  scaler.put_policy(step("s", {{0, 10, 2}, {10, 20, 3}, {20, std::nullopt, 6}}));
  const auto first = scaler.decide(at(seconds(0), 10, 10), {stepped("s", 61, 60)});
  ASSERT_EQ(first.at(0).to, 12);
  scaler.activity_succeeded(start + seconds(30), first[0]);
  auto d = scaler.decide(at(seconds(60), 12, 12), {stepped("s", 61, 60)});
  EXPECT_FALSE(d.at(0).scale);
  EXPECT_EQ(d[0].not_scaled_reason.code, NotScaled::silent);
  d = scaler.decide(at(seconds(120), 12, 12), {stepped("s", 72, 60)});
  ASSERT_TRUE(d.at(0).scale);
  EXPECT_EQ(d[0].to, 13);
  EXPECT_NE(d[0].explanation.find("2 of +3 given already in this cooldown"), std::string::npos) << d[0].explanation;
  scaler.activity_succeeded(start + seconds(130), d[0]);
  d = scaler.decide(at(seconds(180), 13, 13), {stepped("s", 72, 60)});
  EXPECT_FALSE(d.at(0).scale) << "three of three given";
  d = scaler.decide(at(seconds(240), 13, 13), {stepped("s", 99, 60)});
  EXPECT_EQ(d.at(0).to, 16) << "+6, of which 3 are given";
  scaler.activity_succeeded(start + seconds(250), d[0]);
  d = scaler.decide(at(seconds(550), 16, 16), {stepped("s", 61, 60)});
  EXPECT_EQ(d.at(0).to, 18) << "the cooldown is over";
}

// §4.4: old datapoints must not be multiplied with the tasks they already brought.
TEST(Scaler, a_lagging_metric_does_not_run_away) {
  Scaler scaler(bounds(1, 100));
  add(scaler, cpu("cpu", 10));
  const auto first = scaler.decide(at(seconds(0), 1, 1), {high("cpu", 50)});
  ASSERT_EQ(first.at(0).to, 5);
  EXPECT_FALSE(scaler.decide(at(seconds(60), 5, 3), {high("cpu", 50)}).at(0).scale) << "two of four are up";
  scaler.activity_succeeded(start + seconds(70), first[0]);
  EXPECT_FALSE(scaler.decide(at(seconds(120), 5, 5), {high("cpu", 50)}).at(0).scale);
  const auto second = scaler.decide(at(seconds(180), 5, 5), {high("cpu", 70)});
  EXPECT_EQ(second.at(0).to, 7) << "a larger need than before";
  scaler.activity_ended(second[0]);
  EXPECT_EQ(scaler.decide(at(seconds(700), 5, 5), {high("cpu", 20)}).at(0).to, 10) << "the cooldown is over";
}

TEST(Scaler, what_a_newer_decision_overrode_counts_with_it) {
  Scaler scaler(bounds(1, 100));
  add(scaler, cpu());
  const auto first = scaler.decide(at(seconds(0), 2, 2), {high("cpu", 90)});
  const auto second = scaler.decide(at(seconds(60), 4, 2), {high("cpu", 120)});
  ASSERT_EQ(second.at(0).to, 5);
  scaler.activity_ended(first[0]);
  scaler.activity_succeeded(start + seconds(90), second[0]);
  EXPECT_EQ(scaler.cooldown().credit(start + seconds(91)), 3) << "2 to 4 and 4 to 5";
}

TEST(Scaler, no_cooldown_after_a_failure) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  scaler.activity_ended(scaler.decide(at(seconds(0), 2, 2), {high("cpu", 90)}).at(0));
  EXPECT_EQ(scaler.decide(at(seconds(60), 2, 2), {high("cpu", 90)}).at(0).to, 4);
}

// §4.4: scale-in waits, a scale-out acts at once and cancels the wait.
TEST(Scaler, aws_scaling_4_4_scale_in_cooldown) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  const auto first = scaler.decide(calm(seconds(0), 8), {low("cpu", 25)});
  ASSERT_EQ(first.at(0).to, 4);
  auto waiting = calm(seconds(20), 8);
  waiting.desired = 4;
  EXPECT_FALSE(scaler.decide(waiting, {low("cpu", 10)}).at(0).scale) << "the first isn't done";
  scaler.activity_succeeded(start + seconds(30), first[0]);
  EXPECT_FALSE(scaler.decide(calm(seconds(329), 4), {low("cpu", 10)}).at(0).scale);
  const auto out = scaler.decide(at(seconds(100), 4, 4), {high("cpu", 80)});
  ASSERT_EQ(out.at(0).to, 7);
  scaler.activity_succeeded(start + seconds(110), out[0]);
  EXPECT_EQ(scaler.decide(calm(seconds(120), 7), {low("cpu", 25)}).at(0).to, 4) << "the block is gone";
}

TEST(Scaler, scale_in_again_after_its_cooldown) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  scaler.activity_succeeded(start, scaler.decide(calm(seconds(0), 8), {low("cpu", 25)}).at(0));
  EXPECT_TRUE(scaler.decide(calm(seconds(300), 4), {low("cpu", 25)}).at(0).scale);
}

// §4.5: cap 10, policies +3 and +200 % both fire → 30.
TEST(Scaler, aws_scaling_4_5_the_largest_of_several_policies_wins) {
  Scaler scaler(bounds(1, 100));
  scaler.put_policy(step("plus3", {{0, std::nullopt, 3}}));
  scaler.put_policy(step("triple", {{0, std::nullopt, 200}}, AdjustmentType::percent_change_in_capacity));
  const auto d = scaler.decide(at(seconds(0), 10, 10), {stepped("plus3", 70, 60), stepped("triple", 70, 60)});
  ASSERT_EQ(d.size(), 2u);
  EXPECT_TRUE(d[0].scale);
  EXPECT_EQ(d[0].to, 30);
  EXPECT_EQ(d[0].cause, "monitor alarm alarm-triple in state ALARM triggered policy triple");
  EXPECT_FALSE(d[1].scale);
}

TEST(Scaler, step_policies_join_the_largest) {
  Scaler scaler(bounds(1, 100));
  add(scaler, cpu());
  scaler.put_policy(step("s", {{0, std::nullopt, 5}}));
  EXPECT_EQ(scaler.decide(at(seconds(0), 2, 2), {high("cpu", 90), stepped("s", 61, 60)}).at(0).to, 7);
}

// §4.3: in only if every target tracking policy with scale-in enabled is low; the larger need wins.
TEST(Scaler, aws_scaling_4_3_scale_in_only_if_all_agree) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  add(scaler, tracking("mem", 50, PredefinedMetric::ecs_service_average_memory_utilization));
  auto d = scaler.decide(calm(seconds(0), 8), {low("cpu", 10)});
  EXPECT_FALSE(d.at(0).scale);
  EXPECT_EQ(d[0].explanation, "waits until policy mem is low too");
  auto both = at(seconds(60), 8, 8);
  both.in_alarm = {low_name("cpu"), low_name("mem")};
  d = scaler.decide(both, {low("cpu", 10), low("mem", 30)});
  ASSERT_TRUE(d.at(0).scale);
  EXPECT_EQ(d[0].to, 5);

  Scaler later(bounds(1, 10));
  add(later, cpu());
  auto memory = tracking("mem", 50, PredefinedMetric::ecs_service_average_memory_utilization);
  std::get<TargetTracking>(memory.what).disable_scale_in = true;
  add(later, memory);
  EXPECT_EQ(later.decide(calm(seconds(0), 8), {low("cpu", 10)}).at(0).to, 2) << "without scale-in it has no say";
}

TEST(Scaler, the_other_policys_metric_may_come_in_another_tick) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  add(scaler, tracking("mem", 50, PredefinedMetric::ecs_service_average_memory_utilization));
  auto s = at(seconds(0), 8, 8);
  s.in_alarm = {low_name("cpu"), low_name("mem")};
  EXPECT_FALSE(scaler.decide(s, {low("cpu", 10)}).at(0).scale) << "in ALARM, but its metric isn't known yet";
  s.now += seconds(20);
  EXPECT_EQ(scaler.decide(s, {low("mem", 30)}).at(0).to, 5);
}

TEST(Scaler, a_scale_out_wins_over_a_scale_in) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  scaler.put_policy(step("in", {{std::nullopt, 0, -1}}));
  const auto d = scaler.decide(at(seconds(0), 4, 4), {stepped("in", 10, 20), high("cpu", 90)});
  ASSERT_EQ(d.size(), 2u);
  EXPECT_EQ(d[0].to, 8);
  EXPECT_FALSE(d[1].scale);
}

// §4.3: step-policy scale-in is not vetoed by target tracking.
TEST(Scaler, step_scale_in_needs_nobodys_consent) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  scaler.put_policy(step("in", {{std::nullopt, 0, -1}}));
  EXPECT_EQ(scaler.decide(at(seconds(0), 4, 4), {stepped("in", 10, 20)}).at(0).to, 3);
}

// §4.3: deployments stop scale-in only.
TEST(Scaler, aws_scaling_4_3_a_deployment_blocks_scale_in_only) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  auto s = calm(seconds(0), 4);
  s.deployment_in_progress = true;
  const auto d = scaler.decide(s, {low("cpu", 10)});
  EXPECT_EQ(name_of(d.at(0).not_scaled_reason.code), "TargetServicePutResourceAsUnscalable");
  EXPECT_TRUE(scaler.decide(s, {high("cpu", 90)}).at(0).scale);
}

TEST(Scaler, at_the_bounds) {
  Scaler scaler(bounds(2, 6));
  add(scaler, cpu());
  EXPECT_EQ(scaler.decide(at(seconds(0), 6, 6), {high("cpu", 90)}).at(0).not_scaled_reason,
            (NotScaledReason{NotScaled::already_at_max_capacity, 6, {}, {}}));
  EXPECT_EQ(scaler.decide(calm(seconds(0), 2), {low("cpu", 10)}).at(0).not_scaled_reason,
            (NotScaledReason{NotScaled::already_at_min_capacity, {}, 2, {}}));
  const auto d = scaler.decide(calm(seconds(0), 5), {low("cpu", 0)});
  EXPECT_EQ(d.at(0).to, 2);
  EXPECT_NE(d[0].explanation.find("bounded by min 2"), std::string::npos);
}

// §4.3: desired < Min + scale-out: first to Min; desired > Max + scale-in: first to Max; and nothing the other way.
TEST(Scaler, aws_scaling_4_3_outside_the_bounds) {
  Scaler scaler(bounds(3, 6));
  add(scaler, cpu());
  EXPECT_EQ(scaler.decide(at(seconds(0), 1, 1), {high("cpu", 300)}).at(0).to, 3);
  EXPECT_FALSE(scaler.decide(calm(seconds(0), 1), {low("cpu", 10)}).at(0).scale);
  EXPECT_FALSE(scaler.decide(at(seconds(0), 9, 9), {high("cpu", 90)}).at(0).scale);
  EXPECT_EQ(scaler.decide(calm(seconds(0), 9), {low("cpu", 10)}).at(0).to, 6);
}

// §4.1 and §4.7, row "bounds".
TEST(Scaler, aws_scaling_4_1_new_bounds_act_at_once) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  scaler.activity_succeeded(start, scaler.decide(calm(seconds(0), 8), {low("cpu", 25)}).at(0));
  auto d = scaler.put_target(bounds(6, 10), at(seconds(10), 4, 4));
  ASSERT_TRUE(d);
  EXPECT_EQ(d->to, 6);
  EXPECT_EQ(d->description, "Setting desired count to 6.");
  EXPECT_EQ(d->cause, "minimum capacity was set to 6");
  d = scaler.put_target(bounds(0, 0), at(seconds(20), 6, 6));
  EXPECT_EQ(d->cause, "maximum capacity was set to 0");
  EXPECT_EQ(scaler.put_target(bounds(0, 10), at(seconds(30), 4, 4)), std::nullopt);
  Scaler fresh(bounds(2, 4));
  EXPECT_EQ(fresh.move_into_bounds(at(seconds(0), 1, 1))->to, 2);
}

TEST(Scaler, suspended_directions) {
  auto target = bounds(1, 10);
  target.dynamic_scaling_out_suspended = true;
  Scaler scaler(target);
  add(scaler, cpu());
  EXPECT_FALSE(scaler.decide(at(seconds(0), 2, 2), {high("cpu", 90)}).at(0).scale);
  EXPECT_TRUE(scaler.decide(calm(seconds(0), 4), {low("cpu", 20)}).at(0).scale);
  target.dynamic_scaling_out_suspended = false;
  target.dynamic_scaling_in_suspended = true;
  scaler.put_target(target, at(seconds(60), 4, 4));
  EXPECT_TRUE(scaler.decide(at(seconds(60), 4, 4), {high("cpu", 90)}).at(0).scale);
  EXPECT_EQ(scaler.decide(calm(seconds(60), 8), {low("cpu", 10)}).at(0).explanation, "scale-in is suspended");
}

// §4.3: missing metric → no scaling either way; §3.6: no datapoints, no scaling.
TEST(Scaler, without_datapoints_nothing_happens) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  auto t = high("cpu", 90);
  t.recent_datapoints.clear();
  const auto d = scaler.decide(at(seconds(0), 2, 2), {t});
  EXPECT_FALSE(d.at(0).scale);
  EXPECT_EQ(d[0].explanation, "Metric data points must be provided");
}

TEST(Scaler, knows_its_own_policies) {
  Scaler scaler(bounds(1, 10));
  add(scaler, cpu());
  EXPECT_TRUE(scaler.owns("arn:cpu:createdBy/x"));
  EXPECT_TRUE(scaler.owns("arn:cpu"));
  EXPECT_FALSE(scaler.owns("arn:cpu2"));
  EXPECT_TRUE(scaler.decide(at(seconds(0), 2, 2), {high("other", 90)}).empty());
  EXPECT_EQ(scaler.alarms_of("cpu").size(), 2u);
  EXPECT_EQ(scaler.list_policies().size(), 1u);
  scaler.erase_policy("cpu");
  EXPECT_EQ(scaler.find_policy("cpu"), nullptr);
}

TEST(Scaler, readable_numbers) {
  EXPECT_EQ(readable(1310), "1,310");
  EXPECT_EQ(readable(1234567), "1,234,567");
  EXPECT_EQ(readable(-1234), "-1,234");
  EXPECT_EQ(readable(999.6), "1,000");
  EXPECT_EQ(readable(93.55), "93.5");
  EXPECT_EQ(readable(50), "50");
  EXPECT_EQ(readable(0.7), "0.7");
  EXPECT_EQ(readable(0), "0");
  EXPECT_EQ(readable(100), "100");
}

}  // namespace
}  // namespace rampart::scaling
