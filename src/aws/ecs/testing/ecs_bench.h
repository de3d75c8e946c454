// ECS on doubles, called as a client calls it: JSON in, JSON out, through the endpoint. Time is moved by hand, a second
// a tick; crash() is kill -9 and a new start.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include <string>

#include "aws/ecs/ecs.h"
#include "aws/protocol/endpoint.h"
#include "core/control/testing/memory_state.h"
#include "core/fleet/testing/fake_compute.h"
#include "core/fleet/testing/fake_router.h"
#include "core/ledger/testing/memory_journal.h"

namespace rampart::aws::ecs::testing {

class EcsBench {
 public:
  EcsBench() { start(); }

  /// The answer's body; `status` says whether it was an error.
  boost::json::object call(const std::string& operation, const std::string& input = "{}") {
    const auto response = endpoint_->answer({"POST",
                                             "/",
                                             {{"Content-Type", "application/x-amz-json-1.1"},
                                              {"X-Amz-Target", "AmazonEC2ContainerServiceV20141113." + operation}},
                                             input},
                                            now);
    status = response.status;
    EXPECT_FALSE(state.commit().has_error());
    return boost::json::parse(response.body).as_object();
  }
  /// "CODE: text" of what must be an error.
  std::string refusal(const std::string& operation, const std::string& input) {
    const auto body = call(operation, input);
    EXPECT_EQ(status, 400) << boost::json::serialize(body);
    return std::string(body.at("__type").as_string()) + ": " + std::string(body.at("message").as_string());
  }
  void run(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      compute->set_now(now);
      router->set_now(now);
      plane->tick(now);
      ecs->tick(now);
      EXPECT_FALSE(state.commit().has_error());
      now += std::chrono::seconds(1);
    }
  }
  void crash() {
    state.crash();
    start();
  }
  void put_target_group(const std::string& arn, std::vector<std::string> load_balancers = {"arn:lb"}) {
    fleet::TargetGroup group;
    group.arn = arn;
    group.load_balancer_arns = std::move(load_balancers);
    plane->fleet().put_target_group(group);
  }

  /// A cluster "c", a task definition "web:1" and a service "web" of it, without a load balancer.
  void make_web(int desired) {
    call("CreateCluster", R"({"clusterName": "c"})");
    call("RegisterTaskDefinition", web_definition);
    call("CreateService", R"({"cluster": "c", "serviceName": "web", "taskDefinition": "web", "desiredCount": )" +
                              std::to_string(desired) + network + "}");
    EXPECT_EQ(status, 200);
  }
  boost::json::object service() {
    return call("DescribeServices", R"({"cluster": "c", "services": ["web"]})").at("services").at(0).as_object();
  }

  static inline const std::string web_definition =
      R"({"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": ".25 vCPU",
          "memory": "0.5GB", "containerDefinitions": [{"name": "web", "image": "nginx",
          "portMappings": [{"containerPort": 80}]}]})";
  static inline const std::string network =
      R"(, "launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}})";

  control::testing::MemoryState state;
  ledger::MemoryJournal journal;
  std::unique_ptr<fleet::testing::FakeCompute> compute;
  std::unique_ptr<fleet::testing::FakeRouter> router;
  std::unique_ptr<control::ControlPlane> plane;
  std::unique_ptr<Account> account;
  std::unique_ptr<Ecs> ecs;
  Instant now = instant_from_unix_seconds(1'790'000'000);
  int status = 0;

 private:
  void start() {
    endpoint_.reset();
    ecs.reset();
    compute = std::make_unique<fleet::testing::FakeCompute>();
    router = std::make_unique<fleet::testing::FakeRouter>();
    control::ControlOptions options;
    options.seed = 7;
    options.to_real = [](Instant at) { return at; };
    plane = control::ControlPlane::create({}, *compute, *router, journal, options, now).value();
    account = std::make_unique<Account>(
        Account{.plane = [this](const std::string&) -> control::ControlPlane& { return *plane; },
                .state = state,
                .ids = Random(7)});
    ecs = std::make_unique<Ecs>(*account);
    endpoint_ = std::make_unique<protocol::Endpoint>(std::vector{ecs->service()}, protocol::EndpointOptions{});
  }

  std::unique_ptr<protocol::Endpoint> endpoint_;
};

}  // namespace rampart::aws::ecs::testing
