#include "aws/cloudwatch/shapes.h"

namespace rampart::aws::cloudwatch {

using namespace protocol;

namespace {

Shape name_shape() { return string({.least = 1, .most = 255}); }
Shape actions_shape() { return list(string({.least = 1, .most = 1024}), {.most = 5}); }
Shape state_shape() { return enumeration({"OK", "ALARM", "INSUFFICIENT_DATA"}); }
Shape types_shape() { return list(enumeration({"CompositeAlarm", "MetricAlarm"})); }
Shape nothing_shape() { return structure("Unit", {}); }

/// What both kinds of alarms have, put and described.
std::vector<Member> common_members() {
  return {optional("AlarmDescription", string({.most = 1024})), optional("ActionsEnabled", boolean()),
          optional("OKActions", actions_shape()), optional("AlarmActions", actions_shape()),
          optional("InsufficientDataActions", actions_shape())};
}

std::vector<Member> metric_members() {
  return {optional("MetricName", name_shape()),
          optional("Namespace", namespace_shape()),
          optional("Statistic", statistic_shape()),
          optional("ExtendedStatistic", string()),
          optional("Dimensions", dimensions_shape()),
          optional("Period", integer({.least = 1})),
          optional("Unit", unit_shape()),
          optional("EvaluationPeriods", integer({.least = 1})),
          optional("DatapointsToAlarm", integer({.least = 1})),
          optional("Threshold", double_number()),
          optional("ComparisonOperator",
                   enumeration({"GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold",
                                "LessThanOrEqualToThreshold", "LessThanLowerOrGreaterThanUpperThreshold",
                                "LessThanLowerThreshold", "GreaterThanUpperThreshold"})),
          optional("TreatMissingData", name_shape()),
          optional("EvaluateLowSampleCountPercentile", name_shape()),
          optional("Metrics", metric_queries_shape()),
          optional("ThresholdMetricId", name_shape())};
}

std::vector<Member> suppressor_members() {
  return {optional("ActionsSuppressor", string({.least = 1, .most = 1600})),
          optional("ActionsSuppressorWaitPeriod", integer()), optional("ActionsSuppressorExtensionPeriod", integer())};
}

std::vector<Member> state_members() {
  return {optional("AlarmArn", string()),
          optional("AlarmConfigurationUpdatedTimestamp", timestamp()),
          optional("StateValue", state_shape()),
          optional("StateReason", string()),
          optional("StateReasonData", string()),
          optional("StateUpdatedTimestamp", timestamp()),
          optional("StateTransitionedTimestamp", timestamp())};
}

std::vector<Member> joined(std::vector<Member> first, std::initializer_list<std::vector<Member>> others) {
  for (const auto& other : others) first.insert(first.end(), other.begin(), other.end());
  return first;
}

Shape metric_alarm_shape() {
  return structure(
      "MetricAlarm",
      joined({optional("AlarmName", name_shape())},
             {state_members(), common_members(), metric_members(), {optional("EvaluationState", string())}}));
}

Shape composite_alarm_shape() {
  return structure("CompositeAlarm",
                   joined({optional("AlarmName", name_shape())},
                          {state_members(),
                           common_members(),
                           suppressor_members(),
                           {optional("AlarmRule", string()), optional("ActionsSuppressedBy", string()),
                            optional("ActionsSuppressedReason", string())}}));
}

}  // namespace

OperationShapes put_metric_alarm_shapes() {
  const Shape criteria = structure("EvaluationCriteria", {optional("PromQLCriteria", structure("PromQLCriteria", {}))});
  return {structure("PutMetricAlarmInput",
                    joined({required("AlarmName", name_shape())},
                           {common_members(),
                            metric_members(),
                            {optional("Tags", tags_shape()), optional("EvaluationCriteria", criteria),
                             optional("EvaluationInterval", integer())}})),
          nothing_shape()};
}

OperationShapes put_composite_alarm_shapes() {
  return {structure("PutCompositeAlarmInput",
                    joined({required("AlarmName", name_shape()),
                            required("AlarmRule", string({.least = 1, .most = 10240})), optional("Tags", tags_shape())},
                           {common_members(), suppressor_members()})),
          nothing_shape()};
}

OperationShapes describe_alarms_shapes() {
  return {structure("DescribeAlarmsInput",
                    {optional("AlarmNames", names_shape()), optional("AlarmNamePrefix", name_shape()),
                     optional("AlarmTypes", types_shape()), optional("ChildrenOfAlarmName", name_shape()),
                     optional("ParentsOfAlarmName", name_shape()), optional("StateValue", state_shape()),
                     optional("ActionPrefix", string({.least = 1, .most = 1024})),
                     optional("MaxRecords", integer({.least = 1, .most = 100})), optional("NextToken", string())}),
          structure("DescribeAlarmsOutput",
                    {optional("CompositeAlarms", list(composite_alarm_shape())),
                     optional("MetricAlarms", list(metric_alarm_shape())), optional("NextToken", string())})};
}

OperationShapes describe_alarms_for_metric_shapes() {
  return {structure("DescribeAlarmsForMetricInput",
                    {required("MetricName", name_shape()), required("Namespace", namespace_shape()),
                     optional("Statistic", statistic_shape()), optional("ExtendedStatistic", string()),
                     optional("Dimensions", dimensions_shape()), optional("Period", integer({.least = 1})),
                     optional("Unit", unit_shape())}),
          structure("DescribeAlarmsForMetricOutput", {optional("MetricAlarms", list(metric_alarm_shape()))})};
}

OperationShapes describe_alarm_history_shapes() {
  const Shape item =
      structure("AlarmHistoryItem", {optional("AlarmName", string()), optional("AlarmType", string()),
                                     optional("Timestamp", timestamp()), optional("HistoryItemType", string()),
                                     optional("HistorySummary", string()), optional("HistoryData", string())});
  return {
      structure("DescribeAlarmHistoryInput",
                {optional("AlarmName", name_shape()), optional("AlarmContributorId", string()),
                 optional("AlarmTypes", types_shape()),
                 optional("HistoryItemType", enumeration({"ConfigurationUpdate", "StateUpdate", "Action",
                                                          "AlarmContributorStateUpdate", "AlarmContributorAction"})),
                 optional("StartDate", timestamp()), optional("EndDate", timestamp()),
                 optional("MaxRecords", integer({.least = 1, .most = 100})), optional("NextToken", string()),
                 optional("ScanBy", enumeration({"TimestampDescending", "TimestampAscending"}))}),
      structure("DescribeAlarmHistoryOutput",
                {optional("AlarmHistoryItems", list(item)), optional("NextToken", string())})};
}

OperationShapes set_alarm_state_shapes() {
  return {structure("SetAlarmStateInput", {required("AlarmName", name_shape()), required("StateValue", state_shape()),
                                           required("StateReason", string({.most = 1023})),
                                           optional("StateReasonData", string({.most = 4000}))}),
          nothing_shape()};
}

OperationShapes alarm_names_shapes() {
  return {structure("AlarmNamesInput", {required("AlarmNames", names_shape())}), nothing_shape()};
}

}  // namespace rampart::aws::cloudwatch
