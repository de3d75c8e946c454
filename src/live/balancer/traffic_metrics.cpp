#include "live/balancer/traffic_metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::live::balancer {
namespace {

using watch::Dimension;

struct Traffic {
  std::int64_t requests = 0;
  std::int64_t answers[6] = {0, 0, 0, 0, 0, 0};
  std::int64_t connection_errors = 0;
  stats::StatisticSet response_time;

  void add(const Traffic& other) {
    requests += other.requests;
    for (int digit = 1; digit <= 5; ++digit) answers[digit] += other.answers[digit];
    connection_errors += other.connection_errors;
    response_time.merge(other.response_time);
  }
};

/// A counter that fell has begun again.
std::int64_t growth(std::int64_t before, std::int64_t now) { return now >= before ? now - before : now; }

Traffic traffic_between(const StatisticsRow& before, const StatisticsRow& now) {
  Traffic traffic;
  std::int64_t answered = 0;
  traffic.requests = growth(before.sessions, now.sessions);
  for (int digit = 1; digit <= 5; ++digit) {
    traffic.answers[digit] = growth(before.answers[digit], now.answers[digit]);
    answered += traffic.answers[digit];
  }
  traffic.connection_errors = growth(before.connection_errors, now.connection_errors);
  if (answered > 0) {
    const auto count = static_cast<double>(answered);
    traffic.response_time = {count, count * now.response_time_s, now.response_time_s, now.response_time_s};
  }
  return traffic;
}

/// What is published about one load balancer at one time.
class Publication {
 public:
  Publication(Instant at, std::vector<watch::Datum>& datums) : at_(at), datums_(datums) {}

  void put(const std::string& name, const std::vector<Dimension>& dimensions, const stats::StatisticSet& value,
           const std::string& unit) {
    datums_.push_back({watch::make_metric("AWS/ApplicationELB", name, dimensions), at_, value, unit});
  }

  /// One sample of 1 for each, as ALB counts responses; nothing when there was none.
  void count(const std::string& name, const std::vector<Dimension>& dimensions, std::int64_t n) {
    if (n <= 0) return;
    const auto number = static_cast<double>(n);
    put(name, dimensions, {number, number, 1, 1}, "Count");
  }

  void traffic(const Traffic& traffic, const std::vector<Dimension>& dimensions) {
    if (traffic.requests > 0) {
      count("RequestCount", dimensions, traffic.requests);
    } else {
      put("RequestCount", dimensions, stats::StatisticSet::of(0), "Count");
    }
    for (int digit = 2; digit <= 5; ++digit) {
      count(fmt::format("HTTPCode_Target_{}XX_Count", digit), dimensions, traffic.answers[digit]);
    }
    count("TargetConnectionErrorCount", dimensions, traffic.connection_errors);
    if (!traffic.response_time.empty()) put("TargetResponseTime", dimensions, traffic.response_time, "Seconds");
  }

  void hosts(const HostCount& hosts, const std::vector<Dimension>& dimensions) {
    put("HealthyHostCount", dimensions, stats::StatisticSet::of(hosts.healthy), "Count");
    put("UnHealthyHostCount", dimensions, stats::StatisticSet::of(hosts.unhealthy), "Count");
  }

 private:
  Instant at_;
  std::vector<watch::Datum>& datums_;
};

}  // namespace

std::vector<watch::Datum> TrafficMeter::read(const TrafficReading& reading) {
  std::map<Key, StatisticsRow> current;
  std::map<std::string, Traffic> by_proxy;  // of a backend: its servers'; of a frontend: its own
  for (const auto& row : reading.rows) {
    const bool counts = row.kind == StatisticsRow::Kind::frontend || row.kind == StatisticsRow::Kind::server;
    if (!counts) continue;
    const Key key(row.process, row.proxy, row.server);
    const auto before = previous_.find(key);
    by_proxy[row.proxy].add(traffic_between(before == previous_.end() ? StatisticsRow{} : before->second, row));
    current[key] = row;
  }
  previous_ = std::move(current);

  std::vector<watch::Datum> datums;
  Publication publish(reading.at, datums);
  for (const auto& balancer : load_balancers_) {
    const Dimension load_balancer{"LoadBalancer", balancer.dimension};
    Traffic total;
    for (const auto& group : balancer.groups) {
      const auto& traffic = by_proxy[group.backend];
      total.add(traffic);
      const auto found = reading.hosts.find(group.backend);
      const auto hosts = found == reading.hosts.end() ? HostCount{} : found->second;
      if (hosts.registered == 0 && traffic.requests == 0) continue;
      const Dimension target_group{"TargetGroup", group.dimension};
      publish.traffic(traffic, {load_balancer, target_group});
      const auto per_target =
          stats::StatisticSet::of(static_cast<double>(traffic.requests) / std::max(1, hosts.healthy));
      publish.put("RequestCountPerTarget", {target_group}, per_target, "None");
      publish.put("RequestCountPerTarget", {load_balancer, target_group}, per_target, "None");
      publish.hosts(hosts, {load_balancer, target_group});
    }
    publish.traffic(total, {load_balancer});
    for (int digit = 3; digit <= 5; ++digit) {
      auto& owed = owed_[{balancer.dimension, digit}];
      owed -= total.answers[digit];
      for (const auto& frontend : balancer.frontends) owed += by_proxy[frontend].answers[digit];
      publish.count(fmt::format("HTTPCode_ELB_{}XX_Count", digit), {load_balancer}, owed);
      owed = std::min<std::int64_t>(owed, 0);
    }
  }
  return datums;
}

}  // namespace rampart::live::balancer
