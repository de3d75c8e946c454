#include "aws/cloudwatch/metric_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "aws/cloudwatch/members.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;
using watch::Cell;
using watch::MetricBlock;

constexpr std::int64_t slots = 60;
constexpr std::int64_t hours_of_seconds = 3;
constexpr std::int64_t hours_of_minutes = 15 * 24;
// How many hours back rows are looked for that a daemon which stood still would have missed.
constexpr std::int64_t most_hours_at_once = 48;

std::int64_t hour_of(Instant at) {
  return floor_to(at, std::chrono::hours(1)).time_since_epoch() / std::chrono::hours(1);
}

void write_cell(std::string& out, const Cell& cell, std::int64_t first_slot) {
  const auto& v = cell.value;
  auto to = std::back_inserter(out);
  if (v.count == 1 && v.minimum == v.maximum && v.sum == v.minimum) {
    fmt::format_to(to, "[{},{}]", cell.slot - first_slot, v.sum);
    return;
  }
  fmt::format_to(to, "[{},{},{},{},{}", cell.slot - first_slot, v.count, v.sum, v.minimum, v.maximum);
  if (!cell.values.empty()) {
    out += ",[";
    for (const auto& bucket : cell.values.buckets())
      fmt::format_to(to, "{}{},{}", &bucket == cell.values.buckets().data() ? "" : ",", bucket.index, bucket.weight);
    out += ']';
  }
  out += ']';
}

std::optional<Cell> read_cell(const json::value& value, std::int64_t first_slot) {
  const json::array* list = value.if_array();
  if (list == nullptr || list->size() < 2) return std::nullopt;
  const auto number = [&](std::size_t i) {
    return i < list->size() && (*list)[i].is_number() ? (*list)[i].to_number<double>() : 0.0;
  };
  Cell out{.slot = first_slot + static_cast<std::int64_t>(number(0))};
  if (list->size() == 2) {
    out.value = stats::StatisticSet::of(number(1));
    return out;
  }
  out.value = {number(1), number(2), number(3), number(4)};
  const json::array* buckets = list->size() > 5 ? (*list)[5].if_array() : nullptr;
  for (std::size_t i = 0; buckets != nullptr && i + 1 < buckets->size(); i += 2)
    out.values.add_bucket(
        {static_cast<std::int32_t>((*buckets)[i].to_number<double>()), (*buckets)[i + 1].to_number<double>()});
  return out;
}

/// "492345/7/31" → its numbers.
std::vector<std::int64_t> numbers_in(std::string_view text) {
  std::vector<std::int64_t> out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('/'));
    std::int64_t number = 0;
    std::from_chars(part.data(), part.data() + part.size(), number);
    out.push_back(number);
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  return out;
}

json::value parsed(std::string_view body) {
  boost::system::error_code failed;
  json::value out = json::parse(body, failed);
  return failed ? json::value() : out;
}

}  // namespace

MetricArchive::MetricArchive(control::State& state, const std::string& region, watch::MetricStore& store)
    : state_(state), prefix_(fmt::format("cloudwatch-metrics/{}/", region)), store_(store) {
  restore_series();
  restore_blocks("minutes/");
  restore_blocks("seconds/");
  store_.note_changes();
}

void MetricArchive::restore_series() {
  const std::string prefix = prefix_ + "series/";
  for (const auto& [key, body] : state_.read(prefix)) {
    const json::value value = parsed(body);
    const auto number = numbers_in(std::string_view(key).substr(prefix.size()));
    if (!value.is_object() || number.empty()) continue;
    store_.restore_series(static_cast<std::uint32_t>(number[0]), metric_in(value.as_object()),
                          text_in(value.as_object(), "Unit"));
  }
}

void MetricArchive::restore_blocks(const std::string& kind) {
  const std::string prefix = prefix_ + kind;
  const bool fine = kind == "seconds/";
  for (const auto& [key, body] : state_.read(prefix)) {
    const auto numbers = numbers_in(std::string_view(key).substr(prefix.size()));
    const json::value value = parsed(body);
    if (numbers.size() != (fine ? 3 : 2) || !value.is_array()) continue;
    const std::int64_t block = fine ? numbers[0] * slots + numbers[2] : numbers[0];
    for (const json::value& one : value.get_array())
      if (const auto cell = read_cell(one, block * slots))
        store_.restore(static_cast<std::uint32_t>(numbers[1]), fine, *cell);
  }
}

std::string MetricArchive::series_key(std::uint32_t number) const {
  return fmt::format("{}series/{}", prefix_, number);
}

std::string MetricArchive::block_key(const MetricBlock& block) const {
  if (block.fine)
    return fmt::format("{}seconds/{}/{}/{}", prefix_, block.number / slots, block.series, block.number % slots);
  return fmt::format("{}minutes/{}/{}", prefix_, block.number, block.series);
}

void MetricArchive::write() {
  const watch::MetricChanges changes = store_.take_changes();
  for (const std::uint32_t number : changes.gone) state_.erase(series_key(number));
  for (const std::uint32_t number : changes.fresh) {
    const auto name = store_.series(number);
    state_.put(series_key(number), json::serialize(json::object{{"Namespace", name.metric->name_space},
                                                                {"MetricName", name.metric->name},
                                                                {"Dimensions", dimensions_value(*name.metric)},
                                                                {"Unit", std::string(name.unit)}}));
  }
  std::string body;
  for (const MetricBlock& block : changes.blocks) {
    body = "[";
    for (const Cell& cell : store_.read_block(block)) {
      if (body.size() > 1) body += ',';
      write_cell(body, cell, block.number * slots);
    }
    state_.put(block_key(block), body + "]");
  }
}

void MetricArchive::forget(Instant now) {
  const std::int64_t hour = hour_of(now);
  if (hour == forgotten_at_) return;
  const std::int64_t missed =
      forgotten_at_ == 0 ? most_hours_at_once : std::min(hour - forgotten_at_, most_hours_at_once);
  forgotten_at_ = hour;
  for (std::int64_t back = 1; back <= missed; ++back) {
    forget_hour("seconds", hour - hours_of_seconds - back);
    forget_hour("minutes", hour - hours_of_minutes - back);
  }
}

void MetricArchive::forget_hour(const std::string& kind, std::int64_t hour) {
  for (const auto& [key, body] : state_.read(fmt::format("{}{}/{}/", prefix_, kind, hour))) state_.erase(key);
}

}  // namespace rampart::aws::cloudwatch
