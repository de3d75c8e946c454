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

void FlowRecorder::answered_at(double n, double seconds) {
  const std::uint64_t fresh = answered_.add(n);
  if (fresh == 0) return;
  record_.answered += fresh;
  record_.answers.record(whole_microseconds(seconds), fresh);
  record_.all.record(whole_microseconds(seconds), fresh);
}

void FlowRecorder::answered(double n, const stats::Queue& queue) {
  if (n <= 0) return;
  const stats::ResponseTail tail(queue);
  const double base = tail.least();
  // What is there at once: service that is always alike, without a wait.
  double left = 1 - tail.at_least();
  if (left > 0) answered_at(n * left, base);
  double above = tail.at_least();
  double low = 0;
  double high = (queue.mean_response() - base) / 256;
  while (above > 0) {
    double next = high > 0 ? tail(base + high) : 0;
    // The last requests of the piece; what is slower than all but one in ten thousand of them is nobody.
    if (next * n < 1e-4) next = 0;
    answered_at(n * (above - next), base + (low + high) / 2);
    above = next;
    low = high;
    high *= latency_step;
  }
}

void FlowRecorder::answered(double n, double from_s, double to_s) {
  constexpr int parts = 16;
  if (n <= 0) return;
  for (int i = 0; i < parts; ++i) answered_at(n / parts, from_s + (to_s - from_s) * (i + 0.5) / parts);
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
