#include "core/stats/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace rampart::stats {
namespace {

void put_varint(std::string& out, std::uint64_t v) {
  while (v >= 0x80) {
    out.push_back(static_cast<char>(v | 0x80));
    v >>= 7;
  }
  out.push_back(static_cast<char>(v));
}

bool get_varint(std::string_view& in, std::uint64_t& v) {
  v = 0;
  for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    v |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

}  // namespace

std::size_t Histogram::index_of(std::uint64_t value) {
  value = std::min(value, std::uint64_t{1} << top_bits);
  if (value < (1U << sub_bits)) return static_cast<std::size_t>(value);
  const int shift = std::bit_width(value) - 1 - sub_bits;
  return (static_cast<std::size_t>(shift) << sub_bits) + static_cast<std::size_t>(value >> shift);
}

std::uint64_t Histogram::lowest_of(std::size_t index) {
  constexpr std::size_t sub = std::size_t{1} << sub_bits;
  if (index < 2 * sub) return index;
  const std::size_t shift = index / sub - 1;
  return static_cast<std::uint64_t>(index % sub + sub) << shift;
}

void Histogram::record(std::uint64_t value, std::uint64_t times) {
  if (times == 0) return;
  const std::size_t i = index_of(value);
  if (i >= counts_.size()) counts_.resize(i + 1);
  const std::uint64_t room = std::numeric_limits<std::uint32_t>::max() - counts_[i];
  counts_[i] += static_cast<std::uint32_t>(std::min(times, room));
  count_ += times;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value) * static_cast<double>(times);
}

void Histogram::merge(const Histogram& other) {
  if (other.count_ == 0) return;
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

void Histogram::clear() { *this = Histogram(); }

double Histogram::quantile(double q) const {
  if (count_ == 0) return 0;
  const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(count_ - 1);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (static_cast<double>(seen) > rank) {
      const std::uint64_t low = lowest_of(i);
      const double middle = static_cast<double>(low) + static_cast<double>(lowest_of(i + 1) - low - 1) / 2;
      return std::clamp(middle, static_cast<double>(min_), static_cast<double>(max_));
    }
  }
  return static_cast<double>(max_);
}

std::uint64_t Histogram::count_at_or_below(std::uint64_t value) const {
  std::uint64_t seen = 0;
  const std::size_t last = index_of(value);
  for (std::size_t i = 0; i < counts_.size() && i <= last; ++i) seen += counts_[i];
  return seen;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> Histogram::buckets() const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if (counts_[i] != 0) out.emplace_back(lowest_of(i), counts_[i]);
  return out;
}

std::string Histogram::encode() const {
  std::string out;
  if (count_ == 0) return out;
  put_varint(out, min_);
  put_varint(out, max_);
  put_varint(out, std::bit_cast<std::uint64_t>(sum_));
  std::size_t previous = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    put_varint(out, i - previous);
    put_varint(out, counts_[i]);
    previous = i;
  }
  return out;
}

Result<Histogram> Histogram::decode(std::string_view bytes) {
  Histogram out;
  if (bytes.empty()) return out;
  const auto refuse = [] { return invalid("these bytes are not an encoded histogram"); };
  std::uint64_t sum = 0;
  if (!get_varint(bytes, out.min_) || !get_varint(bytes, out.max_) || !get_varint(bytes, sum)) return refuse();
  out.sum_ = std::bit_cast<double>(sum);
  const std::size_t limit = index_of(std::numeric_limits<std::uint64_t>::max());
  std::size_t index = 0;
  while (!bytes.empty()) {
    std::uint64_t gap = 0;
    std::uint64_t times = 0;
    if (!get_varint(bytes, gap) || !get_varint(bytes, times)) return refuse();
    if (gap > limit || times == 0 || times > std::numeric_limits<std::uint32_t>::max()) return refuse();
    index += gap;
    if (index > limit) return refuse();
    if (index >= out.counts_.size()) out.counts_.resize(index + 1);
    out.counts_[index] += static_cast<std::uint32_t>(times);
    out.count_ += times;
  }
  if (out.count_ == 0 || out.min_ > out.max_ || !std::isfinite(out.sum_)) return refuse();
  return out;
}

}  // namespace rampart::stats
