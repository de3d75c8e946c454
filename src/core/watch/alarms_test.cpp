#include "core/watch/alarms.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace rampart::watch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = instant_from_unix_seconds(1789387200);  // 2026-09-14T12:00:00Z
const MetricId metric = make_metric("App", "Load", {});
constexpr auto policy_arn = "arn:aws:autoscaling:us-east-1:1:scalingPolicy:u:resource/ecs/service/c/s:policyName/p";
constexpr auto topic_arn = "arn:aws:sns:us-east-1:1:t";

AlarmSpec alarm(std::string name, int n, Duration period = seconds(60)) {
  AlarmSpec spec;
  spec.name = std::move(name);
  spec.metric = metric;
  spec.period = period;
  spec.evaluation_periods = n;
  spec.threshold = 50;
  return spec;
}

void put(MetricStore& store, Duration after_noon, double value) {
  store.put({metric, noon + after_noon, stats::StatisticSet::of(value), "None"});
}

/// Lets the alarms look whenever they want to, up to `until`.
Evaluated run(Alarms& alarms, const MetricStore& store, Instant until) {
  Evaluated all;
  while (alarms.next_due() && *alarms.next_due() <= until) {
    auto [transitions, invocations] = alarms.evaluate(*alarms.next_due(), store);
    all.transitions.insert(all.transitions.end(), transitions.begin(), transitions.end());
    all.invocations.insert(all.invocations.end(), invocations.begin(), invocations.end());
  }
  return all;
}

TEST(Alarms, a_new_alarm_is_unchecked) {
  Alarms alarms;
  ASSERT_TRUE(alarms.put(alarm("a", 3), noon));
  const auto* a = alarms.find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->state, AlarmState::insufficient_data);
  EXPECT_EQ(a->reason, "Unchecked: Initial alarm creation");
  EXPECT_EQ(alarms.next_due(), noon + minutes(1));
  EXPECT_EQ(alarms.find("b"), nullptr);
}

TEST(Alarms, put_again_keeps_state_and_rhythm) {
  Alarms alarms;
  MetricStore store;
  for (int m = 0; m < 6; ++m) put(store, minutes(m), 90);
  ASSERT_TRUE(alarms.put(alarm("a", 3), noon + seconds(7)));
  run(alarms, store, noon + minutes(6));
  ASSERT_EQ(alarms.find("a")->state, AlarmState::alarm);
  ASSERT_TRUE(alarms.put(alarm("a", 2), noon + minutes(6)));
  EXPECT_EQ(alarms.find("a")->state, AlarmState::alarm);
  EXPECT_EQ(alarms.find("a")->configuration_updated, noon + minutes(6));
  EXPECT_EQ(alarms.next_due(), noon + minutes(6) + seconds(7));
}

// reference aws-scaling.md §3.4: cadence aligned to the alarm, complete periods only, 20-60 s until data is in.
TEST(Alarms, three_of_three_takes_three_and_a_half_to_four_and_a_half_minutes) {
  for (const int offset : {0, 7, 29, 30, 31, 59}) {
    Alarms alarms;
    MetricStore store;
    for (int m = -10; m < 0; ++m) put(store, minutes(m), 10);
    for (int m = 0; m < 10; ++m) put(store, minutes(m), 90);
    ASSERT_TRUE(alarms.put(alarm("a", 3), noon - minutes(5) + seconds(offset)));
    const auto [transitions, invocations] = run(alarms, store, noon + minutes(9));
    ASSERT_EQ(transitions.size(), 2u);
    EXPECT_EQ(transitions[0].to, AlarmState::ok);
    EXPECT_EQ(transitions[1].to, AlarmState::alarm);
    const auto took = transitions[1].at - noon;
    EXPECT_GE(took, seconds(210)) << offset;
    EXPECT_LT(took, seconds(270)) << offset;
    EXPECT_EQ((took - seconds(offset)) % seconds(60), Duration::zero()) << "on the alarm's own minute";
    EXPECT_EQ(transitions[1].datapoints.size(), 3u);
    EXPECT_EQ(transitions[1].datapoints[0].start, noon);
  }
}

