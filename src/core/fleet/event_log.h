// The events list of a service: newest first, at most 100, and AWS's texts for them.
// Source: reference aws-scaling.md §1.5.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "core/fleet/ports.h"

namespace rampart::fleet {

struct EventEntry {
  std::string id;  ///< A UUID from the seeded stream.
  Instant created_at;
  std::string message;
};

class EventLog {
 public:
  EventLog() = default;
  /// As it was before a restart.
  EventLog(std::deque<EventEntry> entries, std::optional<Instant> steady_since_written)
      : entries_(std::move(entries)), steady_since_written_(steady_since_written) {}

  void add(std::string message, Instant now, Random& ids);
  /// Writes the steady-state line, unless the last line is one and is younger than six hours: `due()` says so.
  [[nodiscard]] bool steady_state_due(Instant now) const;
  void note_steady_state(Instant now) { steady_since_written_ = now; }
  /// The service left its steady state: the next one is news.
  void leave_steady_state() { steady_since_written_.reset(); }
  [[nodiscard]] std::optional<Instant> steady_since_written() const { return steady_since_written_; }
  /// Newest first.
  [[nodiscard]] const std::deque<EventEntry>& entries() const { return entries_; }

 private:
  std::deque<EventEntry> entries_;
  std::optional<Instant> steady_since_written_;
};

/// Texts. `service` and ids are names, not ARNs, where AWS prints names.
namespace event_text {
std::string started(const std::string& service, const std::vector<TaskId>& tasks);
std::string stopped_running(const std::string& service, const std::vector<TaskId>& tasks);
std::string stopped_pending(const std::string& service, const std::vector<TaskId>& tasks);
std::string registered(const std::string& service, int targets, const std::string& target_group_arn);
std::string deregistered(const std::string& service, int targets, const std::string& target_group_arn);
std::string draining(const std::string& service, const std::string& deployment, int tasks);
std::string deployment_completed(const std::string& service, const std::string& deployment);
std::string deployment_failed(const std::string& service, const std::string& deployment);
std::string alarm_detected(const std::string& service, const std::string& deployment);
std::string rolling_back(const std::string& service, const std::string& deployment);
std::string steady_state(const std::string& service);
std::string unhealthy(const std::string& service, const TaskId& task, int port, const std::string& target_group_arn,
                      const std::string& description);
std::string failed_container_health(const std::string& service, const TaskId& task);
std::string cannot_start(const std::string& service);
std::string stuck(const std::string& service);
}  // namespace event_text

/// 8-4-4-4-12 hex digits, version 4.
std::string make_uuid(Random& ids);
/// 32 hex digits.
TaskId make_task_id(Random& ids);
/// "ecs-svc/" and 19 digits.
std::string make_deployment_id(Random& ids);

}  // namespace rampart::fleet
