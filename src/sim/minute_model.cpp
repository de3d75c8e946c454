#include "sim/minute_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/uuid.h"
#include "core/scaling/activity.h"
#include "core/scaling/change_of_bounds.h"
#include "core/scaling/scaler.h"
#include "sim/forecaster.h"
#include "sim/request_flow.h"
#include "sim/task_story.h"
#include "sim/watched_alarm.h"

namespace rampart::sim {
namespace {

constexpr Duration one_minute = std::chrono::minutes(1);

class MinuteRun {
 public:
  MinuteRun(const ScaledServiceModel& service, const RateCurve& load, const MinuteOptions& options)
      : service_(service),
        load_(load),
        options_(options),
        start_(floor_to(options.start, one_minute)),
        random_(Random::stream(options.seed, "minutes")),
        ids_(Random::stream(options.seed, "ids of minutes")),
        registered_(service.target),
        scaler_(service.target),
        flow_(service.task, {service.vcpu, service.timeout_s, options.latency_target_s, options.quantiles,
                             std::any_of(service.alarms.begin(), service.alarms.end(),
                                         [](const auto& alarm) { return alarm.metric.name == "TargetResponseTime"; }),
                             options.witness != nullptr ? &recorder_ : nullptr}),
        desired_(service.desired) {}

  Result<MinuteResult> run() {
    if (auto ok = watch_policies(); ok.has_error()) return ok.error();
    begin();
    const double load_end = load_.length_s();
    double end = load_end + (options_.settle_to ? options_.settle_s : 0);
    // In sixty-fourths of a second, so that looks stay a cadence apart to the nanosecond however long the run.
    const double drawn = options_.noise ? std::floor(random_.uniform() * cadence() * 64) / 64 : cadence() / 2;
    double look = options_.look_at_s.value_or(drawn);
    double minute = 0;
    while (minute < end) {
      if (minute >= load_end && running_ == options_.settle_to && !pending_) {
        end = minute;
        break;
      }
      const double until = std::min(minute + 60, end);
      draw_rate(minute);
      run_schedule(minute);
      predict(minute);
      double period = minute;
      while (period < until) {
        const double period_end = std::min(period + (any_fine_ ? 20 : 60), until);
        for (; look < period_end; look += cadence()) {
          flow_to(look);
          look_at_alarms(look);
        }
        flow_to(period_end);
        close_fine();
        period = period_end;
      }
      close_minute(minute);
      minute = until;
      if (options_.block_s > 0 && (minute >= end || std::fmod(minute + 1e-6, options_.block_s) < 1e-3))
        close_block(minute);
    }
    for (const Task& task : tasks_) result_.task_hours += (end - task.starts) / 3600;
    if (options_.witness != nullptr)
      for (std::size_t i = 0; i < tasks_.size(); ++i) tell_task({tasks_[i], task_ids_[i], end, end, end});
    result_.hours = end / 3600;
    result_.requests = flow_.requests;
    result_.late = flow_.late;
    result_.failed = flow_.failed;
    return std::move(result_);
  }

 private:
  [[nodiscard]] double cadence() const { return any_fine_ ? 10 : 60; }
  [[nodiscard]] Instant instant(double t) const { return start_ + from_seconds(t); }

  Result<void> watch_policies() {
    for (const scaling::Policy& policy : service_.policies) {
      std::vector<scaling::ManagedAlarm> managed;
      if (std::holds_alternative<scaling::TargetTracking>(policy.what)) {
        const auto& tracking = std::get<scaling::TargetTracking>(policy.what);
        managed = scaling::managed_alarms(service_.target, policy, {uuid(ids_), uuid(ids_), uuid(ids_)});
        auto metric = scaling::tracked_metric(service_.target, tracking);
        if (metric.has_error()) return metric.error();
        for (const auto& alarm : managed) {
          if (auto ok = add(spec_of(alarm, *metric), alarm.action_arn, true, alarm.high); ok.has_error()) return ok;
        }
      }
      scaler_.put_policy(policy, std::move(managed));
    }
    for (const scaling::PredictivePolicy& policy : service_.predictive) {
      auto metric = scaling::tracked_metric(service_.target, scaling::tracking_of(policy.what));
      if (metric.has_error()) return metric.error();
      Forecaster forecaster;
      forecaster.policy = policy;
      forecaster.metric = metric_named(metric->name).value_or(Metric::cpu);
      forecasters_.push_back(std::move(forecaster));
    }
    for (const watch::AlarmSpec& alarm : service_.alarms)
      for (const std::string& action : alarm.alarm_actions)
        if (scaler_.owns(action))
          if (auto ok = add(alarm, action, false, true); ok.has_error()) return ok;
    return {};
  }

