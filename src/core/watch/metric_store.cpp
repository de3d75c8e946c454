#include "core/watch/metric_store.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rampart::watch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t slots_in_block = 60;

std::int64_t slot_of(Instant at, Duration width) { return floor_to(at, width).time_since_epoch() / width; }

std::int64_t block_of(std::int64_t slot) { return slot >= 0 ? slot / slots_in_block : (slot + 1) / slots_in_block - 1; }

/// The first slot that doesn't begin before `at`.
std::int64_t slot_from(Instant at, Duration width) { return slot_of(at + (width - Duration(1)), width); }

/// Cells into periods: mostly the newest one, in order; a second unit's fall between.
class Periods {
 public:
  Periods(Instant start, Duration period, Duration slot, bool with_values)
      : start_(start), period_(period), slot_(slot), with_values_(with_values) {}

  void add(const Cell& cell) {
    const std::int64_t number = (Instant(cell.slot * slot_) - start_) / period_;
    const auto at = cells_.empty() || cells_.back().slot < number
                        ? cells_.end()
                        : std::lower_bound(cells_.begin(), cells_.end(), number,
                                           [](const Cell& c, std::int64_t n) { return c.slot < n; });
    if (at == cells_.end() || at->slot != number) {
      cells_.insert(at, {number, cell.value, with_values_ ? cell.values : Distribution()});
    } else if (with_values_) {
      at->merge(cell);
    } else {
      at->value.merge(cell.value);
    }
  }

  [[nodiscard]] std::vector<Datapoint> take() {
    std::vector<Datapoint> out;
    out.reserve(cells_.size());
    for (Cell& cell : cells_) out.push_back({start_ + cell.slot * period_, cell.value, std::move(cell.values)});
    return out;
  }

 private:
  Instant start_;
  Duration period_;
  Duration slot_;
  bool with_values_;
  std::vector<Cell> cells_;
};

}  // namespace

MetricStore::Series& MetricStore::series_of(const MetricId& metric, const std::string& unit) {
  const auto found = metrics_.try_emplace(metric).first;
  const auto [entry, is_new] = found->second.try_emplace(unit);
  if (is_new) {
    entry->second.number = next_number_++;
    numbered_[entry->second.number] = {&found->first, &entry->first, &entry->second};
    if (notes_changes_) fresh_.push_back(entry->second.number);
  }
  return entry->second;
}

void MetricStore::note(const Series& series, bool fine, std::int64_t slot) {
  if (notes_changes_) changed_.insert({series.number, fine, block_of(slot)});
}

void MetricStore::put(const Datum& datum) {
  const auto& v = datum.value;
  if (v.empty() || !std::isfinite(v.count) || !std::isfinite(v.sum) || !std::isfinite(v.minimum) ||
      !std::isfinite(v.maximum))
    return;
  Series& series = series_of(datum.metric, datum.unit);
  Cell cell{slot_of(datum.at, minutes(1)), v, datum.values};
  series.minutes.add(cell);
  note(series, false, cell.slot);
  if (datum.by_minute) return;
  cell.slot = slot_of(datum.at, seconds(1));
  series.seconds.add(cell);
  note(series, true, cell.slot);
}

std::vector<Datapoint> MetricStore::read(const MetricId& metric, std::string_view unit, Duration period, Instant from,
                                         Instant to, Detail detail) const {
  const auto found = metrics_.find(metric);
  if (found == metrics_.end()) return {};
  const bool fine = period < minutes(1);
  const Duration slot = fine ? Duration(seconds(1)) : Duration(minutes(1));
  const Instant start = floor_to(from, fine ? period : slot);
  Periods periods(start, period, slot, detail == Detail::values);
  for (const auto& [name, series] : found->second)
    if (unit.empty() || name == unit)
      (fine ? series.seconds : series.minutes)
          .visit(slot_from(start, slot), slot_from(to, slot), [&](const Cell& cell) { periods.add(cell); });
  return periods.take();
}

std::vector<MetricId> MetricStore::list() const {
  std::vector<MetricId> out;
  out.reserve(metrics_.size());
  for (const auto& [metric, units] : metrics_) out.push_back(metric);
  return out;
}

bool MetricStore::lets_through(const MetricFilter& filter, const MetricId& metric, const Units& units) {
  if (!filter.name.empty() && metric.name != filter.name) return false;
  for (const auto& [name, value] : filter.dimensions)
    if (std::none_of(metric.dimensions.begin(), metric.dimensions.end(),
                     [&](const Dimension& d) { return d.name == name && (!value || d.value == *value); }))
      return false;
  if (!filter.active_since) return true;
  const std::int64_t since = slot_of(*filter.active_since, minutes(1));
  return std::any_of(units.begin(), units.end(), [&](const auto& entry) {
    return !entry.second.minutes.empty() && entry.second.minutes.last() >= since;
  });
}

