// Runs for tests of advice, event by event: what happened, at which second.
#pragma once

#include <functional>
#include <string>

#include "report/run_view.h"

namespace rampart::advice::testing {

inline const std::string cpu_metric = "AWS/ECS CPUUtilization {ClusterName=shop, ServiceName=web}";
inline const std::string memory_metric = "AWS/ECS MemoryUtilization {ClusterName=shop, ServiceName=web}";
inline const std::string request_metric = "AWS/ApplicationELB RequestCountPerTarget {TargetGroup=targetgroup/tg/1}";

/// What a second of load looks like.
struct Second {
  int sent = 0;
  int failed = 0;
  double latency_ms = 20;
};

/// A run of service "web" in real time (an AWS minute is a minute), `length_s` long, with the load of each second.
class RunBuilder {
 public:
  RunBuilder(int length_s, const std::function<Second(int)>& load);

  /// From `t` on so many tasks are desired, running and healthy.
  RunBuilder& tasks(double t, int healthy);
  /// A task's life: PROVISIONING at `started`, healthy at `healthy` (−1: never), gone from `leaving` (−1: it stays) to
  /// `stopped` for this reason.
  RunBuilder& task(const std::string& id, double started, double healthy, double leaving = -1, double stopped = -1,
                   const std::string& reason = "");
  /// A datapoint for each minute of the run, its value by the minute.
  RunBuilder& metric(const std::string& name, const std::string& unit, const std::function<double(int)>& value);
  RunBuilder& alarm(double t, bool high, const std::string& to, double threshold, const std::string& metric);
  /// A scaling activity, caused by the high or the low alarm of policy "requests".
  RunBuilder& activity(double t, int from, int to, const std::string& not_scaled_reason = "");

  [[nodiscard]] report::RunView view() const;

 private:
  void put(double t, ledger::Event event);
  int length_s_;
  std::vector<ledger::Recorded> events_;
};

}  // namespace rampart::advice::testing
