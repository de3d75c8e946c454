#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/control/testing/catalogue_text.h"

namespace rampart::control {
namespace {

using testing::complaint;
using testing::error_of;

const std::string group = "Group (AWS::ElasticLoadBalancingV2::TargetGroup)";
const std::string listener = "Listener (AWS::ElasticLoadBalancingV2::Listener)";
const std::string balancer = "Balancer (AWS::ElasticLoadBalancingV2::LoadBalancer)";

std::string with_group(const std::string& properties) {
  return complaint({{"VpcId: vpc-1}", "VpcId: vpc-1, " + properties + "}"}});
}

// Reference aws-scaling.md §2.2, defaults and ranges.
TEST(CatalogueTargetGroup, HealthChecksHaveElbsDefaultsAndRanges) {
  const auto c = testing::build(testing::good_template());
  ASSERT_TRUE(c.has_value()) << error_of(c);
  const auto& check = c->target_groups.at(0).health_check;
  EXPECT_EQ(check.interval, std::chrono::seconds(30));
  EXPECT_EQ(check.timeout, std::chrono::seconds(5));
  EXPECT_EQ(check.healthy_threshold, 5);
  EXPECT_EQ(check.unhealthy_threshold, 2);
  EXPECT_EQ(with_group("HealthCheckIntervalSeconds: 4"),
            group + ": HealthCheckIntervalSeconds 4 is out of range; allowed are 5 to 300.");
  EXPECT_EQ(with_group("HealthyThresholdCount: 1"),
            group + ": HealthyThresholdCount 1 is out of range; allowed are 2 to 10.");
  EXPECT_EQ(with_group("HealthCheckIntervalSeconds: 5"),
            group +
                ": Health check interval must be greater than the timeout: 5 s and 5 s (HealthCheckTimeoutSeconds's "
                "default).");
  EXPECT_EQ(with_group("HealthCheckPath: health"),
            group + ": \"health\": the path begins with / and has at most 1024 characters.");
  EXPECT_EQ(with_group("Matcher: {HttpCode: '200-299,404'}"), "fine");
  EXPECT_EQ(with_group("Matcher: {HttpCode: 500}"),
            group + ".Matcher: \"500\": codes from 200 to 499, like 200, \"200,202\" or \"200-299\".");
}

// Reference aws-scaling.md §2.4.
TEST(CatalogueTargetGroup, AttributesHaveElbsRanges) {
  const auto with = [](const std::string& key, const std::string& value) {
    return with_group("TargetGroupAttributes: [{Key: " + key + ", Value: '" + value + "'}]");
  };
  EXPECT_EQ(with("deregistration_delay.timeout_seconds", "3601"),
            group + ".TargetGroupAttributes[0]: Value 3601 is out of range; allowed are 0 to 3600.");
  EXPECT_EQ(with("slow_start.duration_seconds", "10"),
            group + ".TargetGroupAttributes[0]: slow_start.duration_seconds is 0 (off) or 30 to 900.");
  EXPECT_EQ(with("deregistration_delay.timeout", "30"),
            group +
                ".TargetGroupAttributes[0]: Target group attribute key 'deregistration_delay.timeout' is not "
                "recognized; did you mean deregistration_delay.timeout_seconds?");
  EXPECT_EQ(with("load_balancing.algorithm.type", "least_outstanding_requests"), "fine");
}

TEST(CatalogueListener, ForwardsToAKnownGroup) {
  EXPECT_EQ(complaint({{"LoadBalancerArn: !Ref Balancer", "LoadBalancerArn: arn:x"}}),
            listener + ": the template makes no load balancer arn:x.");
  EXPECT_EQ(complaint({{"{Type: forward, TargetGroupArn: !Ref Group}", "{Type: forward}"}}),
            listener + ".DefaultActions[0]: a forward action needs a TargetGroupArn.");
  EXPECT_EQ(complaint({{"{Type: forward, TargetGroupArn: !Ref Group}",
                        "{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Group}]}}"}}),
            "fine");
  EXPECT_EQ(complaint({{"{Type: forward, TargetGroupArn: !Ref Group}", "{Type: forwards}"}}),
            listener + ".DefaultActions[0]: \"forwards\" isn't an action; one of forward, redirect, fixed-response.");
  EXPECT_EQ(complaint({{"      Port: 80\n      Protocol", "      Port: 70000\n      Protocol"}}),
            listener + ": Port 70000 is out of range; allowed are 1 to 65535.");
}

TEST(CatalogueListener, ARedirectIsNamedAndNotOpened) {
  const auto c = testing::build(
      testing::good_template() +
      "  Plain:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties:\n      LoadBalancerArn: !Ref "
      "Balancer\n"
      "      Port: 81\n      Protocol: HTTP\n      DefaultActions: [{Type: redirect, RedirectConfig: {StatusCode: "
      "HTTP_301}}]\n");
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_EQ(c->listeners.size(), 1U);
  EXPECT_THAT(c->not_emulated, ::testing::ElementsAre(::testing::HasSubstr("Listener (Plain): its default action")));
}

TEST(CatalogueLoadBalancer, HasElbsRules) {
  EXPECT_EQ(complaint({{"Subnets: [subnet-a, subnet-b]", "Subnets: [subnet-a]"}}),
            balancer + ": At least two subnets in two different Availability Zones must be specified");
  EXPECT_EQ(complaint({{"Name: lb", "Name: lb, Type: network"}}),
            balancer + ": load balancers of type network aren't emulated; only application is.");
  EXPECT_EQ(complaint({{"Name: lb", "Name: -lb"}}),
            balancer +
                ": \"-lb\": letters, digits and hyphens only, no hyphen at either end, not beginning with "
                "\"internal-\".");
}

TEST(CatalogueLoadBalancer, NamesTheWayAwsDoes) {
  const auto c = testing::build(testing::changed(
      {{"Name: lb", "Scheme: internal, LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: '7'}]"}}));
  ASSERT_TRUE(c.has_value()) << error_of(c);
  const auto& lb = c->load_balancers.at(0);
  EXPECT_THAT(lb.dns_name,
              ::testing::MatchesRegex("internal-quest-Balancer-[A-Za-z0-9]{12}-[0-9]{9}.us-east-1.elb.amazonaws.com"));
  EXPECT_EQ(lb.idle_timeout, std::chrono::seconds(7));
}

}  // namespace
}  // namespace rampart::control
