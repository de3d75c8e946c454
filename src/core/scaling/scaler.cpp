#include "core/scaling/scaler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/scaling/step_scaling.h"

namespace rampart::scaling {
namespace {

std::string_view without_creator(std::string_view action_arn) {
  return action_arn.substr(0, action_arn.find(":createdBy/"));
}

std::string cause_of(const Trigger& t, const Policy& policy) {
  return fmt::format("monitor alarm {} in state {} triggered policy {}", t.alarm, t.alarm_state ? "ALARM" : "OK",
                     policy.name);
}

Decision refusal(const Situation& s, const Trigger& t, const Policy& policy, NotScaledReason reason, std::string why) {
  Decision d;
  d.from = d.to = s.desired;
  d.description = "Attempting to scale due to alarm triggered";
  d.cause = cause_of(t, policy);
  d.not_scaled_reason = reason;
  d.explanation = std::move(why);
  d.policy_arn = policy.arn;
  d.alarm = t.alarm;
  return d;
}

NotScaledReason code(NotScaled c) { return {c, {}, {}, {}}; }
NotScaledReason at_max(int max) { return {NotScaled::already_at_max_capacity, max, {}, {}}; }
NotScaledReason at_min(int min) { return {NotScaled::already_at_min_capacity, {}, min, {}}; }
NotScaledReason at_desired(int desired) { return {NotScaled::already_at_desired_capacity, {}, {}, desired}; }

/// "CPU 93.5 % over 50 %", "1,310 per target over 800"
std::string compare_words(const TargetTracking& tracking, double metric, bool high, double against) {
  const auto side = high ? "over" : "under";
  if (!tracking.predefined)
    return fmt::format("{} {} {} {}", tracking.customized ? tracking.customized->name : "metric", readable(metric),
                       side, readable(against));
  switch (*tracking.predefined) {
    case PredefinedMetric::alb_request_count_per_target:
      return fmt::format("{} per target {} {}", readable(metric), side, readable(against));
    case PredefinedMetric::ecs_service_average_memory_utilization:
    case PredefinedMetric::ecs_service_average_memory_utilization_high_resolution:
      return fmt::format("memory {} % {} {} %", readable(metric), side, readable(against));
    default:
      return fmt::format("CPU {} % {} {} %", readable(metric), side, readable(against));
  }
}

/// "72 is 12 above the threshold 60, step +3"
std::string step_words(const StepScaling& policy, const StepAdjustment& step, double metric, double threshold) {
  const auto unit = policy.type == AdjustmentType::percent_change_in_capacity ? " %"
                    : policy.type == AdjustmentType::exact_capacity           ? " exactly"
                                                                              : "";
  return fmt::format("{} is {} {} the threshold {}, step {:+d}{}", readable(metric),
                     readable(std::fabs(metric - threshold)), metric < threshold ? "below" : "above",
                     readable(threshold), step.adjustment, unit);
}

std::string bound_words(const ScalableTarget& target, int wanted, int given) {
  if (given < wanted && given == target.max_capacity) return fmt::format("; bounded by max {}", given);
  if (given > wanted && given == target.min_capacity) return fmt::format("; bounded by min {}", given);
  return {};
}

}  // namespace

std::optional<Decision> Scaler::put_target(ScalableTarget target, const Situation& situation) {
  target_ = std::move(target);
  return move_into_bounds(situation);
}

std::optional<Decision> Scaler::move_into_bounds(const Situation& s) {
  const int to = std::clamp(s.desired, target_.min_capacity, std::max(target_.min_capacity, target_.max_capacity));
  if (to == s.desired) return std::nullopt;
  Decision d;
  d.cause = to > s.desired ? fmt::format("minimum capacity was set to {}", to)
                           : fmt::format("maximum capacity was set to {}", to);
  d.explanation = fmt::format("{} instead of {}: {}", to, s.desired, d.cause);
  // Not a policy's doing: what policies have under way counts no longer, and no cooldown will start.
  pending_out_ = 0;
  pending_in_ = false;
  if (to < s.desired) cooldown_.forget_credit();
  return start(s, to, std::move(d));
}

void Scaler::put_policy(Policy policy, std::vector<ManagedAlarm> alarms) {
  auto name = policy.name;
  policies_.insert_or_assign(std::move(name), Held{std::move(policy), std::move(alarms), std::nullopt});
}

void Scaler::erase_policy(std::string_view name) {
  if (const auto it = policies_.find(name); it != policies_.end()) policies_.erase(it);
}

const Policy* Scaler::find_policy(std::string_view name) const {
  const auto it = policies_.find(name);
  return it == policies_.end() ? nullptr : &it->second.policy;
}

std::vector<const Policy*> Scaler::list_policies() const {
  std::vector<const Policy*> out;
  for (const auto& [name, held] : policies_) out.push_back(&held.policy);
  return out;
}

std::vector<ManagedAlarm> Scaler::alarms_of(std::string_view policy_name) const {
  const auto it = policies_.find(policy_name);
  return it == policies_.end() ? std::vector<ManagedAlarm>{} : it->second.alarms;
}

Scaler::Held* Scaler::held_for(std::string_view action_arn) {
  const auto arn = without_creator(action_arn);
  for (auto& [name, held] : policies_)
    if (held.policy.arn == arn) return &held;
  return nullptr;
}

bool Scaler::owns(std::string_view action_arn) const {
  const auto arn = without_creator(action_arn);
  return std::any_of(policies_.begin(), policies_.end(),
                     [&](const auto& entry) { return entry.second.policy.arn == arn; });
}

std::vector<Decision> Scaler::decide(const Situation& s, const std::vector<Trigger>& triggers) {
  remember_lows(triggers);
  Refusals no;
  std::vector<Proposal> out, in;
  for (const auto& trigger : triggers) {
    auto* held = held_for(trigger.policy_arn);
    if (held == nullptr) continue;
    auto proposal = propose(s, trigger, *held, no);
    if (!proposal) continue;
    (proposal->grows ? out : in).push_back(std::move(*proposal));
  }
  // The largest capacity wins, out and in alike: of two that take away, the one that leaves more.
  const auto larger = [](const Proposal& a, const Proposal& b) { return a.capacity > b.capacity; };
  std::stable_sort(out.begin(), out.end(), larger);
  std::stable_sort(in.begin(), in.end(), larger);
  std::optional<Decision> yes;
  for (auto& proposal : out) {
    if (!yes)
      yes = grow(s, proposal, no);
    else
      no.push_back(
          refusal(s, *proposal.trigger, proposal.held->policy, code(NotScaled::silent),
                  fmt::format("asks for {}; another policy's {} is as large or larger", proposal.capacity, yes->to)));
  }
  for (auto& proposal : in) {
    if (!yes)
      yes = shrink(s, proposal, no);
    else
      no.push_back(
          refusal(s, *proposal.trigger, proposal.held->policy, code(NotScaled::silent),
                  fmt::format("asks for {}; another policy's {} is as large or larger", proposal.capacity, yes->to)));
  }
  if (yes) no.insert(no.begin(), std::move(*yes));
  return no;
}

void Scaler::remember_lows(const std::vector<Trigger>& triggers) {
  for (const auto& t : triggers) {
    auto* held = held_for(t.policy_arn);
    if (held != nullptr && !t.high && t.alarm_state && !t.recent_datapoints.empty())
      held->last_low = average(t.recent_datapoints);
  }
}

// The running tasks but those that came of scale-outs under way or cooling down (see cooldown.h).
int Scaler::capacity_before_credit(const Situation& s) const {
  const int before = s.desired - pending_out_ - cooldown_.credit(s.now);
  return std::min(s.running, std::max(before, std::min(s.running, 1)));
}

std::optional<Scaler::Proposal> Scaler::propose(const Situation& s, const Trigger& t, Held& held, Refusals& no) {
  if (t.recent_datapoints.empty()) {
    // AWS's text for the same: an alarm set by hand without datapoints can't scale anything.
    no.push_back(refusal(s, t, held.policy, code(NotScaled::silent), "Metric data points must be provided"));
    return std::nullopt;
  }
  if (std::holds_alternative<StepScaling>(held.policy.what)) return propose_step(s, t, held, no);
  return propose_tracking(s, t, held, no);
}

std::optional<Scaler::Proposal> Scaler::propose_tracking(const Situation& s, const Trigger& t, Held& held,
                                                         Refusals& no) {
  const auto& tracking = std::get<TargetTracking>(held.policy.what);
  if (!t.alarm_state) {
    no.push_back(refusal(s, t, held.policy, code(NotScaled::silent), "target tracking acts on ALARM only"));
    return std::nullopt;
  }
  const double metric = average(t.recent_datapoints);
  if (!t.high) {
    if (tracking.disable_scale_in) {
      no.push_back(refusal(s, t, held.policy, code(NotScaled::silent), "scale-in is disabled for this policy"));
      return std::nullopt;
    }
    Proposal own{&t, &held, needed_capacity(s.running, metric, tracking.target_value), false,
                 compare_words(tracking, metric, false, low_threshold(tracking.target_value))};
    return agree_to_scale_in(s, std::move(own), no);
  }
  const int capacity = capacity_before_credit(s);
  if (const auto need = scale_out_proposal(capacity, metric, tracking.target_value))
    return Proposal{&t, &held, *need, true, compare_words(tracking, metric, true, tracking.target_value)};
  no.push_back(refusal(s, t, held.policy, at_desired(s.running),
                       fmt::format("{} running tasks are enough: {} on average for a target of {}", s.running,
                                   readable(metric), readable(tracking.target_value))));
  return std::nullopt;
}

std::optional<Scaler::Proposal> Scaler::propose_step(const Situation& s, const Trigger& t, const Held& held,
                                                     Refusals& no) {
  const auto& steps = std::get<StepScaling>(held.policy.what);
  const double metric = aggregate(steps.aggregation, t.recent_datapoints);
  const double distance = metric - t.threshold;
  const auto* step = find_step(steps, distance);
  if (step == nullptr) {
    no.push_back(refusal(s, t, held.policy, code(NotScaled::silent),
                         fmt::format("no step covers {} from the threshold", readable(distance))));
    return std::nullopt;
  }
  const int before = steps.type == AdjustmentType::exact_capacity ? s.running : capacity_before_credit(s);
  const bool grows = apply_step(steps, *step, before) > before;
  const int need = apply_step(steps, *step, grows ? before : s.running);
  if (grows || need != s.running)
    return Proposal{&t, &held, need, grows, step_words(steps, *step, metric, t.threshold)};
  no.push_back(refusal(s, t, held.policy, at_desired(s.running),
                       fmt::format("the step leaves {} running tasks as they are", s.running)));
  return std::nullopt;
}

std::optional<Scaler::Proposal> Scaler::agree_to_scale_in(const Situation& s, Proposal own, Refusals& no) {
  const auto refuse = [&](NotScaled c, std::string why) {
    no.push_back(refusal(s, *own.trigger, own.held->policy, code(c), std::move(why)));
    return std::nullopt;
  };
  for (const auto& [name, other] : policies_) {
    const auto* tracking = std::get_if<TargetTracking>(&other.policy.what);
    if (tracking == nullptr || tracking->disable_scale_in || &other == own.held) continue;
    const auto low = std::find_if(other.alarms.begin(), other.alarms.end(), [](const auto& a) { return !a.high; });
    const bool agrees = low != other.alarms.end() && s.in_alarm.contains(low->name);
    if (!agrees) return refuse(NotScaled::silent, fmt::format("waits until policy {} is low too", name));
    if (!other.last_low) return refuse(NotScaled::silent, fmt::format("waits to hear policy {}'s metric", name));
    const int need = needed_capacity(s.running, *other.last_low, tracking->target_value);
    if (need > own.capacity) {
      own.capacity = need;
      own.why += fmt::format("; policy {} needs {}", name, need);
    }
  }
  if (own.capacity >= s.running)
    return refuse(NotScaled::anticipated_flapping,
                  fmt::format("{}, yet {} tasks are needed to stay below the target", own.why, own.capacity));
  return own;
}

std::optional<Decision> Scaler::grow(const Situation& s, Proposal p, Refusals& no) {
  const auto& policy = p.held->policy;
  const auto refuse = [&](NotScaledReason reason, std::string why) {
    no.push_back(refusal(s, *p.trigger, policy, reason, std::move(why)));
    return std::nullopt;
  };
  if (target_.dynamic_scaling_out_suspended) return refuse(code(NotScaled::silent), "scale-out is suspended");
  if (s.desired >= target_.max_capacity)
    return refuse(at_max(target_.max_capacity),
                  fmt::format("{} wanted, already at max {}: {}", p.capacity, target_.max_capacity, p.why));
  int to = p.capacity;
  if (s.desired < target_.min_capacity) {
    to = target_.min_capacity;
    p.why += fmt::format("; first up to min {}", to);
  }
  const int bounded = std::min(to, target_.max_capacity);
  const int credit = cooldown_.credit(s.now);
  const int increase = p.capacity - capacity_before_credit(s);
  if (bounded <= s.desired && credit > 0)
    return refuse(code(NotScaled::silent),
                  fmt::format("cooling down for {}: {:+d} wanted, +{} given already; {}",
                              brief(cooldown_.scale_out_until() - s.now), increase, credit, p.why));
  if (bounded <= s.desired)
    return refuse(at_desired(s.desired), fmt::format("{} wanted, {} on their way: {}", to, s.desired, p.why));
  if (credit > 0) p.why += fmt::format("; {} of {:+d} given already in this cooldown", credit, increase);
  Decision d =
      refusal(s, *p.trigger, policy, {},
              fmt::format("{} instead of {}: {}{}", bounded, s.desired, p.why, bound_words(target_, to, bounded)));
  cooldown_.scale_out_started();
  pending_in_ = false;
  pending_out_ += bounded - s.desired;
  return start(s, bounded, std::move(d));
}

std::optional<Decision> Scaler::shrink(const Situation& s, Proposal p, Refusals& no) {
  const auto& policy = p.held->policy;
  const auto refuse = [&](NotScaledReason reason, std::string why) {
    no.push_back(refusal(s, *p.trigger, policy, reason, std::move(why)));
    return std::nullopt;
  };
  if (target_.dynamic_scaling_in_suspended) return refuse(code(NotScaled::silent), "scale-in is suspended");
  if (s.deployment_in_progress)
    return refuse(code(NotScaled::target_service_put_resource_unscalable), "no scale-in while a deployment runs");
  if (s.desired <= target_.min_capacity)
    return refuse(at_min(target_.min_capacity),
                  fmt::format("{} wanted, already at min {}: {}", p.capacity, target_.min_capacity, p.why));
  if (pending_in_) return refuse(code(NotScaled::silent), "the last scale-in isn't done yet");
  if (const auto until = cooldown_.scale_in_blocked_until(s.now))
    return refuse(code(NotScaled::silent),
                  fmt::format("cooling down for {} after the last scale-in; {}", brief(*until - s.now), p.why));
  int to = p.capacity;
  if (s.desired > target_.max_capacity) {
    to = target_.max_capacity;
    p.why += fmt::format("; first down to max {}", to);
  }
  const int bounded = std::max(to, target_.min_capacity);
  if (bounded >= s.desired)
    return refuse(at_desired(s.desired), fmt::format("{} wanted, {} desired already: {}", to, s.desired, p.why));
  Decision d =
      refusal(s, *p.trigger, policy, {},
              fmt::format("{} instead of {}: {}{}", bounded, s.desired, p.why, bound_words(target_, to, bounded)));
  pending_out_ = 0;
  pending_in_ = true;
  return start(s, bounded, std::move(d));
}

Decision Scaler::start(const Situation& s, int to, Decision d) {
  d.scale = true;
  d.from = s.desired;
  d.to = to;
  d.description = fmt::format("Setting desired count to {}.", to);
  d.number = ++decided_;
  return d;
}

Duration Scaler::cooldown_of(const Decision& decision) const {
  for (const auto& [name, held] : policies_) {
    if (held.policy.arn != decision.policy_arn) continue;
    if (const auto* steps = std::get_if<StepScaling>(&held.policy.what)) return steps->cooldown;
    const auto& tracking = std::get<TargetTracking>(held.policy.what);
    return decision.to > decision.from ? tracking.scale_out_cooldown : tracking.scale_in_cooldown;
  }
  return Duration::zero();  // The policy is gone, and its cooldown with it.
}

void Scaler::activity_succeeded(Instant now, const Decision& d) {
  if (d.number != decided_) return;  // A newer one took its place and will speak for both.
  const int added = std::exchange(pending_out_, 0);
  pending_in_ = false;
  if (d.policy_arn.empty()) return;
  if (d.to > d.from)
    cooldown_.scale_out_succeeded(now, added, cooldown_of(d));
  else
    cooldown_.scale_in_succeeded(now, cooldown_of(d));
}

Scaler::Snapshot Scaler::snapshot() const {
  Snapshot out{pending_out_, pending_in_, decided_, cooldown_.snapshot(), {}};
  for (const auto& [name, held] : policies_)
    if (held.last_low) out.last_lows.emplace(name, *held.last_low);
  return out;
}

void Scaler::restore(const Snapshot& from) {
  pending_out_ = from.pending_out;
  pending_in_ = from.pending_in;
  decided_ = from.decided;
  cooldown_.restore(from.cooldown);
  for (const auto& [name, low] : from.last_lows)
    if (const auto held = policies_.find(name); held != policies_.end()) held->second.last_low = low;
}

void Scaler::activity_ended(const Decision& d) {
  if (d.number != decided_) return;
  pending_out_ = 0;
  pending_in_ = false;
}

}  // namespace rampart::scaling
