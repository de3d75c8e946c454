#include "conformance/trial.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/turn.h"

namespace rampart::conformance {
namespace {

constexpr const char* balancer_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0123";
constexpr const char* group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/4567";
constexpr const char* balancer_name = "app/web/0123";
constexpr const char* group_name = "targetgroup/web/4567";
constexpr const char* resource_id = "service/c/web";

/// Monday 2026-01-05T00:00:00Z.
constexpr Instant midnight = instant_from_unix_seconds(1'767'571'200);

scaling::ScalableTarget scalable_target(int min, int max) {
  scaling::ScalableTarget out;
  out.resource_id = resource_id;
  out.min_capacity = min;
  out.max_capacity = max;
  return out;
}

watch::MetricId fed_metric(const std::string& name) { return watch::make_metric("Conformance", name, {}); }

control::Catalogue catalogue_of(TrialSetup& setup) {
  control::Catalogue out;
  fleet::TaskDefinition definition;
  definition.family = "web";
  definition.arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1";
  definition.containers.push_back({.name = "web", .image = "web", .ports = {{.container_port = 80}}});
  out.task_definitions.push_back(definition);
  fleet::LoadBalancer balancer;
  balancer.name = "web";
  balancer.arn = balancer_arn;
  balancer.full_name = balancer_name;
  out.load_balancers.push_back(balancer);
  fleet::TargetGroup group;
  group.name = "web";
  group.arn = group_arn;
  group.full_name = group_name;
  group.load_balancer_arns = {balancer_arn};
  out.target_groups.push_back(group);
  fleet::Listener listener;
  listener.arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/web/0123/89ab";
  listener.load_balancer_arn = balancer_arn;
  listener.default_action = fleet::forward_to(group_arn);
  out.listeners.push_back(listener);
  fleet::ServiceSpec service;
  service.name = "web";
  service.cluster = "c";
  service.arn = "arn:aws:ecs:us-east-1:123456789012:service/c/web";
  service.task_definition_arn = definition.arn;
  service.desired_count = setup.desired;
  service.load_balancers.push_back({group_arn, "web", 80});
  out.services.push_back(service);
  control::ScalableTargetEntry entry;
  entry.target = scalable_target(setup.min, setup.max);
  entry.policies = std::move(setup.policies);
  for (scaling::Policy& policy : entry.policies) {
    policy.arn = scaling::make_policy_arn("us-east-1", "123456789012", "0e11", entry.target, policy.name);
    auto* tracked = std::get_if<scaling::TargetTracking>(&policy.what);
    if (tracked != nullptr && tracked->predefined == scaling::PredefinedMetric::alb_request_count_per_target)
      tracked->resource_label = fmt::format("{}/{}", balancer_name, group_name);
  }
  entry.predictive_policies = std::move(setup.predictive);
  for (scaling::PredictivePolicy& policy : entry.predictive_policies)
    policy.what.resource_label = fmt::format("{}/{}", balancer_name, group_name);
  out.scalable_targets.push_back(std::move(entry));
  return out;
}

/// Requests in the middle of their gaps, so that a boundary never falls on one.
class EvenDemand : public sim::Demand {
 public:
  explicit EvenDemand(std::vector<LoadStep> steps) : steps_(std::move(steps)) {}
  std::optional<double> next() override {
    while (at_ < steps_.size()) {
      const double begin = seconds(steps_[at_].at);
      const double end = at_ + 1 < steps_.size() ? seconds(steps_[at_ + 1].at) : begin + 86400;
      const double due = begin + (count_ + 0.5) / steps_[at_].rate;
      if (due < end) {
        count_ += 1;
        return due;
      }
      ++at_;
      count_ = 0;
    }
    return std::nullopt;
  }

 private:
  std::vector<LoadStep> steps_;
  std::size_t at_ = 0;
  double count_ = 0;
};

sim::Programs one_request() {
  sim::Programs out;
  out.endpoints = {"/"};
  out.scenarios.push_back({.name = "", .weight = 1, .steps = {sim::UserStep{}}});
  return out;
}

}  // namespace

scaling::Policy tracking(const std::string& metric, double target) {
  scaling::TargetTracking what;
  what.target_value = target;
  what.customized = scaling::CustomizedMetric{"Conformance", metric, {}, "Average", "None"};
  return {metric, "", what};
}

scaling::Policy tracking(scaling::PredefinedMetric metric, double target) {
  scaling::TargetTracking what;
  what.target_value = target;
  what.predefined = metric;
  return {std::string(scaling::name_of(metric)), "", what};
}

Value steady(double value) {
  return [value](Duration, int) -> std::optional<double> { return value; };
}

Value silent() {
  return [](Duration, int) -> std::optional<double> { return std::nullopt; };
}

void Trial::Journal::write(Instant at, ledger::Event event) {
  if (const auto* activity = std::get_if<ledger::ScalingActivity>(&event)) {
    if (!activity->not_scaled_reason.empty())
      refusals.push_back(activity->not_scaled_reason);
    else if (activity->status_code == "InProgress")
      scalings.push_back(
          {at - begin, activity->from_capacity, activity->to_capacity, activity->cause, activity->explanation});
  } else if (const auto* transition = std::get_if<ledger::AlarmTransition>(&event)) {
    if (transition->to == "ALARM") alarmed.push_back(transition->alarm);
  }
}

Trial::Trial(TrialSetup setup) : begin_(midnight) {
  journal_.begin = begin_;
  sim::WorldOptions options;
  options.start = begin_ - setup.made_before + setup.made_past_minute;
  options.checks_at_once = false;
  const bool loaded = !setup.load.empty();
  world_ = std::make_unique<sim::World>(setup.model, one_request(), std::make_unique<EvenDemand>(setup.load), options,
                                        journal_);
  const control::Catalogue catalogue = catalogue_of(setup);
  world_->router().configure({catalogue.load_balancers, catalogue.listeners, catalogue.target_groups});
  control::ControlOptions control;
  control.seed = 1;
  control.to_real = [](Instant aws) { return aws; };
  control.alarms = setup.cloudwatch;
  // What can be refused is the rows' own text, and they are fixed.
  plane_ = control::ControlPlane::create(catalogue, world_->compute(), world_->router(), journal_, std::move(control),
                                         world_->now())
               .value();
  run_to(Duration::zero());
  if (loaded) world_->traffic().begin(world_->present().t);
}

const fleet::Service& Trial::service() const { return *plane_->fleet().services().front(); }
int Trial::desired() const { return service().desired_count(); }
int Trial::running() const { return service().counts().running; }
bool Trial::deploying() const { return service().deployments().size() > 1; }

void Trial::feed(const std::string& metric, Value value) { feed(fed_metric(metric), std::move(value)); }

void Trial::feed_requests_per_target(Value value) {
  feed(watch::make_metric("AWS/ApplicationELB", "RequestCountPerTarget",
                          {{"LoadBalancer", balancer_name}, {"TargetGroup", group_name}}),
       std::move(value));
}

void Trial::feed(watch::MetricId metric, Value value) {
  const auto found = std::find_if(feeds_.begin(), feeds_.end(), [&](const Feed& f) { return f.metric == metric; });
  if (found != feeds_.end())
    found->value = std::move(value);
  else
    feeds_.push_back({std::move(metric), std::move(value), floor_to(world_->now(), 60s) + 60s});
}

void Trial::put_feeds() {
  for (Feed& feed : feeds_) {
    if (feed.due > world_->now()) continue;
    const Instant at = feed.due - 60s;
    if (const auto value = feed.value(at - begin_, running()))
      plane_->put({feed.metric, at, stats::StatisticSet::of(*value), "None"});
    feed.due += 60s;
  }
}

void Trial::note_running() {
  if (running_.empty() || running_.back().second != running()) running_.emplace_back(now(), running());
}

void Trial::run_to(Duration until) {
  while (now() < until) {
    Instant next = begin_ + until;
    for (const Feed& feed : feeds_) next = std::min(next, feed.due);
    sim::turn(*world_, *plane_, seconds(next - world_->present().start));
    put_feeds();
    note_running();
  }
}

void Trial::run_to_scaling(Duration until) {
  const std::size_t before = scalings().size();
  while (now() < until && scalings().size() == before) run_to(std::min(until, now() + 10s));
}

std::optional<Duration> Trial::running_at_least(int tasks, Duration after) const {
  for (const auto& [at, count] : running_)
    if (at >= after && count >= tasks) return at;
  return std::nullopt;
}

bool Trial::alarmed(const std::string& part) const {
  return std::any_of(journal_.alarmed.begin(), journal_.alarmed.end(),
                     [&](const std::string& name) { return name.find(part) != std::string::npos; });
}

void Trial::set_bounds(int min, int max) {
  plane_->scaling().put_target(scalable_target(min, max), world_->now()).value();
}

void Trial::schedule(Duration at, std::optional<int> min, std::optional<int> max) {
  scaling::ScheduledAction action;
  action.name = fmt::format("at-{}", seconds(at));
  std::string time = iso8601(begin_ + at);
  action.expression = fmt::format("at({})", time.substr(0, 19));
  action.schedule = *scaling::parse_schedule(action.expression);
  action.zone = std::make_shared<const scaling::TimeZone>();
  action.min_capacity = min;
  action.max_capacity = max;
  action.created = world_->now();
  plane_->scaling().put_scheduled_action(resource_id, std::move(action), world_->now()).value();
}

void Trial::deploy() {
  fleet::ServiceUpdate update;
  update.force_new_deployment = true;
  plane_->fleet().update_service(service().spec().arn, update, world_->now()).value();
}

}  // namespace rampart::conformance
