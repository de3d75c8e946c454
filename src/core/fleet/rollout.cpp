#include "core/fleet/rollout.h"

#include <algorithm>
#include <numeric>

namespace rampart::fleet {
namespace {

using TaskState = TaskView::State;

int rank(TaskState state) {
  switch (state) {
    case TaskState::unhealthy:
      return 0;
    case TaskState::pending:
      return 1;
    case TaskState::warming:
      return 2;
    case TaskState::healthy:
      return 3;
  }
  return 3;
}

/// The plan while it is made: which tasks are still there, in scale-in order.
class Draft {
 public:
  explicit Draft(const RolloutInput& input)
      : tasks_(input.tasks), order_(scale_in_order(input.tasks)), gone_(input.tasks.size(), false) {}

  template <class Predicate>
  [[nodiscard]] int count(Predicate is) const {
    int n = 0;
    for (std::size_t i = 0; i < tasks_.size(); ++i) n += !gone_[i] && is(tasks_[i]) ? 1 : 0;
    return n;
  }
  [[nodiscard]] int total() const {
    return count([](const TaskView&) { return true; });
  }
  [[nodiscard]] int healthy() const {
    return count([](const TaskView& t) { return t.state == TaskState::healthy; });
  }

  /// Stops up to `n` of those that match, first victims first.
  template <class Predicate>
  void stop(int n, Predicate is) {
    for (const auto i : order_) take(i, n, is);
  }
  /// The same, but the oldest first: the one that has been sick longest goes before its replacement.
  template <class Predicate>
  void stop_oldest(int n, Predicate is) {
    for (std::size_t i = 0; i < tasks_.size(); ++i) take(i, n, is);
  }

  RolloutPlan plan;

 private:
  template <class Predicate>
  void take(std::size_t i, int& left, Predicate is) {
    if (left <= 0 || gone_[i] || !is(tasks_[i])) return;
    if (tasks_[i].guarded && tasks_[i].state != TaskState::unhealthy) return;
    gone_[i] = true;
    plan.stop.push_back({i, tasks_[i].state == TaskState::unhealthy});
    --left;
  }

  const std::vector<TaskView>& tasks_;
  std::vector<std::size_t> order_;
  std::vector<bool> gone_;
};

bool is_new(const TaskView& t) { return t.primary; }
bool is_old(const TaskView& t) { return !t.primary; }
bool is_usable_new(const TaskView& t) { return t.primary && t.state != TaskState::unhealthy; }
bool is_sick_new(const TaskView& t) { return t.primary && t.state == TaskState::unhealthy; }
bool is_starting_new(const TaskView& t) {
  return t.primary && (t.state == TaskState::pending || t.state == TaskState::warming);
}
bool is_lame_old(const TaskView& t) { return !t.primary && t.state != TaskState::healthy; }

/// More new tasks than wanted: scale-in. And sick ones whose replacements are healthy.
void trim_new(Draft& draft, int desired) {
  draft.stop(draft.count(is_usable_new) - desired, is_usable_new);
  const int sick = draft.count(is_sick_new);
  const int healthy = draft.count([](const TaskView& t) { return t.primary && t.state == TaskState::healthy; });
  draft.stop_oldest(std::min(sick, healthy + sick - desired), is_sick_new);
}

/// Old tasks go as far as enough healthy ones stay; those that aren't healthy take nothing away and go first.
void retire_old(Draft& draft, int minimum_healthy) {
  const int spare = draft.healthy() - minimum_healthy;
  if (spare < 0) return;
  draft.stop(draft.count(is_lame_old), is_lame_old);
  draft.stop(spare, is_old);
}

/// desired went down in the middle of a deployment: RUNNING + PENDING must fit under the new maximum.
void fit_under_maximum(Draft& draft, int maximum_total) {
  const auto over = [&] { return draft.total() - maximum_total; };
  draft.stop(over(), is_lame_old);
  draft.stop(over(), [](const TaskView& t) { return t.primary && t.state != TaskState::healthy; });
  draft.stop(over(), is_old);
  draft.stop(over(), is_new);
}

/// Nothing can be started for want of room: one task that isn't healthy makes way, but not while a new one is on
/// its way up. Four sick tasks under 100/100 are replaced one after the other, not all at once.
void make_room(Draft& draft) {
  if (!draft.plan.stop.empty() || draft.count(is_starting_new) > 0) return;
  draft.stop_oldest(1, is_lame_old);
  if (draft.plan.stop.empty()) draft.stop_oldest(1, is_sick_new);
}

}  // namespace

std::vector<std::size_t> scale_in_order(const std::vector<TaskView>& tasks) {
  std::vector<std::size_t> order(tasks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int ra = rank(tasks[a].state);
    const int rb = rank(tasks[b].state);
    return ra != rb ? ra < rb : a > b;
  });
  return order;
}

RolloutPlan plan_rollout(const RolloutInput& input) {
  Draft draft(input);
  const bool frozen = input.primary_failed && input.desired > 0;
  const int room = input.limits.maximum_total - draft.total();
  const int missing = input.desired - draft.count(is_usable_new);

  trim_new(draft, input.desired);
  if (!frozen) retire_old(draft, input.limits.minimum_healthy);
  fit_under_maximum(draft, input.limits.maximum_total);
  if (frozen || missing <= 0 || !input.may_start) return draft.plan;

  draft.plan.start = std::clamp(room, 0, missing);
  if (draft.plan.start == 0) {
    make_room(draft);
    draft.plan.stuck = draft.plan.stop.empty() && draft.count(is_old) > 0 && draft.healthy() == draft.total();
  }
  return draft.plan;
}

}  // namespace rampart::fleet
