#include "core/watch/metric.h"

#include <gtest/gtest.h>

namespace rampart::watch {
namespace {

TEST(Metric, dimension_order_is_irrelevant) {
  EXPECT_EQ(make_metric("AWS/ECS", "CPUUtilization", {{"ServiceName", "s"}, {"ClusterName", "c"}}),
            make_metric("AWS/ECS", "CPUUtilization", {{"ClusterName", "c"}, {"ServiceName", "s"}}));
}

TEST(Metric, prints_as_people_write_it) {
  EXPECT_EQ(to_string(make_metric("AWS/ECS", "CPUUtilization", {{"ServiceName", "s"}, {"ClusterName", "c"}})),
            "AWS/ECS CPUUtilization {ClusterName=c, ServiceName=s}");
  EXPECT_EQ(to_string(make_metric("App", "Depth", {})), "App Depth");
}

TEST(Metric, statistics_have_cloudwatch_names_and_meaning) {
  const stats::StatisticSet set{4, 10, 1, 5};
  EXPECT_EQ(value_of(set, *statistic_named("SampleCount")), 4);
  EXPECT_EQ(value_of(set, *statistic_named("Average")), 2.5);
  EXPECT_EQ(value_of(set, *statistic_named("Sum")), 10);
  EXPECT_EQ(value_of(set, *statistic_named("Minimum")), 1);
  EXPECT_EQ(value_of(set, *statistic_named("Maximum")), 5);
  EXPECT_EQ(statistic_named("p99"), std::nullopt);
  EXPECT_EQ(name_of(Statistic::sample_count), "SampleCount");
}

}  // namespace
}  // namespace rampart::watch
