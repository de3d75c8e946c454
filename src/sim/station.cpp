#include "sim/station.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace rampart::sim {
namespace {

bool ends_later(const InFlight& a, const InFlight& b) { return a.end > b.end; }

/// Puts `value` in place of a min-heap's first and lets it sink.
void replace_first(std::vector<double>& heap, double value) {
  std::size_t at = 0;
  const std::size_t size = heap.size();
  for (;;) {
    std::size_t child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && heap[child + 1] < heap[child]) ++child;
    if (heap[child] >= value) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = value;
}

}  // namespace

void Station::begin_until(double now) {
  while (!starts_.empty() && starts_.front() <= now) {
    starts_.pop_front();
    ++begun_;
  }
}

std::optional<double> Station::admit(double now, double service_s, double patience_s, UserNumber user,
                                     std::uint32_t endpoint, double* shared_free_at, double shared_gap_s, bool last) {
  begin_until(now);
  if (starts_.size() > static_cast<std::size_t>(model_->queue)) return std::nullopt;
  const double start = std::max(now, free_at_.front());
  if (start > now && starts_.size() == static_cast<std::size_t>(model_->queue)) return std::nullopt;
  double end = start + service_s;
  if (shared_gap_s > 0) {
    // The worker holds its place until what all share has served it.
    *shared_free_at = std::max(*shared_free_at, start) + shared_gap_s;
    end = std::max(end, *shared_free_at);
  }
  replace_first(free_at_, end);
  if (start > now)
    starts_.push_back(start);
  else
    ++begun_;
  const bool timed_out = end >= now + patience_s;
  const double seen = timed_out ? now + patience_s : end;
  ends_.push_back({seen, now, user, endpoint, timed_out, last});
  std::push_heap(ends_.begin(), ends_.end(), ends_later);
  return seen;
}

std::optional<InFlight> Station::take_ended(double now) {
  if (ends_.empty() || ends_.front().end > now) return std::nullopt;
  std::pop_heap(ends_.begin(), ends_.end(), ends_later);
  const InFlight out = ends_.back();
  ends_.pop_back();
  return out;
}

std::vector<InFlight> Station::take_all() {
  starts_.clear();
  return std::exchange(ends_, {});
}

double Station::take_cpu(double now) {
  begin_until(now);
  return std::exchange(begun_, 0.0) * model_->cpu_of_request();
}

}  // namespace rampart::sim
