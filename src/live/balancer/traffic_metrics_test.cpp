#include "live/balancer/traffic_metrics.h"

#include <gmock/gmock.h>

#include <optional>

namespace rampart::live::balancer {
namespace {

using Kind = StatisticsRow::Kind;

StatisticsRow server(const std::string& name, std::int64_t requests, std::int64_t ok, std::int64_t failed = 0,
                     double response_time_s = 0.1) {
  StatisticsRow row;
  row.kind = Kind::server;
  row.proxy = "tg0-web";
  row.server = name;
  row.sessions = requests;
  row.answers[2] = ok;
  row.answers[5] = failed;
  row.response_time_s = response_time_s;
  return row;
}

StatisticsRow frontend(std::int64_t failed) {
  StatisticsRow row;
  row.kind = Kind::frontend;
  row.proxy = "lb0-front:80";
  row.server = "FRONTEND";
  row.answers[5] = failed;
  return row;
}

TrafficMeter meter() { return TrafficMeter({{"app/front/1", {"lb0-front:80"}, {{"tg0-web", "targetgroup/web/2"}}}}); }

TrafficReading reading(std::vector<StatisticsRow> rows, HostCount hosts) {
  return {instant_from_unix_seconds(60), std::move(rows), {{"tg0-web", hosts}}};
}

/// The value of "NAME {Dimension=…}" among the datums.
std::optional<stats::StatisticSet> find(const std::vector<watch::Datum>& datums, const std::string& metric) {
  for (const auto& datum : datums) {
    if (to_string(datum.metric) == "AWS/ApplicationELB " + metric) return datum.value;
  }
  return std::nullopt;
}

const std::string kBoth = " {LoadBalancer=app/front/1, TargetGroup=targetgroup/web/2}";
const std::string kBalancer = " {LoadBalancer=app/front/1}";
const std::string kGroup = " {TargetGroup=targetgroup/web/2}";

// aws-scaling.md §2.6, native vector: 12 requests, 2 healthy + 1 unhealthy → RequestCount 12, per target 6.
TEST(TrafficMeter, DividesByHealthyTargets) {
  auto m = meter();
  const auto datums = m.read(reading({server("a", 8, 8), server("b", 4, 4), server("c", 0, 0)}, {3, 2, 1}));
  EXPECT_EQ(find(datums, "RequestCount" + kBoth)->sum, 12);
  EXPECT_EQ(find(datums, "RequestCount" + kBoth)->count, 12);
  EXPECT_EQ(find(datums, "RequestCount" + kBalancer)->sum, 12);
  EXPECT_EQ(find(datums, "RequestCountPerTarget" + kBoth)->sum, 6);
  EXPECT_EQ(find(datums, "RequestCountPerTarget" + kGroup)->sum, 6);
  EXPECT_EQ(find(datums, "HealthyHostCount" + kBoth)->sum, 2);
  EXPECT_EQ(find(datums, "UnHealthyHostCount" + kBoth)->sum, 1);
  EXPECT_EQ(find(datums, "HTTPCode_Target_2XX_Count" + kBoth)->sum, 12);
  EXPECT_FALSE(find(datums, "HTTPCode_Target_5XX_Count" + kBoth));
  EXPECT_EQ(datums.front().at, instant_from_unix_seconds(60));
}

// Native vector: 8 requests, no healthy target → per target 8 (divisor 1).
TEST(TrafficMeter, DividesByOneWithoutAHealthyTarget) {
  auto m = meter();
  auto row = server("a", 8, 0);
  row.connection_errors = 8;
  const auto datums = m.read(reading({row}, {1, 0, 1}));
  EXPECT_EQ(find(datums, "RequestCountPerTarget" + kBoth)->sum, 8);
  EXPECT_EQ(find(datums, "TargetConnectionErrorCount" + kBoth)->sum, 8);
  EXPECT_EQ(find(datums, "TargetConnectionErrorCount" + kBoth)->count, 8);
}

// Native vector: an idle minute gives zeros, an empty group nothing.
TEST(TrafficMeter, IdleIsZeroAndEmptyIsMissing) {
  auto m = meter();
  const auto idle = m.read(reading({server("a", 0, 0)}, {1, 1, 0}));
  EXPECT_EQ(find(idle, "RequestCount" + kBoth)->sum, 0);
  EXPECT_EQ(find(idle, "RequestCountPerTarget" + kBoth)->sum, 0);
  EXPECT_FALSE(find(idle, "TargetResponseTime" + kBoth));
  const auto empty = m.read(reading({}, {}));
  EXPECT_FALSE(find(empty, "RequestCount" + kBoth));
  EXPECT_FALSE(find(empty, "RequestCountPerTarget" + kGroup));
  EXPECT_FALSE(find(empty, "HealthyHostCount" + kBoth));
}

TEST(TrafficMeter, CountsEachRequestOnceAlsoOfARemovedServer) {
  auto m = meter();
  m.read(reading({server("a", 10, 10), server("b", 5, 5)}, {2, 2, 0}));
  const auto second = m.read(reading({server("a", 12, 12), server("b", 9, 9)}, {1, 1, 0}));  // b's last row
  EXPECT_EQ(find(second, "RequestCount" + kBoth)->sum, 6);
  const auto third = m.read(reading({server("a", 13, 13)}, {1, 1, 0}));
  EXPECT_EQ(find(third, "RequestCount" + kBoth)->sum, 1);
  const auto restarted = m.read(reading({server("a", 3, 3)}, {1, 1, 0}));
  EXPECT_EQ(find(restarted, "RequestCount" + kBoth)->sum, 3);
}

// infra.md §2: HTTPCode_ELB_5XX = the frontend's − the servers'.
TEST(TrafficMeter, TellsTheLoadBalancersErrorsFromTheTargets) {
  auto m = meter();
  const auto datums = m.read(reading({frontend(7), server("a", 10, 6, 4)}, {1, 1, 0}));
  EXPECT_EQ(find(datums, "HTTPCode_ELB_5XX_Count" + kBalancer)->sum, 3);
  EXPECT_EQ(find(datums, "HTTPCode_Target_5XX_Count" + kBalancer)->sum, 4);
}

TEST(TrafficMeter, DoesNotBlameTheBalancerForAnAnswerInFlight) {
  auto m = meter();
  const auto head = m.read(reading({frontend(0), server("a", 1, 0, 1)}, {1, 1, 0}));
  EXPECT_FALSE(find(head, "HTTPCode_ELB_5XX_Count" + kBalancer));
  const auto end = m.read(reading({frontend(1), server("a", 1, 0, 1)}, {1, 1, 0}));
  EXPECT_FALSE(find(end, "HTTPCode_ELB_5XX_Count" + kBalancer));
}

TEST(TrafficMeter, WeighsResponseTimesByRequests) {
  auto m = meter();
  const auto datums = m.read(reading({server("a", 30, 30, 0, 0.1), server("b", 10, 10, 0, 0.5)}, {2, 2, 0}));
  const auto time = find(datums, "TargetResponseTime" + kBoth);
  ASSERT_TRUE(time);
  EXPECT_EQ(time->count, 40);
  EXPECT_DOUBLE_EQ(time->average(), 0.2);
  EXPECT_DOUBLE_EQ(time->maximum, 0.5);
}

}  // namespace
}  // namespace rampart::live::balancer