  Result<void> add(watch::AlarmSpec spec, const std::string& action, bool managed, bool high) {
    auto made = watched_of(spec, action, managed, high);
    if (made.has_error()) return made.error();
    Watched& watched = *made;
    watched.told = start_;
    watched.witnessed = std::none_of(watched_.begin(), watched_.end(), [&](const Watched& other) {
      return other.spec.metric == spec.metric && other.spec.period == spec.period && other.spec.unit == spec.unit;
    });
    any_fine_ = any_fine_ || watched.fine;
    watched.spec = std::move(spec);
    watched_.push_back(std::move(watched));
    return {};
  }

  void begin() {
    desired_ = std::clamp(desired_, service_.target.min_capacity,
                          std::max(service_.target.min_capacity, service_.target.max_capacity));
    for (int i = 0; i < desired_; ++i) add_task({0, 0, 0});
    running_ = serving_ = desired_;
    result_.peak_tasks = desired_;
    result_.latencies.resize(options_.quantiles.size());
    for (const auto& action : service_.schedule) due_.push_back(scaling::next_run(action, start_));
    const double memory = service_.task.memory_mib < 0 ? 0.2 * service_.memory_mib : service_.task.memory_mib;
    memory_percent_ = memory / service_.memory_mib * 100;
    note(0);
  }

  void draw_rate(double minute) {
    rate_ = load_.at(minute);
    if (options_.noise && rate_ > 0) {
      // A Poisson count of a minute, by its normal limit.
      const double expected = rate_ * 60;
      const double normal =
          std::sqrt(-2 * std::log1p(-random_.uniform())) * std::cos(6.283185307179586 * random_.uniform());
      rate_ = std::max(0.0, expected + std::sqrt(expected) * normal) / 60;
    }
  }

  void flow_to(double t) {
    while (now_ < t) {
      const double next = std::min(t, next_ready());
      if (next > now_) flow_.flow(next - now_, rate_, running_, serving_);
      now_ = next;
      count_ready();
    }
  }

  [[nodiscard]] double next_ready() const {
    double out = std::numeric_limits<double>::infinity();
    for (std::size_t i = tasks_.size(); i-- > 0 && tasks_[i].serves > now_;)
      out = std::min(out, tasks_[i].runs > now_ ? tasks_[i].runs : tasks_[i].serves);
    return out;
  }

  // Tasks stand in the order of their starts, so those that are on their way stand last.
  void count_ready() {
    int running = 0;
    int serving = 0;
    for (std::size_t i = tasks_.size(); i-- > 0;) {
      if (tasks_[i].serves <= now_) {
        running += static_cast<int>(i) + 1;
        serving += static_cast<int>(i) + 1;
        break;
      }
      if (tasks_[i].runs <= now_) ++running;
    }
    const bool changed = running != running_ || serving != serving_;
    running_ = running;
    serving_ = serving;
    if (!changed) return;
    if (pending_ && pending_->to > pending_->from && running_ >= pending_->to) {
      scaler_.activity_succeeded(instant(now_), *pending_);
      pending_.reset();
    }
    observe_activities(now_);
    note(now_);
  }

  // ---- what CloudWatch gets -------------------------------------------------------------------------------------

  void close_fine() {
    if (!any_fine_) return;
    const OpenPeriod period = flow_.take_fine();
    witness_period(period, true, instant(static_cast<double>(fine_closed_) * 20));
    for (std::size_t m = 0; m < metric_count; ++m)
      fine_history_[m].put(period.value(static_cast<Metric>(m), memory_percent_, serving_ > 0));
    ++fine_closed_;
  }

