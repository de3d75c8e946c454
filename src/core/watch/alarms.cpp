#include "core/watch/alarms.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "core/watch/alarm_range.h"
#include "core/watch/evaluation.h"
#include "core/watch/extended_statistic.h"
#include "core/watch/state_reason.h"

namespace rampart::watch {
namespace {

using std::chrono::seconds;

constexpr Duration fresh_enough = seconds(10);
constexpr auto no_datapoints = "Failed to execute AutoScaling action: Metric data points must be provided";

const std::vector<std::string>& actions_of(const AlarmSpec& spec, AlarmState state) {
  switch (state) {
    case AlarmState::ok:
      return spec.ok_actions;
    case AlarmState::alarm:
      return spec.alarm_actions;
    case AlarmState::insufficient_data:
      return spec.insufficient_data_actions;
  }
  return spec.alarm_actions;
}

/// "2026-09-14T05:43:00.123+0000" → unix milliseconds.
std::optional<std::int64_t> parse_data_time(std::string_view text) {
  int y = 0, mon = 0, d = 0, h = 0, min = 0, s = 0, ms = 0;
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d", &y, &mon, &d, &h, &min, &s, &ms) < 6)
    return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{year(y), month(static_cast<unsigned>(mon)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  const auto days = sys_days(date).time_since_epoch();
  return duration_cast<std::chrono::milliseconds>(days + hours(h) + minutes(min) + seconds(s)).count() + ms;
}

/// The datapoints a caller of SetAlarmState handed over, or none where AWS would not take them.
std::vector<double> datapoints_in(const std::string& reason_data, Instant now) {
  boost::system::error_code failed;
  const auto json = boost::json::parse(reason_data, failed);
  if (failed || !json.is_object()) return {};
  const auto& object = json.as_object();
  const auto* points = object.if_contains("recentDatapoints");
  const auto* threshold = object.if_contains("threshold");
  const auto* query_date = object.if_contains("queryDate");
  if (points == nullptr || !points->is_array() || threshold == nullptr || !threshold->is_number() ||
      query_date == nullptr || !query_date->is_string())
    return {};
  const auto asked_at = parse_data_time(query_date->as_string());
  if (!asked_at) return {};
  const Duration age = now.time_since_epoch() - std::chrono::milliseconds(*asked_at);
  if (age > fresh_enough) return {};
  std::vector<double> out;
  for (const auto& point : points->as_array())
    if (point.is_number()) out.push_back(point.to_number<double>());
  return out;
}

}  // namespace

bool is_scaling_policy(std::string_view action_arn) {
  return action_arn.find(":scalingPolicy:") != std::string_view::npos;
}

Result<void> check(const AlarmSpec& spec) {
  const auto wrong = [&](std::string what) { return invalid(fmt::format("Alarm \"{}\": {}", spec.name, what)); };
  if (spec.name.empty()) return invalid("An alarm needs a name: set AlarmName.");
  if (spec.is_composite()) {
    const auto rule = AlarmRule::parse(spec.rule);
    if (rule.has_error()) return rule.error();
    return {};
  }
  if (!spec.metrics.empty())
    if (auto checked = check_queries(spec.metrics); checked.has_error()) return checked;
  if (!spec.extended_statistic.empty() && !extended_statistic_named(spec.extended_statistic))
    return wrong(fmt::format("ExtendedStatistic is {}; p99, tm90, TM(10%:90%), PR(:300) and the like are known.",
                             spec.extended_statistic));
  const auto period = spec.period;
  const bool short_period = period == seconds(10) || period == seconds(20) || period == seconds(30);
  if (!short_period && (period < seconds(60) || period % seconds(60) != Duration::zero()))
    return wrong(fmt::format("Period is {}; it must be 10, 20, 30 or a multiple of 60 seconds.", brief(period)));
  if (spec.evaluation_periods < 1) return wrong("EvaluationPeriods must be 1 or more.");
  if (spec.datapoints_to_alarm < 0 || spec.datapoints_to_alarm > spec.evaluation_periods)
    return wrong(fmt::format("DatapointsToAlarm is {}; it must be between 1 and EvaluationPeriods, which is {}.",
                             spec.datapoints_to_alarm, spec.evaluation_periods));
  const Duration longest = period < std::chrono::hours(1) ? Duration(std::chrono::hours(24)) : std::chrono::hours(168);
  if (period > longest / spec.evaluation_periods)
    return wrong(fmt::format("Period times EvaluationPeriods is more than {}; ask for fewer or shorter periods.",
                             period < std::chrono::hours(1) ? "a day" : "seven days"));
  return {};
}

Instant Alarms::next_look(const Alarm& alarm, Instant after) const {
  const Duration every = cadence_of(alarm.spec, options_);
  return alarm.created + ((after - alarm.created) / every + 1) * every;
}

Result<void> Alarms::put(AlarmSpec spec, Instant now) {
  if (auto ok = check(spec); !ok) return ok;
  auto& entry = alarms_[spec.name];
  const bool is_new = entry.alarm.spec.name.empty();
  if (is_new || entry.alarm.spec != spec)
    note(configuration_item(spec, is_new ? ConfigurationChange::created : ConfigurationChange::updated, now));
  entry.rule = spec.is_composite() ? std::make_shared<AlarmRule>(*AlarmRule::parse(spec.rule)) : nullptr;
  entry.alarm.spec = std::move(spec);
  entry.alarm.configuration_updated = now;
  if (is_new) {
    entry.alarm.reason = unchecked_reason;
    entry.alarm.created = entry.alarm.state_updated = entry.alarm.state_transitioned = now;
    entry.told = now;
  }
  const Instant next = next_look(entry.alarm, now);
  entry.due = is_new ? next : std::min(entry.due, next);
  looks_.emplace(entry.due, entry.alarm.spec.name);
  changed(entry.alarm);
  return {};
}

void Alarms::restore(Alarm alarm, Instant now) {
  Entry entry;
  entry.due = next_look(alarm, now);
  // As if told long ago: after a restart a scaling policy hears of a lasting state at the first look.
  entry.told = now - options_.repeat_scaling_actions;
  if (alarm.spec.is_composite()) {
    auto rule = AlarmRule::parse(alarm.spec.rule);
    if (rule.has_error()) return;  // of another version
    entry.rule = std::make_shared<AlarmRule>(std::move(*rule));
  }
  auto name = alarm.spec.name;
  looks_.emplace(entry.due, name);
  entry.alarm = std::move(alarm);
  changed(entry.alarm);
  alarms_.insert_or_assign(std::move(name), std::move(entry));
}

void Alarms::erase(std::string_view name, Instant now) {
  const auto it = alarms_.find(name);
  if (it == alarms_.end()) return;
  const Alarm& alarm = it->second.alarm;
  // Who doesn't say when: not before anything that is known of the alarm.
  const Instant at = std::max({now, alarm.state_updated, alarm.configuration_updated});
  note(configuration_item(alarm.spec, ConfigurationChange::deleted, at));
  alarms_.erase(it);
  ++revision_;
}

void Alarms::enable_actions(std::string_view name, bool enabled, Instant now) {
  const auto it = alarms_.find(name);
  if (it == alarms_.end()) return;
  Alarm& alarm = it->second.alarm;
  alarm.spec.actions_enabled = enabled;
  alarm.configuration_updated = now;
  note(configuration_item(alarm.spec, ConfigurationChange::updated, now));
  changed(alarm);
}

void Alarms::changed(Alarm& alarm) { alarm.revision = ++revision_; }

void Alarms::note(HistoryItem item) {
  if (notes_history_) history_.push_back(std::move(item));
}

const Alarm* Alarms::find(std::string_view name) const {
  const auto it = alarms_.find(name);
  return it == alarms_.end() ? nullptr : &it->second.alarm;
}

std::vector<const Alarm*> Alarms::list() const {
  std::vector<const Alarm*> out;
  out.reserve(alarms_.size());
  for (const auto& [name, entry] : alarms_) out.push_back(&entry.alarm);
  return out;
}

Result<Evaluated> Alarms::set_state(std::string_view name, AlarmState state, std::string reason,
                                    std::string reason_data, Instant now) {
  const auto it = alarms_.find(name);
  if (it == alarms_.end()) return not_found(fmt::format("There is no alarm named \"{}\".", name));
  auto& entry = it->second;
  Evaluated out;
  const auto values = datapoints_in(reason_data, now);
  const auto from = entry.alarm.state;
  if (from != state) {
    change(entry, {entry.alarm.spec.name, from, state, now, std::move(reason), std::move(reason_data), {}}, out);
    invoke(entry, now, false, values, out);
  } else {
    entry.alarm.reason = std::move(reason);
    entry.alarm.reason_data = std::move(reason_data);
    entry.alarm.state_updated = now;
    changed(entry.alarm);
  }
  look_at_composites(now, out);
  return out;
}

Evaluated Alarms::evaluate(Instant now, const MetricStore& store) {
  Evaluated out;
  for (const std::string& name : take_due(now)) look(alarms_.find(name)->second, now, store, out);
  look_at_composites(now, out);
  return out;
}

std::set<std::string> Alarms::take_due(Instant now) {
  std::set<std::string> due;
  while (!looks_.empty() && looks_.begin()->first <= now) {
    auto look = looks_.extract(looks_.begin());
    const auto found = alarms_.find(look.value().second);
    const bool meant =
        found != alarms_.end() && found->second.rule == nullptr && found->second.due == look.value().first;
    if (meant) due.insert(std::move(look.value().second));
  }
  return due;
}

void Alarms::look(Entry& entry, Instant now, const MetricStore& store, Evaluated& out) {
  auto& alarm = entry.alarm;
  const auto& spec = alarm.spec;
  // A late turn of the loop must not shift what is seen or when a policy is told again: the look has the time it
  // was due, the latest one if several were missed.
  entry.due = next_look(alarm, now);
  looks_.emplace(entry.due, spec.name);
  const Instant at = entry.due - cadence_of(spec, options_);
  const auto [range, data, too_few_samples] = read_range(spec, seen_until(spec, options_, at), store);
  std::vector<std::optional<double>> values;
  for (const auto& point : range) values.push_back(point.value);
  const auto [evaluation, changed, telling] =
      watch::look(spec, values, alarm.state, at, entry.told, options_, too_few_samples);

  alarm.recent.clear();
  std::vector<double> recent;
  for (auto i = evaluation.used.rbegin(); i != evaluation.used.rend(); ++i) {
    alarm.recent.push_back(data[*i]);
    recent.push_back(*range[*i].value);
  }
  if (changed)
    change(entry,
           {spec.name, alarm.state, evaluation.state, at, describe_reason(spec, evaluation, range),
            reason_data(spec, evaluation, range, at), alarm.recent},
           out);
  if (telling != Telling::nobody) invoke(entry, at, telling == Telling::scaling_policies, recent, out);
}

void Alarms::change(Entry& entry, Transition transition, Evaluated& out) {
  auto& alarm = entry.alarm;
  if (notes_history_) note(state_item(transition, alarm.spec, alarm.reason, alarm.reason_data));
  alarm.state = transition.to;
  alarm.reason = transition.reason;
  alarm.reason_data = transition.reason_data;
  alarm.state_updated = alarm.state_transitioned = transition.at;
  changed(alarm);
  out.transitions.push_back(std::move(transition));
}

void Alarms::invoke(Entry& entry, Instant now, bool only_scaling, const std::vector<double>& values, Evaluated& out) {
  entry.told = now;
  const auto& spec = entry.alarm.spec;
  if (!spec.actions_enabled || entry.alarm.suppressed) return;
  for (const auto& action : actions_of(spec, entry.alarm.state)) {
    if (only_scaling && !is_scaling_policy(action)) continue;
    out.invocations.push_back({spec.name, action, entry.alarm.state, values, spec.threshold, now});
    // What is only said again isn't news.
    if (only_scaling || !notes_history_) continue;
    const bool refused = is_scaling_policy(action) && values.empty() && entry.alarm.state == AlarmState::alarm;
    note(action_item(spec, action, entry.alarm.state_updated, now, refused ? no_datapoints : ""));
  }
}

std::optional<Instant> Alarms::next_due() const {
  std::optional<Instant> next;
  for (const auto& [name, entry] : alarms_)
    if (entry.rule == nullptr && (!next || entry.due < *next)) next = entry.due;
  return next;
}

}  // namespace rampart::watch
