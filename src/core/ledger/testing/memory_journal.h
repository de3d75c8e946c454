// A Journal that keeps everything in memory, for tests.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "core/ledger/journal.h"

namespace rampart::ledger {

class MemoryJournal : public Journal {
 public:
  void write(Instant at, Event event) override {
    const std::lock_guard lock(mutex_);
    events_.push_back({at, std::move(event)});
  }
  [[nodiscard]] std::vector<Recorded> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> out;
    for (const Recorded& r : events())
      if (const T* e = std::get_if<T>(&r.event)) out.push_back(*e);
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Recorded> events_;
};

}  // namespace rampart::ledger
