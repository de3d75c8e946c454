// report.json: the run for programs.
//
// Keys: verdict ("pass" or "fail"), valid, validity {grade, reasons}, complete, checks [{name, pass, value, target,
// comparison, unit, detail}], load (Artillery's aggregate), services [{name, timeline [{t, desired, running, healthy}],
// max_running, final_running}], activities (as DescribeScalingActivities, newest first, and our Explanation), requests
// {sent, failed, failed_while_scaling_in}, latency {felt, service, lateness} in ms, incidents [{t, service, task,
// reason, exit_code, replacement, seconds_to_healthy, failed_requests}], compute, aws_minute_s, seed, elasticity
// (elasticity.h), findings (finding_json.h). `t` is in seconds since the start of the run.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "report/finding.h"
#include "report/run_view.h"
#include "report/verdict.h"

namespace rampart::report {

/// What others found out about the run.
struct Insight {
  std::vector<Finding> findings = {};
  std::optional<double> capacity_per_task = std::nullopt;  ///< The plan's word, requests a second.
  std::optional<double> latency_limit_ms = std::nullopt;   ///< The plan's strictest latency target.
};

boost::json::object report_object(const RunView& run, const Verdict& verdict, const Insight& insight = {});
/// Two spaces of indent, a line break at the end.
std::string report_json(const RunView& run, const Verdict& verdict, const Insight& insight = {});

}  // namespace rampart::report
