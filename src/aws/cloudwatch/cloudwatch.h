// CloudWatch: metrics, alarms, dashboards. The rules are core/watch's, in each region's control plane; here they get
// AWS's words, and a memory.
//
//   CloudWatch cloudwatch(account, now);        // puts back metrics, alarms and history of every region it knew
//   services.push_back(cloudwatch.service());
//   cloudwatch.know(region);              // once a control plane is made, before it has data: its history is kept then
//   on …after the planes' ticks:  cloudwatch.tick(now);
//
// What a call has answered is in the account's State when its handler returns. What happens without a call (alarm
// states, history) is there after the next tick(); metric data that the planes measure themselves, every 10 s.
// Handlers, by noun: metric_data.cpp, metric_statistics.cpp, metric_queries.cpp, metric_list.cpp, alarm_put.cpp,
// alarm_describe.cpp, alarm_state.cpp, alarm_history.cpp, tags.cpp, dashboards.cpp.
// Source: reference aws-scaling.md §3. One thread: the control loop's.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "aws/account/account.h"
#include "aws/account/records.h"
#include "aws/cloudwatch/alarm_form.h"
#include "aws/cloudwatch/history_archive.h"
#include "aws/cloudwatch/metric_archive.h"
#include "aws/protocol/service.h"

namespace rampart::aws::cloudwatch {

class CloudWatch {
 public:
  /// `account` must outlive it.
  CloudWatch(Account& account, Instant now);

  /// Its handlers call this object, which must outlive them.
  [[nodiscard]] protocol::Service service();

  /// Keeps what happens in the region from here on; regions that are called are known by themselves.
  void know(const std::string& region);
  /// Writes down what changed in every known region.
  void tick(Instant now);

 private:
  using Answer = protocol::Answer;
  using Call = protocol::Call;

  struct Region {
    MetricArchive metrics;
    HistoryArchive history;
    std::uint64_t alarms_written = 0;  // the alarms' revision that is in the records
    Instant metrics_written = {};
  };

  Answer put_metric_data(const Call& call);
  Answer get_metric_statistics(const Call& call);
  Answer get_metric_data(const Call& call);
  Answer list_metrics(const Call& call);
  Answer put_metric_alarm(const Call& call);
  Answer put_composite_alarm(const Call& call);
  Answer describe_alarms(const Call& call);
  Answer describe_alarms_for_metric(const Call& call);
  Answer describe_alarm_history(const Call& call);
  Answer set_alarm_state(const Call& call);
  Answer enable_alarm_actions(const Call& call);
  Answer disable_alarm_actions(const Call& call);
  Answer delete_alarms(const Call& call);
  Answer tag_resource(const Call& call);
  Answer untag_resource(const Call& call);
  Answer list_tags_for_resource(const Call& call);
  Answer put_dashboard(const Call& call);
  Answer get_dashboard(const Call& call);
  Answer list_dashboards(const Call& call);
  Answer delete_dashboards(const Call& call);

  Answer put_alarm(const Call& call, watch::AlarmSpec spec);
  void set_tags(const std::string& region, const std::string& arn, const boost::json::array& tags);
  void put_tags(const std::string& region, const std::string& arn, std::map<std::string, std::string> tags);
  [[nodiscard]] std::map<std::string, std::string> tags_of(const std::string& region, const std::string& arn) const;
  /// The error where nothing has that ARN.
  std::optional<protocol::ApiError> missing_resource(const Call& call, const std::string& arn);

  Region& region(const std::string& name);
  [[nodiscard]] Whereabouts where(const std::string& region) const { return {region, account_.id}; }
  /// Writes the alarms that changed and what happened to them.
  void keep_alarms(const std::string& name, Region& region);
  void restore_alarms(const std::string& name, Instant now);

  Account& account_;
  Records records_;
  std::map<std::string, std::unique_ptr<Region>> regions_;
};

}  // namespace rampart::aws::cloudwatch
