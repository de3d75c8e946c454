#include "sim/flow_record.h"

#include <algorithm>
#include <cmath>

namespace rampart::sim {
namespace {

/// From one latency of the grid to the next.
constexpr double latency_step = 1.04;
constexpr double refusal_s = 0.001;

std::uint64_t whole_microseconds(double seconds) {
  return static_cast<std::uint64_t>(std::max(0.0, std::round(seconds * 1e6)));
}

}  // namespace

void FlowRecord::merge(const FlowRecord& other) {
  answered += other.answered;
  refused += other.refused;
  timed_out += other.timed_out;
  answers.merge(other.answers);
  all.merge(other.all);
}

std::uint64_t FlowRecorder::Share::add(double n) {
  sum += n;
  const auto reached = static_cast<std::uint64_t>(std::max(0.0, std::floor(sum + 1e-9)));
  const std::uint64_t fresh = reached > whole ? reached - whole : 0;
  whole += fresh;
  return fresh;
}

class FlowRecorder::Spread {
 public:
  /// Multiples of the golden ratio fall evenly over 0…1.
  Spread(std::uint64_t whole, std::uint64_t piece)
      : whole_(whole), offset_(std::fmod(static_cast<double>(piece) * 0.6180339887498949, 1.0)) {}

  [[nodiscard]] bool done() const { return reached_ == whole_; }
  [[nodiscard]] double whole() const { return static_cast<double>(whole_); }
  /// Those up to this share of the distribution that weren't given before.
  std::uint64_t up_to(double share) {
    const double place = std::ceil(whole() * share - offset_);
    const auto reached =
        share >= 1 ? whole_ : std::clamp(static_cast<std::uint64_t>(std::max(0.0, place)), reached_, whole_);
    return reached - std::exchange(reached_, reached);
  }

 private:
  std::uint64_t whole_;
  std::uint64_t reached_ = 0;
  double offset_;
};

void FlowRecorder::answered_at(std::uint64_t n, double seconds) {
  if (n == 0) return;
  record_.answered += n;
  record_.answers.record(whole_microseconds(seconds), n);
  record_.all.record(whole_microseconds(seconds), n);
}

void FlowRecorder::answered(double n, const stats::Queue& queue) {
  Spread spread(answered_.add(n), pieces_++);
  if (spread.done()) return;
  const stats::ResponseTail tail(queue);
  const double base = tail.least();
  // Service that is always alike, without a wait: all at once.
  answered_at(spread.up_to(1 - tail.at_least()), base);
  double low = 0;
  double high = (queue.mean_response() - base) / 256;
  while (!spread.done()) {
    double longer = high > 0 ? tail(base + high) : 0;
    // Slower than all but one in ten thousand such pieces: nobody.
    if (longer * spread.whole() < 1e-4) longer = 0;
    answered_at(spread.up_to(1 - longer), base + (low + high) / 2);
    low = high;
    high *= latency_step;
  }
}

void FlowRecorder::answered(double n, double from_s, double to_s) {
  constexpr int parts = 16;
  Spread spread(answered_.add(n), pieces_++);
  for (int i = 0; i < parts; ++i)
    answered_at(spread.up_to((i + 1.0) / parts), from_s + (to_s - from_s) * (i + 0.5) / parts);
}

void FlowRecorder::refused(double n) {
  const std::uint64_t fresh = refused_.add(n);
  if (fresh == 0) return;
  record_.refused += fresh;
  record_.answers.record(whole_microseconds(refusal_s), fresh);
  record_.all.record(whole_microseconds(refusal_s), fresh);
}

void FlowRecorder::timed_out(double n, double patience_s) {
  const std::uint64_t fresh = timed_out_.add(n);
  if (fresh == 0) return;
  record_.timed_out += fresh;
  record_.all.record(whole_microseconds(patience_s), fresh);
}

}  // namespace rampart::sim
