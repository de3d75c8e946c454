// A Journal that hands every event to the main thread, which alone prints and draws.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "core/ledger/journal.h"

namespace rampart::app {

/// Thread-safe.
class EventQueue : public ledger::Journal {
 public:
  void write(Instant at, ledger::Event event) override {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({at, std::move(event)});
  }

  /// Everything since the last call, in the order it was written.
  std::vector<ledger::Recorded> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<ledger::Recorded> waiting_;
};

}  // namespace rampart::app
