// ListMetrics. Source: reference aws-scaling.md §3.2.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/members.h"
#include "aws/protocol/page_token.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;

constexpr std::size_t page = 500;
constexpr Duration recently = std::chrono::hours(3);
constexpr Duration listed_for = std::chrono::hours(14 * 24);

json::object metric_value(const watch::MetricId& metric) {
  return {{"Namespace", metric.name_space}, {"MetricName", metric.name}, {"Dimensions", dimensions_value(metric)}};
}

watch::MetricFilter filter_in(const protocol::Call& call) {
  watch::MetricFilter out{.name_space = text_in(call.input, "Namespace"), .name = text_in(call.input, "MetricName")};
  if (const json::array* list = list_in(call.input, "Dimensions"))
    for (const json::value& one : *list) {
      const json::object& dimension = one.as_object();
      const std::string value = text_in(dimension, "Value");
      out.dimensions.emplace_back(text_in(dimension, "Name"),
                                  dimension.contains("Value") ? std::optional(value) : std::nullopt);
    }
  out.active_since = call.now - (call.input.contains("RecentlyActive") ? recently : listed_for);
  return out;
}

}  // namespace

protocol::Answer CloudWatch::list_metrics(const Call& call) {
  std::optional<watch::MetricId> after;
  if (const std::string token = text_in(call.input, "NextToken"); !token.empty()) {
    const auto position = protocol::page_position(call, token, {.token_code = "InvalidNextToken"});
    if (position.has_error()) return position.error();
    boost::system::error_code failed;
    const json::value value = json::parse(*position, failed);
    if (!failed && value.is_object()) after = metric_in(value.get_object());
  }
  const watch::MetricStore& store = account_.plane(call.region).metrics();
  auto found = store.find(filter_in(call), after ? &*after : nullptr, page + 1);
  json::object out;
  if (found.size() > page) {
    found.pop_back();
    out["NextToken"] = protocol::page_token(call, json::serialize(metric_value(found.back())));
  }
  json::array metrics;
  for (const watch::MetricId& metric : found) metrics.push_back(metric_value(metric));
  out["Metrics"] = std::move(metrics);
  return out;
}

}  // namespace rampart::aws::cloudwatch
