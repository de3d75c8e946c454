#include "core/control/chronicle.h"

#include <utility>
#include <variant>

namespace rampart::control {
namespace {

/// One kind of fleet event as its ledger event.
struct Translate {
  const fleet::FleetEvent& change;

  ledger::Event operator()(const fleet::ServiceCounts& c) const {
    return ledger::ServiceState{change.service, c.desired, c.pending, c.running, c.healthy};
  }
  ledger::Event operator()(const fleet::TaskChange& c) const {
    return ledger::TaskState{change.service, c.task, std::string(fleet::name_of(c.status)), c.reason, c.exit_code};
  }
  ledger::Event operator()(const fleet::TargetChange& c) const {
    return ledger::TargetState{c.target_group_arn, c.task, std::string(fleet::name_of(c.state)), c.reason,
                               c.description};
  }
  ledger::Event operator()(const fleet::ServiceMessage& c) const {
    return ledger::ServiceEvent{change.service, c.message};
  }
};

}  // namespace

void Chronicle::write(const fleet::FleetEvent& change) {
  journal_.write(to_real_(change.at), std::visit(Translate{change}, change.what));
}

namespace {

/// What an alarm looks at, in a line.
std::string watched(const watch::AlarmSpec& spec) {
  if (spec.is_composite()) return spec.rule;
  if (spec.metrics.empty()) return watch::to_string(spec.metric);
  for (const watch::MetricQuery& query : spec.metrics)
    if (query.return_data) return query.stat ? watch::to_string(query.stat->metric) : query.expression;
  return {};
}

}  // namespace

void Chronicle::write(const watch::Transition& transition, const watch::AlarmSpec& spec) {
  journal_.write(
      to_real_(transition.at),
      ledger::AlarmTransition{transition.alarm, std::string(watch::name_of(transition.from)),
                              std::string(watch::name_of(transition.to)), transition.reason, transition.reason_data,
                              spec.threshold, watched(spec), std::string(watch::name_of(spec.statistic)),
                              std::string(watch::name_of(spec.comparison))});
}

void Chronicle::write(Instant at, const scaling::Activity& activity, const std::string& resource_id) {
  ledger::ScalingActivity out;
  out.id = activity.id;
  out.resource_id = resource_id;
  out.description = activity.decision.description;
  out.cause = activity.decision.cause;
  out.start = to_real_(activity.start);
  if (activity.end) out.end = to_real_(*activity.end);
  out.status_code = scaling::name_of(activity.status);
  out.status_message = activity.status_message;
  out.from_capacity = activity.decision.from;
  out.to_capacity = activity.decision.to;
  out.explanation = activity.decision.explanation;
  out.not_scaled_reason = scaling::name_of(activity.decision.not_scaled_reason.code);
  journal_.write(to_real_(at), std::move(out));
}

void Chronicle::write_period(const watch::MetricId& metric, const std::string& unit, Duration period,
                             const watch::Datapoint& datapoint, Instant at) {
  journal_.write(to_real_(at), ledger::MetricPeriod{watch::to_string(metric), unit, to_real_(datapoint.start),
                                                    seconds(period), datapoint.value});
}

void Chronicle::note(Instant at, std::string level, std::string text) {
  journal_.write(to_real_(at), ledger::Note{std::move(level), std::move(text)});
}

}  // namespace rampart::control
