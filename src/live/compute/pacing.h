// The CPU share without cgroups: stop a task when it has used more than its share, let it go on when time has made up
// for it. Pure; process_compute reads /proc and sends the signals.
#pragma once

#include "base/time.h"

namespace rampart::live::compute {

/// A bucket of CPU time: `share` seconds flow in each second, use flows out, a tenth of a second's share is the most
/// it holds. Below empty the task stops until the bucket is level again. Example, share 0.25: a busy task that was
/// seen after 10 ms has 7.5 ms too much, and stands still for 30 ms.
class Pace {
 public:
  explicit Pace(double share) : share_(share) {}

  /// What happened since the last call; true when the task may run now.
  bool allow(Duration elapsed, Duration cpu_used);

 private:
  double share_;
  double credit_s_ = 0;
  bool running_ = true;
};

}  // namespace rampart::live::compute
