#include "app/minute_chronicle.h"

#include <utility>

namespace rampart::app {
namespace {

constexpr std::int64_t most_slots = 3000;

}  // namespace

Duration minute_slots(Duration length) {
  for (const int minutes : {1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720})
    if (length / std::chrono::minutes(minutes) <= most_slots) return std::chrono::minutes(minutes);
  return std::chrono::hours(24);
}

MinuteChronicle::MinuteChronicle(ledger::Journal& journal, const fleet::ServiceSpec& service, std::string resource_id,
                                 Duration slot)
    : journal_(journal),
      chronicle_(journal, [](Instant at) { return at; }),
      service_(service.name),
      service_arn_(service.arn),
      resource_id_(std::move(resource_id)),
      slot_(slot) {}

void MinuteChronicle::saw(const fleet::FleetEvent& change) {
  fleet::FleetEvent ours = change;
  ours.service = service_;
  ours.service_arn = service_arn_;
  chronicle_.write(ours);
}

void MinuteChronicle::saw(const watch::Transition& transition, const watch::AlarmSpec& spec) {
  chronicle_.write(transition, spec);
}

void MinuteChronicle::saw(Instant at, const scaling::Activity& activity) {
  chronicle_.write(at, activity, resource_id_);
}

void MinuteChronicle::saw(const watch::AlarmSpec& looks_at_it, const watch::Datapoint& period) {
  chronicle_.write_period(looks_at_it.metric, looks_at_it.unit, looks_at_it.period, period,
                          period.start + looks_at_it.period);
}

void MinuteChronicle::saw(Instant from, const sim::FlowRecord& load) {
  const Instant slot = floor_to(from, slot_);
  if (slot != open_) finish();
  open_ = slot;
  load_.merge(load);
}

// A flow has no users: an arrival is a request, always in time.
void MinuteChronicle::finish() {
  if (const sim::FlowRecord load = std::exchange(load_, {}); load.requests() > 0) {
    ledger::LoadSlot slot;
    slot.start = slot.first_metric_at = open_;
    slot.span = slot_;
    slot.last_metric_at = open_ + slot_;
    slot.counters["http.requests"] = load.requests();
    slot.counters["http.responses"] = load.answered + load.refused;
    if (load.answered > 0) slot.counters["http.codes.200"] = load.answered;
    if (load.refused > 0) slot.counters["http.codes.503"] = load.refused;
    if (load.timed_out > 0) slot.counters["errors.ETIMEDOUT"] = load.timed_out;
    slot.rates["http.request_rate"] = load.requests();
    if (!load.answers.empty()) slot.summaries["http.response_time"] = load.answers;
    slot.felt = slot.service = load.all;
    slot.lateness.record(0, load.requests());
    slot.arrivals_due = slot.arrivals_started = slot.requests_sent = load.requests();
    slot.requests_answered = load.answered + load.refused;
    slot.requests_failed = load.refused + load.timed_out;
    journal_.write(open_ + slot_, std::move(slot));
  }
}

}  // namespace rampart::app
