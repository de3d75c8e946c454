// The alarms of an account, and when each looks at its metric. Source: reference aws-scaling.md §3.3–3.6.
//
//   Alarms alarms;
//   alarms.put(spec, now);                                  // PutMetricAlarm; first look one cadence later
//   timer.at(*alarms.next_due(), …);                        // sleep until then
//   auto [transitions, invocations] = alarms.evaluate(timer.now(), store);
//   for (const auto& i : invocations) …                     // i.action_arn: a scaling policy's, or an SNS topic's
//
// Cadence: every 60 s where the period is 60 s or more, every 10 s below, counted from the alarm's creation and not
// from the full minute: an alarm made at 12:00:07 looks at 12:01:07. A look at t sees the complete periods that
// ended at t - ingestion delay or before. With the defaults, load that rises at 12:00:00 puts a 3-of-3 alarm into
// ALARM between 12:03:30 and 12:04:30. Composite alarms (alarm_rule.h) follow the others' states in the same turn.
// One thread only; `now` may repeat but must not go back.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "base/result.h"
#include "core/watch/metric_store.h"

// The transitions and invocations themselves are in alarm.h.
#include "core/watch/alarm.h"
#include "core/watch/alarm_history.h"
#include "core/watch/alarm_look.h"
#include "core/watch/alarm_rule.h"

namespace rampart::watch {

/// DescribeAlarms: the configuration and where it stands.
struct Alarm {
  AlarmSpec spec;
  AlarmState state = AlarmState::insufficient_data;
  std::string reason;
  std::string reason_data;
  Instant created;                ///< Looks are counted from here.
  Instant configuration_updated;  ///< Last put().
  Instant state_updated;          ///< Last change of state or reason.
  Instant state_transitioned;     ///< Last change of state.
  std::vector<Datapoint> recent;  ///< What the last look went by, oldest first; empty before it or without data.
  std::uint64_t revision = 0;     ///< Grows with every change of what is above, `recent` left out.
  bool suppressed = false;        ///< Of a composite alarm: its suppressor keeps its actions back now.
};

struct Evaluated {
  std::vector<Transition> transitions;  ///< By alarm name.
  std::vector<Invocation> invocations;  ///< By alarm name, then in the order of the spec's list.

  void append(Evaluated other) {
    for (Transition& transition : other.transitions) transitions.push_back(std::move(transition));
    for (Invocation& invocation : other.invocations) invocations.push_back(std::move(invocation));
  }
};

/// Whether an action is a scaling policy: told once a minute while the state lasts, not only at its change.
bool is_scaling_policy(std::string_view action_arn);

/// PutMetricAlarm's limits: `invalid` with a sentence that names the alarm and the member.
Result<void> check(const AlarmSpec& spec);

class Alarms {
 public:
  explicit Alarms(AlarmOptions options = {}) : options_(options) {}

  /// Upsert, of metric and composite alarms alike. A new alarm is INSUFFICIENT_DATA, "Unchecked: Initial alarm
  /// creation"; an existing one keeps its state and its rhythm. Fails as check() does and then changes nothing.
  Result<void> put(AlarmSpec spec, Instant now);

  /// Puts an alarm back as it was before a restart, state and all; it tells nobody. Replaces one of that name.
  void restore(Alarm alarm, Instant now);

  /// Unknown names are ignored, as by DeleteAlarms. `now` is for the history.
  void erase(std::string_view name, Instant now = {});
  /// EnableAlarmActions, DisableAlarmActions. Unknown names are ignored.
  void enable_actions(std::string_view name, bool enabled, Instant now);
  [[nodiscard]] const Alarm* find(std::string_view name) const;  ///< Null if unknown; valid until the next change.
  [[nodiscard]] std::vector<const Alarm*> list() const;          ///< By name.

  /// SetAlarmState: runs the actions if the state differs; the next look restores the truth. A scaling policy gets
  /// datapoints only if `reason_data` holds recentDatapoints, threshold and a queryDate at most 10 s old; else the
  /// invocation's recent_datapoints are empty and the policy will not act. `not_found` for an unknown name.
  Result<Evaluated> set_state(std::string_view name, AlarmState state, std::string reason, std::string reason_data,
                              Instant now);

  /// Looks with every alarm that is due at `now`, once each however many looks were missed.
  Evaluated evaluate(Instant now, const MetricStore& store);

  /// When the next alarm wants to look; nothing without alarms that look.
  [[nodiscard]] std::optional<Instant> next_due() const;

  /// The composite alarms that look at this one.
  [[nodiscard]] std::vector<std::string> parents_of(std::string_view name) const;
  /// Those that a composite alarm looks at.
  [[nodiscard]] std::vector<std::string> children_of(std::string_view name) const;

  /// Grows with every change of any alarm: when it stands still, nothing has to be written down.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  /// From here on what happens is kept for take_history().
  void note_history() { notes_history_ = true; }
  /// What happened since the last call, oldest first.
  std::vector<HistoryItem> take_history() { return std::exchange(history_, {}); }

 private:
  struct Entry {
    Alarm alarm;
    Instant due;                                      // next look; composite alarms have none
    Instant told;                                     // when scaling policies were last told
    std::shared_ptr<const AlarmRule> rule = nullptr;  // of a composite alarm
  };
  [[nodiscard]] Instant next_look(const Alarm& alarm, Instant after) const;
  /// The names of those whose look is due, in order; they must look now.
  std::set<std::string> take_due(Instant now);
  void look(Entry& entry, Instant now, const MetricStore& store, Evaluated& out);
  void change(Entry& entry, Transition transition, Evaluated& out);
  void invoke(Entry& entry, Instant now, bool only_scaling, const std::vector<double>& values, Evaluated& out);
  void look_at_composites(Instant now, Evaluated& out);
  bool look_at_composite(Entry& entry, Instant now, Evaluated& out);
  void changed(Alarm& alarm);
  void note(HistoryItem item);

  AlarmOptions options_;
  std::map<std::string, Entry, std::less<>> alarms_;
  std::set<std::pair<Instant, std::string>> looks_;  // to come, by alarm; one that has gone or moved may be among them
  std::uint64_t revision_ = 0;
  std::uint64_t composites_seen_ = 0;  // revision_ that the composite alarms have followed
  bool notes_history_ = false;
  std::vector<HistoryItem> history_;
};

}  // namespace rampart::watch
