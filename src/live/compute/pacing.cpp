#include "live/compute/pacing.h"

#include <algorithm>

namespace rampart::live::compute {

bool Pace::allow(Duration elapsed, Duration cpu_used) {
  constexpr double period_s = 0.1;
  credit_s_ = std::min(credit_s_ + share_ * seconds(elapsed), share_ * period_s) - seconds(cpu_used);
  running_ = credit_s_ >= 0;
  return running_;
}

}  // namespace rampart::live::compute
