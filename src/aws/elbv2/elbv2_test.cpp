#include "aws/elbv2/elbv2.h"

#include <gmock/gmock.h>

#include "aws/elbv2/testing/elbv2_bench.h"
#include "aws/protocol/endpoint.h"

namespace rampart::aws::elbv2 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class Elbv2Test : public testing::Elbv2Bench {
 protected:
  json::object health(const std::string& group_arn, const json::array& targets = {}) {
    json::object input{{"TargetGroupArn", group_arn}};
    if (!targets.empty()) input["Targets"] = targets;
    return ok("DescribeTargetHealth", input);
  }
  /// "ID:PORT STATE REASON" of each.
  std::vector<std::string> states(const std::string& group_arn) {
    std::vector<std::string> out;
    const auto described = health(group_arn);
    for (const auto& one : described.at("TargetHealthDescriptions").as_array()) {
      const auto& state = one.at("TargetHealth").as_object();
      out.push_back(text_of(one.at("Target").as_object(), "Id") + ":" +
                    std::to_string(number_of(one.at("Target").as_object(), "Port")) + " " + text_of(state, "State") +
                    " " + text_of(state, "Reason"));
    }
    return out;
  }
  void register_target(const std::string& group_arn, const std::string& id, int port) {
    ok("RegisterTargets",
       {{"TargetGroupArn", group_arn}, {"Targets", json::array{json::object{{"Id", id}, {"Port", port}}}}});
  }
};

// Reference §6.1: the tutorial's path.
TEST_F(Elbv2Test, ATargetIsRoutedToAndDescribedOverItsWholeLife) {
  const auto group_arn = group();
  const auto balancer_arn = balancer();
  register_target(group_arn, "127.0.0.1", 9001);
  EXPECT_THAT(states(group_arn), ElementsAre("127.0.0.1:9001 unused Target.NotInUse"));
  listener(balancer_arn, forward(group_arn));
  ASSERT_EQ(router_->table().listeners.size(), 1U);
  EXPECT_THAT(fleet::target_groups_of(router_->table().listeners[0]), ElementsAre(group_arn));
  EXPECT_THAT(router_->table().target_groups.at(0).load_balancer_arns, ElementsAre(balancer_arn));
  EXPECT_THAT(states(group_arn), ElementsAre("127.0.0.1:9001 initial Elb.RegistrationInProgress"));
  pass(2);
  EXPECT_THAT(states(group_arn), ElementsAre("127.0.0.1:9001 healthy "));
  const auto one = health(group_arn).at("TargetHealthDescriptions").at(0).as_object();
  EXPECT_EQ(text_of(one, "HealthCheckPort"), "9001");
  EXPECT_EQ(text_of(part(one, "AdministrativeOverride"), "State"), "no_override");
  router_->set_health("127.0.0.1:9001", false, "Health checks failed with these codes: [503]");
  EXPECT_THAT(states(group_arn), ElementsAre("127.0.0.1:9001 unhealthy Target.ResponseCodeMismatch"));
  ok("DeregisterTargets",
     {{"TargetGroupArn", group_arn}, {"Targets", json::array{json::object{{"Id", "127.0.0.1"}, {"Port", 9001}}}}});
  EXPECT_THAT(states(group_arn), ElementsAre("127.0.0.1:9001 draining Target.DeregistrationInProgress"));
  pass(2);
  EXPECT_TRUE(states(group_arn).empty());
  const auto unknown = health(group_arn, {json::object{{"Id", "10.0.0.9"}, {"Port", 1}}});
  EXPECT_EQ(text_of(part(unknown.at("TargetHealthDescriptions").at(0).as_object(), "TargetHealth"), "Reason"),
            "Target.NotRegistered");
}

TEST_F(Elbv2Test, TasksOfEcsAppearAsTargets) {
  const auto group_arn = group();
  listener(balancer(), forward(group_arn));
  router_->add_target(group_arn, {"0123456789abcdef", "127.0.0.1", 20001});
  EXPECT_THAT(states(group_arn), ElementsAre("127.0.0.1:20001 initial Elb.RegistrationInProgress"));
}

TEST_F(Elbv2Test, ATargetThatDrainsCanBeRegisteredAgain) {
  const auto group_arn = group();
  listener(balancer(), forward(group_arn));
  register_target(group_arn, "10.0.0.1", 80);
  ok("DeregisterTargets", {{"TargetGroupArn", group_arn}, {"Targets", json::array{json::object{{"Id", "10.0.0.1"}}}}});
  register_target(group_arn, "10.0.0.1", 80);
  EXPECT_THAT(states(group_arn), ElementsAre("10.0.0.1:80 initial Elb.RegistrationInProgress"));
  pass(2);
  EXPECT_THAT(states(group_arn), ElementsAre("10.0.0.1:80 healthy "));
}

