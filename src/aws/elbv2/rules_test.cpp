// Listeners and rules: what they echo, what they refuse, what the router gets. Source: reference aws-scaling.md §2.1,
// §2.5.
#include <gmock/gmock.h>

#include "aws/elbv2/testing/elbv2_bench.h"

namespace rampart::aws::elbv2 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RulesTest : public testing::Elbv2Bench {
 protected:
  std::vector<std::string> priorities(const std::string& listener_arn) {
    std::vector<std::string> out;
    const auto described = ok("DescribeRules", {{"ListenerArn", listener_arn}});
    for (const auto& one : described.at("Rules").as_array()) out.push_back(text_of(one.as_object(), "Priority"));
    return out;
  }
  const std::string certificate_ = "arn:aws:acm:us-east-1:123456789012:certificate/one";
};

TEST_F(RulesTest, AForwardIsEchoedInBothForms) {
  const auto group_arn = group();
  const auto listener_arn = listener(balancer(), forward(group_arn));
  const auto out = ok("DescribeListeners", {{"ListenerArns", json::array{listener_arn}}});
  EXPECT_EQ(json::serialize(out.at("Listeners").at(0).at("DefaultActions")),
            R"([{"Type":"forward","TargetGroupArn":")" + group_arn +
                R"(","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":")" + group_arn +
                R"(","Weight":1}],"TargetGroupStickinessConfig":{"Enabled":false}}}])");
}

TEST_F(RulesTest, WeightsAndStickinessReachTheRouter) {
  const auto a = group("a");
  const auto b = group("b");
  const json::object config{{"TargetGroups", json::array{json::object{{"TargetGroupArn", a}, {"Weight", 90}},
                                                         json::object{{"TargetGroupArn", b}, {"Weight", 10}}}},
                            {"TargetGroupStickinessConfig", json::object{{"Enabled", true}, {"DurationSeconds", 60}}}};
  listener(balancer(), {json::object{{"Type", "forward"}, {"ForwardConfig", config}}});
  const auto& action = std::get<fleet::ForwardAction>(router_->table().listeners.at(0).default_action);
  EXPECT_EQ(action.target_groups.at(0).weight, 90);
  EXPECT_EQ(action.target_groups.at(1).target_group_arn, b);
  EXPECT_EQ(action.stickiness, std::chrono::seconds(60));
}

TEST_F(RulesTest, RedirectsGetTheirDefaults) {
  const auto listener_arn = listener(
      balancer(), {json::object{{"Type", "redirect"},
                                {"RedirectConfig",
                                 json::object{{"Protocol", "HTTPS"}, {"Port", "443"}, {"StatusCode", "HTTP_301"}}}}});
  const auto& action = std::get<fleet::RedirectAction>(router_->table().listeners.at(0).default_action);
  EXPECT_EQ(action.protocol, "HTTPS");
  EXPECT_EQ(action.host, "#{host}");
  EXPECT_EQ(action.path, "/#{path}");
  EXPECT_EQ(action.status, 301);
  EXPECT_THAT(
      error("ModifyListener", {{"ListenerArn", listener_arn},
                               {"DefaultActions", json::array{json::object{
                                                      {"Type", "redirect"},
                                                      {"RedirectConfig", json::object{{"StatusCode", "HTTP_302"}}}}}}}),
      HasSubstr("InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a loop"));
}

TEST_F(RulesTest, ConditionsAreEchoedAndReachTheRouter) {
  const auto listener_arn = listener(balancer(), fixed("404"));
  const json::array conditions{
      json::object{{"Field", "host-header"}, {"HostHeaderConfig", json::object{{"Values", json::array{"*.test"}}}}},
      json::object{{"Field", "http-header"},
                   {"HttpHeaderConfig", json::object{{"HttpHeaderName", "X-Kind"}, {"Values", json::array{"beta"}}}}},
      json::object{
          {"Field", "query-string"},
          {"QueryStringConfig", json::object{{"Values", json::array{json::object{{"Key", "v"}, {"Value", "1"}}}}}}},
      json::object{{"Field", "source-ip"}, {"SourceIpConfig", json::object{{"Values", json::array{"10.0.0.0/8"}}}}}};
  const auto out =
      ok("CreateRule",
         {{"ListenerArn", listener_arn}, {"Priority", 5}, {"Conditions", conditions}, {"Actions", fixed("200")}});
  const auto& echoed = out.at("Rules").at(0).at("Conditions");
  EXPECT_EQ(json::serialize(echoed.at(0)),
            R"({"Field":"host-header","Values":["*.test"],"HostHeaderConfig":{"Values":["*.test"]}})");
  EXPECT_FALSE(echoed.at(1).as_object().contains("Values"));
  const auto& rule = router_->table().listeners.at(0).rules.at(0);
  ASSERT_EQ(rule.conditions.size(), 4U);
  EXPECT_EQ(rule.conditions[1].header_name, "X-Kind");
  EXPECT_THAT(rule.conditions[2].pairs, ElementsAre(std::pair<std::string, std::string>("v", "1")));
  EXPECT_THAT(rule.conditions[3].values, ElementsAre("10.0.0.0/8"));
}

