// A CloudWatch statistic set: what remains of many samples when only sums may be kept.
#pragma once

#include <algorithm>
#include <cstdint>

namespace rampart::stats {

/// Count, sum, minimum, maximum of some samples. Empty when count is 0; then the other members mean nothing.
/// Merging loses nothing. Source: CloudWatch StatisticValues (reference aws-scaling.md §3.1).
struct StatisticSet {
  double count = 0;
  double sum = 0;
  double minimum = 0;
  double maximum = 0;

  static StatisticSet of(double value) { return {1, value, value, value}; }
  [[nodiscard]] bool empty() const { return count <= 0; }
  [[nodiscard]] double average() const { return count > 0 ? sum / count : 0; }

  void merge(const StatisticSet& other) {
    if (other.empty()) return;
    if (empty()) {
      *this = other;
      return;
    }
    count += other.count;
    sum += other.sum;
    minimum = std::min(minimum, other.minimum);
    maximum = std::max(maximum, other.maximum);
  }
};

}  // namespace rampart::stats
