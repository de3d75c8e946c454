// What an Application Load Balancer tells CloudWatch about the traffic of one time. Both worlds count the traffic, each
// in its way; how it is published is written here once. Source: reference aws-scaling.md §2.6.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/watch/metric.h"

namespace rampart::watch {

struct AlbTraffic {
  std::int64_t requests = 0;
  std::array<std::int64_t, 6> answers = {};  ///< Of targets, by the first digit of the status.
  std::int64_t connection_errors = 0;
  stats::StatisticSet response_time;  ///< Seconds.

  void add(const AlbTraffic& other);
};

/// Targets of one group.
struct HostCount {
  int registered = 0;  ///< Without those that drain.
  int healthy = 0;
  int unhealthy = 0;
};

/// Puts datums of one load balancer, all stamped `at` (the control plane's time), behind `datums`.
class AlbDatums {
 public:
  /// "app/NAME/ID".
  AlbDatums(std::string load_balancer, Instant at, std::vector<Datum>& datums)
      : load_balancer_{"LoadBalancer", std::move(load_balancer)}, at_(at), datums_(datums) {}

  /// RequestCount (also zero), TargetResponseTime, HTTPCode_Target_nXX_Count, TargetConnectionErrorCount (where there
  /// are some), RequestCountPerTarget = requests ÷ healthy targets (÷ 1 without one), HealthyHostCount and
  /// UnHealthyHostCount of "targetgroup/NAME/ID".
  void group(const std::string& target_group, const AlbTraffic& traffic, const HostCount& hosts);
  /// The same counts for all groups together.
  void total(const AlbTraffic& traffic) { counts(traffic, {load_balancer_}); }
  /// HTTPCode_ELB_nXX_Count: answers that are the load balancer's own.
  void own_answers(int digit, std::int64_t n);

 private:
  void put(const std::string& name, const std::vector<Dimension>& dimensions, const stats::StatisticSet& value,
           const std::string& unit);
  void count(const std::string& name, const std::vector<Dimension>& dimensions, std::int64_t n);
  void counts(const AlbTraffic& traffic, const std::vector<Dimension>& dimensions);

  Dimension load_balancer_;
  Instant at_;
  std::vector<Datum>& datums_;
};

}  // namespace rampart::watch
