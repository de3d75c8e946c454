#include "core/watch/evaluation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace rampart::watch {
namespace {

/// "0 - X - X", old to new, as CloudWatch's own tables write it; 0 is good, X breaches a threshold of 50.
std::vector<std::optional<double>> range(std::string_view old_to_new) {
  std::vector<std::optional<double>> out;
  for (const char c : old_to_new)
    if (c != ' ') out.push_back(c == '-' ? std::nullopt : std::optional(c == 'X' ? 100.0 : 0.0));
  std::reverse(out.begin(), out.end());
  return out;
}

AlarmSpec alarm(int m, int n, MissingData missing = MissingData::missing) {
  AlarmSpec spec;
  spec.threshold = 50;
  spec.evaluation_periods = n;
  spec.datapoints_to_alarm = m;
  spec.treat_missing_data = missing;
  return spec;
}

constexpr auto ok = AlarmState::ok;
constexpr auto in_alarm = AlarmState::alarm;
constexpr auto unknown = AlarmState::insufficient_data;
constexpr std::optional<AlarmState> keep = std::nullopt;

struct Row {
  int m;
  const char* points;
  int fill;
  std::optional<AlarmState> missing, ignore, breaching, not_breaching;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.m << " of 3, " << row.points; }

class Table : public testing::TestWithParam<Row> {};

// The 40 cells of reference aws-scaling.md §3.4, each from every state the alarm can have been in.
TEST_P(Table, aws_scaling_3_4) {
  const auto& row = GetParam();
  const std::pair<MissingData, std::optional<AlarmState>> cells[] = {{MissingData::missing, row.missing},
                                                                     {MissingData::ignore, row.ignore},
                                                                     {MissingData::breaching, row.breaching},
                                                                     {MissingData::not_breaching, row.not_breaching}};
  const auto points = range(row.points);
  for (const auto& [treat, expected] : cells) {
    for (const auto current : {ok, in_alarm, unknown}) {
      const auto e = evaluate(alarm(row.m, 3, treat), points, current);
      EXPECT_EQ(name_of(e.state), name_of(expected.value_or(current))) << name_of(treat);
      EXPECT_EQ(e.kept, !expected.has_value()) << name_of(treat);
      EXPECT_EQ(e.filled, row.fill);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(MissingData, Table,
                         testing::Values(Row{3, "0 - X - X", 0, ok, ok, ok, ok},                          //
                                         Row{3, "0 - - - -", 2, ok, ok, ok, ok},                          //
                                         Row{3, "- - - - -", 3, unknown, keep, in_alarm, ok},             //
                                         Row{3, "0 X X - X", 0, in_alarm, in_alarm, in_alarm, in_alarm},  //
                                         Row{3, "- - X - -", 2, in_alarm, keep, in_alarm, ok},            //
                                         Row{2, "0 - X - X", 0, in_alarm, in_alarm, in_alarm, in_alarm},  //
                                         Row{2, "0 0 X 0 X", 0, in_alarm, in_alarm, in_alarm, in_alarm},  //
                                         Row{2, "0 - X - -", 1, ok, ok, in_alarm, ok},                    //
                                         Row{2, "- - - - 0", 2, ok, ok, in_alarm, ok},                    //
                                         Row{2, "- - - X -", 2, in_alarm, keep, in_alarm, ok}));

// §3.4, rule 4: a lone young breaching point is not yet an alarm, the same point M periods old is.
TEST(Evaluation, aws_scaling_3_4_premature) {
  for (const auto current : {ok, unknown}) {
    EXPECT_EQ(evaluate(alarm(3, 3), range("- - - - X"), current).state, current);
    EXPECT_EQ(evaluate(alarm(3, 3), range("- - - X -"), current).state, current);
    EXPECT_EQ(evaluate(alarm(3, 3), range("- - X - -"), current).state, in_alarm);
    EXPECT_EQ(evaluate(alarm(3, 3), range("- - X - X"), current).state, in_alarm);
  }
}

TEST(Evaluation, range_reaches_further_than_the_periods_asked_for) {
  EXPECT_EQ(evaluation_range(1), 3);
  EXPECT_EQ(evaluation_range(3), 5);    // §3.4, documented
  EXPECT_EQ(evaluation_range(15), 20);  // §3.4
  EXPECT_EQ(evaluation_range(30), 40);
}

TEST(Evaluation, without_gaps_only_the_newest_n_count) {
  EXPECT_EQ(evaluate(alarm(3, 3), range("X X X X 0"), in_alarm).state, ok);
  EXPECT_EQ(evaluate(alarm(3, 3), range("0 0 X X X"), ok).state, in_alarm);
  EXPECT_EQ(evaluate(alarm(2, 3), range("X X X 0 0"), in_alarm).state, ok);
  EXPECT_EQ(evaluate(alarm(0, 3), range("0 0 X X X"), ok).state, in_alarm) << "M unset is N";
}

TEST(Evaluation, says_which_points_it_went_by_newest_first) {
  const auto e = evaluate(alarm(3, 3), range("0 X X - X"), ok);
  EXPECT_EQ(e.used, (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_EQ(e.breaching, 3);
}

// §3.3: a gap never moves an alarm on DynamoDB.
TEST(Evaluation, dynamodb_ignores_gaps_whatever_is_configured) {
  auto spec = alarm(3, 3, MissingData::breaching);
  spec.metric.name_space = "AWS/DynamoDB";
  EXPECT_EQ(evaluate(spec, range("- - - - -"), ok).state, ok);
}

TEST(Evaluation, comparisons_at_the_threshold) {
  const std::vector<std::optional<double>> at = {50.0};
  auto spec = alarm(1, 1);
  const auto state = [&](Comparison c) {
    spec.comparison = c;
    return evaluate(spec, at, unknown).state;
  };
  EXPECT_EQ(state(Comparison::greater), ok);
  EXPECT_EQ(state(Comparison::greater_or_equal), in_alarm);
  EXPECT_EQ(state(Comparison::less), ok);
  EXPECT_EQ(state(Comparison::less_or_equal), in_alarm);
}

}  // namespace
}  // namespace rampart::watch
