#include "aws/logs/logs.h"

#include <gtest/gtest.h>

#include "aws/account/testing/caller.h"
#include "aws/logs/testing/fake_task_logs.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::logs {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class LogsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    client_.ok("CreateLogGroup", {{"logGroupName", "/app/web"}});
    client_.ok("CreateLogStream", {{"logGroupName", "/app/web"}, {"logStreamName", "one"}});
  }
  void put(const std::string& message, std::int64_t ago = 0) const {
    client_.ok("PutLogEvents",
               {{"logGroupName", "/app/web"},
                {"logStreamName", "one"},
                {"logEvents",
                 json::array{json::object{{"timestamp", milliseconds_of(client_.now) - ago}, {"message", message}}}}});
  }
  json::object get(json::object more = {}) const {
    more["logGroupName"] = "/app/web";
    if (!more.contains("logStreamName")) more["logStreamName"] = "one";
    return client_.ok("GetLogEvents", more);
  }
  static std::string messages(const json::object& answer) {
    std::string out;
    for (const json::value& one : answer.at("events").as_array())
      out += std::string(one.at("message").as_string()) + " ";
    return out;
  }

  control::testing::MemoryState state_;
  Account account_{.state = state_, .ids = Random(7)};
  testing::FakeTaskLogs tasks_;
  Logs logs_{account_, tasks_};
  aws::testing::Caller client_{logs_.service()};
};

TEST_F(LogsTest, EventsArePutAndReadForwardAndBack) {
  for (const char* message : {"a", "b", "c", "d", "e"}) put(message);
  EXPECT_EQ(messages(get({{"limit", 2}})), "d e ");
  json::object answer = get({{"limit", 2}, {"startFromHead", true}});
  EXPECT_EQ(messages(answer), "a b ");
  answer = get({{"limit", 2}, {"nextToken", answer.at("nextForwardToken")}});
  EXPECT_EQ(messages(answer), "c d ");
  EXPECT_EQ(messages(get({{"limit", 2}, {"nextToken", answer.at("nextBackwardToken")}})), "a b ");
  answer = get({{"nextToken", answer.at("nextForwardToken")}});
  EXPECT_EQ(messages(answer), "e ");
  const json::object end = get({{"nextToken", answer.at("nextForwardToken")}});
  EXPECT_EQ(messages(end), "");
  EXPECT_EQ(end.at("nextForwardToken"), answer.at("nextForwardToken"));  // how clients know the end
  put("f");
  EXPECT_EQ(messages(get({{"nextToken", end.at("nextForwardToken")}})), "f ");
  EXPECT_EQ(
      client_.error("GetLogEvents", {{"logGroupName", "/app/web"}, {"logStreamName", "one"}, {"nextToken", "made up"}}),
      "InvalidParameterException: The specified nextToken is invalid.");
}

TEST_F(LogsTest, LastAcrossACrash) {
  put("kept");
  ASSERT_FALSE(state_.commit().has_error());
  put("lost");
  state_.crash();
  Logs again(account_, tasks_);
  const aws::testing::Caller client(again.service());
  EXPECT_EQ(messages(client.ok("GetLogEvents", {{"logGroupName", "/app/web"}, {"logStreamName", "one"}})), "kept ");
}

TEST_F(LogsTest, TasksOutputIsAStreamOfItsOwn) {
  const std::string stream = "web/app/0123";
  tasks_.write("/ecs/web", stream, client_.now, "started");
  tasks_.write("/ecs/web", stream, client_.now + 1s, "ERROR one");
  tasks_.write("/ecs/web", stream, client_.now + 2s, "stopped");
  const auto groups = client_.ok("DescribeLogGroups", {{"logGroupNamePrefix", "/ecs"}}).at("logGroups").as_array();
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].at("arn"), "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/web:*");
  const auto streams = client_.ok("DescribeLogStreams", {{"logGroupName", "/ecs/web"}}).at("logStreams").as_array();
  ASSERT_EQ(streams.size(), 1U);
  EXPECT_EQ(streams[0].at("lastEventTimestamp"), milliseconds_of(client_.now) + 2000);
  const json::object ask = {{"logGroupName", "/ecs/web"}, {"logStreamName", stream}, {"limit", 2}};
  const json::object tail = client_.ok("GetLogEvents", ask);
  EXPECT_EQ(messages(tail), "ERROR one stopped ");
  tasks_.write("/ecs/web", stream, client_.now + 3s, "more");
  json::object on = ask;
  on["nextToken"] = tail.at("nextForwardToken");
  EXPECT_EQ(messages(client_.ok("GetLogEvents", on)), "more ");
  EXPECT_EQ(messages(client_.ok("FilterLogEvents", {{"logGroupName", "/ecs/web"}, {"filterPattern", "ERROR"}})),
            "ERROR one ");
  client_.now += 10s;
  client_.ok("DeleteLogGroup", {{"logGroupName", "/ecs/web"}});
  EXPECT_EQ(client_.error("DescribeLogStreams", {{"logGroupName", "/ecs/web"}}),
            "ResourceNotFoundException: The specified log group does not exist.");
  tasks_.write("/ecs/web", "web/app/4567", client_.now + 1s, "a new task");
  EXPECT_EQ(messages(client_.ok("FilterLogEvents", {{"logGroupName", "/ecs/web"}})), "a new task ");
}

