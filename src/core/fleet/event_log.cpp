#include "core/fleet/event_log.h"

#include <fmt/format.h>

namespace rampart::fleet {
namespace {

constexpr std::size_t most_entries = 100;
constexpr Duration steady_state_interval = std::chrono::hours(6);

std::string list(const std::vector<TaskId>& tasks) {
  std::string out;
  for (const auto& task : tasks) out += fmt::format(" (task {})", task);
  return out;
}

}  // namespace

void EventLog::add(std::string message, Instant now, Random& ids) {
  entries_.push_front({make_uuid(ids), now, std::move(message)});
  if (entries_.size() > most_entries) entries_.pop_back();
}

bool EventLog::steady_state_due(Instant now) const {
  return !steady_since_written_ || now - *steady_since_written_ >= steady_state_interval;
}

namespace event_text {

std::string started(const std::string& service, const std::vector<TaskId>& tasks) {
  return fmt::format("(service {}) has started {} tasks:{}.", service, tasks.size(), list(tasks));
}
std::string stopped_running(const std::string& service, const std::vector<TaskId>& tasks) {
  return fmt::format("(service {}) has stopped {} running tasks:{}.", service, tasks.size(), list(tasks));
}
std::string stopped_pending(const std::string& service, const std::vector<TaskId>& tasks) {
  return fmt::format("(service {}) has stopped {} pending tasks:{}.", service, tasks.size(), list(tasks));
}
std::string registered(const std::string& service, int targets, const std::string& target_group_arn) {
  return fmt::format("(service {}) registered {} targets in (target-group {})", service, targets, target_group_arn);
}
std::string deregistered(const std::string& service, int targets, const std::string& target_group_arn) {
  return fmt::format("(service {}) deregistered {} targets in (target-group {})", service, targets, target_group_arn);
}
std::string draining(const std::string& service, const std::string& deployment, int tasks) {
  return fmt::format("(service {}, taskSet {}) has begun draining connections on {} tasks.", service, deployment,
                     tasks);
}
std::string deployment_completed(const std::string& service, const std::string& deployment) {
  return fmt::format("(service {}) (deployment {}) deployment completed.", service, deployment);
}
std::string deployment_failed(const std::string& service, const std::string& deployment) {
  return fmt::format("(service {}) (deployment {}) deployment failed: tasks failed to start.", service, deployment);
}
std::string alarm_detected(const std::string& service, const std::string& deployment) {
  return fmt::format("(service {}) (deployment {}) deployment failed: alarm detected.", service, deployment);
}
std::string rolling_back(const std::string& service, const std::string& deployment) {
  return fmt::format("(service {}) rolling back to deployment {}.", service, deployment);
}
std::string steady_state(const std::string& service) {
  return fmt::format("(service {}) has reached a steady state.", service);
}
std::string unhealthy(const std::string& service, const TaskId& task, int port, const std::string& target_group_arn,
                      const std::string& description) {
  return fmt::format("(service {}) (task {}) (port {}) is unhealthy in (target-group {}) due to (reason {})", service,
                     task, port, target_group_arn, description);
}
std::string failed_container_health(const std::string& service, const TaskId& task) {
  return fmt::format("(service {}) (task {}) failed container health checks.", service, task);
}
std::string cannot_start(const std::string& service) {
  return fmt::format("(service {}) is unable to consistently start tasks successfully.", service);
}
std::string stuck(const std::string& service) {
  return fmt::format(
      "(service {}) was unable to stop or start tasks during a deployment because of the service deployment "
      "configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
      service);
}

}  // namespace event_text

std::string make_uuid(Random& ids) {
  const std::uint64_t a = ids();
  const std::uint64_t b = ids();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff,
                     ((b >> 48) & 0x3fff) | 0x8000, b & 0xffffffffffffULL);
}

TaskId make_task_id(Random& ids) {
  const std::uint64_t a = ids();
  return fmt::format("{:016x}{:016x}", a, ids());
}

std::string make_deployment_id(Random& ids) {
  return fmt::format("ecs-svc/{}", ids.between(1'000'000'000'000'000'000, 9'223'372'036'854'775'806));
}

}  // namespace rampart::fleet
