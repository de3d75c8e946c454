#include "aws/application_autoscaling/auto_scaling_plans.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/application_autoscaling/members.h"
#include "aws/application_autoscaling/plan_shapes.h"
#include "aws/application_autoscaling/requests.h"
#include "base/uuid.h"

namespace rampart::aws {
namespace {

using boost::json::object;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

constexpr std::size_t most_plans = 100;
constexpr std::size_t most_instructions = 500;
constexpr std::size_t most_configurations = 10;

/// Namespace, resource and dimension alone.
object key_of(const object& instruction) {
  return {{"ServiceNamespace", text_of(instruction, "ServiceNamespace")},
          {"ResourceId", text_of(instruction, "ResourceId")},
          {"ScalableDimension", text_of(instruction, "ScalableDimension")}};
}

Call like(const Call& call, const char* operation, object input) {
  Call out = call;
  out.operation = operation;
  out.input = std::move(input);
  return out;
}

std::optional<ApiError> check_instructions(const boost::json::array& instructions) {
  if (instructions.empty()) return validation("At least one scaling instruction must be specified");
  if (instructions.size() > most_instructions)
    return ApiError{"LimitExceededException",
                    fmt::format("A scaling plan can have at most {} scaling instructions", most_instructions)};
  std::vector<std::string> seen;
  for (const auto& item : instructions) {
    const object& instruction = item.as_object();
    if (auto wrong = check_target(instruction)) return wrong;
    if (whole(instruction, "MinCapacity").value_or(0) < 0) return validation("Minimum capacity cannot be less than 0");
    if (whole(instruction, "MaxCapacity").value_or(0) < whole(instruction, "MinCapacity").value_or(0))
      return validation("Maximum capacity cannot be less than minimum capacity");
    const auto& configurations = list(instruction, "TargetTrackingConfigurations");
    if (configurations.empty() || configurations.size() > most_configurations)
      return validation(
          fmt::format("Between 1 and {} target tracking configurations must be specified", most_configurations));
    for (const auto& configuration : configurations) {
      const bool predefined = configuration.as_object().contains("PredefinedScalingMetricSpecification");
      if (predefined == configuration.as_object().contains("CustomizedScalingMetricSpecification"))
        return validation(
            "Exactly one of PredefinedScalingMetricSpecification or CustomizedScalingMetricSpecification must be set");
    }
    const std::string id = target_id(instruction);
    if (std::find(seen.begin(), seen.end(), id) != seen.end())
      return validation(fmt::format("More than one scaling instruction for {}", target_words(instruction)));
    seen.push_back(id);
  }
  return std::nullopt;
}

std::optional<ApiError> check_source(const object& source) {
  const bool stack = source.contains("CloudFormationStackARN");
  if (stack == source.contains("TagFilters"))
    return validation("Exactly one of CloudFormationStackARN or TagFilters must be specified in ApplicationSource");
  return std::nullopt;
}

/// A plan's configuration in the words of PutScalingPolicy.
object policy_configuration(const object& configuration) {
  object out;
  for (const char* key : {"TargetValue", "DisableScaleIn", "ScaleOutCooldown", "ScaleInCooldown"})
    if (configuration.contains(key)) out[key] = configuration.at(key);
  if (const object* predefined = group(configuration, "PredefinedScalingMetricSpecification")) {
    object metric{{"PredefinedMetricType", text_of(*predefined, "PredefinedScalingMetricType")}};
    if (predefined->contains("ResourceLabel")) metric["ResourceLabel"] = predefined->at("ResourceLabel");
    out["PredefinedMetricSpecification"] = std::move(metric);
  }
  if (const object* customized = group(configuration, "CustomizedScalingMetricSpecification"))
    out["CustomizedMetricSpecification"] = *customized;
  return out;
}

}  // namespace

double target_utilization(PlanStrategy strategy) {
  switch (strategy) {
    case PlanStrategy::optimize_for_availability:
      return 40;
    case PlanStrategy::balance_availability_and_cost:
      return 50;
    case PlanStrategy::optimize_for_cost:
      break;
  }
  return 70;
}

object strategy_instruction(PlanStrategy strategy, const std::string& resource_id, int min_capacity, int max_capacity) {
  object metric{{"PredefinedScalingMetricType", "ECSServiceAverageCPUUtilization"}};
  object configuration{{"PredefinedScalingMetricSpecification", std::move(metric)},
                       {"TargetValue", target_utilization(strategy)}};
  return {{"ServiceNamespace", "ecs"},
          {"ResourceId", resource_id},
          {"ScalableDimension", "ecs:service:DesiredCount"},
          {"MinCapacity", min_capacity},
          {"MaxCapacity", max_capacity},
          {"TargetTrackingConfigurations", boost::json::array{std::move(configuration)}}};
}

AutoScalingPlans::AutoScalingPlans(Account& account, ApplicationAutoScaling& scaling)
    : account_(account), scaling_(scaling), records_(account.state, "autoscaling-plans") {}

protocol::Service AutoScalingPlans::service() {
  using namespace plan_shapes;
  protocol::Service out{.id = "Auto Scaling Plans",
                        .signing_name = "autoscaling-plans",
                        .api_version = "2018-01-06",
                        .target_prefix = "AnyScaleScalingPlannerFrontendService",
                        .wires = {protocol::Wire::json_1_1}};
  out.errors = autoscaling_errors();
  const auto add = [&](const char* name, Message message, auto handler) {
    out.operations.push_back({name, std::move(message.input), std::move(message.output),
                              [this, handler](const Call& call) { return (this->*handler)(call); }});
  };
  using Self = AutoScalingPlans;
  add("CreateScalingPlan", create_scaling_plan(), &Self::create);
  add("UpdateScalingPlan", update_scaling_plan(), &Self::update);
  add("DeleteScalingPlan", delete_scaling_plan(), &Self::remove);
  add("DescribeScalingPlans", describe_scaling_plans(), &Self::describe);
  add("DescribeScalingPlanResources", describe_scaling_plan_resources(), &Self::describe_resources);
  add("GetScalingPlanResourceForecastData", get_scaling_plan_resource_forecast_data(), &Self::get_forecast);
  return out;
}

protocol::Answered<object> AutoScalingPlans::find(const Call& call) const {
  const std::string name = text_of(call.input, "ScalingPlanName");
  const std::int64_t version = whole(call.input, "ScalingPlanVersion").value_or(1);
  const object* plan = records_.find(call.region, "plan", name);
  if (plan == nullptr || version != 1)
    return object_not_found(fmt::format("No scaling plan found for name: {}, version: {}", name, version));
  return *plan;
}

Answer AutoScalingPlans::create(const Call& call) {
  const object& input = call.input;
  const std::string name = text_of(input, "ScalingPlanName");
  if (auto wrong = check_source(input.at("ApplicationSource").as_object())) return *wrong;
  if (auto wrong = check_instructions(list(input, "ScalingInstructions"))) return *wrong;
  const auto plans = records_.list(call.region, "plan");
  if (records_.find(call.region, "plan", name) != nullptr)
    return validation(fmt::format("A scaling plan with the name {} already exists", name));
  if (plans.size() >= most_plans)
    return ApiError{"LimitExceededException",
                    fmt::format("You have reached the limit of {} scaling plans", most_plans)};
  for (const auto& [other, plan] : plans)
    if (plan->at("ApplicationSource") == input.at("ApplicationSource"))
      return validation(fmt::format("The application source is used by the scaling plan {} already", other));
  object plan{{"ScalingPlanName", name},
              {"ScalingPlanVersion", 1},
              {"ApplicationSource", input.at("ApplicationSource")},
              {"ScalingInstructions", input.at("ScalingInstructions")},
              {"CreationTime", unix_seconds(call.now)},
              {"Resources", boost::json::array()}};
  put_into_effect(call, plan, true);
  records_.put(call.region, "plan", name, std::move(plan));
  return object{{"ScalingPlanVersion", 1}};
}

Answer AutoScalingPlans::update(const Call& call) {
  auto plan = find(call);
  if (!plan) return plan.error();
  const object& input = call.input;
  if (const object* source = group(input, "ApplicationSource")) {
    if (auto wrong = check_source(*source)) return *wrong;
    (*plan)["ApplicationSource"] = *source;
  }
  if (input.contains("ScalingInstructions")) {
    if (auto wrong = check_instructions(list(input, "ScalingInstructions"))) return *wrong;
    (*plan)["ScalingInstructions"] = input.at("ScalingInstructions");
  }
  put_into_effect(call, *plan, false);
  records_.put(call.region, "plan", text_of(input, "ScalingPlanName"), std::move(*plan));
  return object{};
}

Answer AutoScalingPlans::remove(const Call& call) {
  auto plan = find(call);
  if (!plan) return plan.error();
  for (const auto& resource : list(*plan, "Resources")) take_back(call, resource.as_object(), true);
  records_.erase(call.region, "plan", text_of(call.input, "ScalingPlanName"));
  return object{};
}

void AutoScalingPlans::put_into_effect(const Call& call, object& plan, bool created) {
  const boost::json::array instructions = plan.at("ScalingInstructions").as_array();
  std::vector<std::string> registered;  // by this plan, before
  for (const auto& old : list(plan, "Resources")) {
    const std::string id = target_id(old.as_object());
    const bool stays = std::any_of(instructions.begin(), instructions.end(),
                                   [&](const auto& one) { return target_id(one.as_object()) == id; });
    take_back(call, old.as_object(), !stays);
    if (stays && flag(old.as_object(), "Registered").value_or(false)) registered.push_back(id);
  }
  boost::json::array resources;
  std::size_t active = 0, inactive = 0;
  for (const auto& one : instructions) {
    const bool before = std::find(registered.begin(), registered.end(), target_id(one.as_object())) != registered.end();
    resources.push_back(put_resource(call, text_of(plan, "ScalingPlanName"), one.as_object(), before));
    const std::string status = text_of(resources.back().as_object(), "ScalingStatusCode");
    active += status == "Active" ? 1 : 0;
    inactive += status == "Inactive" ? 1 : 0;
  }
  plan.erase("StatusMessage");
  plan["StatusStartTime"] = unix_seconds(call.now);
  plan["StatusCode"] = active == resources.size()    ? "Active"
                       : inactive < resources.size() ? "ActiveWithProblems"
                       : created                     ? "CreationFailed"
                                                     : "UpdateFailed";
  if (active < resources.size())
    plan["StatusMessage"] = fmt::format("{} of {} resources could not be put under the scaling plan completely",
                                        resources.size() - active, resources.size());
  plan["Resources"] = std::move(resources);
}

object AutoScalingPlans::put_resource(const Call& call, const std::string& plan_name, const object& instruction,
                                      bool registered_before) {
  object out = key_of(instruction);
  out["ScalingPolicies"] = boost::json::array();
  out["Registered"] = registered_before;
  const auto problem = [&](const char* status, std::string message) {
    out["ScalingStatusCode"] = status;
    out["ScalingStatusMessage"] = std::move(message);
    return out;
  };
  if (!is_ecs(instruction))
    return problem("Inactive", fmt::format("Service namespace {} is recorded here, nothing scales",
                                           text_of(instruction, "ServiceNamespace")));
  object target = key_of(instruction);
  target["MinCapacity"] = instruction.at("MinCapacity");
  target["MaxCapacity"] = instruction.at("MaxCapacity");
  const bool known = scaling_.records().find(call.region, "target", target_id(target)) != nullptr;
  if (auto put = scaling_.register_target(like(call, "RegisterScalableTarget", std::move(target))); !put)
    return problem("Inactive", put.error().message);
  if (!known) out["Registered"] = true;
  if (text_of(instruction, "ScalingPolicyUpdateBehavior") == "ReplaceExternalPolicies") replace_external(call, out);
  out["ScalingStatusCode"] = "Active";
  if (flag(instruction, "DisableDynamicScaling").value_or(false)) return out;
  for (const auto& item : list(instruction, "TargetTrackingConfigurations")) {
    const object& configuration = item.as_object();
    const std::string name = fmt::format("AutoScaling-{}-{}", plan_name, uuid(account_.ids));
    object policy = key_of(instruction);
    policy["PolicyName"] = name;
    policy["PolicyType"] = "TargetTrackingScaling";
    policy["TargetTrackingScalingPolicyConfiguration"] = policy_configuration(configuration);
    if (auto put = scaling_.put_policy(like(call, "PutScalingPolicy", std::move(policy))); !put) {
      problem("PartiallyActive", put.error().message);
      continue;
    }
    out["ScalingPolicies"].as_array().push_back(object{
        {"PolicyName", name}, {"PolicyType", "TargetTrackingScaling"}, {"TargetTrackingConfiguration", configuration}});
  }
  return out;
}

void AutoScalingPlans::replace_external(const Call& call, const object& resource) {
  std::vector<std::string> names;
  for (const auto& [id, policy] : scaling_.records().list(call.region, "policy"))
    if (target_id(*policy) == target_id(resource) && text_of(*policy, "PolicyType") == "TargetTrackingScaling")
      names.push_back(text_of(*policy, "PolicyName"));
  for (const std::string& name : names) {
    object input = key_of(resource);
    input["PolicyName"] = name;
    (void)scaling_.delete_policy(like(call, "DeleteScalingPolicy", std::move(input)));
  }
}

void AutoScalingPlans::take_back(const Call& call, const object& resource, bool with_target) {
  // Somebody may have taken any of it away already: that is no error.
  for (const auto& policy : list(resource, "ScalingPolicies")) {
    object input = key_of(resource);
    input["PolicyName"] = policy.at("PolicyName");
    (void)scaling_.delete_policy(like(call, "DeleteScalingPolicy", std::move(input)));
  }
  if (with_target && flag(resource, "Registered").value_or(false))
    (void)scaling_.deregister_target(like(call, "DeregisterScalableTarget", key_of(resource)));
}

Answer AutoScalingPlans::describe(const Call& call) {
  const auto& names = list(call.input, "ScalingPlanNames");
  const auto& sources = list(call.input, "ApplicationSources");
  if (call.input.contains("ScalingPlanVersion") && names.empty())
    return validation("A scaling plan name must be specified with a scaling plan version");
  std::vector<std::pair<std::string, object>> found;
  for (const auto& [name, plan] : records_.list(call.region, "plan")) {
    if (!names.empty() && !holds(names, name)) continue;
    if (whole(call.input, "ScalingPlanVersion").value_or(1) != 1) continue;
    if (!sources.empty() && std::find(sources.begin(), sources.end(), plan->at("ApplicationSource")) == sources.end())
      continue;
    object out = *plan;
    out.erase("Resources");
    found.emplace_back(name, std::move(out));
  }
  return page_of(call, "ScalingPlans", found, 50);
}

Answer AutoScalingPlans::describe_resources(const Call& call) {
  auto plan = find(call);
  if (!plan) return plan.error();
  std::vector<std::pair<std::string, object>> found;
  for (const auto& resource : list(*plan, "Resources")) {
    object out = resource.as_object();
    out.erase("Registered");
    out["ScalingPlanName"] = plan->at("ScalingPlanName");
    out["ScalingPlanVersion"] = 1;
    found.emplace_back(target_id(out), std::move(out));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return page_of(call, "ScalingPlanResources", found, 50);
}

Answer AutoScalingPlans::get_forecast(const Call& call) {
  auto plan = find(call);
  if (!plan) return plan.error();
  for (const auto& resource : list(*plan, "Resources"))
    if (target_id(resource.as_object()) == target_id(call.input))
      return validation(
          "Predictive scaling is not enabled for this resource: a scaling plan forecasts EC2 Auto Scaling "
          "groups only. Use a PredictiveScaling policy of Application Auto Scaling.");
  return object_not_found(fmt::format("No scaling plan resource found for {}", target_words(call.input)));
}

}  // namespace rampart::aws
