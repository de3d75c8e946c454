#include "report/incidents.h"

#include <gtest/gtest.h>

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

const Instant start = instant_from_unix_seconds(1'790'000'000);

/// A service "web" behind a balancer, told by hand.
class IncidentsTest : public ::testing::Test {
 protected:
  void state(Duration at, const std::string& task, const std::string& status, const std::string& reason = {},
             int exit_code = -1) {
    run_.add({start + at, ledger::TaskState{"web", task, status, reason, exit_code}});
  }
  void target(Duration at, const std::string& task, const std::string& state) {
    run_.add({start + at, ledger::TargetState{"tg", task, state, {}, {}}});
  }
  void failed(Duration at, std::uint64_t n) {
    ledger::LoadSlot slot;
    slot.start = start + at;
    slot.requests_sent = slot.requests_failed = n;
    run_.add({start + at, slot});
  }

  RunView run_;
};

TEST_F(IncidentsTest, AKilledTaskIsReplacedByTheNextThatBecomesHealthy) {
  state(0s, "a", "RUNNING");
  target(1s, "a", "healthy");
  state(10s, "a", "STOPPED", "Essential container in task exited", 137);
  state(10s, "b", "PROVISIONING");
  failed(10s, 4);
  target(13s, "b", "healthy");
  failed(20s, 9);
  const auto incidents = find_incidents(run_);
  ASSERT_EQ(incidents.size(), 1U);
  EXPECT_EQ(incidents[0].exit_code, 137);
  EXPECT_EQ(incidents[0].replacement, "b");
  EXPECT_EQ(incidents[0].healthy_at, start + 13s);
  EXPECT_EQ(incidents[0].failed_requests, 4U);
}

TEST_F(IncidentsTest, ASickTaskIsReplacedByTheOneStartedBeforeItLeft) {
  state(0s, "a", "RUNNING");
  target(1s, "a", "healthy");
  target(10s, "a", "unhealthy");
  failed(11s, 6);
  state(12s, "b", "PROVISIONING");
  target(15s, "b", "healthy");
  state(16s, "a", "DEACTIVATING", "Task failed ELB health checks in (target-group tg)");
  state(18s, "a", "STOPPED", "Task failed ELB health checks in (target-group tg)", 0);
  const auto incidents = find_incidents(run_);
  ASSERT_EQ(incidents.size(), 1U);
  EXPECT_EQ(incidents[0].at, start + 10s);
  EXPECT_EQ(incidents[0].replacement, "b");
  EXPECT_EQ(incidents[0].failed_requests, 6U);
}

TEST_F(IncidentsTest, ATargetThatRecoveredIsNoBeginning) {
  state(0s, "a", "RUNNING");
  target(2s, "a", "unhealthy");
  target(4s, "a", "healthy");
  state(10s, "a", "STOPPED", "Essential container in task exited", 1);
  ASSERT_EQ(find_incidents(run_).size(), 1U);
  EXPECT_EQ(find_incidents(run_)[0].at, start + 10s);
}

TEST_F(IncidentsTest, AScaleInIsNone) {
  state(0s, "a", "RUNNING");
  state(10s, "a", "STOPPED", "Scaling activity initiated by (deployment ecs-svc/1)", 0);
  EXPECT_TRUE(find_incidents(run_).empty());
}

}  // namespace
}  // namespace rampart::report