std::vector<MetricId> MetricStore::find(const MetricFilter& filter, const MetricId* after, std::size_t most) const {
  std::vector<MetricId> out;
  auto it = after == nullptr
                ? metrics_.lower_bound({filter.name_space, filter.name_space.empty() ? "" : filter.name, {}})
                : metrics_.upper_bound(*after);
  for (; it != metrics_.end() && out.size() < most; ++it) {
    if (!filter.name_space.empty() && it->first.name_space != filter.name_space) break;
    if (lets_through(filter, it->first, it->second)) out.push_back(it->first);
  }
  return out;
}

std::vector<std::string> MetricStore::units_of(const MetricId& metric) const {
  std::vector<std::string> out;
  if (const auto found = metrics_.find(metric); found != metrics_.end())
    for (const auto& [unit, series] : found->second) out.push_back(unit);
  return out;
}

void MetricStore::drop_before(Instant second, Instant minute) {
  for (auto metric = metrics_.begin(); metric != metrics_.end();) {
    Units& units = metric->second;
    for (auto unit = units.begin(); unit != units.end();) {
      Series& series = unit->second;
      series.seconds.drop_before(slot_of(second, seconds(1)));
      series.minutes.drop_before(slot_of(minute, minutes(1)));
      if (!series.minutes.empty()) {
        ++unit;
        continue;
      }
      numbered_.erase(series.number);
      if (notes_changes_) gone_.push_back(series.number);
      unit = units.erase(unit);
    }
    metric = units.empty() ? metrics_.erase(metric) : std::next(metric);
  }
}

void MetricStore::expire(Instant now) {
  const Instant second = floor_to(now - options_.keep_seconds, minutes(1));
  drop_before(second, floor_to(now - options_.keep_minutes, minutes(1)));
  if (bytes() <= options_.most_bytes || numbered_.empty()) return;
  std::int64_t oldest = slot_of(now, minutes(1));
  for (const auto& [number, entry] : numbered_) oldest = std::min(oldest, entry.series->minutes.first());
  drop_before(second, std::min(floor_to(Instant(oldest * minutes(1)), hours(1)) + hours(2), now));
}

std::size_t MetricStore::bytes() const {
  std::size_t out = 0;
  for (const auto& [number, entry] : numbered_)
    out += entry.series->seconds.bytes() + entry.series->minutes.bytes() + 256;  // the maps' nodes and names
  return out;
}

MetricChanges MetricStore::take_changes() {
  MetricChanges out{std::exchange(fresh_, {}), std::exchange(gone_, {}), {changed_.begin(), changed_.end()}};
  changed_.clear();
  // What came and went since the last look is neither.
  std::erase_if(out.fresh, [&](std::uint32_t number) { return !numbered_.contains(number); });
  std::erase_if(out.blocks, [&](const MetricBlock& block) { return !numbered_.contains(block.series); });
  return out;
}

MetricStore::SeriesName MetricStore::series(std::uint32_t number) const {
  const Numbered& entry = numbered_.at(number);
  return {entry.metric, *entry.unit};
}

std::vector<Cell> MetricStore::read_block(const MetricBlock& block) const {
  std::vector<Cell> out;
  const auto found = numbered_.find(block.series);
  if (found == numbered_.end()) return out;
  const Series& series = *found->second.series;
  (block.fine ? series.seconds : series.minutes)
      .visit(block.number * slots_in_block, (block.number + 1) * slots_in_block,
             [&](const Cell& cell) { out.push_back(cell); });
  return out;
}

bool MetricStore::restore_series(std::uint32_t number, const MetricId& metric, const std::string& unit) {
  if (number == 0 || numbered_.contains(number)) return false;
  const auto found = metrics_.try_emplace(metric).first;
  const auto [entry, is_new] = found->second.try_emplace(unit);
  if (!is_new) return false;
  entry->second.number = number;
  numbered_[number] = {&found->first, &entry->first, &entry->second};
  next_number_ = std::max(next_number_, number + 1);
  return true;
}

void MetricStore::restore(std::uint32_t series, bool fine, const Cell& cell) {
  const auto found = numbered_.find(series);
  if (found != numbered_.end()) (fine ? found->second.series->seconds : found->second.series->minutes).set(cell);
}

}  // namespace rampart::watch
