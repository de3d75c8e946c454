// What is kept of many values so that percentiles can be answered: buckets of equal relative width.
//
// Error: every value stands for its bucket's middle, which is at most 0.5 % away from it. Memory: at most 256 buckets
// of 12 bytes; where a period's values need more (they are spread over more than a factor of 12 and nowhere dense), the
// lowest buckets are put together, so that high percentiles keep their error and low ones read too high. Adding up in
// any order gives the same buckets as long as none had to be put together.
#pragma once

#include <cstdint>
#include <vector>

namespace rampart::watch {

class Distribution {
 public:
  static constexpr std::size_t most_buckets = 256;
  struct Bucket {
    std::int32_t index = 0;  ///< Sorts as the values do; 0 is zero.
    double weight = 0;       ///< How many samples.
  };

  /// `weight` samples of `value`; both must be finite, and `weight` above 0 or nothing is added.
  void add(double value, double weight);
  void add_bucket(Bucket bucket);
  void merge(const Distribution& other);

  [[nodiscard]] bool empty() const { return buckets_.empty(); }
  [[nodiscard]] const std::vector<Bucket>& buckets() const { return buckets_; }  ///< By index.

  /// The middle of a bucket.
  static double value_of(std::int32_t index);
  static std::int32_t index_of(double value);

 private:
  void bound();
  std::vector<Bucket> buckets_;
};

}  // namespace rampart::watch
