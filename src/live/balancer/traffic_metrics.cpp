#include "live/balancer/traffic_metrics.h"

#include <algorithm>

namespace rampart::live::balancer {
namespace {

using watch::AlbTraffic;

/// A counter that fell has begun again.
std::int64_t growth(std::int64_t before, std::int64_t now) { return now >= before ? now - before : now; }

AlbTraffic traffic_between(const StatisticsRow& before, const StatisticsRow& now) {
  AlbTraffic traffic;
  std::int64_t answered = 0;
  traffic.requests = growth(before.sessions, now.sessions);
  for (std::size_t digit = 1; digit <= 5; ++digit) {
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

}  // namespace

std::vector<watch::Datum> TrafficMeter::read(const TrafficReading& reading) {
  std::map<Key, StatisticsRow> current;
  std::map<std::string, AlbTraffic> by_proxy;  // of a backend: its servers'; of a frontend: its own
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
  for (const auto& balancer : load_balancers_) {
    watch::AlbDatums publish(balancer.dimension, reading.at, datums);
    AlbTraffic total;
    for (const auto& group : balancer.groups) {
      const auto& traffic = by_proxy[group.backend];
      total.add(traffic);
      const auto found = reading.hosts.find(group.backend);
      const auto hosts = found == reading.hosts.end() ? HostCount{} : found->second;
      if (hosts.registered == 0 && traffic.requests == 0) continue;
      publish.group(group.dimension, traffic, hosts);
    }
    publish.total(total);
    for (const int digit : {3, 4, 5}) {
      const auto at = static_cast<std::size_t>(digit);
      auto& owed = owed_[{balancer.dimension, digit}];
      owed -= total.answers[at];
      for (const auto& frontend : balancer.frontends) owed += by_proxy[frontend].answers[at];
      publish.own_answers(digit, owed);
      owed = std::min<std::int64_t>(owed, 0);
    }
  }
  return datums;
}

}  // namespace rampart::live::balancer
