#include "core/watch/alarm_rule.h"

#include <gtest/gtest.h>

#include "core/watch/alarms.h"

namespace rampart::watch {
namespace {

const Instant noon = instant_from_unix_seconds(1789387200);

bool holds(std::string_view text) {
  const auto rule = AlarmRule::parse(text);
  EXPECT_TRUE(rule.has_value()) << text << ": " << (rule.has_error() ? rule.error().message : "");
  return rule.has_value() && rule->holds([](const std::string& name) {
    return name == "bad" || name == "a (1)" ? AlarmState::alarm
           : name == "new"                  ? AlarmState::insufficient_data
                                            : AlarmState::ok;
  });
}

TEST(AlarmRule, states_and_words) {
  EXPECT_TRUE(holds("ALARM(bad)"));
  EXPECT_TRUE(holds("ALARM(\"a (1)\")"));
  EXPECT_FALSE(holds("ALARM(good)"));
  EXPECT_TRUE(holds("OK(good) AND INSUFFICIENT_DATA(new)"));
  EXPECT_TRUE(holds("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:bad)"));
  EXPECT_TRUE(holds("TRUE"));
  EXPECT_FALSE(holds("FALSE OR NOT TRUE"));
}

TEST(AlarmRule, precedence) {
  EXPECT_TRUE(holds("TRUE OR TRUE AND FALSE")) << "AND binds closer";
  EXPECT_FALSE(holds("(TRUE OR TRUE) AND FALSE"));
  EXPECT_TRUE(holds("NOT FALSE AND TRUE"));
  EXPECT_FALSE(holds("NOT (FALSE OR TRUE)"));
}

TEST(AlarmRule, names_its_alarms_once) {
  const auto rule = AlarmRule::parse("ALARM(b) AND (OK(a) OR NOT OK(b))");
  ASSERT_TRUE(rule.has_value());
  EXPECT_EQ(rule->alarms(), (std::vector<std::string>{"b", "a"}));
}

TEST(AlarmRule, says_where_it_is_wrong) {
  const auto complaint = [](std::string_view text) {
    const auto rule = AlarmRule::parse(text);
    return rule.has_error() ? rule.error().message : std::string("none");
  };
  EXPECT_EQ(complaint("ALARM(a"), "AlarmRule can't be read: A ')' is missing at position 8.");
  EXPECT_EQ(complaint("ALARM(a) OK(b)"), "AlarmRule can't be read: Unexpected text at position 10.");
  EXPECT_NE(complaint("ALARM()").find("name is missing"), std::string::npos);
  EXPECT_NE(complaint("ALARM(\"a").find("isn't closed"), std::string::npos);
  EXPECT_NE(complaint("").find("is missing at position 1"), std::string::npos);
  EXPECT_NE(complaint(std::string(2000, '(')).find("nested too deeply"), std::string::npos);
  std::string many = "ALARM(a0)";
  for (int i = 1; i <= 100; ++i) many += " OR ALARM(a" + std::to_string(i) + ")";
  EXPECT_NE(complaint(many).find("at most 100"), std::string::npos);
}

AlarmSpec composite(std::string name, std::string rule) {
  AlarmSpec spec;
  spec.name = std::move(name);
  spec.rule = std::move(rule);
  spec.alarm_actions = {"arn:aws:sns:us-east-1:1:" + spec.name};
  return spec;
}

AlarmSpec plain(std::string name) {
  AlarmSpec spec;
  spec.name = std::move(name);
  spec.metric = make_metric("App", "Load", {});
  return spec;
}

TEST(CompositeAlarms, follow_each_other_in_one_turn) {
  Alarms alarms;
  ASSERT_TRUE(alarms.put(plain("m"), noon));
  ASSERT_TRUE(alarms.put(composite("above", "ALARM(below)"), noon));
  ASSERT_TRUE(alarms.put(composite("below", "ALARM(m)"), noon));
  const auto set = alarms.set_state("m", AlarmState::alarm, "by hand", "", noon);
  ASSERT_TRUE(set.has_value());
  EXPECT_EQ(alarms.find("above")->state, AlarmState::alarm);
  std::vector<std::string> told;
  for (const Invocation& invocation : set->invocations) told.push_back(invocation.alarm);
  EXPECT_EQ(told, (std::vector<std::string>{"below", "above"}));
  EXPECT_EQ(alarms.find("below")->reason, "m transitioned to ALARM at Monday 14 September, 2026 12:00:00 UTC");
  EXPECT_EQ(alarms.parents_of("m"), (std::vector<std::string>{"below"}));
  EXPECT_EQ(alarms.children_of("above"), (std::vector<std::string>{"below"}));
  EXPECT_EQ(alarms.next_due(), noon + std::chrono::minutes(1)) << "composite alarms have no look of their own";
}

TEST(CompositeAlarms, a_ring_comes_to_an_end) {
  Alarms alarms;
  ASSERT_TRUE(alarms.put(composite("a", "NOT ALARM(b)"), noon));
  ASSERT_TRUE(alarms.put(composite("b", "ALARM(a)"), noon));
  const auto evaluated = alarms.evaluate(noon, MetricStore());
  EXPECT_FALSE(evaluated.transitions.empty());
  EXPECT_LE(evaluated.transitions.size(), 20u);
}

TEST(CompositeAlarms, a_suppressor_keeps_actions_back) {
  Alarms alarms;
  ASSERT_TRUE(alarms.put(plain("m"), noon));
  ASSERT_TRUE(alarms.put(plain("quiet"), noon));
  auto spec = composite("c", "ALARM(m)");
  spec.suppressor = "quiet";
  ASSERT_TRUE(alarms.put(spec, noon));
  ASSERT_TRUE(alarms.set_state("quiet", AlarmState::alarm, "", "", noon));
  const auto kept_back = alarms.set_state("m", AlarmState::alarm, "", "", noon);
  EXPECT_EQ(alarms.find("c")->state, AlarmState::alarm);
  EXPECT_TRUE(kept_back->invocations.empty());
  EXPECT_TRUE(alarms.find("c")->suppressed);
  const auto released = alarms.set_state("quiet", AlarmState::ok, "", "", noon);
  ASSERT_EQ(released->invocations.size(), 1u);
  EXPECT_EQ(released->invocations[0].alarm, "c");
}

TEST(Alarms, tell_what_happened_only_when_asked_to) {
  Alarms alarms;
  ASSERT_TRUE(alarms.put(plain("m"), noon));
  EXPECT_TRUE(alarms.take_history().empty());
  alarms.note_history();
  const auto before = alarms.revision();
  ASSERT_TRUE(alarms.put(plain("m"), noon)) << "the same again: nothing new to tell";
  EXPECT_TRUE(alarms.take_history().empty());
  EXPECT_GT(alarms.revision(), before);
  alarms.erase("m", noon);
  const auto history = alarms.take_history();
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].summary, "Alarm \"m\" deleted");
}

TEST(Alarms, too_few_samples_for_a_percentile_leave_the_state) {
  AlarmSpec spec = plain("p");
  spec.extended_statistic = "p90";
  spec.low_sample_percentile = "ignore";
  spec.threshold = 50;
  MetricStore store;
  for (int s = 0; s < 120; ++s)
    store.put({spec.metric, noon + std::chrono::seconds(s / 2), stats::StatisticSet::of(90)});
  for (int m = 1; m < 5; ++m) store.put({spec.metric, noon + std::chrono::minutes(m), stats::StatisticSet::of(10)});
  Alarms alarms;
  ASSERT_TRUE(alarms.put(spec, noon));
  alarms.evaluate(noon + std::chrono::minutes(2), store);
  EXPECT_EQ(alarms.find("p")->state, AlarmState::alarm);
  alarms.evaluate(noon + std::chrono::minutes(4), store);
  EXPECT_EQ(alarms.find("p")->state, AlarmState::alarm) << "one sample a minute says nothing about p90";
}

}  // namespace
}  // namespace rampart::watch
