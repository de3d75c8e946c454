// Calls a service's operations as its endpoint would, without a wire: the input is checked, the answer must fit its
// shape.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <utility>

#include "aws/protocol/check.h"
#include "aws/protocol/service.h"

namespace rampart::aws::testing {

class Caller {
 public:
  explicit Caller(protocol::Service service) : service_(std::move(service)) {}

  protocol::Answer call(const std::string& name, boost::json::object input = {}) const {
    for (const protocol::Operation& operation : service_.operations)
      if (operation.name == name && operation.handler) {
        if (auto error = protocol::check(operation.input, input, service_.errors)) return *error;
        protocol::Answer out =
            operation.handler({name, std::move(input), region, "123456789012", access_key, "request", now});
        if (out.has_value()) {
          const auto misfit = protocol::misfit(operation.output, *out);
          EXPECT_FALSE(misfit) << name << " answers a wrong " << *misfit << ": " << boost::json::serialize(*out);
          for (const auto& [key, value] : *out) EXPECT_TRUE(shows(operation.output, key)) << name << ": " << key;
        }
        return out;
      }
    ADD_FAILURE() << name << " isn't done";
    return protocol::ApiError{.code = "NotImplemented"};
  }

  /// The answer, which must be one.
  boost::json::object ok(const std::string& name, boost::json::object input = {}) const {
    protocol::Answer out = call(name, std::move(input));
    if (out.has_value()) return std::move(*out);
    ADD_FAILURE() << name << ": " << out.error().code << ": " << out.error().message;
    return {};
  }

  /// The error's code in query and message, which must be one: "CODE: text".
  std::string error(const std::string& name, boost::json::object input = {}) const {
    const protocol::Answer out = call(name, std::move(input));
    if (out.has_error()) return out.error().name_in_query() + ": " + out.error().message;
    ADD_FAILURE() << name << " answered " << boost::json::serialize(*out);
    return {};
  }

  std::string region = "us-east-1";
  std::string access_key;
  Instant now = instant_from_unix_seconds(1'790'000'000);

 private:
  static bool shows(const protocol::Shape& shape, std::string_view name) {
    for (const protocol::Member& member : shape->members)
      if (member.name == name) return true;
    return false;
  }

  protocol::Service service_;
};

}  // namespace rampart::aws::testing