TEST_F(RulesTest, ConditionsHaveAwssLimits) {
  const auto listener_arn = listener(balancer(), fixed("404"));
  const auto refused = [&](const json::array& conditions) {
    return error(
        "CreateRule",
        {{"ListenerArn", listener_arn}, {"Priority", 5}, {"Conditions", conditions}, {"Actions", fixed("200")}});
  };
  EXPECT_THAT(refused({json::object{{"Field", "path-pattern"}, {"Values", json::array{"1", "2", "3", "4", "5", "6"}}}}),
              HasSubstr("'5' condition values"));
  EXPECT_THAT(refused(path("/*/*/*/*/*/?")), HasSubstr("'5' condition wildcards"));
  EXPECT_THAT(refused(path(std::string(129, 'a'))), HasSubstr("between 1 and 128"));
  EXPECT_THAT(refused({json::object{{"Field", "cookie"}, {"Values", json::array{"1"}}}}),
              HasSubstr("Condition field 'cookie' must be one of"));
  EXPECT_THAT(refused({json::object{{"Field", "source-ip"},
                                    {"SourceIpConfig", json::object{{"Values", json::array{"10.0.0.0"}}}}}}),
              HasSubstr("must be a CIDR block"));
  EXPECT_THAT(refused({}), HasSubstr("A condition must be specified"));
}

TEST_F(RulesTest, PrioritiesOrderRulesAndAreUnique) {
  const auto listener_arn = listener(balancer(), fixed("404"));
  const auto late = rule(listener_arn, 20, fixed("200"));
  const auto early = rule(listener_arn, 3, fixed("201"));
  EXPECT_THAT(priorities(listener_arn), ElementsAre("3", "20", "default"));
  EXPECT_EQ(
      error("CreateRule",
            {{"ListenerArn", listener_arn}, {"Priority", 3}, {"Conditions", path("/x")}, {"Actions", fixed("200")}}),
      "PriorityInUse: Priority '3' is currently in use");
  const auto pair = [](const std::string& arn, int priority) {
    return json::object{{"RuleArn", arn}, {"Priority", priority}};
  };
  EXPECT_EQ(error("SetRulePriorities", {{"RulePriorities", json::array{pair(early, 20)}}}),
            "PriorityInUse: Priority '20' is currently in use");
  ok("SetRulePriorities", {{"RulePriorities", json::array{pair(early, 20), pair(late, 3)}}});
  EXPECT_THAT(priorities(listener_arn), ElementsAre("3", "20", "default"));
  EXPECT_EQ(ok("DescribeRules", {{"RuleArns", json::array{late}}}).at("Rules").at(0).at("Priority"), "3");
  ok("ModifyRule", {{"RuleArn", late}, {"Conditions", path("/new")}});
  ok("DeleteRule", {{"RuleArn", early}});
  EXPECT_EQ(error("DeleteRule", {{"RuleArn", early}}), "RuleNotFound: One or more rules not found");
  ASSERT_EQ(router_->table().listeners.at(0).rules.size(), 1U);
  EXPECT_THAT(router_->table().listeners[0].rules[0].conditions.at(0).values, ElementsAre("/new"));
}

TEST_F(RulesTest, TheDefaultRuleStays) {
  const auto listener_arn = listener(balancer(), fixed("404"));
  const auto rules = ok("DescribeRules", {{"ListenerArn", listener_arn}}).at("Rules").as_array();
  const auto arn = text_of(rules.at(0).as_object(), "RuleArn");
  EXPECT_TRUE(flag_of(rules.at(0).as_object(), "IsDefault"));
  EXPECT_THAT(error("DeleteRule", {{"RuleArn", arn}}), HasSubstr("OperationNotPermitted: Default rule"));
  EXPECT_THAT(error("ModifyRule", {{"RuleArn", arn}, {"Actions", fixed("200")}}), HasSubstr("OperationNotPermitted"));
}

