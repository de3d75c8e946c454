#include "core/watch/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace rampart::watch {
namespace {

constexpr std::array<std::pair<Statistic, std::string_view>, 5> statistic_names = {{
    {Statistic::sample_count, "SampleCount"},
    {Statistic::average, "Average"},
    {Statistic::sum, "Sum"},
    {Statistic::minimum, "Minimum"},
    {Statistic::maximum, "Maximum"},
}};

}  // namespace

MetricId make_metric(std::string name_space, std::string name, std::vector<Dimension> dimensions) {
  std::sort(dimensions.begin(), dimensions.end());
  return {std::move(name_space), std::move(name), std::move(dimensions)};
}

std::string to_string(const MetricId& metric) {
  auto text = fmt::format("{} {}", metric.name_space, metric.name);
  if (metric.dimensions.empty()) return text;
  text += " {";
  for (std::size_t i = 0; i < metric.dimensions.size(); ++i) {
    const auto& [name, value] = metric.dimensions[i];
    fmt::format_to(std::back_inserter(text), "{}{}={}", i == 0 ? "" : ", ", name, value);
  }
  return text + "}";
}

std::string_view name_of(Statistic s) {
  for (const auto& [statistic, name] : statistic_names)
    if (statistic == s) return name;
  return "Average";
}

std::optional<Statistic> statistic_named(std::string_view name) {
  for (const auto& [statistic, text] : statistic_names)
    if (text == name) return statistic;
  return std::nullopt;
}

double value_of(const stats::StatisticSet& set, Statistic s) {
  switch (s) {
    case Statistic::sample_count:
      return set.count;
    case Statistic::average:
      return set.average();
    case Statistic::sum:
      return set.sum;
    case Statistic::minimum:
      return set.minimum;
    case Statistic::maximum:
      return set.maximum;
  }
  return set.average();
}

}  // namespace rampart::watch
