#include "core/watch/math_functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace rampart::watch {
namespace {

using Numbers = std::vector<double>;

/// One number to one number.
struct Pointwise {
  std::string_view name;
  double (*of)(double);
};
constexpr std::array<Pointwise, 6> pointwise = {{{"ABS", [](double x) { return std::fabs(x); }},
                                                 {"CEIL", [](double x) { return std::ceil(x); }},
                                                 {"FLOOR", [](double x) { return std::floor(x); }},
                                                 {"EXP", [](double x) { return std::exp(x); }},
                                                 {"LOG", [](double x) { return std::log(x); }},
                                                 {"LOG10", [](double x) { return std::log10(x); }}}};

double sum_of(const Numbers& numbers) {
  double out = 0;
  for (const double x : numbers) out += x;
  return out;
}

double deviation_of(const Numbers& numbers) {
  const double mean = sum_of(numbers) / static_cast<double>(numbers.size());
  double squares = 0;
  for (const double x : numbers) squares += (x - mean) * (x - mean);
  return std::sqrt(squares / static_cast<double>(numbers.size()));
}

/// Many numbers, at least one, to one.
struct Aggregate {
  std::string_view name;
  double (*of)(const Numbers&);
};
constexpr std::array<Aggregate, 5> aggregates = {
    {{"SUM", sum_of},
     {"AVG", [](const Numbers& n) { return sum_of(n) / static_cast<double>(n.size()); }},
     {"MIN", [](const Numbers& n) { return *std::min_element(n.begin(), n.end()); }},
     {"MAX", [](const Numbers& n) { return *std::max_element(n.begin(), n.end()); }},
     {"STDDEV", deviation_of}}};

/// One series to one series: each point with the one before it, or with what was added up.
struct Sequence {
  std::string_view name;
  void (*of)(const TimeSeries& in, TimeSeries& out);
};

void rate(const TimeSeries& in, TimeSeries& out) {
  for (std::size_t i = 1; i < in.points.size(); ++i)
    out.points.emplace_back(in.points[i].first, (in.points[i].second - in.points[i - 1].second) /
                                                    seconds(in.points[i].first - in.points[i - 1].first));
}
void difference(const TimeSeries& in, TimeSeries& out) {
  for (std::size_t i = 1; i < in.points.size(); ++i)
    out.points.emplace_back(in.points[i].first, in.points[i].second - in.points[i - 1].second);
}
void time_difference(const TimeSeries& in, TimeSeries& out) {
  for (std::size_t i = 1; i < in.points.size(); ++i)
    out.points.emplace_back(in.points[i].first, seconds(in.points[i].first - in.points[i - 1].first));
}
void running_sum(const TimeSeries& in, TimeSeries& out) {
  double sum = 0;
  for (const auto& [at, value] : in.points) out.points.emplace_back(at, sum += value);
}

constexpr std::array<Sequence, 4> sequences = {
    {{"RATE", rate}, {"DIFF", difference}, {"DIFF_TIME", time_difference}, {"RUNNING_SUM", running_sum}}};

constexpr std::array<std::string_view, 5> of_arrays = {"FIRST", "LAST", "METRIC_COUNT", "REMOVE_EMPTY", "PERIOD"};

Error no_such(std::string_view name) { return invalid(fmt::format("Unsupported function '{}'.", name)); }

Error wrong_kind(std::string_view name, const MathValue& value) {
  return invalid(fmt::format("Unsupported operand type(s) for {}: '[{}]'.", name, kind_of(value)));
}

template <class Change>
MathValue each_series(const MathValue& value, Change change) {
  if (const auto* series = std::get_if<TimeSeries>(&value)) return change(*series);
  std::vector<TimeSeries> out;
  for (const TimeSeries& series : std::get<std::vector<TimeSeries>>(value)) out.push_back(change(series));
  return out;
}

MathValue apply(const Pointwise& function, const MathValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return function.of(*number);
  return each_series(value, [&](const TimeSeries& series) {
    TimeSeries out{series.label, series.period, {}};
    for (const auto& [at, x] : series.points)
      if (const double y = function.of(x); std::isfinite(y)) out.points.emplace_back(at, y);
    return out;
  });
}

MathValue apply(const Aggregate& function, const MathValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* series = std::get_if<TimeSeries>(&value)) {
    Numbers numbers;
    for (const auto& [at, x] : series->points) numbers.push_back(x);
    return numbers.empty() ? std::nan("") : function.of(numbers);
  }
  std::map<Instant, Numbers> by_time;
  TimeSeries out;
  for (const TimeSeries& series : std::get<std::vector<TimeSeries>>(value)) {
    out.period = std::max(out.period, series.period);
    for (const auto& [at, x] : series.points) by_time[at].push_back(x);
  }
  for (const auto& [at, numbers] : by_time) out.points.emplace_back(at, function.of(numbers));
  return out;
}

Result<MathValue> apply_to_array(std::string_view name, const MathValue& value) {
  if (name == "PERIOD") {
    const auto* series = std::get_if<TimeSeries>(&value);
    if (series == nullptr) return wrong_kind(name, value);
    return MathValue(seconds(series->period));
  }
  std::vector<TimeSeries> all;
  if (const auto* series = std::get_if<TimeSeries>(&value)) all = {*series};
  if (const auto* array = std::get_if<std::vector<TimeSeries>>(&value)) all = *array;
  if (std::holds_alternative<double>(value)) return wrong_kind(name, value);
  if (name == "METRIC_COUNT") return MathValue(static_cast<double>(all.size()));
  if (name == "REMOVE_EMPTY") {
    std::erase_if(all, [](const TimeSeries& series) { return series.points.empty(); });
    return MathValue(std::move(all));
  }
  if (all.empty()) return MathValue(TimeSeries{});
  return MathValue(name == "FIRST" ? all.front() : all.back());
}

}  // namespace

std::string_view kind_of(const MathValue& value) {
  constexpr std::array<std::string_view, 3> names = {"Scalar", "TimeSeries", "Array[TimeSeries]"};
  return names[value.index()];
}

Result<MathValue> call_function(std::string_view name, const MathValue& argument) {
  for (const Pointwise& function : pointwise)
    if (function.name == name) return apply(function, argument);
  for (const Aggregate& function : aggregates)
    if (function.name == name) return apply(function, argument);
  for (const Sequence& function : sequences) {
    if (function.name != name) continue;
    if (std::holds_alternative<double>(argument)) return wrong_kind(name, argument);
    return each_series(argument, [&](const TimeSeries& series) {
      TimeSeries out{series.label, series.period, {}};
      function.of(series, out);
      return out;
    });
  }
  if (std::find(of_arrays.begin(), of_arrays.end(), name) != of_arrays.end()) return apply_to_array(name, argument);
  return no_such(name);
}

TimeSeries zip(const TimeSeries& a, const TimeSeries& b,
               const std::function<std::optional<double>(std::optional<double>, std::optional<double>)>& each) {
  TimeSeries out{a.label, std::max(a.period, b.period), {}};
  auto left = a.points.begin();
  auto right = b.points.begin();
  while (left != a.points.end() || right != b.points.end()) {
    const bool from_left = right == b.points.end() || (left != a.points.end() && left->first <= right->first);
    const bool from_right = left == a.points.end() || (right != b.points.end() && right->first <= left->first);
    const Instant at = from_left ? left->first : right->first;
    std::optional<double> x, y;
    if (from_left) x = (left++)->second;
    if (from_right) y = (right++)->second;
    if (const auto value = each(x, y); value && std::isfinite(*value)) out.points.emplace_back(at, *value);
  }
  return out;
}

}  // namespace rampart::watch
