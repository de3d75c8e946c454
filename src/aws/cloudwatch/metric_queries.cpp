// GetMetricData. Source: reference aws-scaling.md §3.2.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"
#include "aws/protocol/page_token.h"
#include "core/watch/metric_query.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;

constexpr std::size_t most_queries = 500;
constexpr std::int64_t most_data_points = 100'800;

std::optional<ApiError> wrong_queries(const json::array& list, const std::vector<watch::MetricQuery>& queries) {
  if (queries.empty()) return missing_parameter("MetricDataQueries");
  if (queries.size() > most_queries)
    return validation_error(
        fmt::format("The collection MetricDataQueries must not have a size greater than {}.", most_queries));
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (!queries[i].stat) continue;
    const std::string place = fmt::format("MetricDataQueries.member.{}.MetricStat", i + 1);
    const json::object& metric = list[i].as_object().at("MetricStat").as_object().at("Metric").as_object();
    for (const char* name : {"Namespace", "MetricName"})
      if (!metric.contains(name)) return missing_parameter(fmt::format("{}.Metric.{}", place, name));
    const auto period = std::chrono::duration_cast<std::chrono::seconds>(queries[i].stat->period).count();
    if (!is_period(period))
      return validation_error(
          fmt::format("The value {} for parameter {}.Period is invalid: it must be 1, 5, 10, 20, "
                      "30 or a multiple of 60.",
                      period, place));
  }
  if (auto checked = watch::check_queries(queries); checked.has_error())
    return validation_error(checked.error().message);
  return std::nullopt;
}

/// Where a page ends: so many points of the result before which all are told.
struct Position {
  std::size_t result = 0;
  std::size_t point = 0;
};

Position position_in(std::string_view text) {
  Position out;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return out;
  std::from_chars(text.data(), text.data() + colon, out.result);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), out.point);
  return out;
}

/// Points [from, to) of a result, in the order asked for.
json::object result_value(const watch::QueryResult& result, std::size_t from, std::size_t to, bool newest_first) {
  json::array timestamps;
  json::array values;
  const auto& points = result.series.points;
  for (std::size_t i = from; i < to; ++i) {
    const auto& [at, value] = points[newest_first ? points.size() - 1 - i : i];
    timestamps.emplace_back(timestamp_of(at));
    values.emplace_back(value);
  }
  return {{"Id", result.id},
          {"Label", result.series.label},
          {"Timestamps", std::move(timestamps)},
          {"Values", std::move(values)},
          {"StatusCode", to == points.size() ? "Complete" : "PartialData"}};
}

}  // namespace

protocol::Answer CloudWatch::get_metric_data(const Call& call) {
  const json::array& list = *list_in(call.input, "MetricDataQueries");
  const auto queries = queries_in(list);
  if (auto wrong = wrong_queries(list, queries)) return *wrong;
  const Instant start = instant_in(call.input, "StartTime").value_or(Instant{});
  const Instant end = instant_in(call.input, "EndTime").value_or(Instant{});
  if (start >= end) return validation_error("The parameter EndTime must be greater than StartTime.");
  const std::int64_t wanted = whole_in(call.input, "MaxDatapoints").value_or(most_data_points);
  if (wanted < 1 || wanted > most_data_points)
    return validation_error(fmt::format("The value {} for parameter MaxDatapoints is invalid.", wanted));
  Position position;
  if (const std::string token = text_in(call.input, "NextToken"); !token.empty()) {
    const auto text = protocol::page_position(call, token, {.token_code = "InvalidNextToken"});
    if (text.has_error()) return text.error();
    position = position_in(*text);
  }

  auto results = watch::run_queries(queries, start, end, account_.plane(call.region).metrics());
  if (results.has_error()) return validation_error(results.error().message);
  const bool newest_first = text_in(call.input, "ScanBy") != "TimestampAscending";
  json::array answered;
  auto room = static_cast<std::size_t>(wanted);
  json::object out;
  for (; position.result < results->size(); ++position.result, position.point = 0) {
    const watch::QueryResult& result = (*results)[position.result];
    const std::size_t size = result.series.points.size();
    const std::size_t from = std::min(position.point, size);
    const std::size_t to = std::min(size, from + room);
    if (room == 0 && size > 0) break;
    answered.push_back(result_value(result, from, to, newest_first));
    room -= to - from;
    if (to == size) continue;
    position.point = to;
    break;
  }
  if (position.result < results->size())
    out["NextToken"] = protocol::page_token(call, fmt::format("{}:{}", position.result, position.point));
  out["MetricDataResults"] = std::move(answered);
  out["Messages"] = json::array();
  return out;
}

}  // namespace rampart::aws::cloudwatch
