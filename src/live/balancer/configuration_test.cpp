#include "live/balancer/configuration.h"

#include <gmock/gmock.h>

namespace rampart::live::balancer {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

fleet::TargetGroup group(const std::string& name) {
  fleet::TargetGroup g;
  g.name = name;
  g.arn = "arn:tg/" + name;
  return g;
}

fleet::LoadBalancer balancer(const std::string& name) {
  fleet::LoadBalancer lb;
  lb.name = name;
  lb.arn = "arn:lb/" + name;
  return lb;
}

fleet::Listener listener(const std::string& lb, const std::string& tg, int port = 80) {
  fleet::Listener l;
  l.arn = "arn:listener/" + lb + "/" + std::to_string(port);
  l.load_balancer_arn = "arn:lb/" + lb;
  l.default_action = fleet::forward_to("arn:tg/" + tg);
  l.port = port;
  return l;
}

TEST(Configuration, SaysAlbsRulesInHaproxysWords) {
  auto tg = group("web");
  tg.health_check.path = "/health check?\"x\"";
  tg.health_check.matcher = "200-299,301";
  tg.health_check.timeout = seconds(4);
  tg.algorithm = fleet::Algorithm::least_outstanding_requests;
  auto lb = balancer("front");
  lb.idle_timeout = seconds(30);
  auto plan = plan_configuration({{lb}, {listener("front", "web")}, {tg}});
  ASSERT_TRUE(plan) << to_string(plan.error());
  plan->frontends[0].host = "127.0.0.1";
  plan->frontends[0].port = 8080;
  plan->admin_socket = "/run/x/haproxy.sock";
  const auto text = to_text(*plan);
  EXPECT_THAT(text, HasSubstr("stats socket /run/x/haproxy.sock mode 600 level admin expose-fd listeners"));
  EXPECT_THAT(text, HasSubstr("frontend lb-front_80\n    bind 127.0.0.1:8080\n    timeout client 30000ms"));
  EXPECT_THAT(text, HasSubstr("use_backend tg-arn_tg_web if { var(txn.rule) -m int 0 }"));
  EXPECT_THAT(
      text,
      HasSubstr("backend tg-arn_tg_web\n    balance leastconn\n    timeout server 30000ms\n    timeout check 4000ms"));
  EXPECT_THAT(text, HasSubstr("uri \"/health%20check?%22x%22\""));
  EXPECT_THAT(text, HasSubstr("expect status 200-299,301"));
  EXPECT_THAT(text, HasSubstr("retries 0"));
  EXPECT_THAT(text, HasSubstr("reason \"Bad Gateway\" if { status 503 } !{ var(txn.tgt) -m found } { srv_id gt 0 }\n"));
  EXPECT_THAT(text, Not(HasSubstr("server-state")));
}

TEST(Configuration, NamesStayTheSameInEveryConfiguration) {
  fleet::TargetGroup tg;
  tg.arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef";
  EXPECT_EQ(backend_name(tg), "tg-web_0123456789abcdef");
  const auto first = plan_configuration({{}, {}, {tg}});
  const auto second = plan_configuration({{}, {}, {group("other"), tg}});
  EXPECT_EQ(first->backends[0].name, second->backends[1].name);
}

TEST(Configuration, ASuccessorHasTheTargetsAndWhatWasKnownOfThem) {
  auto plan = plan_configuration({{}, {}, {group("web")}});
  ASSERT_TRUE(plan);
  plan->state_file = "/run/x/state";
  plan->backends[0].servers = {server_line(plan->backends[0], {"0a1b", "127.0.0.1", 20000}, 1)};
  const auto text = to_text(*plan);
  EXPECT_THAT(text, HasSubstr("    server-state-file /run/x/state\n"));
  EXPECT_THAT(text, HasSubstr("    load-server-state-from-file global\n"));
  EXPECT_THAT(text, HasSubstr("    server 0a1b_127.0.0.1:20000 127.0.0.1:20000 check inter 30000ms fall 2 rise 5"));
}

TEST(Configuration, RefusesListenersThatLeadNowhere) {
  const auto no_group = plan_configuration({{balancer("front")}, {listener("front", "gone")}, {group("web")}});
  ASSERT_FALSE(no_group);
  EXPECT_EQ(no_group.error().kind, ErrorKind::invalid);
  EXPECT_THAT(no_group.error().message, HasSubstr("target group arn:tg/gone, which isn't here"));
  EXPECT_FALSE(plan_configuration({{}, {listener("front", "web")}, {group("web")}}));
  auto odd = group("web");
  odd.health_check.matcher = "200 OK";
  EXPECT_FALSE(plan_configuration({{}, {}, {odd}}));
}

TEST(Configuration, AddsATargetSoThatItStartsDown) {
  auto tg = group("web");
  tg.health_check.interval = seconds(10);
  tg.health_check.healthy_threshold = 3;
  tg.health_check.unhealthy_threshold = 2;
  tg.slow_start = seconds(30);
  const auto plan = plan_configuration({{}, {}, {tg}});
  ASSERT_TRUE(plan);
  const auto& backend = plan->backends[0];
  EXPECT_EQ(add_command(backend, {"0a1b", "127.0.0.1", 20000}, 10),
            "add server tg-arn_tg_web/0a1b_127.0.0.1:20000 127.0.0.1:20000 check inter 1000ms fall 2 rise 3 "
            "slowstart 3000ms weight 100 pool-max-conn 1000 pool-purge-delay 60s; "
            "enable health tg-arn_tg_web/0a1b_127.0.0.1:20000; enable server tg-arn_tg_web/0a1b_127.0.0.1:20000; "
            "set server tg-arn_tg_web/0a1b_127.0.0.1:20000 health down");
  EXPECT_THAT(add_command(backend, {"0a1b", "127.0.0.1", 20000}, 1), HasSubstr("inter 10000ms"));
  EXPECT_THAT(add_command(backend, {"10.0.0.1:80", "10.0.0.1", 80}, 1), HasSubstr("/10-0-0-1-80_10.0.0.1:80 "));
  EXPECT_EQ(check_interval(backend, 1000), std::chrono::milliseconds(100));
}

TEST(Configuration, LeavesOutSlowStartWhenThereIsNone) {
  const auto plan = plan_configuration({{}, {}, {group("web")}});
  EXPECT_THAT(add_command(plan->backends[0], {"a", "10.0.0.1", 80}, 1), Not(HasSubstr("slowstart")));
}

TEST(Configuration, TargetsAndChecksCanSpeakTls) {
  auto tg = group("web");
  tg.https = true;
  tg.health_check.port = 9000;
  auto plan = plan_configuration({{}, {}, {tg}});
  EXPECT_THAT(add_command(plan->backends[0], {"a", "10.0.0.1", 443}, 1),
              HasSubstr(" port 9000 ssl verify none no-check-ssl "));
  plan->backends[0].group.health_check.https = true;
  EXPECT_THAT(add_command(plan->backends[0], {"a", "10.0.0.1", 443}, 1), HasSubstr(" ssl verify none check-ssl "));
}

}  // namespace
}  // namespace rampart::live::balancer
