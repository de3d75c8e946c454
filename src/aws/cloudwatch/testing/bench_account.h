// An account with CloudWatch on it, for tests: planes on doubles, a State in memory, calls by canonical objects or by
// the bytes of a client.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <string>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/protocol/check.h"
#include "aws/protocol/endpoint.h"
#include "aws/protocol/json_form.h"
#include "core/control/testing/memory_state.h"
#include "core/fleet/testing/fake_compute.h"
#include "core/fleet/testing/fake_router.h"
#include "core/ledger/testing/memory_journal.h"

namespace rampart::aws::cloudwatch::testing {

class BenchAccount {
 public:
  BenchAccount() { start(); }

  /// As after kill -9: what wasn't committed is gone, everything is made again.
  void crash() {
    state.crash();
    cloudwatch.reset();
    planes.clear();
    start();
  }

  /// One call, read and checked as the endpoint does; committed as the daemon does.
  protocol::Answer call(const std::string& operation, const boost::json::object& sent,
                        const std::string& region = "us-east-1") {
    const protocol::Service service = cloudwatch->service();
    for (const protocol::Operation& one : service.operations) {
      if (one.name != operation) continue;
      auto read = protocol::read_json(one.input, boost::json::serialize(sent));
      if (read.has_error()) return read.error();
      boost::json::object input = std::move(read->as_object());
      if (auto wrong = protocol::check(one.input, input, service.errors)) return *wrong;
      auto answer = one.handler(
          {.operation = operation, .input = std::move(input), .region = region, .account = account.id, .now = now});
      if (answer.has_value()) {
        const auto misfit = protocol::misfit(one.output, *answer);
        EXPECT_FALSE(misfit.has_value()) << operation << ": " << misfit.value_or("");
      }
      EXPECT_FALSE(state.commit().has_error());
      return answer;
    }
    return protocol::ApiError{.code = "no such operation"};
  }
  protocol::Answer call(const std::string& operation, const char* input, const std::string& region = "us-east-1") {
    return call(operation, boost::json::parse(input).as_object(), region);
  }

  /// The answer; fails the test when it is an error.
  boost::json::object done(const std::string& operation, const char* input, const std::string& region = "us-east-1") {
    const auto answer = call(operation, input, region);
    if (answer.has_value()) return *answer;
    ADD_FAILURE() << operation << ": " << answer.error().code << ": " << answer.error().message;
    return {};
  }
  /// "CODE: message"
  std::string error(const std::string& operation, const char* input) {
    const auto answer = call(operation, input);
    return answer.has_value() ? "none: " + boost::json::serialize(*answer)
                              : answer.error().name_in_query() + ": " + answer.error().message;
  }

  control::ControlPlane& plane(const std::string& region = "us-east-1") { return account.plane(region); }

  /// Ticks every plane and CloudWatch once a second.
  void run(Duration length) {
    for (const Instant end = now + length; now < end; now += std::chrono::seconds(1)) {
      for (auto& [region, plane] : planes) plane->tick(now);
      cloudwatch->tick(now);
      EXPECT_FALSE(state.commit().has_error());
    }
  }

  /// Samples of Shop's Load, one at the start of each of the minutes that begin now.
  void put_minutes(const std::vector<double>& values) {
    Instant at = now;
    for (const double value : values) {
      plane().metrics().put({watch::make_metric("Shop", "Load", {}), at, stats::StatisticSet::of(value), "None"});
      at += std::chrono::minutes(1);
    }
  }

  Instant now = instant_from_unix_seconds(1'789'387'200);  // 2026-09-14T12:00:00Z
  control::testing::MemoryState state;
  fleet::testing::FakeCompute compute;
  fleet::testing::FakeRouter router;
  ledger::MemoryJournal journal;
  std::map<std::string, std::unique_ptr<control::ControlPlane>> planes;
  Account account{.plane = [this](const std::string& region) -> control::ControlPlane& { return made(region); },
                  .state = state,
                  .ids = Random(1)};
  std::unique_ptr<CloudWatch> cloudwatch;

 private:
  void start() { cloudwatch = std::make_unique<CloudWatch>(account, now); }

  control::ControlPlane& made(const std::string& region) {
    auto& plane = planes[region];
    if (plane == nullptr)
      plane = std::move(*control::ControlPlane::create(
          {}, compute, router, journal, {.to_real = [](Instant t) { return t; }, .region = region}, now));
    return *plane;
  }
};

}  // namespace rampart::aws::cloudwatch::testing
