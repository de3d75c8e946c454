// The port through which everything is written down.
#pragma once

#include "core/ledger/event.h"

namespace rampart::ledger {

/// Thread-safe: the load's coordinator and the control loop both write. Never blocks on a disk.
class Journal {
 public:
  virtual ~Journal() = default;
  /// `at` is real time and need not be ordered between writers.
  virtual void write(Instant at, Event event) = 0;
};

}  // namespace rampart::ledger
