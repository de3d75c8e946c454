// The names of CloudWatch's operations that have no handler yet, for an honest coverage list.
#pragma once

#include <array>

namespace rampart::aws::cloudwatch {

inline constexpr std::array not_done = {
    "DeleteAlarmMuteRule",       "DeleteAnomalyDetector",    "DeleteInsightRules",   "DeleteMetricStream",
    "DescribeAlarmContributors", "DescribeAnomalyDetectors", "DescribeInsightRules", "DisableInsightRules",
    "EnableInsightRules",        "GetAlarmMuteRule",         "GetInsightRuleReport", "GetMetricStream",
    "GetMetricWidgetImage",      "GetOTelEnrichment",        "ListAlarmMuteRules",   "ListManagedInsightRules",
    "ListMetricStreams",         "PutAlarmMuteRule",         "PutAnomalyDetector",   "PutInsightRule",
    "PutManagedInsightRules",    "PutMetricStream",          "StartMetricStreams",   "StartOTelEnrichment",
    "StopMetricStreams",         "StopOTelEnrichment",
};

}  // namespace rampart::aws::cloudwatch
