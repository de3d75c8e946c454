#include "core/watch/alarm.h"

#include <array>

namespace rampart::watch {
namespace {

template <class T, std::size_t N>
using Names = std::array<std::pair<T, std::string_view>, N>;

constexpr Names<Comparison, 4> comparison_names = {{
    {Comparison::greater_or_equal, "GreaterThanOrEqualToThreshold"},
    {Comparison::greater, "GreaterThanThreshold"},
    {Comparison::less, "LessThanThreshold"},
    {Comparison::less_or_equal, "LessThanOrEqualToThreshold"},
}};
constexpr Names<MissingData, 4> missing_data_names = {{
    {MissingData::missing, "missing"},
    {MissingData::breaching, "breaching"},
    {MissingData::not_breaching, "notBreaching"},
    {MissingData::ignore, "ignore"},
}};
constexpr Names<AlarmState, 3> state_names = {{
    {AlarmState::ok, "OK"},
    {AlarmState::alarm, "ALARM"},
    {AlarmState::insufficient_data, "INSUFFICIENT_DATA"},
}};

template <class T, std::size_t N>
std::string_view find_name(const Names<T, N>& names, T value) {
  for (const auto& [candidate, name] : names)
    if (candidate == value) return name;
  return {};
}

template <class T, std::size_t N>
std::optional<T> find_value(const Names<T, N>& names, std::string_view name) {
  for (const auto& [value, candidate] : names)
    if (candidate == name) return value;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Comparison c) { return find_name(comparison_names, c); }
std::string_view name_of(MissingData m) { return find_name(missing_data_names, m); }
std::string_view name_of(AlarmState s) { return find_name(state_names, s); }
std::optional<Comparison> comparison_named(std::string_view name) { return find_value(comparison_names, name); }
std::optional<MissingData> missing_data_named(std::string_view name) { return find_value(missing_data_names, name); }
std::optional<AlarmState> alarm_state_named(std::string_view name) { return find_value(state_names, name); }

int datapoints_to_alarm(const AlarmSpec& spec) {
  return spec.datapoints_to_alarm > 0 ? spec.datapoints_to_alarm : spec.evaluation_periods;
}

bool breaches(const AlarmSpec& spec, double value) {
  switch (spec.comparison) {
    case Comparison::greater_or_equal:
      return value >= spec.threshold;
    case Comparison::greater:
      return value > spec.threshold;
    case Comparison::less:
      return value < spec.threshold;
    case Comparison::less_or_equal:
      return value <= spec.threshold;
  }
  return false;
}

}  // namespace rampart::watch
