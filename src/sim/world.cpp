#include "sim/world.h"

#include <algorithm>
#include <map>

#include "core/watch/ecs_datums.h"

namespace rampart::sim {
namespace {

constexpr Duration traffic_every = std::chrono::seconds(10);
constexpr Duration tasks_every = std::chrono::seconds(20);

/// Samples end with CloudWatch's periods, so that none tells of two of them.
Instant next_edge(Instant after, Duration every) { return floor_to(after, every) + every; }

}  // namespace

World::World(TaskModel model, Programs programs, std::unique_ptr<Demand> demand, const WorldOptions& options,
             ledger::Journal& journal)
    : model_(model),
      present_{options.start, ScaledClock(options.start, options.aws_minute)},
      tasks_(model_, present_),
      balancer_(tasks_, model_, present_, options.checks_at_once),
      traffic_(std::move(programs), std::move(demand), model_, tasks_, balancer_, present_, journal, options.seed),
      next_traffic_sample_(present_.real_seconds(next_edge(options.start, traffic_every) - options.start)),
      next_task_sample_(present_.real_seconds(next_edge(options.start, tasks_every) - options.start)) {}

double World::next_event() const {
  double out = std::min(next_traffic_sample_, next_task_sample_);
  if (const auto t = tasks_.next_change()) out = std::min(out, *t);
  if (const auto t = balancer_.next_change()) out = std::min(out, *t);
  return std::max(out, present_.t);
}

void World::advance(double t) {
  balancer_.refresh();
  traffic_.advance(t);
  present_.t = std::max(present_.t, t);
}

std::vector<watch::Datum> World::take_metrics() {
  std::vector<watch::Datum> out;
  // A hair early by rounding is in time.
  const double now = present_.t + 1e-9;
  if (now >= next_traffic_sample_) {
    next_traffic_sample_ += present_.real_seconds(traffic_every);
    out = balancer_.take_metrics();
    for (watch::Datum& datum : out) datum = watch::per_aws_minute(std::move(datum), present_.scale.speed());
  }
  if (now >= next_task_sample_) {
    next_task_sample_ += present_.real_seconds(tasks_every);
    sample_tasks(out);
  }
  return out;
}

void World::sample_tasks(std::vector<watch::Datum>& out) {
  std::map<std::pair<std::string, std::string>, watch::TaskSamples> services;
  const double real = present_.real_seconds(tasks_every);
  for (auto& [id, task] : tasks_.all()) {
    if (!task->running) continue;
    const double cpu = task->station.take_cpu(present_.t);
    const auto& definition = task->launch.definition;
    if (task->launch.service.empty() || present_.t - task->running_at < real) continue;  // not in both readings
    auto& samples = services[{task->launch.cluster, task->launch.service}];
    const double cores = definition.cpu_units / 1024.0;
    samples.cpu.merge(stats::StatisticSet::of(std::clamp(cpu / real / cores * 100, 0.0, 100.0)));
    const double memory = model_.memory_mib < 0 ? 0.2 * definition.memory_mib : model_.memory_mib;
    samples.memory.merge(stats::StatisticSet::of(memory / definition.memory_mib * 100));
  }
  for (const auto& [name, samples] : services)
    watch::put_ecs_datums(name.first, name.second, samples, present_.aws() - Duration(1), out);
}

}  // namespace rampart::sim