TEST_F(LogsTest, ATasksGroupIsThereOrMade) {
  EXPECT_TRUE(logs_.ready_for_task("us-east-1", "/app/web", false, client_.now));
  EXPECT_FALSE(logs_.ready_for_task("us-east-1", "/ecs/new", false, client_.now));
  EXPECT_TRUE(logs_.ready_for_task("us-east-1", "/ecs/new", true, client_.now));
  EXPECT_TRUE(logs_.ready_for_task("us-east-1", "/ecs/new", false, client_.now));
  EXPECT_FALSE(logs_.ready_for_task("eu-west-1", "/ecs/new", false, client_.now));
  const auto made = client_.ok("DescribeLogGroups", {{"logGroupNamePrefix", "/ecs/new"}}).at("logGroups").as_array();
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].at("logGroupArn"), "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/new");
}

TEST_F(LogsTest, FilterMergesStreamsByTimeAndPages) {
  client_.ok("CreateLogStream", {{"logGroupName", "/app/web"}, {"logStreamName", "two"}});
  put("third", 1000);
  client_.ok("PutLogEvents",
             {{"logGroupName", "/app/web"},
              {"logStreamName", "two"},
              {"logEvents",
               json::array{json::object{{"timestamp", milliseconds_of(client_.now) - 3000}, {"message", "first"}},
                           json::object{{"timestamp", milliseconds_of(client_.now) - 2000}, {"message", "second"}}}}});
  json::object ask = {{"logGroupName", "/app/web"}, {"limit", 2}};
  const json::object first = client_.ok("FilterLogEvents", ask);
  EXPECT_EQ(messages(first), "first second ");
  EXPECT_EQ(text_of(first.at("events").as_array()[0].as_object(), "eventId").size(), 56U);
  ask["nextToken"] = first.at("nextToken");
  const json::object rest = client_.ok("FilterLogEvents", ask);
  EXPECT_EQ(messages(rest), "third ");
  EXPECT_FALSE(rest.contains("nextToken"));
  EXPECT_EQ(messages(client_.ok("FilterLogEvents", {{"logGroupName", "/app/web"},
                                                    {"startTime", milliseconds_of(client_.now) - 2000},
                                                    {"endTime", milliseconds_of(client_.now) - 1000}})),
            "second ");
  EXPECT_EQ(client_.error("FilterLogEvents", {{"logGroupName", "/app/web"}, {"filterPattern", "{ broken"}}),
            "InvalidParameterException: Invalid filter pattern");
}

TEST_F(LogsTest, WhatCantBePutIsSaid) {
  EXPECT_EQ(client_.error("CreateLogGroup", {{"logGroupName", "/app/web"}}),
            "ResourceAlreadyExistsException: The specified log group already exists");
  EXPECT_EQ(client_.error("CreateLogStream", {{"logGroupName", "/app/web"}, {"logStreamName", "one"}}),
            "ResourceAlreadyExistsException: The specified log stream already exists");
  const std::int64_t now = milliseconds_of(client_.now);
  const auto event = [](std::int64_t at) { return json::object{{"timestamp", at}, {"message", "x"}}; };
  const auto answer =
      client_.ok("PutLogEvents", {{"logGroupName", "/app/web"},
                                  {"logStreamName", "one"},
                                  {"logEvents", json::array{event(0), event(now), event(now + 8'000'000)}}});
  EXPECT_EQ(answer.at("rejectedLogEventsInfo").at("tooOldLogEventEndIndex"), 1);
  EXPECT_EQ(answer.at("rejectedLogEventsInfo").at("tooNewLogEventStartIndex"), 2);
  EXPECT_EQ(messages(get()), "x ");
  EXPECT_EQ(client_.error("PutLogEvents", {{"logGroupName", "/app/web"},
                                           {"logStreamName", "one"},
                                           {"logEvents", json::array{event(now), event(now - 1)}}}),
            "InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order.");
}

TEST_F(LogsTest, RetentionLetsGoOfTheOld) {
  client_.ok("PutRetentionPolicy", {{"logGroupName", "/app/web"}, {"retentionInDays", 1}});
  EXPECT_EQ(client_.error("PutRetentionPolicy", {{"logGroupName", "/app/web"}, {"retentionInDays", 2}}).substr(0, 25),
            "InvalidParameterException");
  put("old", 25 * 3'600'000);
  put("new");
  logs_.tick(client_.now);
  EXPECT_EQ(messages(get({{"startFromHead", true}})), "new ");
  client_.ok("DeleteRetentionPolicy", {{"logGroupName", "/app/web"}});
}

TEST_F(LogsTest, GroupsAreTagged) {
  const json::value arn = "arn:aws:logs:us-east-1:123456789012:log-group:/app/web";
  client_.ok("TagResource", {{"resourceArn", arn}, {"tags", json::object{{"team", "shop"}}}});
  EXPECT_EQ(client_.ok("ListTagsLogGroup", {{"logGroupName", "/app/web"}}).at("tags").at("team"), "shop");
  client_.ok("UntagLogGroup", {{"logGroupName", "/app/web"}, {"tags", json::array{"team"}}});
  EXPECT_EQ(client_.ok("ListTagsForResource", {{"resourceArn", arn}}).at("tags").as_object().size(), 0U);
}

}  // namespace
}  // namespace rampart::aws::logs
