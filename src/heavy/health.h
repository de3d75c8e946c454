// Whether /health says 200 or 503, and why.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace rampart::heavy {

struct HealthReport {
  bool well = true;
  std::string why;  ///< "well", "sick", "sick for another 2.5 s", "stopping".
};

/// `now` comes from the caller. Any thread.
class Health {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  void be_well();
  /// Until be_well(), or until `until`.
  void be_sick(std::optional<Instant> until);
  /// Falls sick at `when` by itself, once.
  void fall_sick_at(Instant when);
  /// From now on 503, whatever else is said.
  void stop();
  [[nodiscard]] HealthReport look(Instant now);

 private:
  std::mutex mutex_;
  bool sick_ = false;
  bool stopping_ = false;
  std::optional<Instant> until_;
  std::optional<Instant> falls_at_;
};

}  // namespace rampart::heavy
