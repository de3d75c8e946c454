// SetAlarmState, EnableAlarmActions, DisableAlarmActions. Source: reference aws-scaling.md §3.6.
#include <fmt/format.h>

#include <boost/json/parse.hpp>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"

namespace rampart::aws::cloudwatch {

protocol::Answer CloudWatch::set_alarm_state(const Call& call) {
  const std::string name = text_in(call.input, "AlarmName");
  const std::string data = text_in(call.input, "StateReasonData");
  boost::system::error_code failed;
  if (!data.empty()) boost::json::parse(data, failed);
  if (failed)
    return ApiError{.code = "InvalidFormatFault",
                    .message = "StateReasonData is not a valid JSON text.",
                    .query_code = "InvalidFormat"};
  const auto state = watch::alarm_state_named(text_in(call.input, "StateValue"));
  const auto set = account_.plane(call.region)
                       .set_alarm_state(name, state.value_or(watch::AlarmState::insufficient_data),
                                        text_in(call.input, "StateReason"), data, call.now);
  if (set.has_error()) return no_such_alarm(fmt::format("Alarm {} does not exist", name));
  keep_alarms(call.region, region(call.region));
  return boost::json::object{};
}

protocol::Answer CloudWatch::enable_alarm_actions(const Call& call) {
  for (const std::string& name : texts_in(call.input, "AlarmNames"))
    account_.plane(call.region).alarms().enable_actions(name, true, call.now);
  keep_alarms(call.region, region(call.region));
  return boost::json::object{};
}

protocol::Answer CloudWatch::disable_alarm_actions(const Call& call) {
  for (const std::string& name : texts_in(call.input, "AlarmNames"))
    account_.plane(call.region).alarms().enable_actions(name, false, call.now);
  keep_alarms(call.region, region(call.region));
  return boost::json::object{};
}

}  // namespace rampart::aws::cloudwatch
