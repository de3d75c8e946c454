#include "aws/protocol/dispatcher.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "aws/protocol/fit.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

Shape input() {
  const Shape tag = structure("Tag", {required("key", string()), optional("value", string())});
  return structure("CreateInput", {required("clusterName", string({.most = 10})), optional("desiredCount", integer()),
                                   optional("enableECSManagedTags", boolean()), optional("tags", list(tag)),
                                   optional("labels", map(string(), string())), optional("policy", string()),
                                   optional("threshold", double_number()), optional("startTime", timestamp())});
}

TEST(Fit, TakesCloudFormationsNamesAndKinds) {
  const json::value given = json::parse(R"({"ClusterName": 7, "DesiredCount": "3", "EnableECSManagedTags": "true",
      "Tags": [{"Key": "a", "Value": true}], "Labels": {"Some.Key": 1.5}, "Policy": {"Version": "2012-10-17"},
      "Threshold": "50", "StartTime": "2026-01-01T00:00:00Z", "Unknown": 1})");
  EXPECT_EQ(fit(input(), given), json::parse(R"({"clusterName": "7", "desiredCount": 3, "enableECSManagedTags": true,
      "tags": [{"key": "a", "value": "true"}], "labels": {"Some.Key": "1.5"},
      "policy": "{\"Version\":\"2012-10-17\"}", "threshold": 50.0, "startTime": 1767225600.0})"));
}

TEST(Fit, LeavesWhatItCannotReadForTheCheck) {
  EXPECT_EQ(fit(integer(), json::value("three")), json::value("three"));
  EXPECT_EQ(fit(list(string()), json::value("x")), json::value("x"));
  EXPECT_EQ(fit(integer(), json::value(2.0)), json::value(2));
}

class DispatcherTest : public ::testing::Test {
 protected:
  DispatcherTest() {
    Service service{.id = "ECS", .signing_name = "ecs"};
    service.operations = {
        {"Create", input(), structure("O", {}), [](const Call& call) -> Answer { return call.input; }},
        {"Later", input(), structure("O", {})}};
    services.push_back(service);
  }
  Answer ask(std::string_view service, const char* operation, const char* text) {
    Call call;
    call.operation = operation;
    call.input = json::parse(text).as_object();
    return Dispatcher(services)(service, call);
  }
  std::vector<Service> services;
};

TEST_F(DispatcherTest, FitsChecksAndAsks) {
  const auto answer = ask("ecs", "Create", R"({"ClusterName": "web", "DesiredCount": "2"})");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(json::value(*answer), json::parse(R"({"clusterName": "web", "desiredCount": 2})"));
}

TEST_F(DispatcherTest, RefusesWhatAClientWouldBeRefused) {
  EXPECT_EQ(ask("ECS", "Create", "{}").error().code, "ValidationException");
  EXPECT_EQ(ask("ECS", "Create", R"({"ClusterName": "much-too-long"})").error().code, "ValidationException");
  EXPECT_EQ(ask("ECS", "Create", R"({"ClusterName": "a", "DesiredCount": "x"})").error().message,
            "The value of desiredCount has the wrong type.");
  EXPECT_TRUE(is_not_implemented(ask("ecs", "Later", "{}").error()));
  EXPECT_TRUE(is_not_implemented(ask("s3", "CreateBucket", "{}").error()));
}

}  // namespace
}  // namespace rampart::aws::protocol