// Reference §2.3.
TEST_F(Elbv2Test, RefusesAddressesThatAreNobodysOwn) {
  const auto group_arn = group();
  const auto refused = [&](const std::string& id) {
    return error("RegisterTargets",
                 {{"TargetGroupArn", group_arn}, {"Targets", json::array{json::object{{"Id", id}}}}});
  };
  EXPECT_EQ(refused("8.8.8.8"),
            "ValidationError: The IP address '8.8.8.8' is not allowed, as it must be an address from a VPC subnet, "
            "RFC1918, or RFC6598");
  EXPECT_EQ(refused("web.local"), "ValidationError: The IP address 'web.local' is not a valid IPv4 address");
  EXPECT_EQ(refused("100.64.1.1"), "");
  EXPECT_EQ(refused("172.32.0.1").substr(0, 15), "ValidationError");
}

TEST_F(Elbv2Test, SaysWhereAListenerReallyListens) {
  const auto balancer_arn = balancer();
  listener(balancer_arn, fixed("200"), 80);
  const auto tags = ok("DescribeTags", {{"ResourceArns", json::array{balancer_arn}}});
  EXPECT_EQ(json::serialize(tags.at("TagDescriptions").at(0).at("Tags")),
            R"([{"Key":"rampart:listener-80","Value":"127.0.0.1:8080"}])");
  EXPECT_EQ(error("AddTags", {{"ResourceArns", json::array{balancer_arn}},
                              {"Tags", json::array{json::object{{"Key", "rampart:listener-1"}, {"Value", "x"}}}}}),
            "ValidationError: Tag keys cannot begin with 'rampart:listener-'");
}

