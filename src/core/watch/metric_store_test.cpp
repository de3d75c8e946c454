#include "core/watch/metric_store.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace rampart::watch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = instant_from_unix_seconds(1789387200);  // 2026-09-14T12:00:00Z
const MetricId cpu = make_metric("AWS/ECS", "CPUUtilization", {{"ClusterName", "c"}, {"ServiceName", "s"}});

Datum datum(Duration after_noon, double value, std::string unit = "Percent") {
  return {cpu, noon + after_noon, stats::StatisticSet::of(value), std::move(unit)};
}

TEST(MetricStore, sums_samples_up_by_period_and_leaves_gaps_out) {
  MetricStore store;
  store.put(datum(seconds(5), 10));
  store.put(datum(seconds(59), 30));
  store.put(datum(seconds(130), 70));
  const auto points = store.read(cpu, "Percent", seconds(60), noon, noon + minutes(5));
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].start, noon);
  EXPECT_EQ(points[0].value.average(), 20);
  EXPECT_EQ(points[0].value.count, 2);
  EXPECT_EQ(points[1].start, noon + minutes(2));
  EXPECT_EQ(points[1].value.sum, 70);
}

// reference aws-scaling.md §3.2: start inclusive and rounded down to the minute, end exclusive.
TEST(MetricStore, window_starts_at_the_minute_and_ends_before_its_end) {
  MetricStore store;
  store.put(datum(seconds(0), 1));
  store.put(datum(seconds(119), 2));
  store.put(datum(seconds(120), 4));
  const auto points = store.read(cpu, "", seconds(60), noon + seconds(42), noon + seconds(120));
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].start, noon);
  EXPECT_EQ(points[1].value.sum, 2);
}

TEST(MetricStore, longer_periods_count_from_the_start_of_the_window) {
  MetricStore store;
  store.put(datum(minutes(3), 1));
  store.put(datum(minutes(7), 2));
  store.put(datum(minutes(8), 4));
  const auto points = store.read(cpu, "", minutes(5), noon + minutes(3), noon + minutes(13));
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].start, noon + minutes(3));
  EXPECT_EQ(points[0].value.sum, 3);
  EXPECT_EQ(points[1].start, noon + minutes(8));
}

TEST(MetricStore, high_resolution_periods) {
  MetricStore store;
  for (int s = 0; s < 60; ++s) store.put(datum(seconds(s), s));
  const auto points = store.read(cpu, "", seconds(20), noon, noon + minutes(1));
  ASSERT_EQ(points.size(), 3u);
  EXPECT_EQ(points[1].value.minimum, 20);
  EXPECT_EQ(points[1].value.maximum, 39);
  EXPECT_EQ(store.read(cpu, "", seconds(10), noon, noon + minutes(1)).size(), 6u);
}

TEST(MetricStore, units_are_kept_apart_unless_none_is_asked_for) {
  MetricStore store;
  store.put(datum(seconds(1), 10, "Percent"));
  store.put(datum(seconds(1), 500, "None"));
  EXPECT_EQ(store.read(cpu, "Percent", seconds(60), noon, noon + minutes(1))[0].value.sum, 10);
  EXPECT_EQ(store.read(cpu, "", seconds(60), noon, noon + minutes(1))[0].value.sum, 510);
  EXPECT_TRUE(store.read(cpu, "Bytes", seconds(60), noon, noon + minutes(1)).empty());
}

TEST(MetricStore, order_of_arrival_does_not_matter) {
  MetricStore forward, backward;
  for (int s = 0; s < 300; s += 7) forward.put(datum(seconds(s), s));
  for (int s = 294; s >= 0; s -= 7) backward.put(datum(seconds(s), s));
  const auto a = forward.read(cpu, "", seconds(60), noon, noon + minutes(5));
  const auto b = backward.read(cpu, "", seconds(60), noon, noon + minutes(5));
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].start, b[i].start);
    EXPECT_EQ(a[i].value.sum, b[i].value.sum);
  }
}

