// The one timer queue, driven by a real loop or by the simulator: it can say when it is next due, and be told "it is
// now T".
//
// A binary heap of 24-byte entries; cancelling forgets the callback at once and leaves a dead entry that is passed over
// later, so at() is O(log n) and cancel() O(1). About 0.2 µs per expiry at 100,000 pending (reference engine.md §2).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "base/timer.h"

namespace rampart {

/// One thread only.
class TimerQueue : public Timer {
 public:
  explicit TimerQueue(Instant start = {}) : now_(start) {}

  [[nodiscard]] Instant now() const override { return now_; }
  TimerId at(Instant when, std::function<void()> callback) override;
  void cancel(TimerId id) override;

  /// The earliest instant at which advance() would call something; nothing when no callback is pending.
  [[nodiscard]] std::optional<Instant> next_due();

  /// The turn's instant, without calling anything yet. Time never goes back.
  void enter(Instant now) { now_ = now > now_ ? now : now_; }

  /// "It is now `now`": sets now() and calls everything due, in order of (due, at() order). What callbacks add for this
  /// instant or earlier is called in the same advance, after what was there. Time never goes back: an earlier `now`
  /// leaves the old one. Returns how many were called.
  std::size_t advance(Instant now);

  [[nodiscard]] std::size_t pending() const { return pending_; }

 private:
  struct Entry {
    Instant when;
    std::uint64_t order;
    std::uint32_t slot;
    std::uint32_t generation;
  };
  struct Slot {
    std::function<void()> callback;
    std::uint32_t generation = 1;
  };
  static bool later(const Entry& a, const Entry& b) { return a.when != b.when ? a.when > b.when : a.order > b.order; }
  [[nodiscard]] bool dead(const Entry& e) const { return slots_[e.slot].generation != e.generation; }
  void release(std::uint32_t slot);
  void drop_dead_top();
  void sweep();

  Instant now_;
  std::uint64_t order_ = 0;
  std::size_t pending_ = 0;
  std::vector<Entry> heap_;
  std::deque<Slot> slots_;  // growing moves nothing
  std::vector<std::uint32_t> free_;
};

}  // namespace rampart
