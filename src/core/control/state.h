// State: what must outlive a crash, as JSON texts under keys.
//
// A port: store implements it on SQLite, testing/memory_state.h in memory. Keys are paths, "REGION/KIND/ID" with
// whatever stands before it ("ecs/us-east-1/service/arn:…"); who writes a key alone reads it. Puts and erases of one
// turn belong together: they are there after a crash either all or not at all, and surely once commit() has returned.
// The daemon commits before it answers a call and after each tick. One thread: the control loop's.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rampart::control {

class State {
 public:
  virtual ~State() = default;
  virtual void put(std::string_view key, std::string_view body) = 0;  ///< Adds or replaces.
  virtual void erase(std::string_view key) = 0;                       ///< Unknown keys are ignored.
  /// Keys that begin with `prefix`, with their bodies, in the order of their bytes; puts that aren't committed
  /// included.
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> read(std::string_view prefix) const = 0;
  /// Survives kill -9 from here on. Errors: unavailable (the disk is full), invalid (the file is damaged); what was put
  /// stays pending and is tried again with the next commit.
  virtual Result<void> commit() = 0;
};

}  // namespace rampart::control