  void close_minute(double began) {
    const OpenPeriod period = flow_.take_minute();
    witness_period(period, false, instant(began));
    if (options_.witness != nullptr) options_.witness->saw(instant(began), recorder_.take());
    for (Forecaster& forecaster : forecasters_)
      forecaster.learn(period, instant(began), now_ - began, memory_percent_, serving_ > 0);
    for (std::size_t m = 0; m < metric_count; ++m)
      history_[m].put(period.value(static_cast<Metric>(m), memory_percent_, serving_ > 0));
    ++closed_;
    if (!options_.quantiles.empty()) {
      const std::vector<double> latencies = flow_.take_latencies();
      for (std::size_t i = 0; i < latencies.size(); ++i) result_.latencies[i].push_back(latencies[i]);
    }
    if (desired_ >= scaler_.target().max_capacity &&
        std::any_of(watched_.begin(), watched_.end(),
                    [](const Watched& w) { return w.managed && w.high && w.state == watch::AlarmState::alarm; }))
      ++result_.minutes_at_max;
  }

  void close_block(double t) {
    BlockFigures all{result_.task_hours, flow_.requests, flow_.late + flow_.failed,
                     static_cast<double>(result_.starts + result_.stops)};
    for (const Task& task : tasks_) all.task_hours += (t - task.starts) / 3600;
    result_.blocks.push_back({all.task_hours - blocks_closed_.task_hours, all.requests - blocks_closed_.requests,
                              all.missed - blocks_closed_.missed, all.changes - blocks_closed_.changes});
    blocks_closed_ = all;
  }

  // ---- what it makes of it --------------------------------------------------------------------------------------

  void look_at_alarms(double t) {
    triggers_.clear();
    for (Watched& watched : watched_) {
      if (!watched.fine && any_fine_ && !is_minute_look(t)) continue;
      look(watched, t);
    }
    if (triggers_.empty()) return;
    scaling::Situation situation;
    situation.now = instant(t);
    situation.desired = desired_;
    situation.running = running_;
    for (const Watched& watched : watched_)
      if (watched.state == watch::AlarmState::alarm) situation.in_alarm.insert(watched.spec.name);
    for (scaling::Decision& decision : scaler_.decide(situation, triggers_))
      if (decision.scale)
        apply(t, std::move(decision));
      else
        witness_decision(t, decision);
  }

  /// With 20-second alarms looks come every 10 s; the others take every sixth.
  [[nodiscard]] bool is_minute_look(double t) const { return static_cast<std::int64_t>(t / 10) % 6 == 3; }

  void look(Watched& watched, double t) {
    const watch::AlarmSpec& spec = watched.spec;
    const Instant at = instant(t);
    const std::int64_t seen = (watch::seen_until(spec, options_.alarms, at) - start_) / spec.period;
    const std::int64_t closed = watched.fine ? fine_closed_ : closed_;
    const auto& history = (watched.fine ? fine_history_ : history_)[static_cast<std::size_t>(watched.metric)];
    const auto count = static_cast<std::size_t>(watch::evaluation_range(spec.evaluation_periods));
    const auto values = seen <= 0
                            ? std::span<const std::optional<double>>{}
                            : history.newest(static_cast<std::size_t>(std::max<std::int64_t>(0, closed - seen)), count);
    const auto [evaluation, changed, telling] =
        watch::look(spec, values, watched.state, at, watched.told, options_.alarms);
    if (changed) witness_transition(watched, evaluation, values, start_ + seen * spec.period, at);
    watched.state = evaluation.state;
    if (telling == watch::Telling::nobody) return;
    watched.told = at;
    if (watched.state != watch::AlarmState::alarm && !tells_ok(watched)) return;
    if (options_.witness == nullptr && nothing_can_come_of(watched)) return;
    auto& trigger = watched.trigger;
    trigger.alarm_state = watched.state == watch::AlarmState::alarm;
    trigger.recent_datapoints.clear();
    for (auto i = evaluation.used.rbegin(); i != evaluation.used.rend(); ++i)
      trigger.recent_datapoints.push_back(*values[*i]);
    triggers_.push_back(trigger);
  }

  [[nodiscard]] bool tells_ok(const Watched& watched) const {
    return watched.state == watch::AlarmState::ok &&
           std::any_of(watched.spec.ok_actions.begin(), watched.spec.ok_actions.end(),
                       [&](const std::string& action) { return scaler_.owns(action); });
  }

