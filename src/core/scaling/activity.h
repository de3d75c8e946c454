// One scaling activity from "Pending" to its end, as DescribeScalingActivities tells it.
// Source: reference aws-scaling.md §4.7.
//
//   Pending → InProgress → Successful    the running count reached the desired count that was set
//        |             └ → Overridden    somebody set another desired count meanwhile
//        |             └ → Unfulfilled   the running count didn't get there in time
//        └ → Failed                      the service refused the desired count
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/scaling/decision.h"

namespace rampart::scaling {

enum class ActivityStatus { pending, in_progress, successful, overridden, unfulfilled, failed };
std::string_view name_of(ActivityStatus status);  ///< "InProgress", …
bool has_ended(ActivityStatus status);

struct ActivityOptions {
  /// After this an activity that isn't fulfilled is Unfulfilled. AWS doesn't say how long it waits.
  Duration give_up_after = std::chrono::minutes(30);
  Duration keep = std::chrono::hours(24 * 7 * 6);
};

struct Activity {
  std::string id;  ///< A uuid, made by the caller.
  Decision decision;
  Instant start;
  std::optional<Instant> end;  ///< Absent while it lasts, and for what didn't scale.
  ActivityStatus status = ActivityStatus::pending;
  std::string status_message;  ///< AWS's; empty while pending and for what didn't scale.
  std::uint64_t ordinal = 0;   ///< Counts up within a log: which of two that began together came later.
};

/// Pending for a decision that scales; else ended at once: Failed, or Successful for AlreadyAtDesiredCapacity.
Activity start_activity(std::string id, Decision decision, Instant now);

/// The service took the new desired count: InProgress. Only from Pending; otherwise nothing changes.
void accept_activity(Activity& activity);

/// The service refused it: Failed, with its reason. Only from Pending.
void refuse_activity(Activity& activity, Instant now, std::string_view reason);

/// Looks at the service. True if the activity ended with this look; only from InProgress.
bool observe_activity(Activity& activity, Instant now, int desired, int running, const ActivityOptions& options = {});

/// The activities of one scalable target. Newest first wherever they are listed.
class ActivityLog {
 public:
  explicit ActivityLog(ActivityOptions options = {}) : options_(options) {}

  /// Starts one and returns it; null where AWS records none: a silent reason, or the same reason as the newest
  /// unscaled one of that policy and alarm with nothing between. The pointer is valid until the next add().
  Activity* add(std::string id, Decision decision, Instant now);

  /// Takes one that has its end already: a scheduled action's change of bounds.
  void record(Activity activity);

  /// Puts back what list(true) gave before a restart, newest first; into an empty log.
  void restore(std::vector<Activity> newest_first);

  /// Observes all that are in progress; returns those that ended, oldest first. Forgets what is older than `keep`.
  std::vector<Activity> observe(Instant now, int desired, int running);

  [[nodiscard]] std::vector<Activity> list(bool include_not_scaled) const;
  [[nodiscard]] Activity* find(std::string_view id);

 private:
  ActivityOptions options_;
  std::uint64_t ordinal_ = 0;
  std::deque<Activity> newest_first_;
};

}  // namespace rampart::scaling
