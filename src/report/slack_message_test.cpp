#include "report/slack_message.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

TEST(SlackMessage, TellsTimeUsersErrorsAndChecks) {
  MetricSet total;
  total.counters = {{"vusers.created", 5}, {"vusers.completed", 4}, {"errors.ETIMEDOUT", 1}};
  total.first_counter_at = Instant(1000s);
  total.last_counter_at = Instant(1065s);
  EnsureOutcome ensured;
  ensured.lines = {"ok: a < 1", "fail: b < 2", "fail: c < 3 (optional)"};
  ensured.passed = 1;
  const auto message = boost::json::parse(slack_message(total, ensured, 1));
  EXPECT_EQ(message.at("text"), "🔴 Artillery test run failed");
  const auto& blocks = message.at("blocks").as_array();
  ASSERT_EQ(blocks.size(), 7U);
  EXPECT_EQ(blocks[1].at("text").at("text"), "Duration: 1 minute and 5 seconds");
  EXPECT_EQ(blocks[3].at("fields").at(0).at("text"), "*4 / 5*\nVUs completed / created");
  EXPECT_EQ(blocks[3].at("fields").at(1).at("text"), "*Errors*\n ◌ ETIMEDOUT:  1");
  EXPECT_EQ(blocks[5].at("fields").at(0).at("text"),
            "*Checks (1 / 3)*\n:white_check_mark: `a < 1`\n:x: `b < 2`\n:x: `c < 3` (optional) ");
}

TEST(SlackMessage, WritesDurationsAsArtilleryDoes) {
  EXPECT_EQ(slack_duration(12ms), "12 miliseconds");
  EXPECT_EQ(slack_duration(1s), "1 second");
  EXPECT_EQ(slack_duration(1500ms), "2 seconds");
  EXPECT_EQ(slack_duration(3600s + 61s), "1 hour, 1 minute and 1 second");
}

}  // namespace
}  // namespace rampart::report
