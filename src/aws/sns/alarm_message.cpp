#include "aws/sns/alarm_message.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "aws/sns/message.h"

namespace rampart::aws::sns {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_subject = 100;

constexpr std::pair<std::string_view, std::string_view> names[] = {{"us-east-1", "US East (N. Virginia)"},
                                                                   {"us-east-2", "US East (Ohio)"},
                                                                   {"us-west-1", "US West (N. California)"},
                                                                   {"us-west-2", "US West (Oregon)"},
                                                                   {"ca-central-1", "Canada (Central)"},
                                                                   {"eu-central-1", "EU (Frankfurt)"},
                                                                   {"eu-west-1", "EU (Ireland)"},
                                                                   {"eu-west-2", "EU (London)"},
                                                                   {"eu-west-3", "EU (Paris)"},
                                                                   {"eu-north-1", "EU (Stockholm)"},
                                                                   {"eu-south-1", "EU (Milan)"},
                                                                   {"ap-northeast-1", "Asia Pacific (Tokyo)"},
                                                                   {"ap-northeast-2", "Asia Pacific (Seoul)"},
                                                                   {"ap-northeast-3", "Asia Pacific (Osaka)"},
                                                                   {"ap-southeast-1", "Asia Pacific (Singapore)"},
                                                                   {"ap-southeast-2", "Asia Pacific (Sydney)"},
                                                                   {"ap-south-1", "Asia Pacific (Mumbai)"},
                                                                   {"ap-east-1", "Asia Pacific (Hong Kong)"},
                                                                   {"sa-east-1", "South America (Sao Paulo)"}};

std::string list_text(const std::vector<std::string>& arns) {
  std::string out;
  for (const std::string& one : arns) out += (out.empty() ? "" : ",") + quoted(one);
  return "[" + out + "]";
}

/// "2024-09-09T01:58:09.198+0000"
std::string moment(Instant at) {
  std::string out = iso8601(at);
  out.pop_back();
  return out + "+0000";
}

std::string number(double value) {
  return std::floor(value) == value && std::abs(value) < 1e7 ? fmt::format("{:.1f}", value) : fmt::format("{}", value);
}

/// "Average" is "AVERAGE", "SampleCount" "SAMPLE_COUNT".
std::string statistic_text(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z' && !out.empty()) out += '_';
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
  }
  return out;
}

std::string trigger(const watch::AlarmSpec& spec) {
  std::string dimensions;
  for (const watch::Dimension& one : spec.metric.dimensions)
    dimensions += fmt::format("{}{{\"value\":{},\"name\":{}}}", dimensions.empty() ? "" : ",", quoted(one.value),
                              quoted(one.name));
  std::string out = fmt::format(
      R"({{"MetricName":{},"Namespace":{},"StatisticType":"Statistic","Statistic":"{}","Unit":{},"Dimensions":[{}],)"
      R"("Period":{},"EvaluationPeriods":{},)",
      quoted(spec.metric.name), quoted(spec.metric.name_space), statistic_text(watch::name_of(spec.statistic)),
      spec.unit.empty() ? "null" : quoted(spec.unit), dimensions, static_cast<std::int64_t>(seconds(spec.period)),
      spec.evaluation_periods);
  if (spec.datapoints_to_alarm > 0) out += fmt::format(R"("DatapointsToAlarm":{},)", spec.datapoints_to_alarm);
  return out + fmt::format(R"("ComparisonOperator":"{}","Threshold":{},"TreatMissingData":"{}",)"
                           R"("EvaluateLowSampleCountPercentile":""}})",
                           watch::name_of(spec.comparison), number(spec.threshold),
                           watch::name_of(spec.treat_missing_data));
}

}  // namespace

std::string region_name(std::string_view region) {
  for (const auto& [code, name] : names)
    if (code == region) return std::string(name);
  return std::string(region);
}

AlarmMessage alarm_message(const watch::Alarm& alarm, watch::AlarmState before, watch::AlarmState state, Instant at,
                           std::string_view account, std::string_view region) {
  AlarmMessage out;
  const watch::AlarmSpec& spec = alarm.spec;
  out.subject = fmt::format("{}: \"{}\" in {}", watch::name_of(state), spec.name, region_name(region));
  if (out.subject.size() > longest_subject) out.subject.resize(longest_subject);
  out.text = fmt::format(
      R"({{"AlarmName":{},"AlarmDescription":{},"AWSAccountId":"{}","AlarmConfigurationUpdatedTimestamp":"{}",)"
      R"("NewStateValue":"{}","NewStateReason":{},"StateChangeTime":"{}","Region":{},"AlarmArn":{},)"
      R"("OldStateValue":"{}","OKActions":{},"AlarmActions":{},"InsufficientDataActions":{},"Trigger":{}}})",
      quoted(spec.name), spec.description.empty() ? "null" : quoted(spec.description), account,
      moment(alarm.configuration_updated), watch::name_of(state), quoted(alarm.reason), moment(at),
      quoted(region_name(region)), quoted(spec.arn), watch::name_of(before), list_text(spec.ok_actions),
      list_text(spec.alarm_actions), list_text(spec.insufficient_data_actions), trigger(spec));
  return out;
}

}  // namespace rampart::aws::sns