TEST(Alarms, an_unfinished_period_is_not_looked_at) {
  Alarms alarms;
  MetricStore store;
  put(store, minutes(0), 10);
  put(store, minutes(1), 90);
  ASSERT_TRUE(alarms.put(alarm("a", 1), noon));
  run(alarms, store, noon + minutes(2));
  EXPECT_EQ(alarms.find("a")->state, AlarmState::ok) << "12:01 ended at 12:02:00 and is in by 12:02:30";
  run(alarms, store, noon + minutes(3));
  EXPECT_EQ(alarms.find("a")->state, AlarmState::alarm);
}

TEST(Alarms, high_resolution_alarms_look_every_ten_seconds) {
  Alarms alarms;
  MetricStore store;
  for (int s = 0; s < 200; s += 20) put(store, seconds(s), 90);
  ASSERT_TRUE(alarms.put(alarm("a", 3, seconds(20)), noon));
  EXPECT_EQ(alarms.next_due(), noon + seconds(10));
  const auto [transitions, invocations] = run(alarms, store, noon + seconds(120));
  ASSERT_EQ(transitions.size(), 1u);
  EXPECT_EQ(transitions[0].at, noon + seconds(70)) << "3 x 20 s and 10 s until data is in";
}

TEST(Alarms, five_minute_periods_slide_by_the_minute) {
  Alarms alarms;
  MetricStore store;
  for (int m = 0; m < 20; ++m) put(store, minutes(m), m < 10 ? 10 : 90);
  ASSERT_TRUE(alarms.put(alarm("a", 1, minutes(5)), noon + minutes(1)));
  const auto [transitions, invocations] = run(alarms, store, noon + minutes(19));
  ASSERT_EQ(transitions.size(), 2u);
  // 12:08-12:12 averages 58; it is in by 12:13:30.
  EXPECT_EQ(transitions[1].at, noon + minutes(14));
  EXPECT_EQ(transitions[1].datapoints.back().start, noon + minutes(8));
}

// §3.6: topics hear of a change once, scaling policies every minute while it lasts.
TEST(Alarms, scaling_policies_are_told_every_minute) {
  Alarms alarms;
  MetricStore store;
  for (int m = 0; m < 20; ++m) put(store, minutes(m), m < 8 ? 90 : 10);
  auto spec = alarm("a", 3);
  spec.alarm_actions = {topic_arn, policy_arn};
  spec.ok_actions = {topic_arn};
  ASSERT_TRUE(alarms.put(spec, noon));
  const auto [transitions, invocations] = run(alarms, store, noon + minutes(11));
  ASSERT_EQ(transitions.size(), 2u);
  EXPECT_EQ(transitions[0].at, noon + minutes(4));
  EXPECT_EQ(transitions[1].at, noon + minutes(10)) << "one good point at 12:08 ends it";
  std::vector<Instant> to_policy;
  int to_topic = 0;
  for (const auto& i : invocations) {
    EXPECT_EQ(i.threshold, 50);
    if (i.action_arn == topic_arn) ++to_topic;
    if (i.action_arn == policy_arn) to_policy.push_back(i.at);
  }
  EXPECT_EQ(to_topic, 2) << "into ALARM and into OK";
  ASSERT_EQ(to_policy.size(), 6u) << "12:04 to 12:09";
  EXPECT_EQ(to_policy.front(), noon + minutes(4));
  EXPECT_EQ(to_policy.back(), noon + minutes(9));
}

TEST(Alarms, high_resolution_alarms_tell_policies_once_a_minute_too) {
  Alarms alarms;
  MetricStore store;
  for (int s = -200; s < 600; s += 10) put(store, seconds(s), 90);
  auto spec = alarm("a", 3, seconds(10));
  spec.alarm_actions = {policy_arn};
  ASSERT_TRUE(alarms.put(spec, noon));
  const auto [transitions, invocations] = run(alarms, store, noon + seconds(300));
  ASSERT_EQ(invocations.size(), 5u);
  EXPECT_EQ(invocations[0].at, noon + seconds(10));
  EXPECT_EQ(invocations[1].at, noon + seconds(70));
  EXPECT_EQ(invocations[4].at, noon + seconds(250));
}

