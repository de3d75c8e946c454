#include "aws/application_autoscaling/plan_shapes.h"

namespace rampart::aws::plan_shapes {
namespace {

using namespace protocol;

constexpr const char* xml_text = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*";

Shape xml(std::int64_t most) { return protocol::string({.least = 1, .most = most, .pattern = xml_text}); }
Shape plan_name() { return protocol::string({.least = 1, .most = 128, .pattern = "[^|:/]+"}); }
Shape service_namespace() { return enumeration({"autoscaling", "ecs", "ec2", "rds", "dynamodb"}); }
Shape scalable_dimension() {
  return enumeration({"autoscaling:autoScalingGroup:DesiredCapacity", "ecs:service:DesiredCount",
                      "ec2:spot-fleet-request:TargetCapacity", "rds:cluster:ReadReplicaCount",
                      "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits",
                      "dynamodb:index:ReadCapacityUnits", "dynamodb:index:WriteCapacityUnits"});
}

Shape application_source() {
  const Shape filter =
      structure("TagFilter", {optional("Key", xml(128)), optional("Values", list(xml(256), {.most = 50}))});
  return structure("ApplicationSource", {optional("CloudFormationStackARN", protocol::string({.pattern = xml_text})),
                                         optional("TagFilters", list(filter, {.most = 50}))});
}

Shape customized_metric(std::string name) {
  const Shape dimension =
      structure("MetricDimension", {required("Name", protocol::string()), required("Value", protocol::string())});
  return structure(std::move(name),
                   {required("MetricName", protocol::string()), required("Namespace", protocol::string()),
                    optional("Dimensions", list(dimension)),
                    required("Statistic", enumeration({"Average", "Minimum", "Maximum", "SampleCount", "Sum"})),
                    optional("Unit", protocol::string())});
}

Shape resource_label() { return protocol::string({.least = 1, .most = 1023}); }

Shape target_tracking() {
  const Shape predefined = structure(
      "PredefinedScalingMetricSpecification",
      {required("PredefinedScalingMetricType",
                enumeration({"ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut",
                             "DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization",
                             "ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization",
                             "ALBRequestCountPerTarget", "RDSReaderAverageCPUUtilization",
                             "RDSReaderAverageDatabaseConnections", "EC2SpotFleetRequestAverageCPUUtilization",
                             "EC2SpotFleetRequestAverageNetworkIn", "EC2SpotFleetRequestAverageNetworkOut"})),
       optional("ResourceLabel", resource_label())});
  return structure("TargetTrackingConfiguration",
                   {optional("PredefinedScalingMetricSpecification", predefined),
                    optional("CustomizedScalingMetricSpecification", customized_metric("CustomizedScalingMetric")),
                    required("TargetValue", double_number()), optional("DisableScaleIn", boolean()),
                    optional("ScaleOutCooldown", integer()), optional("ScaleInCooldown", integer()),
                    optional("EstimatedInstanceWarmup", integer())});
}

/// Namespace, resource and dimension, then `more`.
Shape for_resource(std::string name, std::vector<Member> before, std::vector<Member> more) {
  std::vector<Member> members = std::move(before);
  members.insert(members.end(), {required("ServiceNamespace", service_namespace()), required("ResourceId", xml(1600)),
                                 required("ScalableDimension", scalable_dimension())});
  members.insert(members.end(), more.begin(), more.end());
  return structure(std::move(name), std::move(members));
}

Shape instructions() {
  const Shape load = structure(
      "PredefinedLoadMetricSpecification",
      {required("PredefinedLoadMetricType", enumeration({"ASGTotalCPUUtilization", "ASGTotalNetworkIn",
                                                         "ASGTotalNetworkOut", "ALBTargetGroupRequestCount"})),
       optional("ResourceLabel", resource_label())});
  const Shape instruction = for_resource(
      "ScalingInstruction", {},
      {required("MinCapacity", integer()), required("MaxCapacity", integer()),
       required("TargetTrackingConfigurations", list(target_tracking())),
       optional("PredefinedLoadMetricSpecification", load),
       optional("CustomizedLoadMetricSpecification", customized_metric("CustomizedLoadMetric")),
       optional("ScheduledActionBufferTime", integer({.least = 0})),
       optional("PredictiveScalingMaxCapacityBehavior",
                enumeration({"SetForecastCapacityToMaxCapacity", "SetMaxCapacityToForecastCapacity",
                             "SetMaxCapacityAboveForecastCapacity"})),
       optional("PredictiveScalingMaxCapacityBuffer", integer()),
       optional("PredictiveScalingMode", enumeration({"ForecastAndScale", "ForecastOnly"})),
       optional("ScalingPolicyUpdateBehavior", enumeration({"KeepExternalPolicies", "ReplaceExternalPolicies"})),
       optional("DisableDynamicScaling", boolean())});
  return list(instruction);
}

std::vector<Member> plan_key() {
  return {required("ScalingPlanName", plan_name()), required("ScalingPlanVersion", long_integer())};
}

std::vector<Member> operator+(std::vector<Member> a, const std::vector<Member>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

Message create_scaling_plan() {
  return {structure("CreateScalingPlanRequest",
                    {required("ScalingPlanName", plan_name()), required("ApplicationSource", application_source()),
                     required("ScalingInstructions", instructions())}),
          structure("CreateScalingPlanResponse", {required("ScalingPlanVersion", long_integer())})};
}

Message update_scaling_plan() {
  return {structure("UpdateScalingPlanRequest",
                    plan_key() + std::vector<Member>{optional("ApplicationSource", application_source()),
                                                     optional("ScalingInstructions", instructions())}),
          structure("UpdateScalingPlanResponse", {})};
}

Message delete_scaling_plan() {
  return {structure("DeleteScalingPlanRequest", plan_key()), structure("DeleteScalingPlanResponse", {})};
}

Message describe_scaling_plans() {
  const Shape plan = structure(
      "ScalingPlan",
      plan_key() +
          std::vector<Member>{
              required("ApplicationSource", application_source()), required("ScalingInstructions", instructions()),
              required("StatusCode",
                       enumeration({"Active", "ActiveWithProblems", "CreationInProgress", "CreationFailed",
                                    "DeletionInProgress", "DeletionFailed", "UpdateInProgress", "UpdateFailed"})),
              optional("StatusMessage", protocol::string()), optional("StatusStartTime", timestamp()),
              optional("CreationTime", timestamp())});
  return {structure("DescribeScalingPlansRequest",
                    {optional("ScalingPlanNames", list(plan_name())), optional("ScalingPlanVersion", long_integer()),
                     optional("ApplicationSources", list(application_source())), optional("MaxResults", integer()),
                     optional("NextToken", protocol::string())}),
          structure("DescribeScalingPlansResponse",
                    {optional("ScalingPlans", list(plan)), optional("NextToken", protocol::string())})};
}

Message describe_scaling_plan_resources() {
  const Shape policy = structure("ScalingPolicy", {required("PolicyName", protocol::string({.least = 1, .most = 256})),
                                                   required("PolicyType", enumeration({"TargetTrackingScaling"})),
                                                   optional("TargetTrackingConfiguration", target_tracking())});
  const Shape resource =
      for_resource("ScalingPlanResource", plan_key(),
                   {optional("ScalingPolicies", list(policy)),
                    required("ScalingStatusCode", enumeration({"Inactive", "PartiallyActive", "Active"})),
                    optional("ScalingStatusMessage", protocol::string())});
  return {structure("DescribeScalingPlanResourcesRequest",
                    plan_key() + std::vector<Member>{optional("MaxResults", integer()),
                                                     optional("NextToken", protocol::string())}),
          structure("DescribeScalingPlanResourcesResponse",
                    {optional("ScalingPlanResources", list(resource)), optional("NextToken", protocol::string())})};
}

Message get_scaling_plan_resource_forecast_data() {
  const Shape datapoint =
      structure("Datapoint", {optional("Timestamp", timestamp()), optional("Value", double_number())});
  return {for_resource(
              "GetScalingPlanResourceForecastDataRequest", plan_key(),
              {required("ForecastDataType", enumeration({"CapacityForecast", "LoadForecast",
                                                         "ScheduledActionMinCapacity", "ScheduledActionMaxCapacity"})),
               required("StartTime", timestamp()), required("EndTime", timestamp())}),
          structure("GetScalingPlanResourceForecastDataResponse", {required("Datapoints", list(datapoint))})};
}

}  // namespace rampart::aws::plan_shapes
