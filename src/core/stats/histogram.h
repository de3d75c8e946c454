// Histogram: log-linear counts of non-negative values, merged without loss.
//
// Each power of two is cut into 256 equal buckets, so a bucket's width is at most 1/256 of its lower edge and the
// value given back (its middle) is within 0.2 % of any value put in; values below 256 are exact when they are
// whole. Unit is the caller's: Rampart records nanoseconds of latency as whole MICROSECONDS (see Journal events).
// Prefer it over keeping percentiles: percentiles of parts can't be merged, histograms can.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rampart::stats {

/// Not thread-safe; a value type, copied deeply. About 16 kB once something was recorded, a few bytes before.
class Histogram {
 public:
  /// Counts `value` (`times` times). Above 2^40 it is counted as 2^40; max() keeps the true one.
  void record(std::uint64_t value, std::uint64_t times = 1);
  void merge(const Histogram& other);
  void clear();

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
  [[nodiscard]] std::uint64_t max() const { return max_; }
  [[nodiscard]] double sum() const { return sum_; }
  [[nodiscard]] double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

  /// The value at quantile q in [0, 1]: rank q·(count−1) as Artillery's sketch counts it; 0 when empty. Never
  /// outside [min, max].
  [[nodiscard]] double quantile(double q) const;

  /// How many recorded values lie at or below `value`, to the bucket's width.
  [[nodiscard]] std::uint64_t count_at_or_below(std::uint64_t value) const;

  /// The non-empty buckets as (lowest value, count), ascending.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> buckets() const;

  /// A compact byte string and back: exact, endianness-independent. decode() refuses what encode() can't have made.
  [[nodiscard]] std::string encode() const;
  static Result<Histogram> decode(std::string_view bytes);

 private:
  static constexpr int sub_bits = 8;  // 256 buckets a power of two
  static constexpr int top_bits = 40;
  static std::size_t index_of(std::uint64_t value);
  static std::uint64_t lowest_of(std::size_t index);

  std::vector<std::uint32_t> counts_;  // grows to the highest bucket in use
  std::uint64_t count_ = 0;
  std::uint64_t min_ = ~0ULL;
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace rampart::stats
