#include "aws/cloudwatch/members.h"

#include <cmath>

namespace rampart::aws::cloudwatch {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<double> number_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<double>()) : std::nullopt;
}

std::optional<std::int64_t> whole_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<std::int64_t>()) : std::nullopt;
}

bool flag_in(const json::object& object, std::string_view name, bool otherwise) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

std::optional<Instant> instant_in(const json::object& object, std::string_view name) {
  const auto seconds = number_in(object, name);
  return seconds ? std::optional(instant_from_unix_seconds(*seconds)) : std::nullopt;
}

const json::array* list_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_array();
}

std::vector<std::string> texts_in(const json::object& object, std::string_view name) {
  std::vector<std::string> out;
  if (const json::array* list = list_in(object, name))
    for (const json::value& one : *list)
      if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

double timestamp_of(Instant at) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
  return static_cast<double>(ms) / 1000;
}

json::array texts_value(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& one : texts) out.emplace_back(one);
  return out;
}

watch::MetricId metric_in(const json::object& object) {
  std::vector<watch::Dimension> dimensions;
  if (const json::array* list = list_in(object, "Dimensions"))
    for (const json::value& one : *list)
      dimensions.push_back({text_in(one.as_object(), "Name"), text_in(one.as_object(), "Value")});
  return watch::make_metric(text_in(object, "Namespace"), text_in(object, "MetricName"), std::move(dimensions));
}

json::array dimensions_value(const watch::MetricId& metric) {
  json::array out;
  for (const auto& [name, value] : metric.dimensions) out.push_back(json::object{{"Name", name}, {"Value", value}});
  return out;
}

std::vector<watch::MetricQuery> queries_in(const json::array& list) {
  std::vector<watch::MetricQuery> out;
  for (const json::value& value : list) {
    const json::object& one = value.as_object();
    watch::MetricQuery query;
    query.id = text_in(one, "Id");
    query.expression = text_in(one, "Expression");
    query.label = text_in(one, "Label");
    query.return_data = flag_in(one, "ReturnData", true);
    if (const auto period = whole_in(one, "Period")) query.period = std::chrono::seconds(*period);
    if (const auto* stat = one.if_contains("MetricStat")) {
      const json::object& object = stat->as_object();
      query.stat = watch::MetricStat{metric_in(object.at("Metric").as_object()),
                                     std::chrono::seconds(whole_in(object, "Period").value_or(60)),
                                     text_in(object, "Stat"), text_in(object, "Unit")};
    }
    out.push_back(std::move(query));
  }
  return out;
}

json::array queries_value(const std::vector<watch::MetricQuery>& queries) {
  const auto seconds_of = [](Duration d) { return std::chrono::duration_cast<std::chrono::seconds>(d).count(); };
  json::array out;
  for (const watch::MetricQuery& query : queries) {
    json::object one{{"Id", query.id}};
    if (query.stat) {
      json::object stat{{"Metric", json::object{{"Namespace", query.stat->metric.name_space},
                                                {"MetricName", query.stat->metric.name},
                                                {"Dimensions", dimensions_value(query.stat->metric)}}},
                        {"Period", seconds_of(query.stat->period)},
                        {"Stat", query.stat->statistic}};
      if (!query.stat->unit.empty()) stat["Unit"] = query.stat->unit;
      one["MetricStat"] = std::move(stat);
    }
    if (!query.expression.empty()) one["Expression"] = query.expression;
    if (!query.label.empty()) one["Label"] = query.label;
    one["ReturnData"] = query.return_data;
    if (query.period) one["Period"] = seconds_of(*query.period);
    out.push_back(std::move(one));
  }
  return out;
}

bool is_period(std::int64_t seconds) {
  return seconds == 1 || seconds == 5 || seconds == 10 || seconds == 20 || seconds == 30 ||
         (seconds > 0 && seconds % 60 == 0);
}

}  // namespace rampart::aws::cloudwatch
