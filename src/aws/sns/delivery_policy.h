// When a notice that didn't get through is tried again: SNS's delivery policy, for HTTP and HTTPS the user's.
//
// Four phases, one after the other: at once, at the smallest delay, growing from the smallest to the largest, at the
// largest. Default: 3 retries, 20 s apart. All of it lasts an hour at most. Source: reference lambda.md §3.5.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace rampart::aws::sns {

enum class Backoff { linear, arithmetic, geometric, exponential };

struct DeliveryPolicy {
  int min_delay_seconds = 20;
  int max_delay_seconds = 20;
  int retries = 3;
  int no_delay_retries = 0;
  int min_delay_retries = 0;
  int max_delay_retries = 0;
  Backoff backoff = Backoff::linear;

  /// Of {"healthyRetryPolicy": {…}} or {"http": {"defaultHealthyRetryPolicy": {…}}}; "" is the default. Errors:
  /// invalid, with SNS's reason.
  static Result<DeliveryPolicy> read(std::string_view text);

  /// How long after the try that failed as the `tried`th (1, 2, …) the next one comes; nothing: it was the last.
  [[nodiscard]] std::optional<Duration> delay_after(int tried) const;
};

/// Of mails: 2 retries 10 s apart, 10 that double up to 10 minutes, 38 every 10 minutes; about six hours. It can't be
/// set. Source: docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html.
constexpr DeliveryPolicy mail_delivery_policy = {.min_delay_seconds = 10,
                                                 .max_delay_seconds = 600,
                                                 .retries = 50,
                                                 .min_delay_retries = 2,
                                                 .max_delay_retries = 38,
                                                 .backoff = Backoff::exponential};

constexpr Duration most_retrying = std::chrono::seconds(3600);

/// Is it no use to try again? A client's error is for good, too many requests (429) is not.
inline bool is_permanent(int http_status) { return http_status >= 400 && http_status < 500 && http_status != 429; }

/// What GetTopicAttributes and GetSubscriptionAttributes call EffectiveDeliveryPolicy.
std::string effective_topic_policy(const DeliveryPolicy& policy);
std::string effective_subscription_policy(const DeliveryPolicy& policy);

}  // namespace rampart::aws::sns