// Reference §2.1: what AWS answers.
TEST_F(Elbv2Test, LoadBalancersLookLikeAwss) {
  const auto arn = balancer();
  EXPECT_THAT(arn,
              MatchesRegex("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/front/[0-9a-f]{16}"));
  const auto found = ok("DescribeLoadBalancers", {{"Names", json::array{"front"}}});
  const auto& one = found.at("LoadBalancers").at(0).as_object();
  EXPECT_THAT(text_of(one, "DNSName"), MatchesRegex("front-[0-9]{9,10}\\.us-east-1\\.elb\\.amazonaws\\.com"));
  EXPECT_EQ(text_of(one, "Scheme"), "internet-facing");
  EXPECT_EQ(text_of(part(one, "State"), "Code"), "active");
  EXPECT_EQ(one.at("CreatedTime"), 1'790'000'000.0);
  EXPECT_EQ(items(one, "AvailabilityZones").size(), 2U);
  EXPECT_EQ(balancer(), arn);  // the same settings: the same load balancer
  EXPECT_EQ(
      error("CreateLoadBalancer",
            {{"Name", "front"}, {"Scheme", "internal"}, {"Subnets", json::array{"subnet-a", "subnet-b"}}}),
      "DuplicateLoadBalancerName: A load balancer with the same name 'front' exists, but with different settings");
  EXPECT_EQ(error("CreateLoadBalancer", {{"Name", "x"}, {"Subnets", json::array{"subnet-a"}}}),
            "ValidationError: At least two subnets in two different Availability Zones must be specified");
  EXPECT_THAT(error("CreateLoadBalancer", {{"Name", "-x"}, {"Subnets", json::array{"a", "b"}}}),
              HasSubstr("cannot begin or end with a hyphen"));
  EXPECT_EQ(error("DescribeLoadBalancers", {{"Names", json::array{"gone"}}}),
            "LoadBalancerNotFound: One or more load balancers not found");
}

TEST_F(Elbv2Test, DeletingALoadBalancerFreesItsTargetGroups) {
  const auto group_arn = group();
  const auto balancer_arn = balancer();
  const auto listener_arn = listener(balancer_arn, fixed("404"));
  rule(listener_arn, 10, forward(group_arn));
  EXPECT_EQ(error("DeleteTargetGroup", {{"TargetGroupArn", group_arn}}),
            "ResourceInUse: Target group '" + group_arn + "' is currently in use by a listener or a rule");
  ok("ModifyLoadBalancerAttributes",
     {{"LoadBalancerArn", balancer_arn},
      {"Attributes", json::array{json::object{{"Key", "deletion_protection.enabled"}, {"Value", "true"}}}}});
  EXPECT_THAT(error("DeleteLoadBalancer", {{"LoadBalancerArn", balancer_arn}}),
              HasSubstr("OperationNotPermitted: Load balancer"));
  ok("ModifyLoadBalancerAttributes",
     {{"LoadBalancerArn", balancer_arn},
      {"Attributes", json::array{json::object{{"Key", "deletion_protection.enabled"}, {"Value", "false"}}}}});
  ok("DeleteLoadBalancer", {{"LoadBalancerArn", balancer_arn}});
  ok("DeleteLoadBalancer", {{"LoadBalancerArn", balancer_arn}});
  EXPECT_TRUE(router_->table().listeners.empty());
  ok("DeleteTargetGroup", {{"TargetGroupArn", group_arn}});
  EXPECT_TRUE(router_->table().target_groups.empty());
  EXPECT_EQ(error("DescribeRules", {{"ListenerArn", listener_arn}}),
            "ListenerNotFound: One or more listeners not found");
}

TEST_F(Elbv2Test, TargetGroupsHaveAwssDefaultsAndRanges) {
  const auto arn = group();
  const auto one = ok("DescribeTargetGroups", {{"Names", json::array{"web"}}}).at("TargetGroups").at(0).as_object();
  EXPECT_EQ(number_of(one, "HealthCheckIntervalSeconds"), 30);
  EXPECT_EQ(number_of(one, "HealthCheckTimeoutSeconds"), 5);
  EXPECT_EQ(text_of(one, "HealthCheckPort"), "traffic-port");
  EXPECT_EQ(text_of(part(one, "Matcher"), "HttpCode"), "200");
  EXPECT_TRUE(items(one, "LoadBalancerArns").empty());
  EXPECT_EQ(group(), arn);
  EXPECT_EQ(error("CreateTargetGroup",
                  {{"Name", "web"}, {"Protocol", "HTTP"}, {"Port", 81}, {"VpcId", "vpc-1"}, {"TargetType", "ip"}}),
            "DuplicateTargetGroupName: A target group with the same name 'web' exists, but with different settings");
  EXPECT_EQ(error("ModifyTargetGroup", {{"TargetGroupArn", arn}, {"HealthCheckIntervalSeconds", 5}}),
            "ValidationError: Health check interval must be greater than the timeout.");
  ok("ModifyTargetGroup", {{"TargetGroupArn", arn},
                           {"HealthCheckPath", "/up"},
                           {"HealthCheckPort", "9000"},
                           {"Matcher", json::object{{"HttpCode", "200-299"}}}});
  const auto& spec = router_->table().target_groups.at(0);
  EXPECT_EQ(spec.health_check.path, "/up");
  EXPECT_EQ(spec.health_check.port, 9000);
  EXPECT_EQ(spec.health_check.matcher, "200-299");
  EXPECT_THAT(spec.full_name, MatchesRegex("targetgroup/web/[0-9a-f]{16}"));
  EXPECT_EQ(error("ModifyTargetGroup", {{"TargetGroupArn", "arn:gone"}}),
            "TargetGroupNotFound: One or more target groups not found");
  ok("DeleteTargetGroup", {{"TargetGroupArn", "arn:gone"}});
}

// Reference §2.4.
TEST_F(Elbv2Test, AttributesReachTheRouter) {
  const auto arn = group();
  const auto set = [&](const std::string& key, const std::string& value) {
    return error("ModifyTargetGroupAttributes",
                 {{"TargetGroupArn", arn}, {"Attributes", json::array{json::object{{"Key", key}, {"Value", value}}}}});
  };
  EXPECT_EQ(ok("DescribeTargetGroupAttributes", {{"TargetGroupArn", arn}}).at("Attributes").as_array().size(), 14U);
  EXPECT_EQ(set("deregistration_delay.timeout_seconds", "5"), "");
  EXPECT_EQ(set("stickiness.enabled", "true"), "");
  EXPECT_EQ(set("load_balancing.algorithm.type", "least_outstanding_requests"), "");
  EXPECT_THAT(set("slow_start.duration_seconds", "30"), HasSubstr("InvalidConfigurationRequest"));
  EXPECT_EQ(set("load_balancing.algorithm.type", "round_robin"), "");
  EXPECT_THAT(set("slow_start.duration_seconds", "29"), HasSubstr("between 30 and 900"));
  EXPECT_EQ(set("slow_start.duration_seconds", "30"), "");
  EXPECT_EQ(set("deregistration_delay.timeout", "5"),
            "ValidationError: Target group attribute key 'deregistration_delay.timeout' is not recognized");
  EXPECT_THAT(set("deregistration_delay.timeout_seconds", "3601"), HasSubstr("cannot have the value '3601'"));
  EXPECT_THAT(set("stickiness.app_cookie.cookie_name", "AWSALBX"), HasSubstr("cannot begin with 'AWSALB'"));
  const auto& spec = router_->table().target_groups.at(0);
  EXPECT_EQ(spec.deregistration_delay, std::chrono::seconds(5));
  EXPECT_TRUE(spec.stickiness.enabled);
  EXPECT_EQ(spec.slow_start, std::chrono::seconds(30));
}

TEST_F(Elbv2Test, EverythingIsThereAgainAfterACrash) {
  const auto group_arn = group();
  const auto balancer_arn = balancer();
  const auto listener_arn = listener(balancer_arn, forward(group_arn));
  rule(listener_arn, 10, fixed("404"));
  register_target(group_arn, "127.0.0.1", 9001);
  ASSERT_FALSE(state_.commit().has_error());
  group("late");
  state_.crash();
  restart();
  ASSERT_EQ(router_->table().listeners.size(), 1U);
  EXPECT_EQ(router_->table().listeners[0].rules.size(), 1U);
  EXPECT_EQ(router_->table().target_groups.size(), 1U);
  EXPECT_THAT(states(group_arn), ElementsAre("127.0.0.1:9001 initial Elb.RegistrationInProgress"));
  EXPECT_EQ(ok("DescribeListeners", {{"LoadBalancerArn", balancer_arn}}).at("Listeners").as_array().size(), 1U);
}

TEST_F(Elbv2Test, PagesContinueWhereTheyEnded) {
  for (const std::string name : {"a", "b", "c"}) group(name);
  auto first = ok("DescribeTargetGroups", {{"PageSize", 2}});
  EXPECT_EQ(items(first, "TargetGroups").size(), 2U);
  const auto second = ok("DescribeTargetGroups", {{"PageSize", 2}, {"Marker", first.at("NextMarker")}});
  EXPECT_EQ(items(second, "TargetGroups").size(), 1U);
  EXPECT_FALSE(second.contains("NextMarker"));
  EXPECT_THAT(error("DescribeTargetGroups", {{"Marker", "made up"}}), HasSubstr("ValidationError"));
}

TEST_F(Elbv2Test, TagsAreKeptByResource) {
  const auto arn = group();
  ok("AddTags", {{"ResourceArns", json::array{arn}},
                 {"Tags", json::array{json::object{{"Key", "team"}, {"Value", "shop"}}, json::object{{"Key", "x"}}}}});
  ok("RemoveTags", {{"ResourceArns", json::array{arn}}, {"TagKeys", json::array{"x"}}});
  EXPECT_EQ(
      json::serialize(ok("DescribeTags", {{"ResourceArns", json::array{arn}}}).at("TagDescriptions").at(0).at("Tags")),
      R"([{"Key":"team","Value":"shop"}])");
  EXPECT_EQ(error("DescribeTags", {{"ResourceArns", json::array{arn + "x"}}}),
            "TargetGroupNotFound: One or more target groups not found");
}

TEST_F(Elbv2Test, FactsOfTheAccount) {
  EXPECT_EQ(ok("DescribeAccountLimits", {}).at("Limits").as_array().size(), 12U);
  EXPECT_EQ(ok("DescribeSSLPolicies", {{"Names", json::array{"ELBSecurityPolicy-2016-08"}}})
                .at("SslPolicies")
                .as_array()
                .size(),
            1U);
  EXPECT_THAT(error("DescribeSSLPolicies", {{"Names", json::array{"none"}}}), HasSubstr("SSLPolicyNotFound"));
}

TEST_F(Elbv2Test, NamesEveryOperationOfTheModel) { EXPECT_EQ(service_.operations.size(), 51U); }

// As the aws CLI sends it.
TEST_F(Elbv2Test, SpeaksTheQueryProtocol) {
  protocol::Endpoint endpoint({elbv2_->service()}, {});
  const auto response = endpoint.answer(
      {.method = "POST",
       .target = "/",
       .headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
       .body = "Action=CreateTargetGroup&Version=2015-12-01&Name=web&Protocol=HTTP&Port=80&VpcId=vpc-1&TargetType=ip"},
      now_);
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr("<CreateTargetGroupResult><TargetGroups><member><TargetGroupArn>arn:aws:"));
  EXPECT_THAT(response.body, HasSubstr("<Matcher><HttpCode>200</HttpCode></Matcher>"));
}

}  // namespace
}  // namespace rampart::aws::elbv2
