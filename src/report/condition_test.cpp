#include "report/condition.h"

#include <gtest/gtest.h>

namespace rampart::report {
namespace {

struct Metrics {
  MetricSet total;
  Metrics() {
    total.counters = {{"http.codes.200", 90}, {"http.requests", 100}, {"plugins.x./a b (c).codes.200", 4}};
    total.rates = {{"http.request_rate", 12}};
    for (std::uint64_t i = 1; i <= 1000; ++i) total.summaries["http.response_time"].record(i * 1000);
  }
  [[nodiscard]] bool hold(const char* expression, const std::optional<Apdex>& apdex = std::nullopt) const {
    return condition_holds(expression, total, apdex);
  }
};

TEST(Condition, ComparesMetrics) {
  const Metrics metrics;
  EXPECT_TRUE(metrics.hold("http.codes.200 / http.requests >= 0.9"));
  EXPECT_FALSE(metrics.hold("http.codes.200 / http.requests > 0.9"));
  EXPECT_TRUE(metrics.hold("http.request_rate == 12 and http.response_time.p95 < 1000"));
  EXPECT_TRUE(metrics.hold("http.response_time.p999 > http.response_time.p99"));
}

TEST(Condition, TakesNamesAsOddAsTheReportHasThem) {
  EXPECT_TRUE(Metrics().hold("plugins.x./a b (c).codes.200 > 3 or http.requests > 1000"));
}

TEST(Condition, FailsOnWhatIsNotKnownOrNoTruth) {
  const Metrics metrics;
  EXPECT_FALSE(metrics.hold("http.codes.500 == 0"));
  EXPECT_FALSE(metrics.hold("not (http.codes.500 > 1)"));
  EXPECT_FALSE(metrics.hold("http.requests"));
  EXPECT_FALSE(metrics.hold("http.requests >"));
}

TEST(Condition, KnowsTheApdexScore) {
  const Metrics metrics;
  EXPECT_FALSE(metrics.hold("apdex > 0.5"));
  EXPECT_TRUE(metrics.hold("apdex > 0.5 and ranking == \"good\"", Apdex{0.9, "good"}));
}

}  // namespace
}  // namespace rampart::report
