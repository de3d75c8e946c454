#include "report/elasticity.h"

#include <gtest/gtest.h>

#include "report/testing/quest_run.h"

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

// Worked by hand: ten seconds, demand 2 then 4 then 1, supply one step behind.
TEST(Elasticity, ByHand) {
  const Elasticity e = elasticity_of(DemandSupply{{2, 2, 4, 4, 4, 4, 1, 1, 1, 1}, {2, 2, 2, 2, 4, 4, 4, 4, 1, 1}});
  EXPECT_DOUBLE_EQ(e.theta_under, 100 * (0.5 + 0.5) / 10);
  EXPECT_DOUBLE_EQ(e.theta_over, 100 * (3.0 + 3.0) / 10);
  EXPECT_DOUBLE_EQ(e.tau_under, 20);
  EXPECT_DOUBLE_EQ(e.tau_over, 20);
  EXPECT_NEAR(e.instability, 100 * 4 / 9.0, 1e-12) << "four changes, none of the two together";
  EXPECT_DOUBLE_EQ(e.jitter, 0);
  EXPECT_EQ(e.recover_s, 2);
  EXPECT_TRUE(e.recovered);
}

TEST(Elasticity, APerfectFollowerHasZeros) {
  const Elasticity e = elasticity_of(DemandSupply{{1, 2, 3, 2}, {1, 2, 3, 2}});
  EXPECT_EQ(e.theta_under + e.theta_over + e.tau_under + e.tau_over + e.instability + e.jitter, 0);
  EXPECT_FALSE(e.recover_s.has_value());
}

TEST(Elasticity, ANervousSupplyHasJitterAndAnInertOneNegative) {
  EXPECT_GT(elasticity_of(DemandSupply{{2, 2, 2, 2}, {2, 3, 2, 3}}).jitter, 0);
  EXPECT_LT(elasticity_of(DemandSupply{{1, 3, 1, 3}, {2, 2, 2, 2}}).jitter, 0);
}

TEST(Elasticity, SaysWhenSupplyNeverCaughtUp) {
  const Elasticity e = elasticity_of(DemandSupply{{1, 3, 3, 3}, {1, 1, 1, 1}});
  EXPECT_FALSE(e.recovered);
  EXPECT_EQ(e.recover_s, 3);
}

TEST(Elasticity, WithoutACapacityNothingIsGuessed) {
  RunView run;
  EXPECT_EQ(elasticity_of(run).not_computed, "no service ran");
  run.add({Instant(10s), ledger::ServiceState{"web", 2, 0, 2, 2}});
  EXPECT_EQ(elasticity_of(run).not_computed, "no load was sent");
  for (int t = 10; t < 20; ++t) {
    ledger::LoadSlot slot;
    slot.start = Instant(std::chrono::seconds(t));
    slot.requests_sent = slot.requests_answered = 10;
    slot.felt.record(5000, 10);
    run.add({slot.start, slot});
  }
  EXPECT_NE(elasticity_of(run).not_computed.find("isn't known"), std::string::npos);
  const Elasticity e = elasticity_of(run, 5.0);
  EXPECT_EQ(e.capacity.from, "the plan");
  EXPECT_EQ(e.tau_under + e.tau_over, 0) << "ten a second are two tasks of five";
  EXPECT_EQ(e.no_hysteresis, "the plan has no latency target");
}

// The model's tasks hold 19 requests a second each, and its CPU metric says so.
TEST(Elasticity, FindsTheCapacityInTheRun) {
  const RunView run = RunView::of(testing::quest_run());
  const auto capacity = capacity_shown_by(run);
  ASSERT_TRUE(capacity.has_value());
  EXPECT_EQ(capacity->from, "the run's CPU utilisation");
  // Whole requests in periods of six seconds, at least 30 of them: a thirtieth either way.
  EXPECT_NEAR(capacity->requests_per_second, 19, 19.0 / 30);
  const Elasticity e = elasticity_of(run, std::nullopt, 500.0);
  EXPECT_TRUE(e.not_computed.empty()) << e.not_computed;
  EXPECT_GT(e.tau_under, 0);
  EXPECT_GT(e.tau_over, 0);
}

TEST(Elasticity, TheDayIsSaidInLines) {
  const std::string text = elasticity_text(elasticity_of(RunView::of(testing::quest_run())));
  EXPECT_NE(text.find("elasticity of web, a task holding"), std::string::npos) << text;
}

}  // namespace
}  // namespace rampart::report
