#include "core/control/metric_tape.h"

namespace rampart::control {

void MetricTape::advance(Instant now, Duration settled, const watch::Alarms& alarms, const watch::MetricStore& store,
                         Chronicle& chronicle) {
  for (const watch::Alarm* alarm : alarms.list()) {
    const watch::AlarmSpec& spec = alarm->spec;
    const Instant limit = floor_to(now - settled, spec.period);
    // A first look starts at the period the alarm was made in; several alarms on one metric share one tape.
    auto [entry, fresh] =
        written_until_.try_emplace({spec.metric, spec.unit, spec.period}, floor_to(alarm->created, spec.period));
    if (limit <= entry->second) continue;
    for (const watch::Datapoint& point : store.read(spec.metric, spec.unit, spec.period, entry->second, limit))
      chronicle.write_period(spec.metric, spec.unit, spec.period, point, now);
    entry->second = limit;
  }
}

}  // namespace rampart::control
