// An account with one ECS service "web" in cluster "c" on doubles, time moved by hand, a "kill -9" at will: what the
// tests of this folder share.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>

#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/application_autoscaling/auto_scaling_plans.h"
#include "aws/protocol/check.h"
#include "core/control/testing/memory_state.h"
#include "core/fleet/testing/fake_compute.h"
#include "core/fleet/testing/fake_router.h"
#include "core/ledger/testing/memory_journal.h"

namespace rampart::aws::testing {

class AutoscalingBench : public ::testing::Test {
 protected:
  AutoscalingBench() { start(); }

  /// All that was in memory is gone; the State is as of its last commit; tasks go on running elsewhere.
  void kill_and_start() {
    const int desired = counts().desired;
    plans_.reset();
    scaling_.reset();
    plane_.reset();
    state_.crash();
    start(desired);
  }

  boost::json::object ask(const std::string& operation, const std::string& input_text) {
    boost::system::error_code failed;
    boost::json::value input = boost::json::parse(input_text, failed);
    EXPECT_FALSE(failed) << input_text;
    for (const protocol::Service& service : {scaling_->service(), plans_->service()})
      for (const protocol::Operation& one : service.operations)
        if (one.name == operation) return answer(service, one, std::move(input.as_object()));
    ADD_FAILURE() << "no operation " << operation;
    return {};
  }
  /// "CODE: text" of the error that must come.
  std::string refusal(const std::string& operation, const std::string& input) {
    const auto out = ask(operation, input);
    return out.contains("!") ? std::string(out.at("!").as_string()) : "answered";
  }

  void run(Duration length, double cpu = -1) {
    for (const Instant end = now_ + length; now_ < end; now_ += std::chrono::seconds(1)) {
      if (cpu >= 0)
        plane_->put({watch::make_metric("AWS/ECS", "CPUUtilization", {{"ClusterName", "c"}, {"ServiceName", "web"}}),
                     now_, stats::StatisticSet::of(cpu), "Percent"});
      compute_->set_now(now_);
      router_->set_now(now_);
      plane_->tick(now_);
      scaling_->tick(now_);
      (void)state_.commit();
    }
  }
  [[nodiscard]] fleet::ServiceCounts counts() const { return plane_->fleet().services().front()->counts(); }
  static std::string target(const std::string& more = "") {
    return R"({"ServiceNamespace":"ecs","ResourceId":"service/c/web","ScalableDimension":"ecs:service:DesiredCount")" +
           (more.empty() ? "" : "," + more) + "}";
  }

  Instant now_ = instant_from_unix_seconds(1789387200);  // 2026-09-14T12:00:00Z
  control::testing::MemoryState state_;
  ledger::MemoryJournal journal_;
  std::unique_ptr<fleet::testing::FakeCompute> compute_;
  std::unique_ptr<fleet::testing::FakeRouter> router_;
  std::unique_ptr<control::ControlPlane> plane_;
  std::unique_ptr<Account> account_;
  std::unique_ptr<ApplicationAutoScaling> scaling_;
  std::unique_ptr<AutoScalingPlans> plans_;

 private:
  void start(int desired = 2) {
    compute_ = std::make_unique<fleet::testing::FakeCompute>();
    router_ = std::make_unique<fleet::testing::FakeRouter>();
    control::Catalogue catalogue;
    fleet::TaskDefinition definition;
    definition.family = "web";
    definition.arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1";
    definition.containers.push_back({.name = "web", .image = "web", .ports = {{.container_port = 80}}});
    catalogue.task_definitions.push_back(definition);
    fleet::ServiceSpec service;
    service.name = "web";
    service.cluster = "c";
    service.arn = "arn:aws:ecs:us-east-1:123456789012:service/c/web";
    service.task_definition_arn = definition.arn;
    service.desired_count = desired;
    catalogue.services.push_back(service);
    auto made = control::ControlPlane::create(catalogue, *compute_, *router_, journal_,
                                              {.seed = 5, .to_real = [](Instant t) { return t; }}, now_);
    ASSERT_TRUE(made.has_value());
    plane_ = std::move(*made);
    account_ = std::make_unique<Account>(
        Account{.plane = [this](const std::string&) -> control::ControlPlane& { return *plane_; },
                .state = state_,
                .ids = Random(++seed_)});
    scaling_ = std::make_unique<ApplicationAutoScaling>(*account_);
    plans_ = std::make_unique<AutoScalingPlans>(*account_, *scaling_);
  }
  boost::json::object answer(const protocol::Service& service, const protocol::Operation& one,
                             boost::json::object input) {
    const auto said = [](const protocol::ApiError& error) {
      return boost::json::object{{"!", error.code + ": " + error.message}};
    };
    if (auto wrong = protocol::check(one.input, input, service.errors)) return said(*wrong);
    protocol::Call call{.operation = one.name,
                        .input = std::move(input),
                        .region = "us-east-1",
                        .account = "123456789012",
                        .now = now_};
    auto out = one.handler(call);
    (void)state_.commit();
    if (!out) return said(out.error());
    EXPECT_EQ(protocol::misfit(one.output, *out), std::nullopt) << one.name;
    return *out;
  }

  std::uint64_t seed_ = 7;
};

}  // namespace rampart::aws::testing
