// The one place in the load engine that reads a clock.
#pragma once

#include "base/time.h"

namespace rampart::live::traffic {

/// Real time: the wall clock as it stood when the process first asked, moved forward by the monotonic clock, so that it
/// never jumps. The same for all threads. About 30 ns.
Instant wall_now();

}  // namespace rampart::live::traffic
