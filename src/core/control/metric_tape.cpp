#include "core/control/metric_tape.h"

#include <algorithm>

namespace rampart::control {

void MetricTape::advance(Instant now, Duration settled, const watch::Alarms& alarms, const watch::MetricStore& store,
                         Chronicle& chronicle) {
  if (now - settled < next_ && alarms.revision() == alarms_seen_) return;
  next_ = Instant::max();
  alarms_seen_ = alarms.revision();
  const auto follow = [&](const watch::MetricId& metric, const std::string& unit, Duration period, Instant since) {
    const Instant limit = floor_to(now - settled, period);
    next_ = std::min(next_, advance(metric, unit, period, since, limit, now, store, chronicle));
  };
  for (const watch::Alarm* alarm : alarms.list()) {
    const watch::AlarmSpec& spec = alarm->spec;
    if (spec.is_composite()) continue;
    if (spec.metrics.empty()) follow(spec.metric, spec.unit, spec.period, alarm->created);
    for (const watch::MetricQuery& query : spec.metrics)
      if (query.stat) follow(query.stat->metric, query.stat->unit, query.stat->period, alarm->created);
  }
  for (const Kept& kept : kept_) follow(kept.metric, "", std::chrono::minutes(1), kept.since);
}

Instant MetricTape::advance(const watch::MetricId& metric, const std::string& unit, Duration period, Instant since,
                            Instant limit, Instant now, const watch::MetricStore& store, Chronicle& chronicle) {
  auto entry = written_until_.find(Before::Parts(metric, unit, period));
  // A first look starts at the period the alarm was made in; several alarms on one metric share one tape.
  if (entry == written_until_.end())
    entry = written_until_.try_emplace({metric, unit, period}, floor_to(since, period)).first;
  if (limit <= entry->second) return entry->second + period;
  for (const watch::Datapoint& point : store.read(metric, unit, period, entry->second, limit))
    chronicle.write_period(metric, unit, period, point, now);
  entry->second = limit;
  return limit + period;
}

}  // namespace rampart::control
