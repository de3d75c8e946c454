#include "core/watch/track.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <utility>

namespace rampart::watch {
namespace {

constexpr std::size_t most_open = 32;
constexpr std::size_t closed_at_once = 24;
constexpr std::uint32_t most_in_chunk = 128;
constexpr std::int64_t worth_packing_again = 60;  // slots too old in the oldest chunk
constexpr unsigned long_gap = 7;                  // in a slot's first byte: the gap follows as a varint
constexpr unsigned one_value = 8;

void pack_whole(std::string& out, std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
  out += static_cast<char>(n);
}

std::uint64_t unpack_whole(const char*& at) {
  std::uint64_t out = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return out;
  }
}

/// How many bytes of a double are left without the zeros at its end: 0 to 8. Round numbers are short.
unsigned length_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return bits == 0 ? 0 : 8 - static_cast<unsigned>(std::countr_zero(bits)) / 8;
}

void pack_double(std::string& out, double value, unsigned length) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (unsigned i = 0; i < length; ++i) out += static_cast<char>(bits >> (56 - 8 * i));
}

double unpack_double(const char*& at, unsigned length) {
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < length; ++i)
    bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(*at++)) << (56 - 8 * i);
  return std::bit_cast<double>(bits);
}

std::uint64_t zigzag(std::int64_t n) {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
std::int64_t unzigzag(std::uint64_t n) { return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1); }

/// Weights are counts, mostly small and whole: those as varints, the rest as doubles after a 1.
void pack_weight(std::string& out, double weight) {
  if (weight == std::floor(weight) && weight < 1e15) return pack_whole(out, static_cast<std::uint64_t>(weight) << 1);
  pack_whole(out, 1);
  pack_double(out, weight, 8);
}

double unpack_weight(const char*& at) {
  const std::uint64_t n = unpack_whole(at);
  return n == 1 ? unpack_double(at, 8) : static_cast<double>(n >> 1);
}

void pack_values(std::string& out, const Distribution& values) {
  pack_whole(out, values.buckets().size());
  std::int32_t before = 0;
  for (const Distribution::Bucket& bucket : values.buckets()) {
    pack_whole(out, zigzag(bucket.index - std::exchange(before, bucket.index)));
    pack_weight(out, bucket.weight);
  }
}

void unpack_values(const char*& at, Distribution& values) {
  std::int64_t index = 0;
  for (auto n = unpack_whole(at); n > 0; --n) {
    index += unzigzag(unpack_whole(at));
    values.add_bucket({static_cast<std::int32_t>(index), unpack_weight(at)});
  }
}

}  // namespace

void Cell::merge(const Cell& other) {
  if (other.value.empty()) return;
  if (value.empty()) {
    value = other.value;
    values = other.values;
    return;
  }
  const bool known = knows_values() && other.knows_values();
  const bool same = known && value.minimum == other.value.maximum && value.maximum == other.value.minimum;
  if (!known) {
    values = {};
  } else if (!same) {
    if (values.empty()) values.add(value.minimum, value.count);
    if (other.values.empty())
      values.add(other.value.minimum, other.value.count);
    else
      values.merge(other.values);
  }
  value.merge(other.value);
}

// A slot: a byte of gap (3 bits), "one value" (1 bit) and the value's length (4 bits); a set has its four lengths in
// two bytes more, then its numbers, then its buckets.
void Track::pack(Chunk& chunk, const Cell& cell) {
  std::string& out = chunk.packed;
  if (chunk.count == 0) chunk.first = chunk.last = cell.slot;
  const auto gap = static_cast<std::uint64_t>(cell.slot - chunk.last);
  const auto& v = cell.value;
  const bool single = v.count == 1 && v.sum == v.minimum && v.sum == v.maximum;
  const unsigned first = (gap < long_gap ? static_cast<unsigned>(gap) : long_gap) | (single ? one_value : 0);
  out += static_cast<char>(first | (single ? length_of(v.sum) << 4 : 0));
  if (gap >= long_gap) pack_whole(out, gap);
  if (single) {
    pack_double(out, v.sum, length_of(v.sum));
  } else {
    out += static_cast<char>(length_of(v.count) | length_of(v.sum) << 4);
    out += static_cast<char>(length_of(v.minimum) | length_of(v.maximum) << 4);
    for (const double number : {v.count, v.sum, v.minimum, v.maximum}) pack_double(out, number, length_of(number));
    pack_values(out, cell.values);
  }
  chunk.last = cell.slot;
  ++chunk.count;
}

