// An Elbv2 on doubles, asked as a client would: inputs are checked by their shapes, answers must fit theirs.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <memory>
#include <string>

#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/members.h"
#include "aws/protocol/check.h"
#include "core/control/testing/memory_state.h"
#include "core/fleet/testing/fake_compute.h"
#include "core/fleet/testing/fake_router.h"
#include "core/ledger/testing/memory_journal.h"

namespace rampart::aws::elbv2::testing {

inline const std::string region = "us-east-1";

class Elbv2Bench : public ::testing::Test {
 protected:
  Elbv2Bench() { restart(); }

  /// As after kill -9 and a new start: the router is another one.
  void restart() {
    elbv2_.reset();
    plane_.reset();
    router_ = std::make_unique<fleet::testing::FakeRouter>();
    auto plane = control::ControlPlane::create({}, compute_, *router_, journal_, {}, now_);
    ASSERT_TRUE(plane.has_value());
    plane_ = std::move(*plane);
    Elbv2Options options;
    options.certificate_file = [](const std::string& arn) -> std::optional<std::string> {
      if (arn.find(":certificate/") == std::string::npos) return std::nullopt;
      return "/certificates/" + arn.substr(arn.find(":certificate/") + 13) + ".pem";
    };
    elbv2_ = std::make_unique<Elbv2>(account_, options);
    service_ = elbv2_->service();
  }
  void pass(int whole_seconds) {
    now_ += std::chrono::seconds(whole_seconds);
    router_->set_now(now_);
    plane_->tick(now_);
  }

  protocol::Answer answer(const std::string& operation, json::object input) {
    for (const auto& one : service_.operations) {
      if (one.name != operation) continue;
      if (auto complaint = protocol::check(one.input, input, service_.errors)) return *complaint;
      auto out = one.handler({operation, std::move(input), region, account_.id, "", "", now_});
      if (out.has_value()) {
        EXPECT_EQ(protocol::misfit(one.output, *out), std::nullopt) << json::serialize(*out);
      }
      return out;
    }
    ADD_FAILURE() << "no operation " << operation;
    return json::object{};
  }
  json::object ok(const std::string& operation, json::object input) {
    auto out = answer(operation, std::move(input));
    EXPECT_TRUE(out.has_value()) << operation << ": " << (out.has_error() ? out.error().message : "");
    return out.has_value() ? *out : json::object{};
  }
  /// "Code: text"; "" for none.
  std::string error(const std::string& operation, json::object input) {
    const auto out = answer(operation, std::move(input));
    return out.has_value() ? "" : out.error().name_in_query() + ": " + out.error().message;
  }

  std::string balancer(const std::string& name = "front") {
    const auto out = ok("CreateLoadBalancer", {{"Name", name}, {"Subnets", json::array{"subnet-a", "subnet-b"}}});
    return text_of(out.at("LoadBalancers").at(0).as_object(), "LoadBalancerArn");
  }
  std::string group(const std::string& name = "web") {
    const auto out =
        ok("CreateTargetGroup",
           {{"Name", name}, {"Protocol", "HTTP"}, {"Port", 8080}, {"VpcId", "vpc-1"}, {"TargetType", "ip"}});
    return text_of(out.at("TargetGroups").at(0).as_object(), "TargetGroupArn");
  }
  static json::array forward(const std::string& group_arn) {
    return {json::object{{"Type", "forward"}, {"TargetGroupArn", group_arn}}};
  }
  static json::array fixed(const std::string& status) {
    return {json::object{{"Type", "fixed-response"}, {"FixedResponseConfig", json::object{{"StatusCode", status}}}}};
  }
  std::string listener(const std::string& balancer_arn, const json::array& actions, int port = 80) {
    const auto out =
        ok("CreateListener",
           {{"LoadBalancerArn", balancer_arn}, {"Protocol", "HTTP"}, {"Port", port}, {"DefaultActions", actions}});
    return text_of(out.at("Listeners").at(0).as_object(), "ListenerArn");
  }
  static json::array path(const std::string& value) {
    return {json::object{{"Field", "path-pattern"}, {"Values", json::array{value}}}};
  }
  std::string rule(const std::string& listener_arn, int priority, const json::array& actions) {
    const auto out = ok("CreateRule", {{"ListenerArn", listener_arn},
                                       {"Priority", priority},
                                       {"Conditions", path("/" + std::to_string(priority))},
                                       {"Actions", actions}});
    return text_of(out.at("Rules").at(0).as_object(), "RuleArn");
  }

  Instant now_ = instant_from_unix_seconds(1'790'000'000);
  control::testing::MemoryState state_;
  ledger::MemoryJournal journal_;
  fleet::testing::FakeCompute compute_;
  std::unique_ptr<fleet::testing::FakeRouter> router_;
  std::unique_ptr<control::ControlPlane> plane_;
  Account account_{.plane = [this](const std::string&) -> control::ControlPlane& { return *plane_; },
                   .state = state_,
                   .ids = Random(7)};
  std::unique_ptr<Elbv2> elbv2_;
  protocol::Service service_;
};

}  // namespace rampart::aws::elbv2::testing
