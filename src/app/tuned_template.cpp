#include "app/tuned_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "app/service_model.h"
#include "core/stack/template_edit.h"

namespace rampart::app {
namespace {

namespace json = boost::json;
using scaling::PredefinedMetric;

/// Numbers as a person writes them.
std::string plain(double value) { return fmt::format("{:.10g}", value); }

class Writer {
 public:
  Writer(std::string text, std::string file, const control::Catalogue& catalogue, std::string service,
         const sim::PolicySetting& setting)
      : edit_(std::move(text), std::move(file)),
        catalogue_(catalogue),
        service_(std::move(service)),
        setting_(setting) {}

  Result<TunedTemplate> write() {
    if (auto ok = find_parts(); ok.has_error()) return ok.error();
    if (auto ok = write_bounds(); ok.has_error()) return ok.error();
    if (auto ok = write_policy(); ok.has_error()) return ok.error();
    if (auto ok = write_floor(); ok.has_error()) return ok.error();
    if (auto ok = write_boost(); ok.has_error()) return ok.error();
    TunedTemplate out;
    out.text = edit_.text();
    for (std::size_t i = 0; i < edit_.edits().size(); ++i) out.lines.push_back(line_of(edit_.edits()[i], i));
    return out;
  }

 private:
  [[nodiscard]] std::string logical_id(std::string_view type, const std::string& physical) const {
    for (const auto& resource : catalogue_.resources)
      if (resource.type == type && resource.physical_id == physical) return resource.logical_id;
    return {};
  }
  [[nodiscard]] std::string any_of_type(std::string_view type) const {
    for (const auto& resource : catalogue_.resources)
      if (resource.type == type) return resource.logical_id;
    return {};
  }

  Result<void> find_parts() {
    entry_ = scalable_target_of(catalogue_, service_);
    if (entry_ == nullptr) return invalid(fmt::format("{} has no scalable target", service_));
    target_ = logical_id("AWS::ApplicationAutoScaling::ScalableTarget",
                         fmt::format("{}|{}|{}", entry_->target.resource_id, entry_->target.scalable_dimension,
                                     entry_->target.service_namespace));
    if (target_.empty()) return invalid(fmt::format("the scalable target of {} isn't in the template", service_));
    return {};
  }

  /// `why` is for whatever the change writes.
  Result<void> noted(Result<void> changed, const std::string& why) {
    while (whys_.size() < edit_.edits().size()) whys_.push_back(why);
    return changed;
  }

  Result<void> write_bounds() {
    const stack::Path properties{"Resources", target_, "Properties"};
    const auto at = [&](const char* key) {
      stack::Path path = properties;
      path.emplace_back(key);
      return path;
    };
    if (auto ok = noted(edit_.set(at("MinCapacity"), std::to_string(setting_.min)),
                        "the fewest tasks that still take the load's next step while others start");
        ok.has_error())
      return ok;
    return noted(edit_.set(at("MaxCapacity"), std::to_string(setting_.max)),
                 "half as much again as the load's highest minute needs, or as it was");
  }

  Result<void> write_policy() {
    std::string kept;
    for (const scaling::Policy& policy : entry_->policies) {
      const std::string id = logical_id("AWS::ApplicationAutoScaling::ScalingPolicy", policy.arn);
      if (id.empty()) continue;
      if (kept.empty() && std::holds_alternative<scaling::TargetTracking>(policy.what)) {
        kept = id;
        continue;
      }
      if (auto ok = remove(id, policy.arn); ok.has_error()) return ok;
    }
    if (kept.empty()) {
      json::object configuration = configuration_of();
      json::object policy{{"Type", "AWS::ApplicationAutoScaling::ScalingPolicy"},
                          {"Properties",
                           {{"PolicyName", "tuned"},
                            {"PolicyType", "TargetTrackingScaling"},
                            {"ScalingTargetId", {{"Ref", target_}}},
                            {"TargetTrackingScalingPolicyConfiguration", configuration}}}};
      return noted(edit_.put({"Resources", "TunedPolicy"}, json::serialize(policy)), "what tuning found");
    }
    stack::Path configuration{"Resources", kept, "Properties", "TargetTrackingScalingPolicyConfiguration"};
    const auto at = [&](const char* key) {
      stack::Path path = configuration;
      path.emplace_back(key);
      return path;
    };
    const struct {
      const char* key;
      double value;
      const char* why;
    } figures[] = {
        {"TargetValue", setting_.target, "as much of a task's capacity as leaves time to start the next"},
        {"ScaleOutCooldown", setting_.out_cooldown_s,
         "how soon a second scale-out may follow a first that isn't enough"},
        {"ScaleInCooldown", setting_.in_cooldown_s, "how soon a second scale-in may follow"},
    };
    for (const auto& figure : figures) {
      // A parameter is named for what it counts: with another metric the value stands in the policy itself.
      const bool literal = figure.key == std::string_view("TargetValue") && !same_metric(kept);
      const std::string value = plain(figure.value);
      auto changed = literal ? edit_.put(at(figure.key), value) : edit_.set(at(figure.key), value);
      if (changed = noted(std::move(changed), figure.why); changed.has_error()) return changed;
    }
    if (same_metric(kept)) return {};
    if (auto ok = noted(edit_.remove(at("CustomizedMetricSpecification")), "another metric tells the load better");
        ok.has_error())
      return ok;
    return noted(edit_.put(at("PredefinedMetricSpecification"), json::serialize(metric_of())),
                 "another metric tells the load better");
  }

