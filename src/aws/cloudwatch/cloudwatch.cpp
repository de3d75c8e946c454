#include "aws/cloudwatch/cloudwatch.h"

#include <algorithm>

#include "aws/cloudwatch/operations.h"
#include "aws/cloudwatch/shapes.h"

namespace rampart::aws::cloudwatch {
namespace {

constexpr Duration metrics_every = std::chrono::seconds(10);

}  // namespace

CloudWatch::CloudWatch(Account& account, Instant now) : account_(account), records_(account.state, "cloudwatch") {
  for (const std::string& name : records_.regions()) {
    know(name);
    restore_alarms(name, now);
  }
}

protocol::Service CloudWatch::service() {
  protocol::Service out{.id = "CloudWatch",
                        .signing_name = "monitoring",
                        .api_version = "2010-08-01",
                        .target_prefix = "GraniteServiceVersion20100801",
                        .xmlns = "http://monitoring.amazonaws.com/doc/2010-08-01/",
                        .wires = {protocol::Wire::rpc_v2_cbor, protocol::Wire::json_1_0, protocol::Wire::query}};
  out.errors.missing_parameter = true;
  out.errors.token_code = "InvalidNextToken";
  const auto add = [&](const char* name, const OperationShapes& shapes, Answer (CloudWatch::*handler)(const Call&)) {
    out.operations.push_back({name, shapes.input, shapes.output, [this, handler](const Call& call) {
                                know(call.region);
                                return (this->*handler)(call);
                              }});
  };
  add("PutMetricData", put_metric_data_shapes(), &CloudWatch::put_metric_data);
  add("GetMetricStatistics", get_metric_statistics_shapes(), &CloudWatch::get_metric_statistics);
  add("GetMetricData", get_metric_data_shapes(), &CloudWatch::get_metric_data);
  add("ListMetrics", list_metrics_shapes(), &CloudWatch::list_metrics);
  add("PutMetricAlarm", put_metric_alarm_shapes(), &CloudWatch::put_metric_alarm);
  add("PutCompositeAlarm", put_composite_alarm_shapes(), &CloudWatch::put_composite_alarm);
  add("DescribeAlarms", describe_alarms_shapes(), &CloudWatch::describe_alarms);
  add("DescribeAlarmsForMetric", describe_alarms_for_metric_shapes(), &CloudWatch::describe_alarms_for_metric);
  add("DescribeAlarmHistory", describe_alarm_history_shapes(), &CloudWatch::describe_alarm_history);
  add("SetAlarmState", set_alarm_state_shapes(), &CloudWatch::set_alarm_state);
  add("EnableAlarmActions", alarm_names_shapes(), &CloudWatch::enable_alarm_actions);
  add("DisableAlarmActions", alarm_names_shapes(), &CloudWatch::disable_alarm_actions);
  add("DeleteAlarms", alarm_names_shapes(), &CloudWatch::delete_alarms);
  add("TagResource", tag_resource_shapes(), &CloudWatch::tag_resource);
  add("UntagResource", untag_resource_shapes(), &CloudWatch::untag_resource);
  add("ListTagsForResource", list_tags_shapes(), &CloudWatch::list_tags_for_resource);
  add("PutDashboard", put_dashboard_shapes(), &CloudWatch::put_dashboard);
  add("GetDashboard", get_dashboard_shapes(), &CloudWatch::get_dashboard);
  add("ListDashboards", list_dashboards_shapes(), &CloudWatch::list_dashboards);
  add("DeleteDashboards", delete_dashboards_shapes(), &CloudWatch::delete_dashboards);
  const protocol::Shape nothing = protocol::structure("Unit", {});
  for (const char* name : not_done) out.operations.push_back({name, nothing, nothing});
  std::sort(out.operations.begin(), out.operations.end(),
            [](const protocol::Operation& a, const protocol::Operation& b) { return a.name < b.name; });
  return out;
}

void CloudWatch::know(const std::string& name) { region(name); }

CloudWatch::Region& CloudWatch::region(const std::string& name) {
  auto& entry = regions_[name];
  if (entry == nullptr) {
    auto& plane = account_.plane(name);
    entry = std::make_unique<Region>(
        Region{MetricArchive(account_.state, name, plane.metrics()), HistoryArchive(account_.state, name)});
    plane.alarms().note_history();
    if (records_.find(name, "region", name) == nullptr) records_.put(name, "region", name, {});
  }
  return *entry;
}

void CloudWatch::restore_alarms(const std::string& name, Instant now) {
  auto& alarms = account_.plane(name).alarms();
  for (const Records::Entry& entry : records_.list(name, "alarm")) alarms.restore(alarm_kept(*entry.object), now);
}

void CloudWatch::keep_alarms(const std::string& name, Region& region) {
  auto& alarms = account_.plane(name).alarms();
  for (watch::HistoryItem& item : alarms.take_history()) region.history.add(std::move(item));
  if (alarms.revision() == region.alarms_written) return;
  for (const watch::Alarm* alarm : alarms.list())
    if (alarm->revision > region.alarms_written)
      records_.put(name, "alarm", alarm->spec.name, kept_alarm(*alarm, where(name)));
  std::vector<std::string> gone;
  for (const Records::Entry& entry : records_.list(name, "alarm"))
    if (alarms.find(entry.id) == nullptr) gone.emplace_back(entry.id);
  for (const std::string& id : gone) {
    records_.erase(name, "alarm", id);
    records_.erase(name, "tags", alarm_arn(where(name), id));
  }
  region.alarms_written = alarms.revision();
}

void CloudWatch::tick(Instant now) {
  for (auto& [name, entry] : regions_) {
    keep_alarms(name, *entry);
    if (now - entry->metrics_written < metrics_every) continue;
    entry->metrics_written = now;
    entry->metrics.write();
    entry->metrics.forget(now);
    entry->history.forget(now);
  }
}

}  // namespace rampart::aws::cloudwatch
