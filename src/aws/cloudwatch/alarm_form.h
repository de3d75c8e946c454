// Alarms in the form in which the API says them: what PutMetricAlarm and PutCompositeAlarm ask for, what
// DescribeAlarms answers, and what is kept over a restart.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "aws/cloudwatch/errors.h"
#include "core/watch/alarms.h"

namespace rampart::aws::cloudwatch {

/// Who the account and region are, for ARNs.
struct Whereabouts {
  std::string region;
  std::string account;
};

/// "arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME"
std::string alarm_arn(const Whereabouts& where, std::string_view name);

/// The configuration in a PutMetricAlarm's input, checked; errors are AWS's.
protocol::Answered<watch::AlarmSpec> read_metric_alarm(const boost::json::object& input, const Whereabouts& where);
protocol::Answered<watch::AlarmSpec> read_composite_alarm(const boost::json::object& input, const Whereabouts& where);

/// A MetricAlarm or a CompositeAlarm of DescribeAlarms.
boost::json::object alarm_value(const watch::Alarm& alarm, const Whereabouts& where);

/// What is kept: alarm_value() and what only the evaluation needs; and back.
boost::json::object kept_alarm(const watch::Alarm& alarm, const Whereabouts& where);
watch::Alarm alarm_kept(const boost::json::object& kept);

}  // namespace rampart::aws::cloudwatch
