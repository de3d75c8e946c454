#include "report/report_json.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cmath>

#include "report/artillery_json.h"
#include "report/elasticity.h"
#include "report/finding_json.h"
#include "report/incidents.h"
#include "report/json_text.h"
#include "report/latency_json.h"
#include "report/scale_in.h"

namespace rampart::report {
namespace {

namespace json = boost::json;

/// Seconds since the start of the run, to the millisecond.
double since_start(const RunView& run, Instant at) { return std::round(seconds(at - run.start()) * 1000) / 1000; }

json::array checks_array(const std::vector<Check>& checks) {
  json::array out;
  for (const Check& c : checks)
    out.emplace_back(json::object{{"name", c.name},
                                  {"pass", c.pass},
                                  {"value", c.value ? json::value(*c.value) : json::value(nullptr)},
                                  {"target", c.target},
                                  {"comparison", c.comparison},
                                  {"unit", c.unit},
                                  {"detail", c.detail}});
  return out;
}

json::array services_array(const RunView& run) {
  json::array out;
  for (const ServiceView& service : run.services) {
    json::array timeline;
    for (const auto& point : service.timeline)
      timeline.emplace_back(json::object{{"t", since_start(run, point.at)},
                                         {"desired", point.what.desired},
                                         {"running", point.what.running},
                                         {"healthy", point.what.healthy}});
    out.emplace_back(json::object{{"name", service.name},
                                  {"timeline", std::move(timeline)},
                                  {"max_running", service.max_running()},
                                  {"final_running", service.final_running()}});
  }
  return out;
}

/// As DescribeScalingActivities answers: newest first. Source: reference aws-scaling.md §4.7.
json::array activities_array(const RunView& run) {
  json::array out;
  for (auto a = run.activities.rbegin(); a != run.activities.rend(); ++a) {
    json::object one{{"ActivityId", a->id},           {"ServiceNamespace", "ecs"},
                     {"ResourceId", a->resource_id},  {"ScalableDimension", "ecs:service:DesiredCount"},
                     {"Description", a->description}, {"Cause", a->cause},
                     {"StartTime", iso8601(a->start)}};
    if (a->end) one["EndTime"] = iso8601(*a->end);
    one["StatusCode"] = a->status_code;
    if (!a->status_message.empty()) one["StatusMessage"] = a->status_message;
    if (!a->not_scaled_reason.empty())
      one["NotScaledReasons"] = json::array{json::object{{"Code", a->not_scaled_reason}}};
    one["Explanation"] = a->explanation;  // ours
    out.emplace_back(std::move(one));
  }
  return out;
}

json::array incidents_array(const RunView& run) {
  json::array out;
  for (const Incident& i : find_incidents(run)) {
    const json::value healthy =
        i.healthy_at ? json::value(std::round(seconds(*i.healthy_at - i.at) * 1000) / 1000) : json::value(nullptr);
    out.emplace_back(json::object{{"t", since_start(run, i.at)},
                                  {"service", i.service},
                                  {"task", i.task},
                                  {"reason", i.reason},
                                  {"exit_code", i.exit_code},
                                  {"replacement", i.replacement},
                                  {"seconds_to_healthy", healthy},
                                  {"failed_requests", i.failed_requests}});
  }
  return out;
}

}  // namespace

json::object report_object(const RunView& run, const Verdict& verdict, const Insight& insight) {
  const LoadSecond& total = run.load.total_load();
  json::array reasons;
  for (const std::string& reason : verdict.validity.reasons) reasons.emplace_back(reason);
  return {
      {"verdict", verdict.pass() ? "pass" : "fail"},
      {"valid", verdict.validity.valid()},
      {"validity", {{"grade", name_of(verdict.validity.grade)}, {"reasons", std::move(reasons)}}},
      {"complete", verdict.complete},
      {"checks", checks_array(verdict.checks)},
      {"load", artillery_aggregate(run.load)},
      {"services", services_array(run)},
      {"activities", activities_array(run)},
      {"requests",
       {{"sent", total.requests_sent},
        {"answered", total.requests_answered},
        {"failed", total.requests_failed},
        {"failed_while_scaling_in", failed_while_scaling_in(run)}}},
      {"latency", latencies_object(total)},
      {"incidents", incidents_array(run)},
      {"compute", run.started ? run.started->what.compute : std::string()},
      {"aws_minute_s", run.started ? run.started->what.aws_minute_s : 60.0},
      {"seed", run.started ? run.started->what.seed : 0},
      {"elasticity", elasticity_object(elasticity_of(run, insight.capacity_per_task, insight.latency_limit_ms))},
      {"findings", findings_array(insight.findings)},
  };
}

std::string report_json(const RunView& run, const Verdict& verdict, const Insight& insight) {
  return pretty_json(report_object(run, verdict, insight)) + "\n";
}

}  // namespace rampart::report
