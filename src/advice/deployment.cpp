// What ECS does beside scaling: health checks, draining, deployments.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/rules.h"

namespace rampart::advice {
namespace {

/// A task that needs longer than this is killed before it has answered once. ELBv2's defaults (two checks, 30 s apart)
/// give as much.
constexpr double start_allowed_s = 60;

}  // namespace

Findings health_check_grace(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (const fleet::TargetGroup* group : s.groups) {
      const double patience = group->health_check.unhealthy_threshold * seconds(group->health_check.interval);
      if (s.service->health_check_grace_period > Duration::zero() || patience >= start_allowed_s) continue;
      Finding f{10, Severity::warning, "No grace for a task that starts", {}, {}, {}, "no price"};
      f.cause = fmt::format(
          "HealthCheckGracePeriodSeconds is 0, and {} checks {} s apart make a target unhealthy: a task that needs "
          "longer than {} s to its first answer is killed and started again, for ever.",
          group->health_check.unhealthy_threshold, figure(seconds(group->health_check.interval)), figure(patience));
      f.place = subject.sources->place(s.service_id, {"HealthCheckGracePeriodSeconds"});
      f.fix = "HealthCheckGracePeriodSeconds: 60 (at least the slowest start)";
      out.push_back(std::move(f));
      break;
    }
  return out;
}

Findings deregistration_delay(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (std::size_t i = 0; i < s.groups.size(); ++i) {
      const double delay = seconds(s.groups[i]->deregistration_delay);
      if (delay < 300) continue;
      Finding f{14, Severity::warning, "A long deregistration delay", {}, {}, {}, {}};
      const document::Node* said = subject.sources->find(s.group_ids[i], {"TargetGroupAttributes"});
      f.cause = fmt::format(
          "A task that leaves is kept for {} s{}: paid for at every scale-in, and waited for in every deployment, "
          "while "
          "scale-in stands still.",
          figure(delay), delay == 300 ? ", which is ELBv2's default" : "");
      f.place = subject.sources->place(s.group_ids[i], {"TargetGroupAttributes"});
      f.fix =
          fmt::format("{}{{Key: deregistration_delay.timeout_seconds, Value: \"30\"}} (at least the longest request)",
                      said == nullptr ? "TargetGroupAttributes: " : "");
      f.price = fmt::format("saves {:.3f} task-hours at each task that leaves", (delay - 30) / 3600);
      out.push_back(std::move(f));
    }
  return out;
}

Findings desired_count(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services) {
    if (subject.sources->find(s.service_id, {"DesiredCount"}) == nullptr) continue;
    Finding f{15, Severity::problem, "DesiredCount beside a scalable target", {}, {}, {}, {}};
    f.cause = fmt::format(
        "Every update of {} by CloudFormation sets the service to {} again, whatever scaling had made of it: up to {} "
        "tasks fall to {} in the middle of the day.",
        s.service_id, s.service->desired_count, s.target->max_capacity, s.service->desired_count);
    f.place = subject.sources->place(s.service_id, {"DesiredCount"});
    f.fix = "delete this line; the scalable target's MinCapacity holds the floor";
    f.price = "no price";
    out.push_back(std::move(f));
  }
  return out;
}

Findings deployment_room(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services) {
    const int least = s.service->minimum_healthy_percent;
    if (least >= 100) continue;
    Finding f{16, Severity::warning, "A deployment takes capacity away", {}, {}, {}, {}};
    std::string load;
    for (const PolicyView& policy : s.policies) {
      const auto* tracking = policy.tracking();
      if (tracking == nullptr) continue;
      std::optional<double> most = Subject::bound_of(*tracking);
      if (tracks_requests(*tracking) && subject.capacity_per_task) most = 60 * *subject.capacity_per_task;
      const double during = least == 0 ? 1e9 : tracking->target_value * 100 / least;
      if (!most || during <= *most) continue;
      f.severity = Severity::problem;
      load = fmt::format(" At the target {} the rest would have to carry {}, and holds {}.",
                         figure(tracking->target_value), least == 0 ? "everything" : figure(during), figure(*most));
    }
    if (load.empty() && least > 50) continue;
    f.cause = fmt::format(
        "With MinimumHealthyPercent {} a deployment may stop {} % of the tasks before new ones run, and scale-in "
        "stands "
        "still meanwhile.{}",
        least, 100 - least, load);
    f.place = subject.sources->place(s.service_id, {"DeploymentConfiguration", "MinimumHealthyPercent"});
    f.fix = "MinimumHealthyPercent: 100 (and MaximumPercent: 200)";
    f.price = "only the tasks of the deployment's minutes";
    out.push_back(std::move(f));
  }
  return out;
}

}  // namespace rampart::advice
