#include "app/real_clock.h"

namespace rampart::app {

RealClock::RealClock()
    : wall_at_start_(std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())),
      start_(std::chrono::steady_clock::now()) {}

Instant RealClock::now() const {
  return wall_at_start_ + std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - start_);
}

}  // namespace rampart::app
