// A recorded run, read back.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/ledger/event.h"

namespace rampart::store {

/// All events of the run at `path`, ordered by time, then by the order they were written in. A run that was killed
/// (no RunEnded, a WAL beside it) reads up to its last commit. Errors: not_found (no such file); invalid (not a run,
/// damaged, or written by a newer Rampart: the sentence says which); unavailable (can't be opened).
Result<std::vector<ledger::Recorded>> read_run(const std::string& path);

}  // namespace rampart::store
