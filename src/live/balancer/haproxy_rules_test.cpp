// Each condition and each action of ALB's rules, through a real HAProxy. Source: reference aws-scaling.md §2.1, §2.5.
#include <gmock/gmock.h>

#include "live/balancer/testing/haproxy_bench.h"

namespace rampart::live::balancer {
namespace {

using fleet::Condition;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using Field = Condition::Field;

class HaproxyRules : public HaproxyBench {
 protected:
  static fleet::Action answer(const std::string& body) { return fleet::FixedResponseAction{200, "text/plain", body}; }

  /// Rules in the order of their priorities, each with one condition and its number as the answer; else "default".
  void start_rules(const std::vector<std::vector<Condition>>& rules) {
    auto with = table(free_port());
    with.listeners[0].default_action = answer("default");
    int priority = 0;
    for (const auto& conditions : rules) {
      ++priority;
      with.listeners[0].rules.insert(with.listeners[0].rules.begin(),
                                     {"r", priority * 10, conditions, answer(std::to_string(priority))});
    }
    ASSERT_NO_FATAL_FAILURE(start(with));
  }
  std::string said(net::ClientRequest what) {
    return ask(std::move(what)) == 200 ? answer_.body : "status " + std::to_string(answer_.status);
  }
  std::string get(const std::string& target, const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    return said({.target = target, .headers = headers});
  }
  std::string header(const std::string& name) const {
    for (const auto& [key, value] : answer_.headers)
      if (key == name) return value;
    return "";
  }
  /// "NAME=VALUE" of the answer's cookie.
  std::string cookie(const std::string& name) const {
    for (const auto& [key, value] : answer_.headers)
      if (key == "set-cookie" && value.starts_with(name + "=")) return value.substr(0, value.find(';'));
    return "";
  }
};

TEST_F(HaproxyRules, PathsMatchWithCaseAndTheLowestPriorityWins) {
  ASSERT_NO_FATAL_FAILURE(start_rules({{{.field = Field::path_pattern, .values = {"/img/*.png", "/exact"}}},
                                       {{.field = Field::path_pattern, .values = {"/img/*", "/a?c", "/q'\"$(x)"}}}}));
  EXPECT_EQ(get("/img/a/b.png"), "1");
  EXPECT_EQ(get("/exact?query=1"), "1");
  EXPECT_EQ(get("/img/a.gif"), "2");
  EXPECT_EQ(get("/IMG/a.gif"), "default");
  EXPECT_EQ(get("/abc"), "2");
  EXPECT_EQ(get("/abbc"), "default");
  EXPECT_EQ(get("/q'\"$(x)"), "2");
}

TEST_F(HaproxyRules, HostsMatchWithoutCaseAndPort) {
  ASSERT_NO_FATAL_FAILURE(start_rules({{{.field = Field::host_header, .values = {"*.Example.com", "shop.test"}}}}));
  EXPECT_EQ(get("/", {{"Host", "WWW.example.COM:8080"}}), "1");
  EXPECT_EQ(get("/", {{"Host", "shop.test"}}), "1");
  EXPECT_EQ(get("/", {{"Host", "example.com"}}), "default");
  EXPECT_EQ(get("/", {{"Host", "www.examplescom"}}), "default");
}

TEST_F(HaproxyRules, HeadersMatchWithoutCaseAsAWhole) {
  ASSERT_NO_FATAL_FAILURE(
      start_rules({{{.field = Field::http_header, .header_name = "X-Kind", .values = {"*beta*", "a, b"}}}}));
  EXPECT_EQ(get("/", {{"x-kind", "the BETA one"}}), "1");
  EXPECT_EQ(get("/", {{"X-Kind", "a, b"}}), "1");
  EXPECT_EQ(get("/", {{"X-Kind", "a"}}), "default");
  EXPECT_EQ(get("/"), "default");
}

TEST_F(HaproxyRules, MethodsMatchExactly) {
  ASSERT_NO_FATAL_FAILURE(start_rules({{{.field = Field::http_request_method, .values = {"POST", "PURGE"}}}}));
  EXPECT_EQ(said({.method = "POST", .target = "/"}), "1");
  EXPECT_EQ(said({.method = "PURGE", .target = "/"}), "1");
  EXPECT_EQ(get("/"), "default");
  EXPECT_EQ(ask({.method = "TRACE", .target = "/"}), 405);
}

TEST_F(HaproxyRules, QueryStringsMatchByPairsWithoutCase) {
  ASSERT_NO_FATAL_FAILURE(
      start_rules({{{.field = Field::query_string, .pairs = {{"version", "v?"}, {"", "*exam*"}}}}}));
  EXPECT_EQ(get("/?a=b&Version=V1"), "1");
  EXPECT_EQ(get("/?x=an-example&y"), "1");
  EXPECT_EQ(get("/?version=v10"), "default");
  EXPECT_EQ(get("/?aversion=v1"), "default");
  EXPECT_EQ(get("/"), "default");
}

TEST_F(HaproxyRules, SourcesMatchByTheConnectionsAddress) {
  ASSERT_NO_FATAL_FAILURE(start_rules({{{.field = Field::source_ip, .values = {"10.0.0.0/8"}}},
                                       {{.field = Field::source_ip, .values = {"192.168.0.0/16", "127.0.0.0/8"}}}}));
  EXPECT_EQ(get("/", {{"X-Forwarded-For", "10.1.1.1"}}), "2");
}

TEST_F(HaproxyRules, AllConditionsOfARuleMustFit) {
  ASSERT_NO_FATAL_FAILURE(start_rules({{{.field = Field::path_pattern, .values = {"/api/*"}},
                                        {.field = Field::http_request_method, .values = {"GET"}}}}));
  EXPECT_EQ(get("/api/x"), "1");
  EXPECT_EQ(said({.method = "POST", .target = "/api/x"}), "default");
}

TEST_F(HaproxyRules, AnswersWithAnyBytes) {
  auto with = table(free_port());
  std::string body = "{\"a\": \"$HOME %[date] \\ 'x' #\"}\n";
  body.resize(1024, '\xe4');
  with.listeners[0].default_action = fleet::FixedResponseAction{404, "application/json", body};
  ASSERT_NO_FATAL_FAILURE(start(with));
  EXPECT_EQ(ask({.target = "/"}), 404);
  EXPECT_EQ(answer_.body, body);
  EXPECT_EQ(header("content-type"), "application/json");
  EXPECT_EQ(header("server"), "awselb/2.0");
}

TEST_F(HaproxyRules, RedirectsWithTheRequestsOwnParts) {
  auto with = table(free_port());
  auto& listener = with.listeners[0];
  listener.default_action = fleet::RedirectAction{};
  listener.rules = {{"r1",
                     1,
                     {{.field = Field::path_pattern, .values = {"/to/*"}}},
                     fleet::RedirectAction{"HTTPS", "new.#{host}", "443", "/v2/#{path}", "a=100%&#{query}", 302}},
                    {"r2",
                     2,
                     {{.field = Field::path_pattern, .values = {"/bare"}}},
                     fleet::RedirectAction{"HTTP", "x.test", "8000", "/", "", 301}}};
  ASSERT_NO_FATAL_FAILURE(start(with));
  const auto port = std::to_string(haproxy_->listeners()[0].port);
  EXPECT_EQ(ask({.target = "/p/q?x=1", .headers = {{"Host", "shop.test"}}}), 301);
  EXPECT_EQ(header("location"), "http://shop.test:" + port + "/p/q?x=1");
  EXPECT_THAT(answer_.body, HasSubstr("<title>301 Moved Permanently</title>"));
  EXPECT_EQ(ask({.target = "/p", .headers = {{"Host", "shop.test"}}}), 301);
  EXPECT_EQ(header("location"), "http://shop.test:" + port + "/p");
  EXPECT_EQ(ask({.target = "/to/x?y", .headers = {{"Host", "shop.test"}}}), 302);
  EXPECT_EQ(header("location"), "https://new.shop.test:443/v2/to/x?a=100%&y");
  EXPECT_EQ(ask({.target = "/bare?y"}), 301);
  EXPECT_EQ(header("location"), "http://x.test:8000/");
}

/// Two target groups with one target each.
class HaproxyForwards : public HaproxyRules {
 protected:
  void SetUp() override {
    HaproxyRules::SetUp();
    if (IsSkipped()) return;
    for (const std::string name : {"a", "b"}) {
      servers_[name] = std::make_unique<WebServer>(io_);
      servers_[name]->body = name;
    }
  }
  /// kGroup with target a, "arn:tg/other" with target b.
  void start_groups(const fleet::ForwardAction& action) {
    auto with = table(free_port());
    auto other = group_;
    other.name = "other";
    other.arn = "arn:tg/other";
    with.target_groups.push_back(other);
    with.listeners[0].default_action = action;
    ASSERT_NO_FATAL_FAILURE(start(with));
    haproxy_->add_target(kGroup, {"a", "127.0.0.1", servers_["a"]->port()});
    haproxy_->add_target("arn:tg/other", {"b", "127.0.0.1", servers_["b"]->port()});
    ASSERT_TRUE(wait_for_state("a", State::healthy));
    ASSERT_TRUE(wait_for_state("b", State::healthy));
  }
  /// Both as targets of one group.
  void start_targets() {
    ASSERT_NO_FATAL_FAILURE(start());
    for (const std::string name : {"a", "b"}) add(name, *servers_[name]);
    ASSERT_TRUE(wait_for_state("a", State::healthy));
    ASSERT_TRUE(wait_for_state("b", State::healthy));
  }
  std::map<std::string, int> spread(int requests,
                                    const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    std::map<std::string, int> counts;
    for (int i = 0; i < requests; ++i) ++counts[get("/", headers)];
    return counts;
  }
  std::map<std::string, std::unique_ptr<WebServer>> servers_;
};

TEST_F(HaproxyForwards, ByWeight) {
  ASSERT_NO_FATAL_FAILURE(start_groups({{{kGroup, 3}, {"arn:tg/other", 1}}, {}}));
  auto counts = spread(80);
  EXPECT_GT(counts["a"], 45);  // of 60; the odds of fewer are 1 in 10,000
  EXPECT_GT(counts["b"], 5);   // of 20
  EXPECT_EQ(counts["a"] + counts["b"], 80);
}

TEST_F(HaproxyForwards, NothingToAGroupOfWeightZero) {
  ASSERT_NO_FATAL_FAILURE(start_groups({{{kGroup, 0}, {"arn:tg/other", 5}}, {}}));
  EXPECT_EQ(spread(10)["b"], 10);
}

TEST_F(HaproxyForwards, AClientKeepsItsTargetGroup) {
  ASSERT_NO_FATAL_FAILURE(start_groups({{{kGroup, 1}, {"arn:tg/other", 1}}, seconds(60)}));
  const auto first = get("/");
  const auto kept = cookie("AWSALBTG");
  ASSERT_NE(kept, "");
  EXPECT_NE(cookie("AWSALBTGCORS"), "");
  EXPECT_EQ(spread(12, {{"Cookie", "x=1; " + kept}})[first], 12);
}

TEST_F(HaproxyForwards, AClientKeepsItsTargetUntilThatDrains) {
  group_.stickiness.enabled = true;
  ASSERT_NO_FATAL_FAILURE(start_targets());
  const auto first = get("/");
  const auto other = first == "a" ? "b" : "a";
  const auto kept = cookie("AWSALB");
  ASSERT_NE(kept, "");
  EXPECT_NE(cookie("AWSALBCORS"), "");
  EXPECT_EQ(spread(6, {{"Cookie", kept}})[first], 6);
  EXPECT_EQ(spread(6)[other], 3);
  EXPECT_EQ(get("/", {{"Cookie", "AWSALB=nonsense"}}).size(), 1U);
  servers_[first]->delay = milliseconds(400);
  request({.target = "/", .headers = {{"Cookie", kept}}});  // keeps it draining
  const int before = servers_[first]->requests;
  ASSERT_TRUE(wait_for([&] { return servers_[first]->requests > before; }));
  haproxy_->deregister_target(kGroup, first);
  run_for(milliseconds(50));
  EXPECT_EQ(get("/", {{"Cookie", kept}}), other);
  EXPECT_TRUE(wait_for_state(first, State::drained));
  EXPECT_EQ(answers_[200], asked_);
}

TEST_F(HaproxyForwards, AClientKeepsItsTargetFromTheApplicationsCookieOn) {
  group_.stickiness = {true, fleet::Stickiness::Kind::app_cookie, seconds(60), "SESSION"};
  ASSERT_NO_FATAL_FAILURE(start_targets());
  get("/");
  EXPECT_EQ(cookie("AWSALBAPP-0"), "");
  for (auto& [name, server] : servers_) server->headers = "Set-Cookie: SESSION=1\r\n";
  const auto first = get("/");
  const auto kept = cookie("AWSALBAPP-0");
  ASSERT_NE(kept, "");
  EXPECT_EQ(spread(6, {{"Cookie", "SESSION=1; " + kept}})[first], 6);
}

TEST_F(HaproxyForwards, ToAllWhenNoTargetIsHealthy) {
  ASSERT_NO_FATAL_FAILURE(start_targets());
  for (auto& [name, server] : servers_) server->health_status = 500;
  ASSERT_TRUE(wait_for_state("a", State::unhealthy));
  ASSERT_TRUE(wait_for_state("b", State::unhealthy));
  ASSERT_TRUE(wait_for([&] { return get("/").size() == 1; }));
  auto counts = spread(20);
  EXPECT_EQ(counts["a"] + counts["b"], 20);
  EXPECT_GT(counts["a"], 0);
  EXPECT_GT(counts["b"], 0);
  servers_["a"]->health_status = 200;
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  EXPECT_EQ(spread(6)["a"], 6);
}

TEST_F(HaproxyForwards, WithTheHeadersThatAlbAdds) {
  ASSERT_NO_FATAL_FAILURE(start_targets());
  const auto sent = [&](const std::vector<std::pair<std::string, std::string>>& headers) {
    return servers_[get("/", headers)]->last_request;
  };
  const auto plain = sent({});
  EXPECT_THAT(plain, HasSubstr("x-forwarded-for: 127.0.0.1\r\n"));
  EXPECT_THAT(plain, HasSubstr("x-forwarded-proto: http\r\n"));
  EXPECT_THAT(plain, HasSubstr("x-forwarded-port: " + std::to_string(haproxy_->listeners()[0].port) + "\r\n"));
  const auto at = plain.find("x-amzn-trace-id: ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_THAT(plain.substr(at + 17, plain.find("\r\n", at) - at - 17), MatchesRegex("Root=1-[0-9a-f]{8}-[0-9a-f]{24}"));
  const auto passed = sent({{"X-Forwarded-For", "203.0.113.7"}, {"X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3f"}});
  EXPECT_THAT(passed, HasSubstr("x-forwarded-for: 203.0.113.7, 127.0.0.1\r\n"));
  EXPECT_THAT(passed, HasSubstr(";Root=1-5759e988-bd862e3f\r\n"));
  EXPECT_THAT(passed, HasSubstr("x-amzn-trace-id: Self=1-"));
}

}  // namespace
}  // namespace rampart::live::balancer