TEST(Alarms, disabled_actions_stay_quiet_but_the_state_moves) {
  Alarms alarms;
  MetricStore store;
  for (int m = -5; m < 5; ++m) put(store, minutes(m), 90);
  auto spec = alarm("a", 3);
  spec.alarm_actions = {policy_arn};
  spec.actions_enabled = false;
  ASSERT_TRUE(alarms.put(spec, noon));
  const auto [transitions, invocations] = run(alarms, store, noon + minutes(3));
  EXPECT_EQ(transitions.size(), 1u);
  EXPECT_TRUE(invocations.empty());
}

TEST(Alarms, a_late_turn_looks_once_and_as_of_when_it_was_due) {
  Alarms alarms;
  MetricStore store;
  for (int m = -5; m < 30; ++m) put(store, minutes(m), 90);
  auto spec = alarm("a", 3);
  spec.alarm_actions = {policy_arn};
  ASSERT_TRUE(alarms.put(spec, noon));
  const auto late = alarms.evaluate(noon + minutes(5) + seconds(13), store);
  ASSERT_EQ(late.transitions.size(), 1u);
  EXPECT_EQ(late.transitions[0].at, noon + minutes(5));
  EXPECT_EQ(late.invocations.size(), 1u);
  EXPECT_EQ(alarms.next_due(), noon + minutes(6));
  EXPECT_EQ(alarms.evaluate(noon + minutes(6), store).invocations.size(), 1u);
  EXPECT_TRUE(alarms.evaluate(noon + minutes(6), store).invocations.empty());
}

// §1.7: a service without running tasks has no datapoints, which is not zero.
TEST(Alarms, silence_is_insufficient_data) {
  Alarms alarms;
  MetricStore store;
  for (int m = 0; m < 5; ++m) put(store, minutes(m), 10);
  ASSERT_TRUE(alarms.put(alarm("a", 3), noon));
  run(alarms, store, noon + minutes(9));
  EXPECT_EQ(alarms.find("a")->state, AlarmState::ok) << "12:04 is still within the five periods looked at";
  run(alarms, store, noon + minutes(11));
  EXPECT_EQ(alarms.find("a")->state, AlarmState::insufficient_data);
  EXPECT_EQ(alarms.find("a")->reason, "Insufficient Data: 3 datapoints were unknown.");
}

// §3.3: only datapoints with the alarm's unit are considered.
TEST(Alarms, a_wrong_unit_never_has_data) {
  Alarms alarms;
  MetricStore store;
  for (int m = 0; m < 10; ++m) put(store, minutes(m), 90);
  auto spec = alarm("a", 3);
  spec.unit = "Percent";
  ASSERT_TRUE(alarms.put(spec, noon));
  EXPECT_TRUE(run(alarms, store, noon + minutes(10)).transitions.empty());
  EXPECT_EQ(alarms.find("a")->state, AlarmState::insufficient_data);
}

