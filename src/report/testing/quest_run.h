// A run as `rampart prove examples/quest/plan.yml` leaves it, computed by a small queue model: for tests of reports and
// for looking at the page. Nothing of it reaches the binary.
#pragma once

#include <vector>

#include "core/ledger/event.h"

namespace rampart::report::testing {

struct QuestOptions {
  bool kill_a_task = true;      ///< One task dies by SIGKILL at 100 s.
  bool late_generator = false;  ///< Arrivals 60…400 ms late: the run is not valid.
  bool stuck_policy = false;    ///< Maximum capacity 2: latency grows and the target is missed.
};

/// 220 s: 6 requests a second, up to 60, a hold, and down again; tasks of 19 requests a second; target tracking on
/// RequestCountPerTarget, an AWS minute of 6 s. Ordered by time; starts at 2026-11-22T10:00:00Z.
std::vector<ledger::Recorded> quest_run(const QuestOptions& options = {});

}  // namespace rampart::report::testing
