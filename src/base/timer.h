// The clock seam. One Timer object can say what time it is for everybody in this turn and call back at an
// Instant. A real loop advances it, or the simulator does; the code that waits can't tell which.
#pragma once

#include <cstdint>
#include <functional>

#include "base/time.h"

namespace rampart {

/// Names one pending callback; 0 names none.
using TimerId = std::uint64_t;

/// One thread only: the loop that owns it.
class Timer {
 public:
  virtual ~Timer() = default;

  /// The instant of this turn. It stands still while callbacks run, so that everybody in a turn sees the same.
  [[nodiscard]] virtual Instant now() const = 0;

  /// Calls `callback` once, in the first turn whose now() is at or past `when`; equal instants keep their order.
  virtual TimerId at(Instant when, std::function<void()> callback) = 0;

  /// Forgets a pending callback; unknown and finished ids are ignored.
  virtual void cancel(TimerId id) = 0;
};

}  // namespace rampart
