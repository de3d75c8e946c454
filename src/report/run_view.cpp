#include "report/run_view.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>

namespace rampart::report {
namespace {

constexpr std::array<std::string_view, 4> leaving = {"DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"};

template <class T>
constexpr bool is_capacity = std::is_same_v<T, ledger::ServiceState> || std::is_same_v<T, ledger::TaskState> ||
                             std::is_same_v<T, ledger::TargetState>;

}  // namespace

int ServiceView::max_running() const {
  int most = 0;
  for (const auto& point : timeline) most = std::max(most, point.what.running);
  return most;
}

int ServiceView::final_running() const { return timeline.empty() ? 0 : timeline.back().what.running; }

std::optional<Instant> TaskView::first(const std::string& status) const {
  for (const auto& state : states)
    if (state.what.status == status) return state.at;
  return std::nullopt;
}

std::optional<Instant> TaskView::leaving_at() const {
  std::optional<Instant> at;
  for (const auto& state : states)
    if (std::find(leaving.begin(), leaving.end(), state.what.status) != leaving.end()) {
      at = state.at;
      break;
    }
  for (const auto& target : targets)
    if (target.what.state == "draining" && (!at || target.at < *at)) at = target.at;
  return at;
}

std::string TaskView::reason() const {
  for (auto state = states.rbegin(); state != states.rend(); ++state)
    if (!state->what.reason.empty()) return state->what.reason;
  return {};
}

int TaskView::exit_code() const {
  for (auto state = states.rbegin(); state != states.rend(); ++state)
    if (state->what.exit_code >= 0) return state->what.exit_code;
  return -1;
}

void RunView::add(const ledger::Recorded& recorded) {
  const Instant at = recorded.at;
  first_at_ = first_at_ ? std::min(*first_at_, at) : at;
  last_at_ = last_at_ ? std::max(*last_at_, at) : at;
  const auto fold = [&](const auto& e) {
    using E = std::decay_t<decltype(e)>;
    if (is_capacity<E> && ended && at >= ended->at) return;
    if constexpr (std::is_same_v<E, ledger::RunStarted>) started = {at, e};
    if constexpr (std::is_same_v<E, ledger::RunEnded>) ended = {at, e};
    if constexpr (std::is_same_v<E, ledger::GeneratorAudit>) audit = e;
    if constexpr (std::is_same_v<E, ledger::PhaseStarted>) phases_started.push_back({at, e});
    if constexpr (std::is_same_v<E, ledger::PhaseCompleted>) phases_completed.push_back({at, e});
    if constexpr (std::is_same_v<E, ledger::LoadSlot>) load.add(e);
    if constexpr (std::is_same_v<E, ledger::ServiceState>) service_of(e.service).timeline.push_back({at, e});
    if constexpr (std::is_same_v<E, ledger::TaskState>) {
      TaskView& task = task_of(e.task);
      if (!e.service.empty()) task.service = e.service;
      task.states.push_back({at, e});
    }
    if constexpr (std::is_same_v<E, ledger::TargetState>) task_of(e.task).targets.push_back({at, e});
    if constexpr (std::is_same_v<E, ledger::ServiceEvent>) service_events.push_back({at, e});
    if constexpr (std::is_same_v<E, ledger::MetricPeriod>) {
      MetricView& metric = metrics[e.metric];
      metric.metric = e.metric;
      metric.unit = e.unit;
      metric.period_s = e.period_s;
      metric.periods[e.start] = e.value;
    }
    if constexpr (std::is_same_v<E, ledger::AlarmTransition>) alarms.push_back({at, e});
    if constexpr (std::is_same_v<E, ledger::ScalingActivity>) add_activity(e);
    if constexpr (std::is_same_v<E, ledger::Note>) notes.push_back({at, e});
  };
  std::visit(fold, recorded.event);
}

RunView RunView::of(const std::vector<ledger::Recorded>& run) {
  RunView view;
  for (const ledger::Recorded& recorded : run) view.add(recorded);
  return view;
}

Instant RunView::start() const { return started ? started->at : first_at_.value_or(Instant()); }
Instant RunView::end() const { return ended ? ended->at : last_at_.value_or(Instant()); }

const ServiceView* RunView::service(const std::string& name) const {
  for (const ServiceView& s : services)
    if (s.name == name) return &s;
  return nullptr;
}

double RunView::real_seconds(double aws_seconds) const {
  return aws_seconds * (started ? started->what.aws_minute_s : 60.0) / 60.0;
}

ServiceView& RunView::service_of(const std::string& name) {
  for (ServiceView& s : services)
    if (s.name == name) return s;
  return services.emplace_back(ServiceView{name, {}});
}

TaskView& RunView::task_of(const std::string& id) {
  const auto [place, is_new] = task_places_.try_emplace(id, tasks.size());
  if (is_new) tasks.push_back(TaskView{id, {}, {}, {}});
  return tasks[place->second];
}

void RunView::add_activity(const ledger::ScalingActivity& activity) {
  const auto [place, is_new] = activity_places_.try_emplace(activity.id, activities.size());
  if (is_new)
    activities.push_back(activity);
  else
    activities[place->second] = activity;
}

}  // namespace rampart::report
