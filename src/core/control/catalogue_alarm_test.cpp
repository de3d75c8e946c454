#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/control/testing/catalogue_text.h"

namespace rampart::control {
namespace {

using testing::complaint;
using testing::error_of;

const std::string me = "Alarm (AWS::CloudWatch::Alarm)";

TEST(CatalogueAlarm, ReadsMOfN) {
  const auto c = testing::build(testing::good_template());
  ASSERT_TRUE(c.has_value()) << error_of(c);
  ASSERT_EQ(c->alarms.size(), 1U);
  const watch::AlarmSpec& alarm = c->alarms[0];
  EXPECT_EQ(alarm.metric,
            watch::make_metric("AWS/ECS", "CPUUtilization", {{"ClusterName", "shop"}, {"ServiceName", "web"}}));
  EXPECT_EQ(alarm.threshold, 80);
  EXPECT_EQ(alarm.evaluation_periods, 3);
  EXPECT_EQ(alarm.datapoints_to_alarm, 2);
  EXPECT_EQ(alarm.comparison, watch::Comparison::greater_or_equal);
  EXPECT_EQ(alarm.treat_missing_data, watch::MissingData::not_breaching);
  EXPECT_THAT(alarm.alarm_actions, ::testing::ElementsAre(c->scalable_targets[0].policies[1].arn));
  EXPECT_EQ(alarm.arn, "arn:aws:cloudwatch:us-east-1:123456789012:alarm:" + alarm.name);
}

TEST(CatalogueAlarm, IsHeldToCloudWatchsLimits) {
  EXPECT_THAT(complaint({{"Period: 60", "Period: 45"}}), ::testing::HasSubstr("10, 20, 30 or a multiple of 60"));
  EXPECT_THAT(complaint({{"DatapointsToAlarm: 2", "DatapointsToAlarm: 4"}}),
              ::testing::HasSubstr("DatapointsToAlarm is 4"));
  EXPECT_EQ(complaint({{"Statistic: Average", "Statistic: Mean"}}),
            me + ": Statistic \"Mean\" isn't allowed; one of SampleCount, Average, Sum, Minimum, Maximum.");
  EXPECT_EQ(complaint({{"      Threshold: \"80\"\n", ""}}), me + ": Threshold is missing.");
}

TEST(CatalogueAlarm, WhatIsntEvaluatedIsNamed) {
  const auto c = testing::build(testing::changed({{"Statistic: Average", "ExtendedStatistic: p90"}}));
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_TRUE(c->alarms.empty());
  EXPECT_THAT(c->not_emulated, ::testing::ElementsAre("AWS::CloudWatch::Alarm (Alarm): ExtendedStatistic p90 isn't "
                                                      "emulated yet, the alarm is never evaluated"));
}

}  // namespace
}  // namespace rampart::control