  /// The scaler would only say why not. A lone policy's low alarm at the minimum, any high one at the maximum.
  [[nodiscard]] bool nothing_can_come_of(const Watched& watched) const {
    if (!watched.managed) return false;
    if (watched.high) return desired_ >= scaler_.target().max_capacity;
    return service_.policies.size() == 1 && desired_ <= scaler_.target().min_capacity;
  }

  void run_schedule(double minute) {
    for (std::size_t i = 0; i < service_.schedule.size(); ++i) {
      if (!due_[i] || *due_[i] > instant(minute)) continue;
      const auto& action = service_.schedule[i];
      due_[i] = scaling::next_run(action, instant(minute));
      if (registered_.scheduled_scaling_suspended) continue;
      auto change = scaling::change_of_bounds(action, registered_, desired_, instant(minute));
      if (!change) continue;
      if (options_.witness != nullptr) {
        change->activity.id = uuid(ids_);
        options_.witness->saw(instant(minute), change->activity);
        log_.record(std::move(change->activity));
      }
      if (!change->possible) continue;
      registered_ = std::move(change->target);
      put_target(minute, predicted_.in_force(registered_));
    }
  }

  void put_target(double minute, scaling::ScalableTarget target) {
    flow_to(minute);
    scaling::Situation situation;
    situation.now = instant(minute);
    situation.desired = desired_;
    situation.running = running_;
    if (auto decision = scaler_.put_target(std::move(target), situation)) apply(minute, std::move(*decision));
  }

  // ---- what predictive policies learn and want -------------------------------------------------------------------

  void predict(double minute) {
    if (forecasters_.empty()) return;
    const Instant now = instant(minute);
    scaling::PredictedBounds predicted;
    for (Forecaster& forecaster : forecasters_) {
      forecaster.settle(now);
      const auto& policy = forecaster.policy.what;
      if (const auto wanted = scaling::wanted_capacity(policy, forecaster.history, now))
        predicted.add(policy, *wanted, registered_.max_capacity);
    }
    if (predicted == predicted_) return;
    predicted_ = predicted;
    // The maximum falls back with the hour, but what runs isn't taken away: predictive scaling never scales in.
    scaling::ScalableTarget target = predicted_.in_force(registered_);
    target.max_capacity = std::max(target.max_capacity, desired_);
    put_target(minute, std::move(target));
  }

  void apply(double t, scaling::Decision decision) {
    if (pending_) {  // overridden: what it asked for counts with the new one
      scaler_.activity_ended(*pending_);
      pending_.reset();
    }
    const int before = static_cast<int>(tasks_.size());
    witness_decision(t, decision);
    if (options_.keep_timeline) result_.decisions.push_back({t, desired_, decision.to, decision.explanation});
    desired_ = decision.to;
    if (desired_ > before) {
      const double runs = t + service_.task.start_s;
      const double asked = service_.health_interval_s;
      // The first check comes with the registration, the next ones at their interval.
      const double waits = service_.task.warm_up_s <= 0 ? 0 : std::ceil(service_.task.warm_up_s / asked) * asked;
      for (int i = before; i < desired_; ++i) add_task({t, runs, runs + waits});
      result_.starts += desired_ - before;
    } else {
      const double drain = std::min(service_.deregistration_delay_s, 10 * service_.task.service.mean_s);
      while (static_cast<int>(tasks_.size()) > desired_) {
        const double stopped = t + drain + service_.task.stop_s;
        result_.task_hours += (stopped - tasks_.back().starts) / 3600;
        if (options_.witness != nullptr) {
          tell_task({tasks_.back(), task_ids_.back(), t, t + drain, stopped});
          task_ids_.pop_back();
        }
        tasks_.pop_back();
        ++result_.stops;
      }
      if (before > 0) flow_.keep_backlog(static_cast<double>(desired_) / before);
    }
    result_.peak_tasks = std::max(result_.peak_tasks, desired_);
    pending_ = std::move(decision);
    const int was_running = running_;
    now_ = t;
    count_ready();
    // A scale-in has come true when fewer run, which the rules see at their next turn: a second later, as in sim/world.
    observe_activities(t + 1);
    if (pending_ && running_ <= was_running && running_ == pending_->to) {
      scaler_.activity_succeeded(instant(t + 1), *pending_);
      pending_.reset();
    }
    note(t);
  }