  [[nodiscard]] bool same_metric(const std::string& kept) const {
    for (const scaling::Policy& policy : entry_->policies) {
      if (logical_id("AWS::ApplicationAutoScaling::ScalingPolicy", policy.arn) != kept) continue;
      const auto* tracking = std::get_if<scaling::TargetTracking>(&policy.what);
      return tracking != nullptr && tracking->predefined == setting_.metric;
    }
    return false;
  }

  [[nodiscard]] json::object metric_of() const {
    json::object out{{"PredefinedMetricType", scaling::name_of(setting_.metric)}};
    if (setting_.metric == PredefinedMetric::alb_request_count_per_target)
      out["ResourceLabel"] = json::object{
          {"Fn::Sub", fmt::format("${{{}.LoadBalancerFullName}}/${{{}.TargetGroupFullName}}",
                                  any_of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"), target_group())}};
    return out;
  }

  [[nodiscard]] std::string target_group() const {
    for (const auto& service : catalogue_.services)
      if (service.name == service_ && !service.load_balancers.empty())
        return logical_id("AWS::ElasticLoadBalancingV2::TargetGroup", service.load_balancers.front().target_group_arn);
    return any_of_type("AWS::ElasticLoadBalancingV2::TargetGroup");
  }

  [[nodiscard]] json::object configuration_of() const {
    return {{"TargetValue", setting_.target},
            {"ScaleOutCooldown", setting_.out_cooldown_s},
            {"ScaleInCooldown", setting_.in_cooldown_s},
            {"PredefinedMetricSpecification", metric_of()}};
  }

  /// A policy that the tuned one replaces, and the alarms that speak to nobody else.
  Result<void> remove(const std::string& id, const std::string& arn) {
    const std::string why = "the one tracking policy does its work";
    if (auto ok = noted(edit_.remove({"Resources", id}), why); ok.has_error()) return ok;
    for (const auto& alarm : catalogue_.alarms) {
      const auto& actions = alarm.alarm_actions;
      if (std::find(actions.begin(), actions.end(), arn) == actions.end()) continue;
      const std::string alarm_id = logical_id("AWS::CloudWatch::Alarm", alarm.name);
      if (actions.size() > 1 || !alarm.ok_actions.empty() || !alarm.insufficient_data_actions.empty())
        return invalid(
            fmt::format("the alarm {} tells others than the policy {}; take that action out by hand", alarm_id, id),
            edit_.place_of({"Resources", alarm_id}));
      if (auto ok = noted(edit_.remove({"Resources", alarm_id}), why); ok.has_error()) return ok;
    }
    return {};
  }

  Result<void> write_floor() {
    const stack::Path path{"Resources", target_, "Properties", "ScheduledActions"};
    if (setting_.floor.empty())
      return noted(edit_.remove(path), "the policy found is cheaper without a scheduled minimum");
    json::array actions;
    for (std::size_t hour = 0; hour < setting_.floor.size(); ++hour) {
      if (hour > 0 && setting_.floor[hour] == setting_.floor[hour - 1]) continue;
      actions.push_back(json::object{{"ScheduledActionName", fmt::format("floor-{:02}", hour)},
                                     {"Schedule", fmt::format("cron(0 {} * * ? *)", hour)},
                                     {"ScalableTargetAction", {{"MinCapacity", setting_.floor[hour]}}}});
    }
    return noted(edit_.put(path, json::serialize(actions)),
                 "what that hour needed on the days that were searched (UTC)");
  }

  Result<void> write_boost() {
    if (setting_.boost_at <= 0) return {};
    const std::string why = "a step of the load too steep for tracking alone";
    json::object policy{
        {"Type", "AWS::ApplicationAutoScaling::ScalingPolicy"},
        {"Properties",
         {{"PolicyName", "boost"},
          {"PolicyType", "StepScaling"},
          {"ScalingTargetId", {{"Ref", target_}}},
          {"StepScalingPolicyConfiguration",
           {{"AdjustmentType", "PercentChangeInCapacity"},
            {"MinAdjustmentMagnitude", 1},
            {"Cooldown", 60},
            {"StepAdjustments", json::array{json::object{{"MetricIntervalLowerBound", 0},
                                                         {"ScalingAdjustment", setting_.boost_percent}}}}}}}}};
    if (auto ok = noted(edit_.put({"Resources", "BoostPolicy"}, json::serialize(policy)), why); ok.has_error())
      return ok;
    const bool requests = setting_.metric == PredefinedMetric::alb_request_count_per_target;
    const auto dimension = [](const char* name, json::value value) {
      return json::object{{"Name", name}, {"Value", std::move(value)}};
    };
    json::array dimensions;
    if (requests) {
      dimensions.push_back(
          dimension("TargetGroup", json::object{{"Fn::GetAtt", json::array{target_group(), "TargetGroupFullName"}}}));
    } else {
      for (const auto& service : catalogue_.services) {
        if (service.name != service_) continue;
        dimensions.push_back(dimension("ClusterName", cluster_of(service)));
        dimensions.push_back(
            dimension("ServiceName",
                      json::object{{"Fn::GetAtt", json::array{logical_id("AWS::ECS::Service", service.arn), "Name"}}}));
      }
    }
    json::object alarm{{"Type", "AWS::CloudWatch::Alarm"},
                       {"Properties",
                        {{"Namespace", requests ? "AWS/ApplicationELB" : "AWS/ECS"},
                         {"MetricName", requests ? "RequestCountPerTarget" : "CPUUtilization"},
                         {"Dimensions", dimensions},
                         {"Statistic", requests ? "Sum" : "Average"},
                         {"Period", 60},
                         {"EvaluationPeriods", 1},
                         {"ComparisonOperator", "GreaterThanThreshold"},
                         {"Threshold", setting_.target * setting_.boost_at},
                         {"AlarmActions", json::array{json::object{{"Ref", "BoostPolicy"}}}}}}};
    return noted(edit_.put({"Resources", "BoostAlarm"}, json::serialize(alarm)), why);
  }

  [[nodiscard]] json::value cluster_of(const fleet::ServiceSpec& service) const {
    for (const auto& resource : catalogue_.resources)
      if (resource.type == "AWS::ECS::Cluster" &&
          (resource.physical_id == service.cluster || service.cluster.ends_with("/" + resource.physical_id)))
        return json::object{{"Ref", resource.logical_id}};
    return json::value(service.cluster);
  }

  [[nodiscard]] TunedLine line_of(const stack::Edited& edited, std::size_t index) const {
    TunedLine out;
    out.place = edit_.place_of(edited.path);
    const std::string& name =
        edited.path.size() > 1 && edited.path.front() == "Parameters" ? edited.path[1] : edited.path.back();
    if (edited.to.empty())
      out.what = fmt::format("{} is gone", name);
    else if (edited.to.starts_with('{') || edited.to.starts_with('['))
      out.what = fmt::format("{}: new", name);
    else if (edited.from.empty())
      out.what = fmt::format("{}: {} (was not there)", name, edited.to);
    else
      out.what = fmt::format("{}: {} → {}", name, edited.from, edited.to);
    out.why = index < whys_.size() ? whys_[index] : "";
    return out;
  }

  stack::TemplateEdit edit_;
  const control::Catalogue& catalogue_;
  std::string service_;
  const sim::PolicySetting& setting_;
  const control::ScalableTargetEntry* entry_ = nullptr;
  std::string target_;
  std::vector<std::string> whys_;  // by edit
};

}  // namespace

Result<std::string> with_defaults(std::string text, const std::string& file,
                                  const std::map<std::string, std::string>& values) {
  stack::TemplateEdit edit(std::move(text), file);
  for (const auto& [name, value] : values) {
    const bool number = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
    const std::string written = number ? value : json::serialize(json::value(value));
    if (auto ok = edit.set({"Parameters", name, "Default"}, written); ok.has_error()) return ok.error();
  }
  return edit.text();
}

Result<TunedTemplate> write_tuned_template(const std::string& text, const std::string& file,
                                           const control::Catalogue& catalogue, const std::string& service,
                                           const sim::PolicySetting& setting) {
  return Writer(text, file, catalogue, service, setting).write();
}

}  // namespace rampart::app
