// The one place outside the load engine where this program reads a clock.
#pragma once

#include "base/time.h"

namespace rampart::app {

/// Wall-clock time that never jumps: read once at the start, then moved on by the monotonic clock. Any thread.
class RealClock {
 public:
  RealClock();
  [[nodiscard]] Instant now() const;

 private:
  Instant wall_at_start_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace rampart::app
