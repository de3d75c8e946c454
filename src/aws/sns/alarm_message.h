// What an alarm says through SNS: the subject, and the JSON that stands in the notification's Message.
// Source: reference lambda.md §3.4.
#pragma once

#include <string>
#include <string_view>

#include "core/watch/alarms.h"

namespace rampart::aws::sns {

struct AlarmMessage {
  std::string subject;  ///< `ALARM: "web-cpu" in US East (N. Virginia)`, at most 100 characters.
  std::string text;
};

/// `before`: the state it was in. `state`, `at`: the change that is told of.
AlarmMessage alarm_message(const watch::Alarm& alarm, watch::AlarmState before, watch::AlarmState state, Instant at,
                           std::string_view account, std::string_view region);

/// "US East (N. Virginia)"; of an unknown region its code.
std::string region_name(std::string_view region);

}  // namespace rampart::aws::sns
