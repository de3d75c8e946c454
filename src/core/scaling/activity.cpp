#include "core/scaling/activity.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::scaling {

std::string_view name_of(ActivityStatus status) {
  switch (status) {
    case ActivityStatus::pending:
      return "Pending";
    case ActivityStatus::in_progress:
      return "InProgress";
    case ActivityStatus::successful:
      return "Successful";
    case ActivityStatus::overridden:
      return "Overridden";
    case ActivityStatus::unfulfilled:
      return "Unfulfilled";
    case ActivityStatus::failed:
      return "Failed";
  }
  return "";
}

bool has_ended(ActivityStatus status) {
  return status != ActivityStatus::pending && status != ActivityStatus::in_progress;
}

Activity start_activity(std::string id, Decision decision, Instant now) {
  Activity a{std::move(id), std::move(decision), now, std::nullopt, ActivityStatus::pending, {}, 0};
  if (!a.decision.scale)
    a.status = a.decision.not_scaled_reason.code == NotScaled::already_at_desired_capacity ? ActivityStatus::successful
                                                                                           : ActivityStatus::failed;
  return a;
}

void accept_activity(Activity& a) {
  if (a.status != ActivityStatus::pending) return;
  a.status = ActivityStatus::in_progress;
  a.status_message =
      fmt::format("Successfully set desired count to {}. Waiting for change to be fulfilled by ecs.", a.decision.to);
}

void refuse_activity(Activity& a, Instant now, std::string_view reason) {
  if (a.status != ActivityStatus::pending) return;
  a.status = ActivityStatus::failed;
  a.end = now;
  a.status_message = fmt::format("Failed to set desired count to {}. Reason: {}", a.decision.to, reason);
}

bool observe_activity(Activity& a, Instant now, int desired, int running, const ActivityOptions& options) {
  if (a.status != ActivityStatus::in_progress) return false;
  const auto set = fmt::format("Successfully set desired count to {}.", a.decision.to);
  if (desired != a.decision.to) {
    a.status = ActivityStatus::overridden;
    a.status_message = fmt::format("{} Found it was later changed to {}.", set, desired);
  } else if (running == a.decision.to) {
    a.status = ActivityStatus::successful;
    a.status_message = set + " Change successfully fulfilled by ecs.";
  } else if (now - a.start >= options.give_up_after) {
    a.status = ActivityStatus::unfulfilled;
    a.status_message = set + " Change was not fulfilled by ecs.";
  } else {
    return false;
  }
  a.end = now;
  return true;
}

Activity* ActivityLog::add(std::string id, Decision decision, Instant now) {
  if (!decision.scale) {
    if (decision.not_scaled_reason.code == NotScaled::silent) return nullptr;
    const auto same = [&](const Activity& a) {
      return a.decision.policy_arn == decision.policy_arn && a.decision.alarm == decision.alarm;
    };
    const auto last = std::find_if(newest_first_.begin(), newest_first_.end(),
                                   [&](const Activity& a) { return a.decision.scale || same(a); });
    if (last != newest_first_.end() && !last->decision.scale &&
        last->decision.not_scaled_reason == decision.not_scaled_reason)
      return nullptr;
  }
  record(start_activity(std::move(id), std::move(decision), now));
  return &newest_first_.front();
}

void ActivityLog::record(Activity activity) {
  activity.ordinal = ++ordinal_;
  newest_first_.push_front(std::move(activity));
}

void ActivityLog::restore(std::vector<Activity> newest_first) {
  for (const Activity& a : newest_first) ordinal_ = std::max(ordinal_, a.ordinal);
  newest_first_.assign(std::make_move_iterator(newest_first.begin()), std::make_move_iterator(newest_first.end()));
}

std::vector<Activity> ActivityLog::observe(Instant now, int desired, int running) {
  std::vector<Activity> ended;
  for (auto a = newest_first_.rbegin(); a != newest_first_.rend(); ++a)
    if (observe_activity(*a, now, desired, running, options_)) ended.push_back(*a);
  while (!newest_first_.empty() && has_ended(newest_first_.back().status) &&
         now - newest_first_.back().start > options_.keep)
    newest_first_.pop_back();
  return ended;
}

std::vector<Activity> ActivityLog::list(bool include_not_scaled) const {
  std::vector<Activity> out;
  for (const auto& a : newest_first_)
    if (include_not_scaled || a.decision.scale) out.push_back(a);
  return out;
}

Activity* ActivityLog::find(std::string_view id) {
  const auto it =
      std::find_if(newest_first_.begin(), newest_first_.end(), [&](const Activity& a) { return a.id == id; });
  return it == newest_first_.end() ? nullptr : &*it;
}

}  // namespace rampart::scaling
