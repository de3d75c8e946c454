#include "core/fleet/restart_throttle.h"

#include <algorithm>

namespace rampart::fleet {

bool RestartThrottle::note_failure(Instant now) {
  if (!may_start(now)) return false;
  ++rounds_;
  Duration wait = first_wait;
  for (int i = 1; i < rounds_ && wait < longest_wait; ++i) wait *= 2;
  not_before_ = now + std::min(wait, longest_wait);
  return rounds_ == rounds_to_event;
}

}  // namespace rampart::fleet
