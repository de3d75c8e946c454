#include "core/watch/distribution.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace rampart::watch {
namespace {

// A bucket reaches from its middle 0.5 % down and up.
const double width = std::log(1.005 / 0.995);
// Indexes of positive values begin at 1: CloudWatch takes 2^±360, anything smaller is zero.
constexpr std::int32_t middle = 30'000;

}  // namespace

std::int32_t Distribution::index_of(double value) {
  const double size = std::fabs(value);
  if (size == 0) return 0;
  const auto step = static_cast<std::int32_t>(std::lround(std::clamp(std::log(size) / width, -29'999.0, 30'000.0)));
  const std::int32_t index = step + middle;
  return value < 0 ? -index : index;
}

double Distribution::value_of(std::int32_t index) {
  if (index == 0) return 0;
  const double size = std::exp((std::abs(index) - middle) * width);
  return index < 0 ? -size : size;
}

void Distribution::add(double value, double weight) { add_bucket({index_of(value), weight}); }

void Distribution::add_bucket(Bucket bucket) {
  if (!(bucket.weight > 0)) return;
  const auto at = std::lower_bound(buckets_.begin(), buckets_.end(), bucket.index,
                                   [](const Bucket& b, std::int32_t index) { return b.index < index; });
  if (at != buckets_.end() && at->index == bucket.index)
    at->weight += bucket.weight;
  else
    buckets_.insert(at, bucket);
  bound();
}

void Distribution::merge(const Distribution& other) {
  std::vector<Bucket> all;
  all.reserve(buckets_.size() + other.buckets_.size());
  std::merge(buckets_.begin(), buckets_.end(), other.buckets_.begin(), other.buckets_.end(), std::back_inserter(all),
             [](const Bucket& a, const Bucket& b) { return a.index < b.index; });
  buckets_.clear();
  for (const Bucket& bucket : all)
    if (!buckets_.empty() && buckets_.back().index == bucket.index)
      buckets_.back().weight += bucket.weight;
    else
      buckets_.push_back(bucket);
  bound();
}

void Distribution::bound() {
  if (buckets_.size() <= most_buckets) return;
  const auto surplus = static_cast<std::ptrdiff_t>(buckets_.size() - most_buckets);
  double weight = 0;
  for (auto it = buckets_.begin(); it != buckets_.begin() + surplus; ++it) weight += it->weight;
  buckets_.erase(buckets_.begin(), buckets_.begin() + surplus);
  buckets_.front().weight += weight;
}

}  // namespace rampart::watch
