// GetMetricStatistics. Source: reference aws-scaling.md §3.2.
#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"
#include "core/watch/extended_statistic.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;

constexpr std::int64_t most_points = 1440;

struct Wanted {
  std::vector<watch::Statistic> simple;
  std::vector<std::pair<std::string, watch::ExtendedStatistic>> extended;
};

protocol::Answered<Wanted> wanted_in(const json::object& input) {
  if (input.contains("Statistics") == input.contains("ExtendedStatistics"))
    return invalid_combination("Must specify either Statistics or ExtendedStatistics");
  Wanted out;
  for (const std::string& name : texts_in(input, "Statistics"))
    if (const auto statistic = watch::statistic_named(name)) out.simple.push_back(*statistic);
  for (const std::string& name : texts_in(input, "ExtendedStatistics")) {
    const auto statistic = watch::extended_statistic_named(name);
    if (!statistic)
      return invalid_value(fmt::format("The value {} for parameter ExtendedStatistics is not supported.", name));
    out.extended.emplace_back(name, *statistic);
  }
  return out;
}

/// Older data starts on coarser marks: that is how CloudWatch keeps it.
Instant rounded(Instant start, Instant now) {
  const Duration age = now - start;
  if (age > std::chrono::hours(63 * 24)) return floor_to(start, std::chrono::hours(1));
  if (age > std::chrono::hours(15 * 24)) return floor_to(start, std::chrono::minutes(5));
  return start;  // the store rounds to the minute
}

std::optional<ApiError> wrong_window(Instant start, Instant end, std::int64_t period) {
  if (start >= end) return invalid_value("The parameter StartTime must be less than the parameter EndTime.");
  if (!is_period(period))
    return invalid_value(
        fmt::format("The value {} for parameter Period is invalid: it must be 1, 5, 10, 20, 30 or a "
                    "multiple of 60.",
                    period));
  const auto points = (end - start) / std::chrono::seconds(period);
  if (points <= most_points) return std::nullopt;
  std::string text = fmt::format("{}", points);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), ",");
  return invalid_combination(
      fmt::format("You have requested up to {} datapoints, which exceeds the limit of 1,440. You may reduce the "
                  "datapoints requested by increasing Period, or decreasing the time range.",
                  text));
}

/// Nothing: none of the statistics can be told.
std::optional<json::object> datapoint_value(const watch::Datapoint& point, const std::string& unit,
                                            const Wanted& wanted) {
  json::object out{{"Timestamp", timestamp_of(point.start)}, {"Unit", unit}};
  for (const watch::Statistic statistic : wanted.simple)
    out[watch::name_of(statistic)] = watch::value_of(point.value, statistic);
  json::object extended;
  for (const auto& [name, statistic] : wanted.extended)
    if (const auto value = watch::value_of(point, statistic)) extended[name] = *value;
  if (wanted.simple.empty() && extended.empty()) return std::nullopt;
  if (!extended.empty()) out["ExtendedStatistics"] = std::move(extended);
  return out;
}

}  // namespace

protocol::Answer CloudWatch::get_metric_statistics(const Call& call) {
  const Instant start = instant_in(call.input, "StartTime").value_or(Instant{});
  const Instant end = instant_in(call.input, "EndTime").value_or(Instant{});
  const std::int64_t period = whole_in(call.input, "Period").value_or(60);
  if (auto wrong = wrong_window(start, end, period)) return *wrong;
  const auto wanted = wanted_in(call.input);
  if (wanted.has_error()) return wanted.error();

  const watch::MetricId metric = metric_in(call.input);
  const watch::MetricStore& store = account_.plane(call.region).metrics();
  std::vector<std::string> units = {text_in(call.input, "Unit")};
  if (units[0].empty()) units = store.units_of(metric);
  const auto detail = wanted->extended.empty() ? watch::MetricStore::Detail::sums : watch::MetricStore::Detail::values;
  json::array points;
  for (const std::string& unit : units)
    for (const watch::Datapoint& point :
         store.read(metric, unit, std::chrono::seconds(period), rounded(start, call.now), end, detail))
      if (auto value = datapoint_value(point, unit, *wanted)) points.push_back(std::move(*value));
  return json::object{{"Label", metric.name}, {"Datapoints", std::move(points)}};
}

}  // namespace rampart::aws::cloudwatch