  void add_task(const Task& task) {
    tasks_.push_back(task);
    if (options_.witness == nullptr) return;
    std::string id = uuid(ids_);
    std::erase(id, '-');
    task_ids_.push_back(std::move(id));
  }

  void note(double t) {
    if (options_.keep_timeline) result_.timeline.push_back({t, desired_, running_, serving_});
    if (options_.witness == nullptr) return;
    const auto pending = static_cast<int>(tasks_.size()) - running_;
    witness(t, fleet::ServiceCounts{desired_, pending, running_, serving_});
  }

  // ---- for the witness ------------------------------------------------------------------------------------------

  void tell_task(const TaskStory& story) {
    tell(story, service_.target_group, [&](double t, auto what) { witness(t, std::move(what)); });
  }

  template <class What>
  void witness(double t, What what) {
    options_.witness->saw({instant(t), {}, {}, std::move(what)});
  }

  void witness_transition(const Watched& watched, const watch::Evaluation& evaluation,
                          std::span<const std::optional<double>> values, Instant seen_until, Instant at) {
    if (options_.witness == nullptr) return;
    options_.witness->saw(transition_of(watched, evaluation, values, seen_until, at), watched.spec);
  }

  void witness_period(const OpenPeriod& period, bool fine, Instant began) {
    if (options_.witness == nullptr) return;
    for (const Watched& watched : watched_)
      if (watched.witnessed && watched.fine == fine)
        if (const auto value = period.value(watched.metric, memory_percent_, serving_ > 0))
          options_.witness->saw(watched.spec, watch::Datapoint{began, stats::StatisticSet::of(*value)});
  }

  /// Also of one that doesn't scale.
  void witness_decision(double t, const scaling::Decision& decision) {
    if (options_.witness == nullptr) return;
    scaling::Activity* activity = log_.add(uuid(ids_), decision, instant(t));
    if (activity == nullptr) return;
    if (decision.scale) scaling::accept_activity(*activity);
    options_.witness->saw(instant(t), *activity);
  }

  void observe_activities(double t) {
    if (options_.witness == nullptr) return;
    for (const scaling::Activity& ended : log_.observe(instant(t), desired_, running_))
      options_.witness->saw(instant(t), ended);
  }

  const ScaledServiceModel& service_;
  const RateCurve& load_;
  const MinuteOptions& options_;
  const Instant start_;
  Random random_;
  Random ids_;  // what a witness is told by name
  scaling::ScalableTarget registered_;
  scaling::PredictedBounds predicted_;
  scaling::Scaler scaler_;
  FlowRecorder recorder_;  // of the witness
  scaling::ActivityLog log_;
  RequestFlow flow_;
  std::vector<Forecaster> forecasters_;
  std::vector<std::string> task_ids_;  // beside tasks_, where there is a witness
  std::vector<Watched> watched_;
  bool any_fine_ = false;
  std::vector<std::optional<Instant>> due_;
  std::vector<scaling::Trigger> triggers_;

  std::vector<Task> tasks_;
  int desired_ = 0;
  int running_ = 0;
  int serving_ = 0;
  std::optional<scaling::Decision> pending_;
  double now_ = 0;
  double rate_ = 0;
  double memory_percent_ = 0;
  std::array<History, metric_count> history_;
  std::array<History, metric_count> fine_history_;
  std::int64_t closed_ = 0;
  std::int64_t fine_closed_ = 0;
  BlockFigures blocks_closed_;  // all that came before the open one
  MinuteResult result_;
};

}  // namespace

Result<MinuteResult> run_minutes(const ScaledServiceModel& service, const RateCurve& load,
                                 const MinuteOptions& options) {
  if (service.target.min_capacity > service.target.max_capacity)
    return invalid(fmt::format("min {} is above max {}", service.target.min_capacity, service.target.max_capacity));
  return MinuteRun(service, load, options).run();
}

}  // namespace rampart::sim
