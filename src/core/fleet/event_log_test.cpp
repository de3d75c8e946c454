#include "core/fleet/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rampart::fleet {
namespace {

TEST(EventLog, KeepsTheNewestHundredNewestFirst) {
  EventLog log;
  Random ids(1);
  for (int i = 0; i < 130; ++i) log.add(std::to_string(i), Instant{}, ids);
  ASSERT_EQ(log.entries().size(), 100U);
  EXPECT_EQ(log.entries().front().message, "129");
  EXPECT_EQ(log.entries().back().message, "30");
}

TEST(EventLog, SteadyStateIsNewsOnceAndAgainAfterSixHours) {
  EventLog log;
  const Instant t = instant_from_unix_seconds(1'790'000'000);
  EXPECT_TRUE(log.steady_state_due(t));
  log.note_steady_state(t);
  EXPECT_FALSE(log.steady_state_due(t + std::chrono::minutes(359)));
  EXPECT_TRUE(log.steady_state_due(t + std::chrono::hours(6)));
  log.leave_steady_state();
  EXPECT_TRUE(log.steady_state_due(t + std::chrono::seconds(1)));
}

// reference aws-scaling.md §1.5
TEST(EventLog, TextsAreAwsOnes) {
  using namespace event_text;
  EXPECT_EQ(started("web", {"a", "b"}), "(service web) has started 2 tasks: (task a) (task b).");
  EXPECT_EQ(stopped_running("web", {"a"}), "(service web) has stopped 1 running tasks: (task a).");
  EXPECT_EQ(registered("web", 2, "ARN"), "(service web) registered 2 targets in (target-group ARN)");
  EXPECT_EQ(deregistered("web", 1, "ARN"), "(service web) deregistered 1 targets in (target-group ARN)");
  EXPECT_EQ(draining("web", "ecs-svc/1", 3),
            "(service web, taskSet ecs-svc/1) has begun draining connections on 3 tasks.");
  EXPECT_EQ(deployment_completed("web", "ecs-svc/1"), "(service web) (deployment ecs-svc/1) deployment completed.");
  EXPECT_EQ(steady_state("web"), "(service web) has reached a steady state.");
  EXPECT_EQ(unhealthy("web", "a", 80, "ARN", "Health checks failed with these codes: [502]"),
            "(service web) (task a) (port 80) is unhealthy in (target-group ARN) due to (reason Health checks failed "
            "with these codes: [502])");
  EXPECT_EQ(deployment_failed("web", "ecs-svc/1"),
            "(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.");
  EXPECT_EQ(rolling_back("web", "ecs-svc/1"), "(service web) rolling back to deployment ecs-svc/1.");
  EXPECT_EQ(cannot_start("web"), "(service web) is unable to consistently start tasks successfully.");
}

TEST(EventLog, IdsHaveTheirForms) {
  Random ids(3);
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(make_task_id(ids), ::testing::MatchesRegex("[0-9a-f]{32}"));
    EXPECT_THAT(make_deployment_id(ids), ::testing::MatchesRegex("ecs-svc/[0-9]{19}"));
    EXPECT_THAT(make_uuid(ids),
                ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  }
}

}  // namespace
}  // namespace rampart::fleet