TEST_F(RulesTest, ATargetGroupHasOneLoadBalancer) {
  const auto group_arn = group();
  listener(balancer("one"), forward(group_arn));
  const auto other = balancer("two");
  EXPECT_EQ(
      error("CreateListener",
            {{"LoadBalancerArn", other}, {"Protocol", "HTTP"}, {"Port", 80}, {"DefaultActions", forward(group_arn)}}),
      "TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load "
      "balancer: " +
          group_arn);
  EXPECT_EQ(
      error("CreateListener",
            {{"LoadBalancerArn", other}, {"Protocol", "HTTP"}, {"Port", 80}, {"DefaultActions", forward("arn:gone")}}),
      "TargetGroupNotFound: One or more target groups not found");
}

TEST_F(RulesTest, APortHasOneListener) {
  const auto arn = balancer();
  const auto first = listener(arn, fixed("200"));
  EXPECT_EQ(listener(arn, fixed("200")), first);  // the same again
  EXPECT_EQ(error("CreateListener",
                  {{"LoadBalancerArn", arn}, {"Protocol", "HTTP"}, {"Port", 80}, {"DefaultActions", fixed("404")}}),
            "DuplicateListener: A listener already exists on this port for this load balancer '" + arn + "'");
  EXPECT_THAT(error("CreateListener",
                    {{"LoadBalancerArn", arn}, {"Protocol", "TCP"}, {"Port", 81}, {"DefaultActions", fixed("404")}}),
              HasSubstr("Listener protocol 'TCP' must be one of 'HTTPS, HTTP'"));
  ok("DeleteListener", {{"ListenerArn", first}});
  EXPECT_TRUE(router_->table().listeners.empty());
  EXPECT_EQ(error("DeleteListener", {{"ListenerArn", first}}), "ListenerNotFound: One or more listeners not found");
}

TEST_F(RulesTest, HttpsNeedsACertificate) {
  const auto arn = balancer();
  const auto create = [&](const json::array& certificates) {
    json::object input{
        {"LoadBalancerArn", arn}, {"Protocol", "HTTPS"}, {"Port", 443}, {"DefaultActions", fixed("200")}};
    if (!certificates.empty()) input["Certificates"] = certificates;
    return answer("CreateListener", input);
  };
  EXPECT_EQ(create({}).error().message, "A certificate must be specified for HTTPS listeners");
  EXPECT_EQ(create({json::object{{"CertificateArn", "arn:gone"}}}).error().code, "CertificateNotFound");
  const auto made = create({json::object{{"CertificateArn", certificate_}}});
  ASSERT_TRUE(made.has_value());
  const auto& one = made->at("Listeners").at(0).as_object();
  EXPECT_EQ(text_of(one, "SslPolicy"), "ELBSecurityPolicy-2016-08");
  const auto listener_arn = text_of(one, "ListenerArn");
  const auto second = certificate_ + "2";
  ok("AddListenerCertificates",
     {{"ListenerArn", listener_arn}, {"Certificates", json::array{json::object{{"CertificateArn", second}}}}});
  EXPECT_THAT(router_->table().listeners.at(0).certificate_files,
              ElementsAre("/certificates/one.pem", "/certificates/one2.pem"));
  EXPECT_EQ(ok("DescribeListenerCertificates", {{"ListenerArn", listener_arn}}).at("Certificates").as_array().size(),
            2U);
  ok("RemoveListenerCertificates",
     {{"ListenerArn", listener_arn}, {"Certificates", json::array{json::object{{"CertificateArn", second}}}}});
  EXPECT_THAT(router_->table().listeners.at(0).certificate_files, ElementsAre("/certificates/one.pem"));
  EXPECT_THAT(error("RemoveListenerCertificates",
                    {{"ListenerArn", listener_arn},
                     {"Certificates", json::array{json::object{{"CertificateArn", certificate_}}}}}),
              HasSubstr("OperationNotPermitted"));
}

}  // namespace
}  // namespace rampart::aws::elbv2
