// PutScalingPolicy and what belongs to a policy: describing, its forecast, its end.
#include <fmt/format.h>

#include <algorithm>

#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/application_autoscaling/members.h"
#include "aws/application_autoscaling/policy_json.h"
#include "aws/application_autoscaling/requests.h"
#include "base/uuid.h"

namespace rampart::aws {
namespace {

using boost::json::object;
using protocol::Answer;
using protocol::Call;

constexpr std::size_t most_policies = 50;

std::string configuration_key(const std::string& type) {
  return type == "TargetTrackingScaling" ? "TargetTrackingScalingPolicyConfiguration" : type + "PolicyConfiguration";
}

Error no_policy(const object& input) {
  return not_found(fmt::format("No scaling policy found for {}, policy name: {}", target_words(input),
                               text_of(input, "PolicyName")));
}

/// §4.9: the label's target group must be one of the service's.
Result<void> check_label(const fleet::Fleet& fleet, const std::string& resource_id, const std::string& label) {
  const fleet::Service* service = control::find_scaled(fleet, resource_id);
  const auto group = label.find("targetgroup/");
  if (service == nullptr || group == std::string::npos) return {};
  const std::string wanted = ":" + label.substr(group);
  for (const auto& balancer : service->spec().load_balancers)
    if (balancer.target_group_arn.ends_with(wanted)) return {};
  return invalid(fmt::format("Target group {} is not attached to resource {}", wanted.substr(1), resource_id));
}

/// What AWS answers of a configuration: with the defaults that it shows.
object shown(const std::string& type, object configuration) {
  if (type == "TargetTrackingScaling" && !configuration.contains("DisableScaleIn"))
    configuration["DisableScaleIn"] = false;
  if (type == "PredictiveScaling") {
    if (!configuration.contains("Mode")) configuration["Mode"] = "ForecastOnly";
    if (!configuration.contains("SchedulingBufferTime")) configuration["SchedulingBufferTime"] = 300;
    if (!configuration.contains("MaxCapacityBreachBehavior"))
      configuration["MaxCapacityBreachBehavior"] = "HonorMaxCapacity";
  }
  return configuration;
}

}  // namespace

Answer ApplicationAutoScaling::put_policy(const Call& call) {
  const object& input = call.input;
  if (auto wrong = check_target(input)) return *wrong;
  const object* target = records_.find(call.region, "target", target_id(input));
  if (target == nullptr)
    return object_not_found(fmt::format("No scalable target registered for {}", target_words(input)));
  const std::string name = text_of(input, "PolicyName");
  const object* before = records_.find(call.region, "policy", target_id(input, name));
  std::string type = text_of(input, "PolicyType");
  if (before != nullptr) {
    const std::string old = text_of(*before, "PolicyType");
    if (type.empty()) type = old;
    if (type != old)
      return validation(fmt::format("You cannot change a {0} policy to a non {0} policy, or vice versa.",
                                    old == "StepScaling" || type == "StepScaling" ? "StepScaling" : old));
  }
  if (type.empty()) return validation("Scaling policy type must be specified");
  if (type == "PredictiveScaling" && !is_ecs(input))
    return validation(
        fmt::format("PredictiveScaling is not supported for service namespace {}", text_of(input, "ServiceNamespace")));
  const std::string key = configuration_key(type);
  if (before == nullptr && !input.contains(key))
    return validation(fmt::format("{} policy configuration must be specified", type));

  object record;
  if (before != nullptr) {
    record = *before;
  } else {
    if (count_of(records_, call, "policy") >= most_policies)
      return protocol::ApiError{"LimitExceededException",
                                fmt::format("A scalable target can have at most {} scaling policies", most_policies)};
    scaling::ScalableTarget of;
    of.service_namespace = text_of(input, "ServiceNamespace");
    of.resource_id = text_of(input, "ResourceId");
    record = {{"PolicyARN", scaling::make_policy_arn(call.region, call.account, text_of(*target, "Uuid"), of, name)},
              {"PolicyName", name},
              {"ServiceNamespace", text_of(input, "ServiceNamespace")},
              {"ResourceId", text_of(input, "ResourceId")},
              {"ScalableDimension", text_of(input, "ScalableDimension")},
              {"PolicyType", type},
              {"CreationTime", unix_seconds(call.now)},
              {"CreatedBy", uuid(account_.ids)}};
  }
  if (const object* configuration = group(input, key)) record[key] = shown(type, *configuration);
  if (is_ecs(input)) return put_typed_policy(call, record);
  note_recorded(call);
  record["Alarms"] = boost::json::array();
  object out{{"PolicyARN", record["PolicyARN"]}, {"Alarms", boost::json::array()}};
  records_.put(call.region, "policy", target_id(input, name), std::move(record));
  return out;
}

Answer ApplicationAutoScaling::put_typed_policy(const Call& call, object& record) {
  const std::string resource = text_of(record, "ResourceId"), name = text_of(record, "PolicyName");
  const std::string type = text_of(record, "PolicyType"), arn = text_of(record, "PolicyARN");
  const object& configuration = record.at(configuration_key(type)).as_object();
  const fleet::Fleet& fleet = account_.plane(call.region).fleet();
  auto& plane = scaling(call.region);
  boost::json::array alarms;
  if (type == "PredictiveScaling") {
    auto predictive = read_predictive(configuration);
    if (!predictive) return api_error(predictive.error());
    if (auto ok = check_label(fleet, resource, predictive->resource_label); !ok) return api_error(ok.error());
    if (auto put = plane.put_policy(resource, scaling::PredictivePolicy{name, arn, std::move(*predictive)}); !put)
      return api_error(put.error());
  } else {
    scaling::Policy policy{name, arn, {}};
    if (type == "StepScaling") {
      auto step = read_step_scaling(configuration);
      if (!step) return api_error(step.error());
      policy.what = std::move(*step);
    } else {
      auto tracking = read_target_tracking(configuration);
      if (!tracking) return api_error(tracking.error());
      if (auto ok = check_label(fleet, resource, tracking->resource_label); !ok) return api_error(ok.error());
      policy.what = std::move(*tracking);
    }
    const scaling::ManagedAlarmIds ids{text_of(record, "CreatedBy"), uuid(account_.ids), uuid(account_.ids)};
    auto put = plane.put_policy(resource, std::move(policy), ids, call.now);
    if (!put) return api_error(put.error());
    for (const scaling::ManagedAlarm& alarm : *put)
      alarms.push_back(object{{"AlarmName", alarm.name},
                              {"AlarmARN", make_arn("cloudwatch", call.region, call.account, "alarm:" + alarm.name)}});
  }
  record["Alarms"] = alarms;
  object out{{"PolicyARN", arn}, {"Alarms", std::move(alarms)}};
  const std::string id = target_id(record, name);
  records_.put(call.region, "policy", id, std::move(record));
  keep_up(call.region, call.now);
  return out;
}

boost::json::array ApplicationAutoScaling::alarms_of(const std::string& region, const object& policy) const {
  if (text_of(policy, "PolicyType") != "StepScaling") return list(policy, "Alarms");
  boost::json::array out;
  const std::string arn = text_of(policy, "PolicyARN");
  for (const watch::Alarm* alarm : account_.plane(region).alarms().list()) {
    const auto names_it = [&](const std::vector<std::string>& actions) {
      return std::find(actions.begin(), actions.end(), arn) != actions.end();
    };
    const auto& spec = alarm->spec;
    if (names_it(spec.alarm_actions) || names_it(spec.ok_actions) || names_it(spec.insufficient_data_actions))
      out.push_back(object{{"AlarmName", spec.name},
                           {"AlarmARN", make_arn("cloudwatch", region, account_.id, "alarm:" + spec.name)}});
  }
  return out;
}

Answer ApplicationAutoScaling::describe_policies(const Call& call) {
  const object& input = call.input;
  if (input.contains("ScalableDimension") && !input.contains("ResourceId"))
    return validation("Scalable dimension cannot be provided without a resource ID.");
  const auto& names = list(input, "PolicyNames");
  std::vector<std::pair<std::string, object>> found;
  for (const auto& [id, record] : records_.list(call.region, "policy")) {
    if (!asked_for(*record, input)) continue;
    if (!names.empty() && !holds(names, text_of(*record, "PolicyName")) && !holds(names, text_of(*record, "PolicyARN")))
      continue;
    object out = *record;
    out.erase("CreatedBy");
    out["Alarms"] = alarms_of(call.region, out);
    found.emplace_back(id, std::move(out));
  }
  return page_of(call, "ScalingPolicies", found, 10);
}

Answer ApplicationAutoScaling::delete_policy(const Call& call) {
  const std::string id = target_id(call.input, text_of(call.input, "PolicyName"));
  if (records_.find(call.region, "policy", id) == nullptr) return api_error(no_policy(call.input));
  if (is_ecs(call.input))
    if (auto erased = scaling(call.region)
                          .erase_policy(text_of(call.input, "ResourceId"), text_of(call.input, "PolicyName"), call.now);
        !erased && erased.error().kind != ErrorKind::not_found)
      return api_error(erased.error());
  records_.erase(call.region, "policy", id);
  keep_up(call.region, call.now);
  return object{};
}

Answer ApplicationAutoScaling::get_forecast(const Call& call) {
  const object& input = call.input;
  const object* record = records_.find(call.region, "policy", target_id(input, text_of(input, "PolicyName")));
  const auto* scaled = scaling(call.region).find(text_of(input, "ResourceId"));
  const auto* predictive = scaled == nullptr ? nullptr : scaled->find_predictive(text_of(input, "PolicyName"));
  if (record == nullptr || predictive == nullptr) return validation(no_policy(input).message);
  // Years past 2200 are past what an Instant holds.
  const auto moment = [&](const char* key) {
    return instant_from_unix_seconds(std::clamp(number(input, key).value_or(0), 0.0, 7.2e9));
  };
  const Instant from = moment("StartTime"), to = moment("EndTime");
  if (from >= to) return validation("StartTime must be before EndTime");
  if (to - from > std::chrono::hours(24 * 30))
    return validation("The time between StartTime and EndTime must be 30 days or less");
  boost::json::array times, loads, capacities;
  for (const auto& hour : predictive->forecast(call.now, from, to)) {
    times.push_back(unix_seconds(hour.start));
    loads.push_back(hour.load);
    capacities.push_back(static_cast<double>(hour.capacity));
  }
  const object& configuration = record->at("PredictiveScalingPolicyConfiguration").as_object();
  object load{{"Timestamps", times},
              {"Values", std::move(loads)},
              {"MetricSpecification", configuration.at("MetricSpecifications").as_array().at(0)}};
  object out{{"LoadForecast", boost::json::array{std::move(load)}},
             {"CapacityForecast", object{{"Timestamps", std::move(times)}, {"Values", std::move(capacities)}}},
             {"UpdateTime", unix_seconds(predictive->learned_at().value_or(call.now))}};
  return out;
}

}  // namespace rampart::aws
