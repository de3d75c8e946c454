#include "core/watch/alb_datums.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::watch {

void AlbTraffic::add(const AlbTraffic& other) {
  requests += other.requests;
  for (std::size_t digit = 1; digit < answers.size(); ++digit) answers[digit] += other.answers[digit];
  connection_errors += other.connection_errors;
  response_time.merge(other.response_time);
}

void AlbDatums::put(const std::string& name, const std::vector<Dimension>& dimensions, const stats::StatisticSet& value,
                    const std::string& unit) {
  datums_.push_back({make_metric("AWS/ApplicationELB", name, dimensions), at_, value, unit});
}

// One sample of 1 for each, as ALB counts responses; nothing when there was none.
void AlbDatums::count(const std::string& name, const std::vector<Dimension>& dimensions, std::int64_t n) {
  if (n <= 0) return;
  const auto number = static_cast<double>(n);
  put(name, dimensions, {number, number, 1, 1}, "Count");
}

void AlbDatums::counts(const AlbTraffic& traffic, const std::vector<Dimension>& dimensions) {
  if (traffic.requests > 0) {
    count("RequestCount", dimensions, traffic.requests);
  } else {
    put("RequestCount", dimensions, stats::StatisticSet::of(0), "Count");
  }
  for (std::size_t digit = 2; digit <= 5; ++digit)
    count(fmt::format("HTTPCode_Target_{}XX_Count", digit), dimensions, traffic.answers[digit]);
  count("TargetConnectionErrorCount", dimensions, traffic.connection_errors);
  if (!traffic.response_time.empty()) put("TargetResponseTime", dimensions, traffic.response_time, "Seconds");
}

void AlbDatums::group(const std::string& target_group, const AlbTraffic& traffic, const HostCount& hosts) {
  const Dimension group{"TargetGroup", target_group};
  counts(traffic, {load_balancer_, group});
  const auto per_target = stats::StatisticSet::of(static_cast<double>(traffic.requests) / std::max(1, hosts.healthy));
  put("RequestCountPerTarget", {group}, per_target, "None");
  put("RequestCountPerTarget", {load_balancer_, group}, per_target, "None");
  put("HealthyHostCount", {load_balancer_, group}, stats::StatisticSet::of(hosts.healthy), "Count");
  put("UnHealthyHostCount", {load_balancer_, group}, stats::StatisticSet::of(hosts.unhealthy), "Count");
}

void AlbDatums::own_answers(int digit, std::int64_t n) {
  count(fmt::format("HTTPCode_ELB_{}XX_Count", digit), {load_balancer_}, n);
}

}  // namespace rampart::watch
