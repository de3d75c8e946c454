#include "base/timer_queue.h"

#include <algorithm>
#include <utility>

namespace rampart {

TimerId TimerQueue::at(Instant when, std::function<void()> callback) {
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  slots_[slot].callback = std::move(callback);
  heap_.push_back({when, order_++, slot, slots_[slot].generation});
  std::push_heap(heap_.begin(), heap_.end(), later);
  ++pending_;
  return (static_cast<TimerId>(slots_[slot].generation) << 32) | slot;
}

void TimerQueue::cancel(TimerId id) {
  const auto slot = static_cast<std::uint32_t>(id);
  const auto generation = static_cast<std::uint32_t>(id >> 32);
  if (id == 0 || slot >= slots_.size() || slots_[slot].generation != generation) return;
  release(slot);
  if (heap_.size() > 64 && pending_ < heap_.size() / 2) sweep();
}

void TimerQueue::release(std::uint32_t slot) {
  slots_[slot].callback = nullptr;
  if (++slots_[slot].generation == 0) slots_[slot].generation = 1;  // so that an id is never 0
  free_.push_back(slot);
  --pending_;
}

void TimerQueue::drop_dead_top() {
  while (!heap_.empty() && dead(heap_.front())) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }
}

void TimerQueue::sweep() {
  std::erase_if(heap_, [this](const Entry& e) { return dead(e); });
  std::make_heap(heap_.begin(), heap_.end(), later);
}

std::optional<Instant> TimerQueue::next_due() {
  drop_dead_top();
  if (heap_.empty()) return std::nullopt;
  return heap_.front().when;
}

std::size_t TimerQueue::advance(Instant now) {
  now_ = std::max(now_, now);
  std::size_t called = 0;
  for (;;) {
    drop_dead_top();
    if (heap_.empty() || heap_.front().when > now_) return called;
    const Entry top = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
    const auto callback = std::move(slots_[top.slot].callback);
    release(top.slot);
    callback();
    ++called;
  }
}

}  // namespace rampart
