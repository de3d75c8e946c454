#include "live/traffic/clock.h"

#include <time.h>

namespace rampart::live::traffic {
namespace {

Duration read(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return std::chrono::seconds(t.tv_sec) + Duration(t.tv_nsec);
}

}  // namespace

Instant wall_now() {
  static const Duration offset = read(CLOCK_REALTIME) - read(CLOCK_MONOTONIC);
  return Instant(offset + read(CLOCK_MONOTONIC));
}

}  // namespace rampart::live::traffic
