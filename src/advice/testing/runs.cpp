#include "advice/testing/runs.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::advice::testing {
namespace {

Instant at(double t) { return instant_from_unix_seconds(1'795'341'600 + t); }

const char* name_of(bool high) { return high ? "web-AlarmHigh-1" : "web-AlarmLow-2"; }

}  // namespace

RunBuilder::RunBuilder(int length_s, const std::function<Second(int)>& load) : length_s_(length_s) {
  put(0, ledger::RunStarted{"a test", "t", 1, "process", "", 60, "rampart prove"});
  for (int t = 0; t < length_s; ++t) {
    const Second second = load(t);
    ledger::LoadSlot slot;
    slot.start = at(t);
    slot.requests_sent = static_cast<std::uint64_t>(second.sent);
    slot.requests_failed = static_cast<std::uint64_t>(second.failed);
    slot.requests_answered = slot.requests_sent - slot.requests_failed;
    slot.arrivals_due = slot.arrivals_started = slot.requests_sent;
    if (slot.requests_answered > 0) {
      slot.felt.record(static_cast<std::uint64_t>(second.latency_ms * 1000), slot.requests_answered);
      slot.service.record(static_cast<std::uint64_t>(second.latency_ms * 1000), slot.requests_answered);
    }
    put(t + 0.999, slot);
  }
}

void RunBuilder::put(double t, ledger::Event event) { events_.push_back({at(t), std::move(event)}); }

RunBuilder& RunBuilder::tasks(double t, int healthy) {
  put(t, ledger::ServiceState{"web", healthy, 0, healthy, healthy});
  return *this;
}

RunBuilder& RunBuilder::task(const std::string& id, double started, double healthy, double leaving, double stopped,
                             const std::string& reason) {
  put(started, ledger::TaskState{"web", id, "PROVISIONING", "", -1});
  if (healthy >= 0) put(healthy, ledger::TargetState{"tg", id, "healthy", "", ""});
  if (leaving >= 0) put(leaving, ledger::TaskState{"web", id, "DEACTIVATING", reason, -1});
  if (stopped >= 0) put(stopped, ledger::TaskState{"web", id, "STOPPED", reason, 0});
  return *this;
}

RunBuilder& RunBuilder::metric(const std::string& name, const std::string& unit,
                               const std::function<double(int)>& value) {
  for (int minute = 0; 60 * (minute + 1) <= length_s_; ++minute) {
    const double v = value(minute);
    put(60 * (minute + 1), ledger::MetricPeriod{name, unit, at(60 * minute), 60, {1, v, v, v}});
  }
  return *this;
}

RunBuilder& RunBuilder::alarm(double t, bool high, const std::string& to, double threshold, const std::string& metric) {
  put(t, ledger::AlarmTransition{name_of(high), to == "ALARM" ? "OK" : "ALARM", to, "", "{}", threshold, metric,
                                 metric == request_metric ? "Sum" : "Average",
                                 high ? "GreaterThanThreshold" : "LessThanThreshold"});
  return *this;
}

RunBuilder& RunBuilder::activity(double t, int from, int to, const std::string& not_scaled_reason) {
  ledger::ScalingActivity a;
  a.id = fmt::format("activity-{}", t);
  a.resource_id = "service/shop/web";
  a.cause = fmt::format("monitor alarm {} in state ALARM triggered policy requests", name_of(to >= from));
  a.start = at(t);
  a.end = at(t + 1);
  a.from_capacity = from;
  a.to_capacity = to;
  a.not_scaled_reason = not_scaled_reason;
  put(t, a);
  return *this;
}

report::RunView RunBuilder::view() const {
  auto events = events_;
  events.push_back({at(length_s_), ledger::RunEnded{}});
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return report::RunView::of(events);
}

}  // namespace rampart::advice::testing
