// A run cut into what the rules on runs look at: metric periods with the tasks and the load that they saw.
//
// All instants and lengths are real; where a control plane's minute was shorter, `aws` turns a length back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advice/subject.h"
#include "report/task_capacity.h"

namespace rampart::advice {

/// One period of a metric as an alarm saw it.
struct SeenPeriod {
  Instant start, end;
  double value = 0;     ///< The alarm's statistic.
  int healthy = 0;      ///< At its end.
  bool steady = false;  ///< The number of healthy tasks stayed the same throughout.
  double rate = 0;      ///< Requests sent a second.
};

/// A metric that alarms look at, with its alarms' thresholds.
struct SeenMetric {
  std::string name;  ///< "AWS/ECS CPUUtilization {…}"
  std::string unit;
  std::string policy;               ///< Name of the policy behind it, "" when the run doesn't tell.
  std::optional<double> high, low;  ///< Thresholds of a greater-than and a less-than alarm.
  std::vector<SeenPeriod> periods;  ///< Ascending.
};

/// Those of the service that ran most tasks, as far as target tracking's alarms name it; and of alarms that name none.
std::vector<SeenMetric> metrics_of(const report::RunView& run);

/// Real seconds as AWS seconds: what a control plane whose minute was shorter believed.
double aws_seconds(const report::RunView& run, Duration real);

/// " (an AWS minute lasted 4 s)" where it wasn't 60.
std::string clock_remark(const report::RunView& run);

/// The run's service and what the template says of it; nullptr where there is no template.
const ScaledService* scaled_service_of(const Subject& subject);

/// Places in the template, none without one.
Place place_of_policy(const Subject& subject, const std::string& policy_name, std::string_view key);
Place place_of_target(const Subject& subject, std::string_view key);
Place place_of_service(const Subject& subject, std::string_view key);
Place place_of_group(const Subject& subject, std::string_view key);

struct Counted {
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;
  std::uint64_t slow = 0;  ///< Answered, later than the limit; 0 without a limit.
  [[nodiscard]] double failed_share() const {
    return sent == 0 ? 0 : static_cast<double>(failed) / static_cast<double>(sent);
  }
};
/// Over the seconds from `from` to `to`, both of them included; of a longer slot its share.
Counted count_between(const report::RunView& run, Instant from, Instant to, std::optional<double> limit_ms);

}  // namespace rampart::advice
