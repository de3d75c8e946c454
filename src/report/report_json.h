// report.json: the run for programs.
//
// Keys: verdict ("pass" or "fail"), valid, validity {grade, reasons}, complete, checks [{name, pass, value, target,
// comparison, unit, detail}], load (Artillery's aggregate), services [{name, timeline [{t, desired, running, healthy}],
// max_running, final_running}], activities (as DescribeScalingActivities, newest first, and our Explanation), requests
// {sent, failed, failed_while_scaling_in}, latency {felt, service, lateness} in ms, incidents [{t, service, task,
// reason, exit_code, replacement, seconds_to_healthy, failed_requests}], compute, aws_minute_s, seed. `t` is in
// seconds since the start of the run.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "report/run_view.h"
#include "report/verdict.h"

namespace rampart::report {

boost::json::object report_object(const RunView& run, const Verdict& verdict);
/// Two spaces of indent, a line break at the end.
std::string report_json(const RunView& run, const Verdict& verdict);

}  // namespace rampart::report
