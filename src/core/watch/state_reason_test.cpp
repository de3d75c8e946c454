#include "core/watch/state_reason.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rampart::watch {
namespace {

using std::chrono::seconds;

const Instant end = instant_from_unix_seconds(1789364560);  // 2026-09-14T05:42:40Z

AlarmSpec alarm(int m, int n, MissingData missing = MissingData::missing) {
  AlarmSpec spec;
  spec.threshold = 50;
  spec.period = seconds(10);
  spec.evaluation_periods = n;
  spec.datapoints_to_alarm = m;
  spec.treat_missing_data = missing;
  return spec;
}

struct Said {
  std::string reason;
  std::string data;
};

/// `newest_first`: NaN-free values, nothing for a gap; periods of 10 s ending at 05:42:40.
Said say(const AlarmSpec& spec, const std::vector<std::optional<double>>& newest_first, AlarmState current) {
  std::vector<RangePoint> range;
  for (std::size_t i = 0; i < newest_first.size(); ++i)
    range.push_back({end - static_cast<int>(i + 1) * spec.period, newest_first[i], newest_first[i] ? 2.0 : 0.0});
  const auto e = evaluate(spec, newest_first, current);
  return {describe_reason(spec, e, range), reason_data(spec, e, range, end + std::chrono::milliseconds(20123))};
}

constexpr auto none = std::nullopt;

TEST(StateReason, aws_scaling_3_5_into_alarm) {
  EXPECT_EQ(say(alarm(2, 3), {100, 100, 0, 0, 0}, AlarmState::ok).reason,
            "Threshold Crossed: 2 out of the last 3 datapoints [100.0 (14/09/26 05:42:30), 100.0 (14/09/26 05:42:20)] "
            "were greater than the threshold (50.0) (minimum 2 datapoints for OK -> ALARM transition).");
}

TEST(StateReason, aws_scaling_3_5_back_to_ok) {
  EXPECT_EQ(say(alarm(3, 3), {0, 100, 100, 100, 100}, AlarmState::alarm).reason,
            "Threshold Crossed: 1 out of the last 3 datapoints [0.0 (14/09/26 05:42:30)] was not greater than the "
            "threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).");
  EXPECT_NE(say(alarm(2, 3), {0, 0, 100, 100, 100}, AlarmState::alarm).reason.find("(minimum 2 datapoints for ALARM"),
            std::string::npos)
      << "minimum = N-M+1";
}

TEST(StateReason, aws_scaling_3_5_filled) {
  EXPECT_EQ(say(alarm(3, 3, MissingData::breaching), {none, 100, 100, none, none}, AlarmState::ok).reason,
            "Threshold Crossed: 2 out of the last 3 datapoints [100.0 (14/09/26 05:42:20), 100.0 (14/09/26 05:42:10)] "
            "were greater than the threshold (50.0) and 1 missing datapoint was treated as [Breaching] (minimum 3 "
            "datapoints for OK -> ALARM transition).");
  const std::vector<std::optional<double>> nothing(5);
  EXPECT_EQ(say(alarm(3, 3, MissingData::breaching), nothing, AlarmState::ok).reason,
            "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as "
            "[Breaching].");
  EXPECT_EQ(say(alarm(1, 1, MissingData::not_breaching), {none, none, none}, AlarmState::alarm).reason,
            "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as "
            "[NonBreaching].");
}

TEST(StateReason, aws_scaling_3_5_insufficient) {
  EXPECT_EQ(say(alarm(0, 3), {none, none, none, none, none}, AlarmState::ok).reason,
            "Insufficient Data: 3 datapoints were unknown.");
  EXPECT_EQ(say(alarm(0, 1), {none, none, none}, AlarmState::ok).reason, "Insufficient Data: 1 datapoint was unknown.");
}

// Not in the reference: how published notifications read where DatapointsToAlarm is unset, as target tracking's are.
TEST(StateReason, without_datapoints_to_alarm_it_is_shorter) {
  EXPECT_EQ(say(alarm(0, 1), {100, 0, 0}, AlarmState::ok).reason,
            "Threshold Crossed: 1 datapoint [100.0 (14/09/26 05:42:30)] was greater than the threshold (50.0).");
  EXPECT_EQ(say(alarm(0, 5), {60, 59, 58, 57, 56, 0, 0}, AlarmState::ok).reason,
            "Threshold Crossed: 5 datapoints were greater than the threshold (50.0). The most recent datapoints which "
            "crossed the threshold: [60.0 (14/09/26 05:42:30), 59.0 (14/09/26 05:42:20), 58.0 (14/09/26 05:42:10), "
            "57.0 (14/09/26 05:42:00), 56.0 (14/09/26 05:41:50)].");
  EXPECT_EQ(say(alarm(0, 4, MissingData::not_breaching), {0, none, none, none, none, none}, AlarmState::alarm).reason,
            "Threshold Crossed: 1 datapoint was received for 4 periods and 3 missing datapoints were treated as "
            "[NonBreaching].");
}

TEST(StateReason, long_lists_show_the_newest_five) {
  const std::vector<std::optional<double>> low(20, 10.0);
  auto spec = alarm(15, 15);
  spec.comparison = Comparison::less;
  const auto reason = say(spec, low, AlarmState::ok).reason;
  EXPECT_EQ(reason.rfind("Threshold Crossed: 15 out of the last 15 datapoints were less than the threshold (50.0). The "
                         "most recent datapoints which crossed the threshold: [10.0 (14/09/26 05:42:30), ",
                         0),
            0u);
  EXPECT_TRUE(reason.ends_with("10.0 (14/09/26 05:41:50)] (minimum 15 datapoints for OK -> ALARM transition)."));
}

TEST(StateReason, phrases_of_all_comparisons) {
  auto spec = alarm(1, 1);
  const auto reason = [&](Comparison c, double value) {
    spec.comparison = c;
    return say(spec, {value}, AlarmState::insufficient_data).reason;
  };
  EXPECT_NE(reason(Comparison::greater_or_equal, 50).find("was greater than or equal to the"), std::string::npos);
  EXPECT_NE(reason(Comparison::less, 49).find("was less than the"), std::string::npos);
  EXPECT_NE(reason(Comparison::less_or_equal, 50).find("was less than or equal to the"), std::string::npos);
  EXPECT_NE(reason(Comparison::less_or_equal, 51).find("was not less than or equal to the"), std::string::npos);
}

TEST(StateReasonData, aws_scaling_3_5) {
  auto spec = alarm(2, 3);
  spec.unit = "Percent";
  EXPECT_EQ(
      say(spec, {100, none, 90, 0, 0}, AlarmState::ok).data,
      R"({"version":"1.0","queryDate":"2026-09-14T05:43:00.123+0000","startDate":"2026-09-14T05:42:00.000+0000",)"
      R"("unit":"Percent","statistic":"Average","period":10,"recentDatapoints":[0.0,90.0,100.0],"threshold":50.0,)"
      R"("evaluatedDatapoints":[{"timestamp":"2026-09-14T05:42:30.000+0000","sampleCount":2.0,"value":100.0},)"
      R"({"timestamp":"2026-09-14T05:42:10.000+0000","sampleCount":2.0,"value":90.0},)"
      R"({"timestamp":"2026-09-14T05:42:00.000+0000","sampleCount":2.0,"value":0.0}]})");
}

TEST(StateReasonData, without_data_it_lists_the_periods_it_looked_for) {
  const auto data = say(alarm(0, 2), {none, none, none, none}, AlarmState::ok).data;
  EXPECT_EQ(
      data,
      R"({"version":"1.0","queryDate":"2026-09-14T05:43:00.123+0000","statistic":"Average","period":10,)"
      R"("recentDatapoints":[],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2026-09-14T05:42:30.000+0000"},)"
      R"({"timestamp":"2026-09-14T05:42:20.000+0000"}]})");
}

TEST(StateReasonData, is_json_whatever_the_unit_holds) {
  auto spec = alarm(0, 1);
  spec.unit = "a\"b\\c";
  const auto json = boost::json::parse(say(spec, {1}, AlarmState::ok).data);
  EXPECT_EQ(json.at("unit").as_string(), "a\"b\\c");
}

TEST(StateReason, numbers_as_cloudwatch_prints_them) {
  EXPECT_EQ(number_text(0), "0.0");
  EXPECT_EQ(number_text(50), "50.0");
  EXPECT_EQ(number_text(0.02), "0.02");
  EXPECT_EQ(number_text(400000), "400000.0");
  EXPECT_EQ(number_text(15.398333333333332), "15.398333333333332");
  EXPECT_EQ(number_text(12345678), "1.2345678E7");
  EXPECT_EQ(number_text(10000000), "1.0E7");
  EXPECT_EQ(number_text(0.00015), "1.5E-4");
  EXPECT_EQ(number_text(-63), "-63.0");
}

}  // namespace
}  // namespace rampart::watch
