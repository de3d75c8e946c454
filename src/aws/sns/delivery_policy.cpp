#include "aws/sns/delivery_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cmath>

namespace rampart::aws::sns {
namespace {

namespace json = boost::json;

constexpr std::string_view backoff_names[] = {"linear", "arithmetic", "geometric", "exponential"};

const json::object* object_at(const json::value* value, std::string_view member) {
  if (value == nullptr || !value->is_object()) return nullptr;
  const json::value* found = value->get_object().if_contains(member);
  return found != nullptr && found->is_object() ? &found->get_object() : nullptr;
}

Error wrong_delivery(std::string_view reason) {
  return invalid(fmt::format("Invalid parameter: DeliveryPolicy: {}", reason));
}

std::string healthy(const DeliveryPolicy& policy) {
  return fmt::format(
      R"({{"minDelayTarget":{},"maxDelayTarget":{},"numRetries":{},"numMaxDelayRetries":{},"numNoDelayRetries":{},)"
      R"("numMinDelayRetries":{},"backoffFunction":"{}"}})",
      policy.min_delay_seconds, policy.max_delay_seconds, policy.retries, policy.max_delay_retries,
      policy.no_delay_retries, policy.min_delay_retries, backoff_names[static_cast<std::size_t>(policy.backoff)]);
}

}  // namespace

Result<DeliveryPolicy> DeliveryPolicy::read(std::string_view text) {
  DeliveryPolicy out;
  if (text.empty()) return out;
  boost::system::error_code error;
  const json::value root = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !root.is_object()) return wrong_delivery("failed to parse JSON.");
  const json::object* policy = object_at(&root, "healthyRetryPolicy");
  if (policy == nullptr)
    if (const json::value* http = root.get_object().if_contains("http"))
      policy = object_at(http, "defaultHealthyRetryPolicy");
  if (policy == nullptr) return out;
  for (const auto& [name, into] : {std::pair<std::string_view, int*>("minDelayTarget", &out.min_delay_seconds),
                                   {"maxDelayTarget", &out.max_delay_seconds},
                                   {"numRetries", &out.retries},
                                   {"numNoDelayRetries", &out.no_delay_retries},
                                   {"numMinDelayRetries", &out.min_delay_retries},
                                   {"numMaxDelayRetries", &out.max_delay_retries}})
    if (const json::value* given = policy->if_contains(name)) {
      if (!given->is_int64() || given->get_int64() < 0 || given->get_int64() > 3600)
        return wrong_delivery(fmt::format("{} must be a number from 0 to 3600", name));
      *into = static_cast<int>(given->get_int64());
    }
  if (const json::value* given = policy->if_contains("backoffFunction")) {
    const auto found = std::find_if(std::begin(backoff_names), std::end(backoff_names), [&](std::string_view name) {
      return given->is_string() && given->get_string() == name;
    });
    if (found == std::end(backoff_names)) return wrong_delivery("invalid backoffFunction");
    out.backoff = static_cast<Backoff>(found - std::begin(backoff_names));
  }
  if (out.min_delay_seconds < 1) return wrong_delivery("minDelayTarget must be at least 1");
  if (out.max_delay_seconds < out.min_delay_seconds)
    return wrong_delivery("maxDelayTarget must be at least minDelayTarget");
  if (out.retries > 100) return wrong_delivery("numRetries must be at most 100");
  if (out.no_delay_retries + out.min_delay_retries + out.max_delay_retries > out.retries)
    return wrong_delivery("numRetries must be at least the sum of the other numbers of retries");
  return out;
}

std::optional<Duration> DeliveryPolicy::delay_after(int tried) const {
  if (tried < 1 || tried > retries) return std::nullopt;
  if (tried <= no_delay_retries) return Duration::zero();
  if (tried <= no_delay_retries + min_delay_retries) return std::chrono::seconds(min_delay_seconds);
  const int growing = retries - no_delay_retries - min_delay_retries - max_delay_retries;
  const int step = tried - no_delay_retries - min_delay_retries;  // 1 …
  if (step > growing) return std::chrono::seconds(max_delay_seconds);
  if (growing <= 1) return std::chrono::seconds(min_delay_seconds);
  const double low = min_delay_seconds;
  const double high = max_delay_seconds;
  const double part = static_cast<double>(step - 1) / (growing - 1);  // 0 at the first, 1 at the last
  switch (backoff) {
    case Backoff::linear:
      return from_seconds(low + (high - low) * part);
    case Backoff::arithmetic:  // the steps themselves grow evenly
      return from_seconds(low + (high - low) * part * (part + 1.0 / (growing - 1)) / (1.0 + 1.0 / (growing - 1)));
    case Backoff::geometric:
      return from_seconds(low * std::pow(high / low, part));
    case Backoff::exponential:  // doubles until it is at the largest
      return from_seconds(std::min(high, low * std::exp2(step - 1)));
  }
  return std::nullopt;
}

std::string effective_topic_policy(const DeliveryPolicy& policy) {
  return fmt::format(R"({{"http":{{"defaultHealthyRetryPolicy":{},"disableSubscriptionOverrides":false,)"
                     R"("defaultRequestPolicy":{{"headerContentType":"text/plain; charset=UTF-8"}}}}}})",
                     healthy(policy));
}

std::string effective_subscription_policy(const DeliveryPolicy& policy) {
  return fmt::format(R"({{"healthyRetryPolicy":{},"sicklyRetryPolicy":null,"throttlePolicy":null,)"
                     R"("requestPolicy":{{"headerContentType":"text/plain; charset=UTF-8"}},"guaranteed":false}})",
                     healthy(policy));
}

}  // namespace rampart::aws::sns