TEST(MetricStore, what_is_no_sample_is_passed_over) {
  MetricStore store;
  store.put({cpu, noon, {}, "Percent"});
  store.put(datum(seconds(0), std::nan("")));
  store.put(datum(seconds(0), std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(store.list().empty());
}

TEST(MetricStore, old_seconds_become_minutes_and_old_minutes_go) {
  MetricStore store({.keep_minutes = hours(24)});
  store.put(datum(seconds(10), 1));
  store.put(datum(seconds(30), 2));
  store.put(datum(hours(4), 8));
  store.expire(noon + hours(4));
  EXPECT_EQ(store.read(cpu, "", seconds(60), noon, noon + minutes(1))[0].value.sum, 3);
  EXPECT_TRUE(store.read(cpu, "", seconds(20), noon, noon + minutes(1)).empty()) << "below 60 s only 3 h are kept";
  store.expire(noon + hours(24) + minutes(1));
  EXPECT_TRUE(store.read(cpu, "", seconds(60), noon, noon + minutes(1)).empty());
  EXPECT_EQ(store.read(cpu, "", seconds(60), noon + hours(4), noon + hours(5)).size(), 1u);
  store.expire(noon + hours(30));
  EXPECT_TRUE(store.list().empty());
}

TEST(MetricStore, drops_the_oldest_hours_when_it_has_no_room) {
  MetricStore store({.most_bytes = 20'000});
  for (int m = 0; m < 6000; ++m) {
    Datum one = datum(minutes(m), 1.0 / (m + 3));
    one.by_minute = true;
    store.put(one);
  }
  const Instant end = noon + minutes(6000);
  ASSERT_GT(store.bytes(), 50'000u);
  for (int i = 0; i < 100 && store.bytes() > 20'000; ++i) store.expire(end);
  EXPECT_LE(store.bytes(), 20'000u);
  EXPECT_EQ(store.read(cpu, "", minutes(60), end - hours(2), end).size(), 2u) << "the newest stay";
}

TEST(MetricStore, standard_resolution_has_no_seconds) {
  MetricStore store;
  Datum one = datum(seconds(5), 1);
  one.by_minute = true;
  store.put(one);
  EXPECT_TRUE(store.read(cpu, "", seconds(1), noon, noon + minutes(1)).empty());
  EXPECT_EQ(store.read(cpu, "", minutes(1), noon, noon + minutes(1)).size(), 1u);
}

TEST(MetricStore, moves_block_by_block) {
  MetricStore from;
  from.note_changes();
  from.put(datum(seconds(5), 1));
  from.put(datum(seconds(65), 2));
  const MetricChanges changes = from.take_changes();
  ASSERT_EQ(changes.fresh.size(), 1u);
  EXPECT_EQ(changes.blocks.size(), 3u) << "an hour of minutes, two minutes of seconds";
  EXPECT_TRUE(from.take_changes().blocks.empty());
  MetricStore to;
  const auto name = from.series(changes.fresh[0]);
  ASSERT_TRUE(to.restore_series(changes.fresh[0], *name.metric, std::string(name.unit)));
  EXPECT_FALSE(to.restore_series(changes.fresh[0], *name.metric, std::string(name.unit)));
  for (const MetricBlock& block : changes.blocks)
    for (const Cell& cell : from.read_block(block)) to.restore(block.series, block.fine, cell);
  for (const Duration period : {Duration(seconds(1)), Duration(minutes(1))}) {
    const auto points = to.read(cpu, "Percent", period, noon, noon + minutes(5));
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[1].value.sum, 2);
  }
}

TEST(MetricStore, lists_metrics_in_order) {
  MetricStore store;
  const auto rcpt = make_metric("AWS/ApplicationELB", "RequestCountPerTarget", {{"TargetGroup", "t"}});
  store.put(datum(seconds(1), 1));
  store.put({rcpt, noon, stats::StatisticSet::of(1), "None"});
  EXPECT_EQ(store.list(), (std::vector<MetricId>{rcpt, cpu}));
}

}  // namespace
}  // namespace rampart::watch
