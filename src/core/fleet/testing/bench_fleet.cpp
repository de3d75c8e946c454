#include "core/fleet/testing/bench_fleet.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::fleet::testing {

TaskDefinition definition(int revision) {
  TaskDefinition out;
  out.family = "web";
  out.revision = revision;
  out.arn = fmt::format("arn:aws:ecs:us-east-1:123456789012:task-definition/web:{}", revision);
  ContainerSpec container;
  container.name = "web";
  container.ports.push_back({80, "tcp"});
  out.containers.push_back(container);
  return out;
}

ServiceSpec web(int desired, int minimum_percent, int maximum_percent) {
  ServiceSpec out;
  out.name = "web";
  out.arn = service_arn;
  out.cluster = "c";
  out.task_definition_arn = definition(1).arn;
  out.desired_count = desired;
  out.minimum_healthy_percent = minimum_percent;
  out.maximum_percent = maximum_percent;
  out.load_balancers.push_back({group_arn, "web", 80});
  return out;
}

BenchFleet::BenchFleet(std::uint64_t seed) : fleet(compute, router, {.seed = seed}) {
  for (int revision = 1; revision <= 9; ++revision) fleet.put_task_definition(definition(revision));
  TargetGroup group;
  group.arn = group_arn;
  group.name = "tg";
  fleet.put_target_group(group);
}

void BenchFleet::create(const ServiceSpec& spec) { fleet.create_service(spec, now).value(); }

void BenchFleet::tick() {
  compute.set_now(now);
  router.set_now(now);
  fleet.tick(now);
  for (auto& change : fleet.take_changes()) changes.push_back(std::move(change));
  now += std::chrono::seconds(1);
  compute.set_now(now);
  router.set_now(now);
}

std::vector<Task> BenchFleet::active() const {
  std::vector<Task> out;
  for (const auto& task : service().tasks()) {
    if (task.active()) out.push_back(task);
  }
  return out;
}

int BenchFleet::active_of(int revision) const {
  const auto tasks = active();
  return static_cast<int>(std::count_if(
      tasks.begin(), tasks.end(), [&](const Task& t) { return t.task_definition_arn == definition(revision).arn; }));
}

std::vector<std::string> BenchFleet::messages() const {
  std::vector<std::string> out;
  for (const auto& entry : service().events().entries()) out.insert(out.begin(), entry.message);
  return out;
}

int BenchFleet::count_messages(const std::string& part) const {
  const auto all = messages();
  return static_cast<int>(
      std::count_if(all.begin(), all.end(), [&](const std::string& m) { return m.find(part) != std::string::npos; }));
}

int BenchFleet::place_of(const std::string& line) const {
  const auto it = std::find(transcript.begin(), transcript.end(), line);
  return it == transcript.end() ? -1 : static_cast<int>(it - transcript.begin());
}

namespace {

std::string text(const ServiceCounts& c) {
  return fmt::format("counts {} {} {} {}", c.desired, c.pending, c.running, c.healthy);
}
std::string text(const TaskChange& c) {
  return fmt::format("task {} {} {} '{}' {}", c.task, name_of(c.status), name_of(c.stop_code), c.reason, c.exit_code);
}
std::string text(const TargetChange& c) {
  return fmt::format("target {} {} {} '{}'", c.task, name_of(c.state), c.reason, c.description);
}
std::string text(const ServiceMessage& c) { return "event " + c.message; }

}  // namespace

std::string line_of(const FleetEvent& event) {
  return fmt::format("{} {} {}", iso8601(event.at), event.service,
                     std::visit([](const auto& what) { return text(what); }, event.what));
}

}  // namespace rampart::fleet::testing
