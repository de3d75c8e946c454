#include "core/watch/track.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"

namespace rampart::watch {
namespace {

Cell single(std::int64_t slot, double value) { return {slot, stats::StatisticSet::of(value)}; }

std::vector<Cell> cells_of(const Track& track, std::int64_t from = -1'000'000, std::int64_t to = 1'000'000) {
  std::vector<Cell> out;
  track.visit(from, to, [&](const Cell& cell) { out.push_back(cell); });
  return out;
}

TEST(Track, gives_back_exactly_what_went_in_whatever_the_order) {
  Random random(7);
  std::map<std::int64_t, Cell> expected;
  Track track;
  for (int i = 0; i < 5000; ++i) {
    Cell cell{random.between(-2000, 2000), {}, {}};
    const double values[] = {0, 1.5, random.uniform() * 1e9, -random.uniform() * 1e-9, 1e300};
    cell.value = stats::StatisticSet::of(values[random.between(0, 4)]);
    if (random.uniform() < 0.2) cell.value = {random.uniform() * 10, -5, -7.25, 1e-3};  // a set: values not known
    track.add(cell);
    expected[cell.slot].slot = cell.slot;
    expected[cell.slot].merge(cell);
  }
  const auto cells = cells_of(track);
  ASSERT_EQ(cells.size(), expected.size());
  auto want = expected.begin();
  for (const Cell& cell : cells) {
    const Cell& other = (want++)->second;
    ASSERT_EQ(cell.slot, other.slot);
    EXPECT_EQ(cell.value.count, other.value.count);
    EXPECT_EQ(cell.value.sum, other.value.sum);
    EXPECT_EQ(cell.value.minimum, other.value.minimum);
    EXPECT_EQ(cell.value.maximum, other.value.maximum);
    ASSERT_EQ(cell.values.buckets().size(), other.values.buckets().size()) << cell.slot;
    EXPECT_EQ(cell.knows_values(), other.knows_values());
  }
  EXPECT_EQ(track.first(), cells.front().slot);
  EXPECT_EQ(track.last(), cells.back().slot);
}

TEST(Track, visits_only_the_slots_asked_for) {
  Track track;
  for (int slot = 0; slot < 300; ++slot) track.add(single(slot * 10, slot));
  const auto cells = cells_of(track, 1000, 1020);
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].value.sum, 100);
  EXPECT_EQ(cells[1].slot, 1010);
}

TEST(Track, set_replaces) {
  Track track;
  for (int slot = 0; slot < 100; ++slot) track.add(single(slot, 1));
  track.set(single(3, 9));
  track.set(single(99, 8));
  const auto cells = cells_of(track);
  EXPECT_EQ(cells[3].value.sum, 9);
  EXPECT_EQ(cells[99].value.sum, 8);
  EXPECT_EQ(cells.size(), 100u);
}

TEST(Track, drops_what_is_old) {
  Track track;
  for (int slot = 0; slot < 1000; ++slot) track.add(single(slot, slot));
  track.drop_before(500);
  EXPECT_GT(track.first(), 500 - 60);
  EXPECT_LE(track.first(), 500);
  EXPECT_EQ(cells_of(track).back().value.sum, 999);
  EXPECT_EQ(cells_of(track, 520, 521).at(0).value.sum, 520);
  track.drop_before(5000);
  EXPECT_TRUE(track.empty());
}

TEST(Track, a_day_of_minutes_takes_little_room) {
  Random random(1);
  Track round, long_numbers;
  for (int slot = 0; slot < 1440; ++slot) {
    round.add(single(slot, static_cast<double>(random.between(0, 1000))));
    long_numbers.add(single(slot, random.uniform()));
  }
  EXPECT_LT(round.bytes(), 9'000u);
  EXPECT_LT(long_numbers.bytes(), 18'000u) << "10,000 such metrics stay below 200 MB";
}

}  // namespace
}  // namespace rampart::watch
