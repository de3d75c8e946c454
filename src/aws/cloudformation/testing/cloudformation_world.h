// CloudFormation with its account, its memory and services that only remember.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "aws/account/account.h"
#include "aws/cloudformation/cloudformation.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/testing/fake_services.h"
#include "aws/protocol/check.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::cloudformation::testing {

class CloudFormationWorld : public ::testing::Test {
 protected:
  CloudFormationWorld() { start(); }

  /// The object anew over what the State holds: as after kill -9.
  void start() {
    account = std::make_unique<Account>(
        Account{.plane = [](const std::string&) -> control::ControlPlane& { throw std::logic_error("not asked for"); },
                .state = state,
                .ids = Random(7)});
    cloudformation = std::make_unique<CloudFormation>(
        *account, [this](std::string_view name, protocol::Call call) { return services(name, std::move(call)); });
    service = cloudformation->service();
  }

  protocol::Answer ask(std::string_view operation, boost::json::object input) {
    for (const protocol::Operation& one : service.operations) {
      if (one.name != operation) continue;
      protocol::Call call{
          .operation = one.name, .input = std::move(input), .region = "us-east-1", .account = account->id, .now = now};
      auto answer = one.handler(call);
      if (answer.has_value()) {
        EXPECT_EQ(protocol::misfit(one.output, boost::json::value(*answer)), std::nullopt) << operation;
      }
      return answer;
    }
    throw std::logic_error("no operation " + std::string(operation));
  }

  /// The error's text, or "" when there was none.
  std::string refusal(std::string_view operation, boost::json::object input) {
    const auto answer = ask(operation, std::move(input));
    return answer.has_error() ? answer.error().code + ": " + answer.error().message : "";
  }

  void tick(Duration step = std::chrono::seconds(1)) {
    now += step;
    cloudformation->tick(now);
    (void)state.commit();
  }

  boost::json::object described(const std::string& name = "s") {
    const auto answer = ask("DescribeStacks", {{"StackName", name}});
    return answer.has_error() ? boost::json::object{{"StackStatus", answer.error().message}}
                              : answer->at("Stacks").as_array().at(0).as_object();
  }
  std::string status(const std::string& name = "s") { return text_at(described(name), "StackStatus"); }

  /// "LOGICAL STATUS REASON" of each event, oldest first.
  std::vector<std::string> events(const std::string& name = "s") {
    std::vector<std::string> out;
    const auto answer = ask("DescribeStackEvents", {{"StackName", name}});
    for (const auto& event : answer->at("StackEvents").as_array()) {
      std::string line =
          text_at(event.as_object(), "LogicalResourceId") + " " + text_at(event.as_object(), "ResourceStatus");
      const std::string reason = text_at(event.as_object(), "ResourceStatusReason");
      out.insert(out.begin(), reason.empty() ? line : line + " " + reason);
    }
    return out;
  }

  std::string physical_id(const std::string& logical_id, const std::string& stack = "s") {
    const auto answer = ask("DescribeStackResource", {{"StackName", stack}, {"LogicalResourceId", logical_id}});
    return answer.has_error() ? answer.error().message : text_at(*answer, "StackResourceDetail.PhysicalResourceId");
  }

  std::string create(const std::string& body, const std::string& name = "s") {
    return refusal(
        "CreateStack",
        {{"StackName", name}, {"TemplateBody", body}, {"Capabilities", boost::json::array{"CAPABILITY_NAMED_IAM"}}});
  }
  std::string update(const std::string& body, const std::string& name = "s") {
    return refusal(
        "UpdateStack",
        {{"StackName", name}, {"TemplateBody", body}, {"Capabilities", boost::json::array{"CAPABILITY_NAMED_IAM"}}});
  }

  control::testing::MemoryState state;
  std::unique_ptr<Account> account;
  FakeServices services;
  std::unique_ptr<CloudFormation> cloudformation;
  protocol::Service service;
  Instant now = instant_from_unix_seconds(1'790'000'000);
};

}  // namespace rampart::aws::cloudformation::testing
