// From HAProxy's counters to AWS/ApplicationELB. Pure. Source: reference aws-scaling.md §2.6, infra.md §2.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/watch/alb_datums.h"
#include "live/balancer/statistics.h"

namespace rampart::live::balancer {

struct MeteredGroup {
  std::string backend;    ///< HAProxy's name.
  std::string dimension;  ///< "targetgroup/NAME/ID"
};

struct MeteredLoadBalancer {
  std::string dimension;               ///< "app/NAME/ID"
  std::vector<std::string> frontends;  ///< HAProxy's names.
  std::vector<MeteredGroup> groups;
};

using watch::HostCount;

struct TrafficReading {
  Instant at;                       ///< The control plane's stamp.
  std::vector<StatisticsRow> rows;  ///< Servers removed since the last reading included, with their last counters.
  std::map<std::string, HostCount> hosts;  ///< By backend.
};

/// Gives the difference between consecutive readings; the first is taken against zero.
///
/// Published: what core/watch/alb_datums.h says, for every group and for all together; HTTPCode_ELB_3XX, 4XX and
/// 5XX_Count of the load balancer. A group without targets gives nothing.
///
/// TargetResponseTime is an approximation: HAProxy tells a server's mean of its last 1024 requests in whole
/// milliseconds, so every request of a reading counts with its server's mean, and minimum and maximum are those of
/// servers.
class TrafficMeter {
 public:
  explicit TrafficMeter(std::vector<MeteredLoadBalancer> load_balancers) : load_balancers_(std::move(load_balancers)) {}
  /// Other load balancers from now on; what was counted stays counted.
  void set_load_balancers(std::vector<MeteredLoadBalancer> load_balancers) {
    load_balancers_ = std::move(load_balancers);
  }
  std::vector<watch::Datum> read(const TrafficReading& reading);

 private:
  using Key = std::tuple<int, std::string, std::string>;  ///< Process, proxy, server.
  std::vector<MeteredLoadBalancer> load_balancers_;
  std::map<Key, StatisticsRow> previous_;
  /// Targets' answers that the frontend hasn't counted yet: a server's counter moves at the head of an answer, its
  /// frontend's at the end. Below zero they would come back as the load balancer's own. By load balancer and digit.
  std::map<std::pair<std::string, int>, std::int64_t> owed_;
};

}  // namespace rampart::live::balancer
