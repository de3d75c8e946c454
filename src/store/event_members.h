// The members of every event, named once for both directions: a visitor is called with (name, member).
#pragma once

#include <concepts>
#include <type_traits>

#include "core/ledger/event.h"

namespace rampart::store {

template <class E, class Kind>
concept Of = std::same_as<std::remove_const_t<E>, Kind>;

template <class V, Of<ledger::RunStarted> E>
void visit_members(V& v, E& e) {
  v("name", e.name);
  v("test_run_id", e.test_run_id);
  v("seed", e.seed);
  v("compute", e.compute);
  v("compute_detail", e.compute_detail);
  v("plan", e.plan);
  v("aws_minute_s", e.aws_minute_s);
  v("command", e.command);
}

template <class V, class E>
requires Of<E, ledger::PhaseStarted> || Of<E, ledger::PhaseCompleted>
void visit_members(V& v, E& e) {
  v("index", e.index);
  v("name", e.name);
  v("duration_text", e.duration_text);
}

/// Without the histograms: those are blobs.
template <class V, Of<ledger::LoadSlot> E>
void visit_members(V& v, E& e) {
  v("start_ns", e.start);
  v("worker", e.worker);
  v("counters", e.counters);
  v("rates", e.rates);
  v("arrivals_due", e.arrivals_due);
  v("arrivals_started", e.arrivals_started);
  v("requests_sent", e.requests_sent);
  v("requests_answered", e.requests_answered);
  v("requests_failed", e.requests_failed);
  v("first_metric_at_ns", e.first_metric_at);
  v("last_metric_at_ns", e.last_metric_at);
  v("span_ns", e.span);
}

template <class V, Of<ledger::GeneratorAudit> E>
void visit_members(V& v, E& e) {
  v("cpu_seconds", e.cpu_seconds);
  v("wall_seconds", e.wall_seconds);
  v("workers", e.workers);
  v("open_connections_peak", e.open_connections_peak);
  v("descriptors_limit", e.descriptors_limit);
}

template <class V, Of<ledger::ServiceState> E>
void visit_members(V& v, E& e) {
  v("service", e.service);
  v("desired", e.desired);
  v("pending", e.pending);
  v("running", e.running);
  v("healthy", e.healthy);
}

template <class V, Of<ledger::TaskState> E>
void visit_members(V& v, E& e) {
  v("service", e.service);
  v("task", e.task);
  v("status", e.status);
  v("reason", e.reason);
  v("exit_code", e.exit_code);
}

template <class V, Of<ledger::TargetState> E>
void visit_members(V& v, E& e) {
  v("target_group", e.target_group);
  v("task", e.task);
  v("state", e.state);
  v("reason", e.reason);
  v("description", e.description);
}

template <class V, Of<ledger::ServiceEvent> E>
void visit_members(V& v, E& e) {
  v("service", e.service);
  v("message", e.message);
}

template <class V, Of<stats::StatisticSet> E>
void visit_members(V& v, E& e) {
  v("count", e.count);
  v("sum", e.sum);
  v("minimum", e.minimum);
  v("maximum", e.maximum);
}

template <class V, Of<ledger::MetricPeriod> E>
void visit_members(V& v, E& e) {
  v("metric", e.metric);
  v("unit", e.unit);
  v("start_ns", e.start);
  v("period_s", e.period_s);
  v("value", e.value);
}

template <class V, Of<ledger::AlarmTransition> E>
void visit_members(V& v, E& e) {
  v("alarm", e.alarm);
  v("from", e.from);
  v("to", e.to);
  v("reason", e.reason);
  v("reason_data", e.reason_data);
  v("threshold", e.threshold);
  v("metric", e.metric);
  v("statistic", e.statistic);
  v("comparison", e.comparison);
}

template <class V, Of<ledger::ScalingActivity> E>
void visit_members(V& v, E& e) {
  v("id", e.id);
  v("resource_id", e.resource_id);
  v("description", e.description);
  v("cause", e.cause);
  v("start_ns", e.start);
  v("end_ns", e.end);
  v("status_code", e.status_code);
  v("status_message", e.status_message);
  v("from_capacity", e.from_capacity);
  v("to_capacity", e.to_capacity);
  v("explanation", e.explanation);
  v("not_scaled_reason", e.not_scaled_reason);
}

template <class V, Of<ledger::Note> E>
void visit_members(V& v, E& e) {
  v("level", e.level);
  v("text", e.text);
}

template <class V, Of<ledger::RunEnded> E>
void visit_members(V& v, E& e) {
  v("interrupted", e.interrupted);
}

}  // namespace rampart::store
