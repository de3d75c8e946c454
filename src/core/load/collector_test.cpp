#include "core/load/collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Pair;

TEST(Collector, OneSlotASecondWithArtillerysNames) {
  Collector c(3);
  EXPECT_FALSE(c.roll(Instant(10500ms)));
  c.user_started(2ms);
  c.request_sent();
  c.answered(200, 4ms, 100);
  c.endpoint_answered(c.endpoint("/x"), 200, 4ms);
  c.took(7ms, 5ms);
  c.count(c.names().failed, 0);
  EXPECT_FALSE(c.roll(Instant(10999ms)));
  const auto slot = c.roll(Instant(12001ms));
  ASSERT_TRUE(slot);
  EXPECT_EQ(slot->start, Instant(10s));
  EXPECT_EQ(slot->worker, 3);
  EXPECT_THAT(slot->counters,
              ElementsAre(Pair("http.codes.200", 1), Pair("http.downloaded_bytes", 100), Pair("http.requests", 1),
                          Pair("http.responses", 1), Pair("plugins.metrics-by-endpoint./x.codes.200", 1),
                          Pair("vusers.created", 1), Pair("vusers.failed", 0)));
  EXPECT_THAT(slot->rates, ElementsAre(Pair("http.request_rate", 1)));
  EXPECT_EQ(slot->summaries.size(), 3U);
  EXPECT_EQ(slot->summaries.at("http.response_time.2xx").max(), 4000U);
  EXPECT_EQ(slot->felt.max(), 7000U);
  EXPECT_EQ(slot->service.max(), 5000U);
  EXPECT_EQ(slot->lateness.max(), 2000U);
  EXPECT_EQ(slot->requests_answered, 1U);
  // The next second starts from nothing, and nothing gives no slot.
  EXPECT_EQ(c.open_since(), Instant(12s));
  EXPECT_FALSE(c.flush());
  EXPECT_FALSE(c.roll(Instant(13s)));
}

TEST(Collector, ErrorsAndOddCodes) {
  Collector c(0);
  c.roll(Instant(1s));
  c.count_error("ETIMEDOUT");
  c.count_error("ETIMEDOUT");
  c.count_endpoint_error(c.endpoint("/x"), "ETIMEDOUT");
  c.answered(999, 1ms, 0);
  const auto slot = c.flush();
  ASSERT_TRUE(slot);
  EXPECT_EQ(slot->counters.at("errors.ETIMEDOUT"), 2U);
  EXPECT_EQ(slot->counters.at("plugins.metrics-by-endpoint./x.errors.ETIMEDOUT"), 1U);
  EXPECT_EQ(slot->counters.at("http.codes.999"), 1U);
}

}  // namespace
}  // namespace rampart::load
