// One metric's history at one resolution: what each second or each minute held, packed.
//
// A slot is a second or a minute, counted from the epoch. The newest slots lie open, 32 at most; older ones are packed
// into chunks of 120 or so: a slot that held one value takes 2 to 9 bytes, one that held several 5 to 35 and its
// distribution 2 or 3 for each bucket. Slots may come late: theirs is the cost. One thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/stats/statistic_set.h"
#include "core/watch/distribution.h"

namespace rampart::watch {

struct Cell {
  std::int64_t slot = 0;
  stats::StatisticSet value = {};
  /// Of the values, where they differ. Empty with minimum == maximum: all are that. Empty otherwise: not known, the
  /// values came as a statistic set.
  Distribution values = {};

  [[nodiscard]] bool knows_values() const { return value.minimum == value.maximum || !values.empty(); }
  void merge(const Cell& other);
};

class Track {
 public:
  /// Adds to the slot's samples.
  void add(const Cell& cell);
  /// Replaces what the slot held.
  void set(const Cell& cell);
  /// Every slot with data in [from, to), in order.
  void visit(std::int64_t from, std::int64_t to, const std::function<void(const Cell&)>& each) const;
  /// Forgets slots before `slot`; up to 59 more may stay.
  void drop_before(std::int64_t slot);

  [[nodiscard]] bool empty() const { return open_.empty() && chunks_.empty(); }
  [[nodiscard]] std::int64_t first() const;  ///< The oldest slot; not of an empty track.
  [[nodiscard]] std::int64_t last() const;   ///< The newest.
  [[nodiscard]] std::size_t bytes() const;   ///< Of memory, about.

 private:
  struct Chunk {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::uint32_t count = 0;
    std::string packed;
  };
  static void pack(Chunk& chunk, const Cell& cell);
  static void unpack(const Chunk& chunk, const std::function<void(const Cell&)>& each);
  void change(const Cell& cell, bool replace);
  void close_oldest();

  std::vector<Chunk> chunks_;
  std::vector<Cell> open_;  ///< All newer than the chunks.
};

}  // namespace rampart::watch
