#include "core/watch/math_expression.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

namespace rampart::watch {
namespace {

using std::chrono::minutes;

const Instant noon = instant_from_unix_seconds(1789387200);
constexpr double gap = -999;  // no point

TimeSeries series(const std::vector<double>& values) {
  TimeSeries out;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] != gap) out.points.emplace_back(noon + static_cast<int>(i) * minutes(1), values[i]);
  return out;
}

/// "1 2 _ 4", several series with "|" between; a scalar as "=5"; an error as its text.
std::string computed(std::string_view expression) {
  const std::map<std::string, MathValue> known = {
      {"m1", series({1, 2, gap, 4})}, {"m2", series({10, gap, gap, 40})}, {"m3", series({0, 5, 0, 5})}};
  auto tree = parse_math(expression);
  if (tree.has_error()) return tree.error().message;
  const auto value = compute(*tree, {.value_of = [&](const std::string& id) -> Result<MathValue> {
                                       const auto found = known.find(id);
                                       if (found == known.end()) return invalid("no " + id);
                                       return found->second;
                                     },
                                     .metric_ids = {"m1", "m2"},
                                     .from = noon,
                                     .to = noon + minutes(4)});
  if (value.has_error()) return value.error().message;
  if (const auto* number = std::get_if<double>(&*value)) return fmt::format("={}", *number);
  const auto text_of = [](const TimeSeries& one) {
    std::string out;
    for (int i = 0; i < 4; ++i) {
      std::string point = "_";
      for (const auto& [at, x] : one.points)
        if (at == noon + i * minutes(1)) point = fmt::format("{}", x);
      out += (i == 0 ? "" : " ") + point;
    }
    return out;
  };
  if (const auto* one = std::get_if<TimeSeries>(&*value)) return text_of(*one);
  std::string out;
  for (const TimeSeries& one : std::get<std::vector<TimeSeries>>(*value))
    out += (out.empty() ? "" : "|") + text_of(one);
  return out;
}

TEST(MetricMath, arithmetic) {
  EXPECT_EQ(computed("1 + 2 * 3 - 4 / 2"), "=5");
  EXPECT_EQ(computed("2 ^ 3 ^ 2"), "=512");
  EXPECT_EQ(computed("-2 ^ 2"), "=-4");
  EXPECT_EQ(computed("(1 + 2) * -3"), "=-9");
  EXPECT_EQ(computed("m1 * 2"), "2 4 _ 8");
  EXPECT_EQ(computed("m1 + m2"), "11 2 _ 44") << "a point that only one has is 0 in the other";
  EXPECT_EQ(computed("10 / m3"), "_ 2 _ 2") << "what is divided by 0 is left out";
  EXPECT_EQ(computed("METRICS() * 2"), "2 4 _ 8|20 _ _ 80");
}

TEST(MetricMath, comparison_and_logic) {
  EXPECT_EQ(computed("m1 > 1"), "0 1 _ 1");
  EXPECT_EQ(computed("m1 >= 2 AND m3 != 0"), "0 1 0 1");
  EXPECT_EQ(computed("m1 == 1 || m1 == 4"), "1 0 _ 1");
  EXPECT_EQ(computed("1 < 2"), "=1");
}

TEST(MetricMath, functions) {
  EXPECT_EQ(computed("SUM(m1)"), "=7");
  EXPECT_EQ(computed("SUM([m1, m2])"), "11 2 _ 44");
  EXPECT_EQ(computed("AVG(METRICS())"), "5.5 2 _ 22");
  EXPECT_EQ(computed("MIN(METRICS('m2'))"), "10 _ _ 40");
  EXPECT_EQ(computed("MAX(m1) + MIN(m1)"), "=5");
  EXPECT_EQ(computed("ABS(0 - m1)"), "1 2 _ 4");
  EXPECT_EQ(computed("CEIL(m1 / 3)"), "1 1 _ 2");
  EXPECT_EQ(computed("FLOOR(m1 / 3)"), "0 0 _ 1");
  EXPECT_EQ(computed("RATE(m1) * 60"), "_ 1 _ 1");
  EXPECT_EQ(computed("DIFF(m1)"), "_ 1 _ 2");
  EXPECT_EQ(computed("RUNNING_SUM(m1)"), "1 3 _ 7");
  EXPECT_EQ(computed("PERIOD(m1)"), "=60");
  EXPECT_EQ(computed("TIME_SERIES(5)"), "5 5 5 5");
  EXPECT_EQ(computed("FIRST(METRICS())"), "1 2 _ 4");
  EXPECT_EQ(computed("LAST([m1, m3])"), "0 5 0 5");
  EXPECT_EQ(computed("METRIC_COUNT(METRICS())"), "=2");
  EXPECT_EQ(computed("STDDEV(m3)"), "=2.5");
}

TEST(MetricMath, fill_and_if) {
  EXPECT_EQ(computed("FILL(m1, 0)"), "1 2 0 4");
  EXPECT_EQ(computed("FILL(m1, REPEAT)"), "1 2 2 4");
  EXPECT_EQ(computed("FILL(m1, LINEAR)"), "1 2 3 4");
  EXPECT_EQ(computed("FILL(m2, m3)"), "10 5 0 40");
  EXPECT_EQ(computed("FILL(METRICS(), 0)"), "1 2 0 4|10 0 0 40");
  EXPECT_EQ(computed("IF(m1 > 1, m1, 0)"), "0 2 _ 4");
  EXPECT_EQ(computed("IF(m1 > 1, m1)"), "_ 2 _ 4");
  EXPECT_EQ(computed("IF(1 > 2, m1, m3)"), "0 5 0 5");
}

TEST(MetricMath, errors_say_where) {
  EXPECT_EQ(computed("m1 +"), "The expression ends too early at position 5.");
  EXPECT_EQ(computed("m1 m2"), "Unexpected 'm' at position 4.");
  EXPECT_EQ(computed("SUM([m1, m2)"), "A ']' is missing at position 12.");
  EXPECT_EQ(computed("SEARCH('{a}', 'Sum')"), "Unsupported function 'SEARCH'.");
  EXPECT_EQ(computed("ANOMALY_DETECTION_BAND(m1, 2)"), "Unsupported function 'ANOMALY_DETECTION_BAND'.");
  EXPECT_EQ(computed("RATE(5)"), "Unsupported operand type(s) for RATE: '[Scalar]'.");
  EXPECT_EQ(computed("METRICS() - [m1]"),
            "Unsupported operand type(s) for -: '[Array[TimeSeries], Array[TimeSeries]]'.");
  EXPECT_EQ(computed("'text' + 1"), "A text can't stand here, at position 1.");
  EXPECT_EQ(computed("'open"), "The quotation mark isn't closed at position 1.");
  EXPECT_EQ(computed("m7"), "no m7");
  EXPECT_NE(computed(std::string(500, '(')).find("nested too deeply"), std::string::npos);
  EXPECT_NE(computed(std::string(500, '-')).find("nested too deeply"), std::string::npos);
}

}  // namespace
}  // namespace rampart::watch
