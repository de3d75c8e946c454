// Composite alarms: how they follow the states of the others.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/watch/alarms.h"

namespace rampart::watch {
namespace {

// A composite alarm may look at composite alarms; a ring of them ends here.
constexpr int most_rounds = 10;

/// "Monday 14 September, 2026 05:43:00 UTC"
std::string long_date(Instant at) {
  constexpr std::array<std::string_view, 7> days = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
  constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};
  const std::chrono::sys_days day(std::chrono::floor<std::chrono::days>(at.time_since_epoch()));
  const std::chrono::year_month_day date(day);
  return fmt::format("{} {:02} {}, {} {} UTC", days.at(std::chrono::weekday(day).c_encoding()),
                     static_cast<unsigned>(date.day()), months.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()), iso8601(at).substr(11, 8));
}

std::string shown(const AlarmSpec& spec) { return spec.arn.empty() ? spec.name : spec.arn; }

/// The alarm whose change made the composite one change: the last that changed.
const Alarm* trigger_among(const Alarms& alarms, const AlarmRule& rule) {
  const Alarm* out = nullptr;
  for (const std::string& name : rule.alarms())
    if (const Alarm* alarm = alarms.find(name);
        alarm != nullptr && (out == nullptr || alarm->state_transitioned > out->state_transitioned))
      out = alarm;
  return out;
}

std::string data_time(Instant at) {
  std::string text = iso8601(at);
  text.pop_back();
  return text + "+0000";
}

Transition transition_of(const Alarm& alarm, AlarmState to, const Alarm* trigger, Instant now) {
  Transition out{alarm.spec.name, alarm.state, to, now, {}, {}, {}};
  if (trigger == nullptr) {
    out.reason = fmt::format("{} was created and its alarm rule evaluates to {}", shown(alarm.spec), name_of(to));
    return out;
  }
  out.reason = fmt::format("{} transitioned to {} at {}", shown(trigger->spec), name_of(trigger->state),
                           long_date(trigger->state_transitioned));
  out.reason_data = fmt::format(R"({{"triggeringAlarms":[{{"arn":"{}","state":{{"value":"{}","timestamp":"{}"}}}}]}})",
                                shown(trigger->spec), name_of(trigger->state), data_time(trigger->state_transitioned));
  return out;
}

}  // namespace

void Alarms::look_at_composites(Instant now, Evaluated& out) {
  for (int round = 0; round < most_rounds && composites_seen_ != revision_; ++round) {
    composites_seen_ = revision_;
    for (auto& [name, entry] : alarms_)
      if (entry.rule != nullptr) look_at_composite(entry, now, out);
  }
  composites_seen_ = revision_;
}

bool Alarms::look_at_composite(Entry& entry, Instant now, Evaluated& out) {
  Alarm& alarm = entry.alarm;
  const auto state_of = [&](const std::string& name) {
    const Alarm* other = find(name);
    return other == nullptr ? AlarmState::insufficient_data : other->state;
  };
  const AlarmState to = entry.rule->holds(state_of) ? AlarmState::alarm : AlarmState::ok;
  const std::string_view suppressor = alarm_name_in(alarm.spec.suppressor);
  const bool suppressed = !suppressor.empty() && state_of(std::string(suppressor)) == AlarmState::alarm;
  const bool released = alarm.suppressed && !suppressed;
  if (suppressed != alarm.suppressed) {
    alarm.suppressed = suppressed;
    changed(alarm);
  }
  if (to != alarm.state) {
    change(entry, transition_of(alarm, to, trigger_among(*this, *entry.rule), now), out);
    invoke(entry, now, false, {}, out);
  } else if (released) {
    invoke(entry, now, false, {}, out);  // what was kept back
  } else {
    return false;
  }
  return true;
}

std::vector<std::string> Alarms::parents_of(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [parent, entry] : alarms_) {
    if (entry.rule == nullptr) continue;
    const auto& children = entry.rule->alarms();
    if (std::find(children.begin(), children.end(), name) != children.end()) out.push_back(parent);
  }
  return out;
}

std::vector<std::string> Alarms::children_of(std::string_view name) const {
  const auto found = alarms_.find(name);
  return found == alarms_.end() || found->second.rule == nullptr ? std::vector<std::string>()
                                                                 : found->second.rule->alarms();
}

}  // namespace rampart::watch
