// A Journal that forwards to several: the file, the live view and the console all see every event.
#pragma once

#include <utility>
#include <vector>

#include "core/ledger/journal.h"

namespace rampart::store {

/// Thread-safe when its journals are. Doesn't own them.
class FanOut : public ledger::Journal {
 public:
  explicit FanOut(std::vector<ledger::Journal*> journals) : journals_(std::move(journals)) {}

  void write(Instant at, ledger::Event event) override {
    if (journals_.empty()) return;
    for (std::size_t i = 0; i + 1 < journals_.size(); ++i) journals_[i]->write(at, event);
    journals_.back()->write(at, std::move(event));
  }

 private:
  const std::vector<ledger::Journal*> journals_;
};

}  // namespace rampart::store