// §3.6, SetAlarmState.
TEST(Alarms, set_state_acts_once_and_the_next_look_restores_the_truth) {
  Alarms alarms;
  MetricStore store;
  for (int m = -5; m < 10; ++m) put(store, minutes(m), 10);
  auto spec = alarm("a", 3);
  spec.alarm_actions = {policy_arn};
  ASSERT_TRUE(alarms.put(spec, noon));
  run(alarms, store, noon + minutes(1));
  const auto at = noon + minutes(1) + seconds(20);
  const auto data = [](std::string_view when) {
    return fmt::format(R"({{"queryDate":"{}","recentDatapoints":[90,100.5],"threshold":50}})", when);
  };
  auto set = alarms.set_state("a", AlarmState::alarm, "testing", data("2026-09-14T12:01:15.000+0000"), at);
  ASSERT_TRUE(set);
  ASSERT_EQ(set->invocations.size(), 1u);
  EXPECT_EQ(set->invocations[0].recent_datapoints, (std::vector<double>{90, 100.5}));
  EXPECT_EQ(set->transitions[0].reason, "testing");
  EXPECT_TRUE(alarms.set_state("a", AlarmState::alarm, "again", "", at)->invocations.empty());
  EXPECT_EQ(alarms.find("a")->reason, "again");
  run(alarms, store, noon + minutes(2));
  EXPECT_EQ(alarms.find("a")->state, AlarmState::ok);

  const auto later = noon + minutes(2) + seconds(20);
  set = alarms.set_state("a", AlarmState::alarm, "stale", data("2026-09-14T12:02:04.400+0000"), later);
  EXPECT_TRUE(set->invocations.at(0).recent_datapoints.empty()) << "15.6 s old";
  EXPECT_EQ(alarms.set_state("b", AlarmState::ok, "", "", later).error().kind, ErrorKind::not_found);
}

TEST(Alarms, restore_brings_back_state_without_telling_anyone) {
  Alarms alarms;
  MetricStore store;
  for (int m = -10; m < 10; ++m) put(store, minutes(m), 90);
  Alarm saved;
  saved.spec = alarm("a", 3);
  saved.spec.alarm_actions = {topic_arn, policy_arn};
  saved.state = AlarmState::alarm;
  saved.created = noon - minutes(30) + seconds(5);
  alarms.restore(saved, noon);
  EXPECT_EQ(alarms.next_due(), noon + seconds(5));
  const auto out = alarms.evaluate(noon + seconds(5), store);
  EXPECT_TRUE(out.transitions.empty());
  ASSERT_EQ(out.invocations.size(), 1u) << "the policy hears of the lasting state, the topic does not again";
  EXPECT_EQ(out.invocations[0].action_arn, policy_arn);
}

TEST(Alarms, lists_by_name_and_erases) {
  Alarms alarms;
  ASSERT_TRUE(alarms.put(alarm("b", 1), noon));
  ASSERT_TRUE(alarms.put(alarm("a", 1), noon));
  ASSERT_EQ(alarms.list().size(), 2u);
  EXPECT_EQ(alarms.list()[0]->spec.name, "a");
  alarms.erase("a");
  alarms.erase("unknown");
  EXPECT_EQ(alarms.list().size(), 1u);
  alarms.erase("b");
  EXPECT_EQ(alarms.next_due(), std::nullopt);
}

// §3.3.
TEST(Alarms, refuses_what_put_metric_alarm_refuses) {
  Alarms alarms;
  const auto message = [&](AlarmSpec spec) {
    const auto result = alarms.put(std::move(spec), noon);
    return result ? std::string("accepted") : result.error().message;
  };
  EXPECT_NE(message(alarm("a", 1, seconds(45))).find("Period is 45s"), std::string::npos);
  EXPECT_NE(message(alarm("a", 1, seconds(90))).find("Period"), std::string::npos);
  EXPECT_NE(message(alarm("a", 0)).find("EvaluationPeriods"), std::string::npos);
  auto m_of_n = alarm("a", 3);
  m_of_n.datapoints_to_alarm = 4;
  EXPECT_NE(message(m_of_n).find("DatapointsToAlarm is 4"), std::string::npos);
  EXPECT_NE(message(alarm("", 1)).find("needs a name"), std::string::npos);
  EXPECT_EQ(message(alarm("a", 24, minutes(60))), "accepted");
  EXPECT_EQ(message(alarm("a", 1440)), "accepted");
  EXPECT_NE(message(alarm("a", 1441)).find("a day"), std::string::npos);
  EXPECT_NE(message(alarm("a", 169, minutes(60))).find("seven days"), std::string::npos);
}

}  // namespace
}  // namespace rampart::watch
