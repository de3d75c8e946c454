#include "sim/testing/small_world.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::sim::testing {
namespace {

class GivenDemand : public Demand {
 public:
  explicit GivenDemand(std::vector<double> instants) : instants_(std::move(instants)) {}
  std::optional<double> next() override {
    return at_ < instants_.size() ? std::optional(instants_[at_++]) : std::nullopt;
  }

 private:
  std::vector<double> instants_;
  std::size_t at_ = 0;
};

WorldOptions options_of(std::uint64_t seed) {
  WorldOptions out;
  out.start = instant_from_unix_seconds(1'767'571'200);
  out.seed = seed;
  return out;
}

}  // namespace

fleet::RoutingTable table_of(std::vector<fleet::TargetGroup> groups, std::vector<int> weights) {
  fleet::RoutingTable out;
  fleet::LoadBalancer balancer;
  balancer.name = "lb";
  balancer.arn = "arn:lb";
  balancer.full_name = "app/lb/1";
  out.load_balancers.push_back(balancer);
  fleet::ForwardAction forward;
  for (std::size_t i = 0; i < groups.size(); ++i)
    forward.target_groups.push_back({groups[i].arn, weights.empty() ? 1 : weights[i]});
  fleet::Listener listener;
  listener.arn = "arn:listener";
  listener.load_balancer_arn = balancer.arn;
  listener.default_action = forward;
  out.listeners.push_back(listener);
  out.target_groups = std::move(groups);
  return out;
}

fleet::TargetGroup group_of(const std::string& arn) {
  fleet::TargetGroup out;
  out.name = arn;
  out.arn = arn;
  out.full_name = "targetgroup/" + arn;
  return out;
}

fleet::TaskLaunch launch_of(const std::string& id) {
  fleet::TaskLaunch out;
  out.id = id;
  out.service = "web";
  out.cluster = "c";
  return out;
}

Programs one_request(double timeout_s) {
  Programs out;
  out.timeout_s = timeout_s;
  out.endpoints = {"/"};
  out.scenarios.push_back({.name = "", .weight = 1, .steps = {UserStep{}}});
  return out;
}

std::unique_ptr<Demand> arrivals_at(std::vector<double> instants) {
  return std::make_unique<GivenDemand>(std::move(instants));
}

SmallWorld::SmallWorld(const TaskModel& model, int tasks, Programs programs, std::unique_ptr<Demand> demand,
                       fleet::TargetGroup group, std::uint64_t seed)
    : world(model, std::move(programs), std::move(demand), options_of(seed), journal) {
  world.router().configure(table_of({group}));
  for (int i = 0; i < tasks; ++i) world.compute().start(launch_of(fmt::format("task-{}", i)));
  turn();
  world.traffic().begin(0);
}

void SmallWorld::turn() {
  for (const fleet::ComputeEvent& event : world.compute().take_events())
    if (event.kind == fleet::ComputeEvent::Kind::running)
      world.router().add_target(group_arn, {event.task, event.host, event.port});
  world.router().take_health();
}

void SmallWorld::run_to(double t) {
  while (world.present().t < t) {
    const double next = std::min(t, world.next_event());
    world.advance(next > world.present().t ? next : std::min(t, world.present().t + 1e-3));
    (void)world.take_metrics();
    turn();
  }
}

std::uint64_t SmallWorld::counter(const std::string& name) const {
  std::uint64_t out = 0;
  for (const ledger::LoadSlot& slot : slots())
    if (const auto found = slot.counters.find(name); found != slot.counters.end()) out += found->second;
  return out;
}

stats::Histogram SmallWorld::latency() const {
  stats::Histogram out;
  for (const ledger::LoadSlot& slot : slots()) out.merge(slot.felt);
  return out;
}

std::string SmallWorld::ledger_text() const {
  std::string out;
  for (const ledger::LoadSlot& slot : slots()) {
    out += fmt::format("{} {} {} {} {} {}\n", unix_seconds(slot.start), slot.arrivals_due, slot.arrivals_started,
                       slot.requests_sent, slot.requests_answered, slot.requests_failed);
    for (const auto& [name, value] : slot.counters) out += fmt::format("{}={}\n", name, value);
    for (const auto& [name, value] : slot.rates) out += fmt::format("{}={}\n", name, value);
    for (const auto& [name, value] : slot.summaries) out += name + value.encode();
    out += slot.felt.encode() + slot.service.encode() + slot.lateness.encode();
  }
  return out;
}

}  // namespace rampart::sim::testing
