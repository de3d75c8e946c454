#include "aws/ecs/fargate_facts.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "aws/account/testing/caller.h"

namespace rampart::aws::ecs {
namespace {

namespace json = boost::json;

aws::testing::Caller caller() {
  protocol::Service service;
  service.operations = {describe_capacity_providers(), list_services_by_namespace()};
  return aws::testing::Caller(std::move(service));
}

TEST(FargateFacts, TwoCapacityProvidersAreThere) {
  const auto both = caller().ok("DescribeCapacityProviders");
  ASSERT_EQ(both.at("capacityProviders").as_array().size(), 2U);
  EXPECT_EQ(json::serialize(both.at("capacityProviders").as_array()[1]),
            R"({"capacityProviderArn":"arn:aws:ecs:us-east-1:123456789012:capacity-provider/FARGATE_SPOT",)"
            R"("name":"FARGATE_SPOT","status":"ACTIVE","tags":[]})");
  const auto some =
      caller().ok("DescribeCapacityProviders",
                  {{"capacityProviders",
                    json::array{"arn:aws:ecs:us-east-1:123456789012:capacity-provider/FARGATE", "my-instances"}}});
  EXPECT_EQ(some.at("capacityProviders").as_array().size(), 1U);
  EXPECT_EQ(json::serialize(some.at("failures")),
            R"([{"arn":"arn:aws:ecs:us-east-1:123456789012:capacity-provider/my-instances","reason":"MISSING"}])");
}

TEST(FargateFacts, NoNamespaceHasAService) {
  EXPECT_EQ(json::serialize(caller().ok("ListServicesByNamespace", {{"namespace", "shop"}})), R"({"serviceArns":[]})");
}

}  // namespace
}  // namespace rampart::aws::ecs
