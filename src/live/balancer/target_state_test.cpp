#include "live/balancer/target_state.h"

#include <gtest/gtest.h>

namespace rampart::live::balancer {
namespace {

using State = fleet::TargetHealth::State;
using std::chrono::seconds;

StatisticsRow row(const std::string& status, const std::string& check, int code = 0) {
  StatisticsRow r;
  r.kind = StatisticsRow::Kind::server;
  r.status = status;
  r.check_status = check;
  r.check_code = code;
  return r;
}
Instant at(int s) { return instant_from_unix_seconds(s); }

// aws-scaling.md §2.3, the table of texts.
TEST(TargetState, NamesReasonsAsAlbDoes) {
  EXPECT_EQ(reason_of("L7STS", 503).reason, "Target.ResponseCodeMismatch");
  EXPECT_EQ(reason_of("L7STS", 503).description, "Health checks failed with these codes: [503]");
  EXPECT_EQ(reason_of("L7TOUT", 0).reason, "Target.Timeout");
  EXPECT_EQ(reason_of("L4TOUT", 0).description, "Request timed out");
  EXPECT_EQ(reason_of("L4CON", 0).reason, "Target.FailedHealthChecks");
  EXPECT_EQ(reason_of("L7RSP", 0).description, "Health checks failed");
  EXPECT_EQ(reason_of("SOCKERR", 0).reason, "Elb.InternalError");
}

// aws-scaling.md §2.2: a newly registered target needs only one success.
TEST(TargetState, ANewTargetIsSetUpOnItsFirstSuccess) {
  TargetState target(2, seconds(10));
  EXPECT_EQ(target.state(), State::initial);
  EXPECT_EQ(target.reason().reason, "Elb.RegistrationInProgress");
  EXPECT_TRUE(target.update(row("DOWN", "INI"), at(0)).changed);
  EXPECT_EQ(target.reason().reason, "Elb.InitialHealthChecking");
  EXPECT_FALSE(target.update(row("DOWN", "INI"), at(1)).changed);
  const auto first = target.update(row("DOWN 1/5", "L7OK", 200), at(10));
  EXPECT_TRUE(first.set_up);
  EXPECT_EQ(target.state(), State::initial);
  EXPECT_TRUE(target.update(row("UP", "L7OK", 200), at(10)).changed);
  EXPECT_EQ(target.state(), State::healthy);
  EXPECT_EQ(target.reason().reason, "");
}

TEST(TargetState, ANewTargetIsUnhealthyAfterItsThresholdAndThenNeedsHaproxysRise) {
  TargetState target(2, seconds(10));
  target.update(row("DOWN", "INI"), at(0));
  EXPECT_FALSE(target.update(row("DOWN", "L4CON"), at(10)).changed);
  EXPECT_EQ(target.state(), State::initial);
  EXPECT_FALSE(target.update(row("DOWN", "L4CON"), at(19)).changed);
  EXPECT_TRUE(target.update(row("DOWN", "L4CON"), at(20)).changed);
  EXPECT_EQ(target.state(), State::unhealthy);
  EXPECT_FALSE(target.update(row("DOWN 1/5", "L7OK", 200), at(30)).set_up);
  EXPECT_EQ(target.state(), State::unhealthy);
  EXPECT_EQ(target.reason().reason, "Target.FailedHealthChecks");
  EXPECT_TRUE(target.update(row("UP", "L7OK", 200), at(70)).changed);
  EXPECT_EQ(target.state(), State::healthy);
}

TEST(TargetState, AHealthyTargetFallsWhenHaproxySaysSo) {
  TargetState target(2, seconds(10));
  target.update(row("UP", "L7OK"), at(0));
  EXPECT_FALSE(target.update(row("UP 1/2", "L7STS", 500), at(10)).changed);
  EXPECT_TRUE(target.update(row("DOWN", "L7STS", 500), at(20)).changed);
  EXPECT_EQ(target.reason().description, "Health checks failed with these codes: [500]");
  EXPECT_TRUE(target.update(row("DOWN", "L7TOUT"), at(30)).changed);
  EXPECT_EQ(target.reason().reason, "Target.Timeout");
}

TEST(TargetState, ADrainingTargetStaysSo) {
  TargetState target(2, seconds(10));
  target.update(row("UP", "L7OK"), at(0));
  EXPECT_TRUE(target.begin_draining());
  EXPECT_FALSE(target.update(row("UP", "L7OK"), at(1)).changed);
  EXPECT_EQ(target.state(), State::draining);
  EXPECT_EQ(target.reason().reason, "Target.DeregistrationInProgress");
}

TEST(TargetState, WaitsForTheCodeOfACheckInProgress) {
  TargetState target(1, seconds(10));
  EXPECT_FALSE(target.update(row("DOWN", "L7STS", 0), at(0)).changed);
  EXPECT_TRUE(target.update(row("DOWN", "L7STS", 503), at(1)).changed);
  EXPECT_FALSE(target.update(row("DOWN", "L7STS", 0), at(2)).changed);
  EXPECT_EQ(target.reason().description, "Health checks failed with these codes: [503]");
}

}  // namespace
}  // namespace rampart::live::balancer
