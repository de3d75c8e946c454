#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/watch/math_expression.h"
#include "core/watch/math_functions.h"

namespace rampart::watch {
namespace {

using Array = std::vector<TimeSeries>;

/// Nothing: the point is left out (division by zero).
std::optional<double> calculate(std::string_view operation, double a, double b) {
  if (operation == "+") return a + b;
  if (operation == "-") return a - b;
  if (operation == "*") return a * b;
  if (operation == "/") return b == 0 ? std::nullopt : std::optional(a / b);
  if (operation == "^") return std::pow(a, b);
  if (operation == "<") return a < b ? 1 : 0;
  if (operation == "<=") return a <= b ? 1 : 0;
  if (operation == ">") return a > b ? 1 : 0;
  if (operation == ">=") return a >= b ? 1 : 0;
  if (operation == "==") return a == b ? 1 : 0;
  if (operation == "!=") return a != b ? 1 : 0;
  if (operation == "AND") return a != 0 && b != 0 ? 1 : 0;
  return a != 0 || b != 0 ? 1 : 0;
}

/// A number as the same at each of the series' points.
TimeSeries spread(double number, const TimeSeries& over) {
  TimeSeries out = over;
  for (auto& [at, value] : out.points) value = number;
  return out;
}

TimeSeries combine(std::string_view operation, const TimeSeries& a, const TimeSeries& b) {
  return zip(a, b, [&](std::optional<double> x, std::optional<double> y) {
    return calculate(operation, x.value_or(0), y.value_or(0));
  });
}

Result<MathValue> combine(const MathNode& node, const MathValue& a, const MathValue& b) {
  const std::string& operation = node.text;
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x != nullptr && y != nullptr) {
    // Not a number: it makes no point wherever it is put.
    return MathValue(calculate(operation, *x, *y).value_or(std::nan("")));
  }
  const auto* many_a = std::get_if<Array>(&a);
  const auto* many_b = std::get_if<Array>(&b);
  const auto one = [&](const MathValue& value, const TimeSeries& beside) {
    const auto* number = std::get_if<double>(&value);
    return number != nullptr ? spread(*number, beside) : std::get<TimeSeries>(value);
  };
  if (many_a == nullptr && many_b == nullptr) {
    const TimeSeries& beside = x == nullptr ? std::get<TimeSeries>(a) : std::get<TimeSeries>(b);
    return MathValue(combine(operation, one(a, beside), one(b, beside)));
  }
  if (many_a != nullptr && many_b != nullptr && many_a->size() != many_b->size())
    return invalid(
        fmt::format("Unsupported operand type(s) for {}: '[Array[TimeSeries], Array[TimeSeries]]'.", operation));
  Array out;
  const std::size_t size = many_a != nullptr ? many_a->size() : many_b->size();
  for (std::size_t i = 0; i < size; ++i) {
    const TimeSeries& beside = many_a != nullptr ? (*many_a)[i] : (*many_b)[i];
    out.push_back(combine(operation, many_a != nullptr ? (*many_a)[i] : one(a, beside),
                          many_b != nullptr ? (*many_b)[i] : one(b, beside)));
    out.back().label = beside.label;
  }
  return MathValue(std::move(out));
}

/// The starts of the periods in the scope, for what has to be made where nothing is.
std::vector<Instant> periods_of(const MathScope& scope, const TimeSeries& like) {
  std::vector<Instant> out;
  const Duration period = like.period;
  // The rhythm is the series' own where it has points.
  Instant at = floor_to(scope.from, std::min(period, Duration(std::chrono::minutes(1))));
  if (!like.points.empty()) at = like.points.front().first - (like.points.front().first - at) / period * period;
  for (; at < scope.to; at += period) out.push_back(at);
  return out;
}

Error wrong_count(const MathNode& node, std::string_view wanted) {
  return invalid(
      fmt::format("{} takes {}, not {}, at position {}.", node.text, wanted, node.parts.size(), node.position));
}

TimeSeries filled(const TimeSeries& series, const MathScope& scope,
                  const std::function<std::optional<double>(std::size_t next, Instant at)>& fill) {
  TimeSeries out{series.label, series.period, {}};
  std::size_t next = 0;
  for (const Instant at : periods_of(scope, series)) {
    if (next < series.points.size() && series.points[next].first == at)
      out.points.push_back(series.points[next++]);
    else if (const auto value = fill(next, at))
      out.points.emplace_back(at, *value);
  }
  return out;
}

TimeSeries fill_series(const TimeSeries& series, const MathScope& scope, const std::string& way,
                       const MathValue& with) {
  const auto& points = series.points;
  if (way == "REPEAT")
    return filled(series, scope, [&](std::size_t next, Instant) {
      return next == 0 ? std::nullopt : std::optional(points[next - 1].second);
    });
  if (way == "LINEAR")
    return filled(series, scope, [&](std::size_t next, Instant at) -> std::optional<double> {
      if (next == 0 || next == points.size()) return std::nullopt;
      const auto& [t0, v0] = points[next - 1];
      const auto& [t1, v1] = points[next];
      return v0 + (v1 - v0) * (seconds(at - t0) / seconds(t1 - t0));
    });
  if (const auto* number = std::get_if<double>(&with))
    return filled(series, scope, [&](std::size_t, Instant) { return std::optional(*number); });
  return zip(series, std::get<TimeSeries>(with),
             [](std::optional<double> a, std::optional<double> b) { return a ? a : b; });
}

Result<MathValue> fill(const MathNode& node, const MathScope& scope) {
  if (node.parts.size() != 2) return wrong_count(node, "two arguments");
  auto series = compute(node.parts[0], scope);
  if (series.has_error()) return series;
  const MathNode& second = node.parts[1];
  const bool is_way = second.kind == MathNode::Kind::name && (second.text == "REPEAT" || second.text == "LINEAR");
  Result<MathValue> with = is_way ? Result<MathValue>(MathValue(0.0)) : compute(second, scope);
  if (with.has_error()) return with;
  if (std::holds_alternative<Array>(*with) || std::holds_alternative<double>(*series))
    return invalid(fmt::format("Unsupported operand type(s) for FILL: '[{}, {}]'.", kind_of(*series), kind_of(*with)));
  const std::string way = is_way ? second.text : "";
  if (const auto* one = std::get_if<TimeSeries>(&*series)) return MathValue(fill_series(*one, scope, way, *with));
  Array out;
  for (const TimeSeries& one : std::get<Array>(*series)) out.push_back(fill_series(one, scope, way, *with));
  return MathValue(std::move(out));
}

/// IF(condition, then[, otherwise]): point by point where the condition is a series.
Result<MathValue> choose(const MathNode& node, const MathScope& scope) {
  if (node.parts.size() != 2 && node.parts.size() != 3) return wrong_count(node, "two or three arguments");
  std::vector<MathValue> values;
  for (const MathNode& part : node.parts) {
    auto value = compute(part, scope);
    if (value.has_error()) return value;
    if (std::holds_alternative<Array>(*value))
      return invalid(fmt::format("IF doesn't take arrays, at position {}.", part.position));
    values.push_back(std::move(*value));
  }
  if (const auto* condition = std::get_if<double>(&values[0])) {
    if (*condition != 0) return values[1];
    return values.size() == 3 ? values[2] : MathValue(TimeSeries{});
  }
  const auto& condition = std::get<TimeSeries>(values[0]);
  const auto at_points = [&](const MathValue& value) {
    const auto* number = std::get_if<double>(&value);
    return number != nullptr ? spread(*number, condition) : std::get<TimeSeries>(value);
  };
  const TimeSeries yes = zip(condition, at_points(values[1]), [](std::optional<double> c, std::optional<double> v) {
    return c && *c != 0 ? v : std::nullopt;
  });
  if (values.size() == 2) return MathValue(yes);
  const TimeSeries no = zip(condition, at_points(values[2]), [](std::optional<double> c, std::optional<double> v) {
    return c && *c == 0 ? v : std::nullopt;
  });
  return MathValue(zip(yes, no, [](std::optional<double> a, std::optional<double> b) { return a ? a : b; }));
}

/// METRICS(), METRICS("part of an id")
Result<MathValue> all_metrics(const MathNode& node, const MathScope& scope) {
  if (node.parts.size() > 1 || (node.parts.size() == 1 && node.parts[0].kind != MathNode::Kind::text))
    return wrong_count(node, "nothing or one text");
  Array out;
  for (const std::string& id : scope.metric_ids) {
    if (!node.parts.empty() && id.find(node.parts[0].text) == std::string::npos) continue;
    auto value = scope.value_of(id);
    if (value.has_error()) return value;
    if (auto* series = std::get_if<TimeSeries>(&*value)) out.push_back(std::move(*series));
  }
  return MathValue(std::move(out));
}

Result<MathValue> array_of(const MathNode& node, const MathScope& scope) {
  Array out;
  for (const MathNode& part : node.parts) {
    auto value = compute(part, scope);
    if (value.has_error()) return value;
    if (auto* series = std::get_if<TimeSeries>(&*value))
      out.push_back(std::move(*series));
    else if (auto* array = std::get_if<Array>(&*value))
      out.insert(out.end(), array->begin(), array->end());
    else
      return invalid(fmt::format("An array holds time series, not numbers, at position {}.", part.position));
  }
  return MathValue(std::move(out));
}

Result<MathValue> call(const MathNode& node, const MathScope& scope) {
  if (node.text == "FILL") return fill(node, scope);
  if (node.text == "IF") return choose(node, scope);
  if (node.text == "METRICS") return all_metrics(node, scope);
  if (node.text != "TIME_SERIES")
    if (auto known = call_function(node.text, TimeSeries{}); known.has_error()) return known;
  if (node.parts.empty()) return wrong_count(node, "one argument");
  // SUM(m1, m2) is taken as SUM([m1, m2]).
  auto argument = node.parts.size() == 1 ? compute(node.parts[0], scope) : array_of(node, scope);
  if (argument.has_error()) return argument;
  if (node.text == "TIME_SERIES") {
    const auto* number = std::get_if<double>(&*argument);
    if (number == nullptr) return argument;
    TimeSeries out{"", scope.period, {}};
    if (std::isfinite(*number))
      for (const Instant at : periods_of(scope, out)) out.points.emplace_back(at, *number);
    return MathValue(std::move(out));
  }
  return call_function(node.text, *argument);
}

}  // namespace

Result<MathValue> compute(const MathNode& node, const MathScope& scope) {
  switch (node.kind) {
    case MathNode::Kind::number:
      return MathValue(node.number);
    case MathNode::Kind::text:
      return invalid(fmt::format("A text can't stand here, at position {}.", node.position));
    case MathNode::Kind::name:
      return scope.value_of(node.text);
    case MathNode::Kind::call:
      return call(node, scope);
    case MathNode::Kind::array:
      return array_of(node, scope);
    default:
      break;
  }
  auto left = node.kind == MathNode::Kind::negative ? Result<MathValue>(MathValue(0.0)) : compute(node.parts[0], scope);
  if (left.has_error()) return left;
  auto right = compute(node.parts.back(), scope);
  if (right.has_error()) return right;
  static const MathNode minus{.kind = MathNode::Kind::binary, .text = "-"};
  return combine(node.kind == MathNode::Kind::negative ? minus : node, *left, *right);
}

}  // namespace rampart::watch