void Track::unpack(const Chunk& chunk, const std::function<void(const Cell&)>& each) {
  const char* at = chunk.packed.data();
  std::int64_t slot = chunk.first;
  for (std::uint32_t i = 0; i < chunk.count; ++i) {
    const auto first = static_cast<unsigned char>(*at++);
    const unsigned gap = first & 7U;
    slot += static_cast<std::int64_t>(gap == long_gap ? unpack_whole(at) : gap);
    Cell cell;
    cell.slot = slot;
    if ((first & one_value) != 0) {
      cell.value = stats::StatisticSet::of(unpack_double(at, first >> 4));
    } else {
      const auto a = static_cast<unsigned char>(*at++);
      const auto b = static_cast<unsigned char>(*at++);
      cell.value.count = unpack_double(at, a & 15U);
      cell.value.sum = unpack_double(at, a >> 4);
      cell.value.minimum = unpack_double(at, b & 15U);
      cell.value.maximum = unpack_double(at, b >> 4);
      unpack_values(at, cell.values);
    }
    each(cell);
  }
}

void Track::add(const Cell& cell) { change(cell, false); }
void Track::set(const Cell& cell) { change(cell, true); }

void Track::change(const Cell& cell, bool replace) {
  const auto put_into = [&](std::vector<Cell>& cells) {
    const auto at = std::lower_bound(cells.begin(), cells.end(), cell.slot,
                                     [](const Cell& c, std::int64_t slot) { return c.slot < slot; });
    if (at == cells.end() || at->slot != cell.slot)
      cells.insert(at, cell);
    else if (replace)
      *at = cell;
    else
      at->merge(cell);
  };
  if (chunks_.empty() || cell.slot > chunks_.back().last) {
    put_into(open_);
    if (open_.size() > most_open) close_oldest();
    return;
  }
  // Late: the chunk it belongs to is opened and packed again.
  auto chunk = std::find_if(chunks_.begin(), chunks_.end(), [&](const Chunk& c) { return cell.slot <= c.last; });
  std::vector<Cell> cells;
  unpack(*chunk, [&](const Cell& c) { cells.push_back(c); });
  put_into(cells);
  const std::size_t halves = cells.size() > 2 * most_in_chunk ? 2 : 1;
  std::vector<Chunk> fresh(halves);
  for (std::size_t i = 0; i < cells.size(); ++i) pack(fresh[i * halves / cells.size()], cells[i]);
  for (Chunk& one : fresh) one.packed.shrink_to_fit();
  *chunk = std::move(fresh.back());
  fresh.pop_back();
  chunks_.insert(chunk, std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
}

void Track::close_oldest() {
  if (chunks_.empty() || chunks_.back().count + closed_at_once > most_in_chunk) chunks_.emplace_back();
  Chunk& chunk = chunks_.back();
  for (std::size_t i = 0; i < closed_at_once; ++i) pack(chunk, open_[i]);
  chunk.packed.shrink_to_fit();
  open_.erase(open_.begin(), open_.begin() + closed_at_once);
  open_.shrink_to_fit();
}

void Track::visit(std::int64_t from, std::int64_t to, const std::function<void(const Cell&)>& each) const {
  const auto wanted = [&](const Cell& cell) {
    if (cell.slot >= from && cell.slot < to) each(cell);
  };
  auto chunk = std::partition_point(chunks_.begin(), chunks_.end(), [&](const Chunk& c) { return c.last < from; });
  for (; chunk != chunks_.end() && chunk->first < to; ++chunk) unpack(*chunk, wanted);
  auto cell = std::partition_point(open_.begin(), open_.end(), [&](const Cell& c) { return c.slot < from; });
  for (; cell != open_.end() && cell->slot < to; ++cell) each(*cell);
}

void Track::drop_before(std::int64_t slot) {
  const auto keep = std::partition_point(chunks_.begin(), chunks_.end(), [&](const Chunk& c) { return c.last < slot; });
  chunks_.erase(chunks_.begin(), keep);
  if (!chunks_.empty()) {
    Chunk& oldest = chunks_.front();
    if (slot - oldest.first < worth_packing_again) return;
    Chunk rest;
    unpack(oldest, [&](const Cell& cell) {
      if (cell.slot >= slot) pack(rest, cell);
    });
    rest.packed.shrink_to_fit();
    oldest = std::move(rest);
    return;
  }
  open_.erase(open_.begin(),
              std::partition_point(open_.begin(), open_.end(), [&](const Cell& c) { return c.slot < slot; }));
}

std::int64_t Track::first() const { return chunks_.empty() ? open_.front().slot : chunks_.front().first; }
std::int64_t Track::last() const { return open_.empty() ? chunks_.back().last : open_.back().slot; }

std::size_t Track::bytes() const {
  std::size_t out = sizeof(Track) + chunks_.capacity() * sizeof(Chunk) + open_.capacity() * sizeof(Cell);
  for (const Chunk& chunk : chunks_) out += chunk.packed.capacity();
  for (const Cell& cell : open_) out += cell.values.buckets().capacity() * sizeof(Distribution::Bucket);
  return out;
}

}  // namespace rampart::watch
