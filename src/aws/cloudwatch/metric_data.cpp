// PutMetricData. Source: reference aws-scaling.md §3.1.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;
using protocol::Answered;

constexpr std::size_t most_datums = 1000;
constexpr std::size_t most_values = 150;
constexpr Duration oldest = std::chrono::hours(14 * 24);
constexpr Duration newest = std::chrono::hours(2);
const double largest = std::ldexp(1.0, 360);

/// One MetricDatum on its way in; `place` is how AWS names it: "MetricData.member.1".
class DatumReader {
 public:
  DatumReader(const json::object& object, std::string place, Instant now)
      : object_(object), place_(std::move(place)), now_(now) {}

  Answered<watch::Datum> read(const std::string& name_space) {
    if (auto wrong = wrong_forms()) return *wrong;
    watch::Datum out;
    out.metric = metric_in(object_);
    out.metric.name_space = name_space;
    out.at = instant_in(object_, "Timestamp").value_or(now_);
    if (out.at < now_ - oldest)
      return invalid_value(at("The parameter {}.Timestamp must specify a time within the past two weeks."));
    if (out.at > now_ + newest)
      return invalid_value(at("The parameter {}.Timestamp must specify a time no more than two hours in the future."));
    if (object_.contains("Unit")) out.unit = text_in(object_, "Unit");
    const auto resolution = whole_in(object_, "StorageResolution").value_or(60);
    if (resolution != 1 && resolution != 60)
      return invalid_value(
          fmt::format("The value {} for parameter {}.StorageResolution is invalid.", resolution, place_));
    out.by_minute = resolution == 60;
    auto wrong = object_.contains("Values")            ? read_values(out)
                 : object_.contains("StatisticValues") ? read_set(out)
                                                       : read_value(out);
    if (wrong) return *wrong;
    return out;
  }

 private:
  using Wrong = std::optional<ApiError>;

  [[nodiscard]] std::string at(std::string_view text) const { return fmt::format(fmt::runtime(text), place_); }

  [[nodiscard]] Wrong wrong_forms() const {
    std::vector<const char*> given;
    for (const char* name : {"Value", "Values", "StatisticValues"})
      if (object_.contains(name)) given.push_back(name);
    if (given.size() > 1)
      return invalid_combination(
          fmt::format("The parameters {0}.{1} and {0}.{2} are mutually exclusive and you have specified both.", place_,
                      given[0], given[1]));
    if (given.empty()) return missing_parameter(place_ + ".Value");
    return std::nullopt;
  }

  [[nodiscard]] Wrong wrong_number(double value, std::string_view member) const {
    if (std::isfinite(value) && std::fabs(value) <= largest) return std::nullopt;
    const std::string text = std::isnan(value)   ? "NaN"
                             : std::isinf(value) ? (value > 0 ? "Infinity" : "-Infinity")
                                                 : fmt::format("{}", value);
    return invalid_value(fmt::format("The value {} for parameter {}.{} is invalid.", text, place_, member));
  }

  Wrong read_value(watch::Datum& out) const {
    const double value = number_in(object_, "Value").value_or(0);
    out.value = stats::StatisticSet::of(value);
    return wrong_number(value, "Value");
  }

  Wrong read_set(watch::Datum& out) const {
    const json::object& set = object_.at("StatisticValues").as_object();
    const auto number = [&](const char* name) { return number_in(set, name).value_or(0); };
    out.value = {number("SampleCount"), number("Sum"), number("Minimum"), number("Maximum")};
    for (const char* name : {"SampleCount", "Sum", "Minimum", "Maximum"})
      if (auto wrong = wrong_number(number(name), fmt::format("StatisticValues.{}", name))) return wrong;
    if (out.value.count <= 0)
      return invalid_value(at("The parameter {}.StatisticValues.SampleCount must be greater than 0."));
    if (out.value.minimum > out.value.maximum)
      return invalid_combination(fmt::format(
          "The parameter {0}.StatisticValues.Maximum must be greater than {0}.StatisticValues.Minimum.", place_));
    return std::nullopt;
  }

  Wrong read_values(watch::Datum& out) const {
    const json::array& values = *list_in(object_, "Values");
    const json::array* counts = list_in(object_, "Counts");
    if (values.size() > most_values)
      return invalid_value(
          fmt::format("The collection {}.Values must not have a size greater than {}.", place_, most_values));
    if (values.empty()) return missing_parameter(place_ + ".Value");
    if (counts != nullptr && counts->size() != values.size())
      return invalid_value(fmt::format("The parameters {0}.Values and {0}.Counts must be of the same size.", place_));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double value = values[i].to_number<double>();
      const double count = counts == nullptr ? 1 : (*counts)[i].to_number<double>();
      if (auto wrong = wrong_number(value, fmt::format("Values.member.{}", i + 1))) return wrong;
      if (auto wrong = wrong_number(count, fmt::format("Counts.member.{}", i + 1))) return wrong;
      if (count < 0)
        return invalid_value(
            fmt::format("The value {} for parameter {}.Counts.member.{} is invalid.", count, place_, i + 1));
      if (count == 0) continue;
      out.value.merge({count, value * count, value, value});
      out.values.add(value, count);
    }
    if (out.value.minimum == out.value.maximum) out.values = {};
    return std::nullopt;
  }

  const json::object& object_;
  std::string place_;
  Instant now_;
};

}  // namespace

protocol::Answer CloudWatch::put_metric_data(const Call& call) {
  const std::string name_space = text_in(call.input, "Namespace");
  if (name_space.starts_with("AWS/"))
    return invalid_value(fmt::format("The value {} for parameter Namespace is invalid.", name_space));
  std::vector<watch::Datum> datums;
  const auto read_all = [&](const json::array& list, const std::string& place) -> std::optional<ApiError> {
    if (list.size() > most_datums)
      return invalid_value(fmt::format("The collection {} must not have a size greater than {}.", place, most_datums));
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto datum =
          DatumReader(list[i].as_object(), fmt::format("{}.member.{}", place, i + 1), call.now).read(name_space);
      if (datum.has_error()) return datum.error();
      datums.push_back(std::move(*datum));
    }
    return std::nullopt;
  };
  const json::array* plain = list_in(call.input, "MetricData");
  const json::array* by_entity = list_in(call.input, "EntityMetricData");
  if ((plain == nullptr || plain->empty()) && (by_entity == nullptr || by_entity->empty()))
    return missing_parameter("MetricData");
  if (plain != nullptr)
    if (auto wrong = read_all(*plain, "MetricData")) return *wrong;
  for (std::size_t i = 0; by_entity != nullptr && i < by_entity->size(); ++i)
    if (const json::array* list = list_in((*by_entity)[i].as_object(), "MetricData"))
      if (auto wrong = read_all(*list, fmt::format("EntityMetricData.member.{}.MetricData", i + 1))) return *wrong;

  auto& store = account_.plane(call.region).metrics();
  for (const watch::Datum& datum : datums) store.put(datum);
  region(call.region).metrics.write();
  return json::object{};
}

}  // namespace rampart::aws::cloudwatch
