#include "aws/application_autoscaling/shapes.h"

namespace rampart::aws::autoscaling_shapes {
namespace {

using namespace protocol;

constexpr const char* xml_text = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*";

Shape short_text() { return protocol::string({.least = 1, .most = 1600, .pattern = xml_text}); }
Shape text() { return protocol::string({.pattern = xml_text}); }
Shape policy_name() { return protocol::string({.least = 1, .most = 256}); }
Shape service_namespace() {
  return enumeration({"ecs", "elasticmapreduce", "ec2", "appstream", "dynamodb", "rds", "sagemaker", "custom-resource",
                      "comprehend", "lambda", "cassandra", "kafka", "elasticache", "neptune", "workspaces"});
}
Shape scalable_dimension() {
  return enumeration({"ecs:service:DesiredCount",
                      "ec2:spot-fleet-request:TargetCapacity",
                      "elasticmapreduce:instancegroup:InstanceCount",
                      "appstream:fleet:DesiredCapacity",
                      "dynamodb:table:ReadCapacityUnits",
                      "dynamodb:table:WriteCapacityUnits",
                      "dynamodb:index:ReadCapacityUnits",
                      "dynamodb:index:WriteCapacityUnits",
                      "rds:cluster:ReadReplicaCount",
                      "sagemaker:variant:DesiredInstanceCount",
                      "custom-resource:ResourceType:Property",
                      "comprehend:document-classifier-endpoint:DesiredInferenceUnits",
                      "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits",
                      "lambda:function:ProvisionedConcurrency",
                      "cassandra:table:ReadCapacityUnits",
                      "cassandra:table:WriteCapacityUnits",
                      "kafka:broker-storage:VolumeSize",
                      "elasticache:cache-cluster:Nodes",
                      "elasticache:replication-group:NodeGroups",
                      "elasticache:replication-group:Replicas",
                      "neptune:cluster:ReadReplicaCount",
                      "sagemaker:variant:DesiredProvisionedConcurrency",
                      "sagemaker:inference-component:DesiredCopyCount",
                      "workspaces:workspacespool:DesiredUserSessions"});
}
Shape predefined_metric_type() {
  return enumeration({"DynamoDBReadCapacityUtilization",
                      "DynamoDBWriteCapacityUtilization",
                      "ALBRequestCountPerTarget",
                      "RDSReaderAverageCPUUtilization",
                      "RDSReaderAverageDatabaseConnections",
                      "EC2SpotFleetRequestAverageCPUUtilization",
                      "EC2SpotFleetRequestAverageNetworkIn",
                      "EC2SpotFleetRequestAverageNetworkOut",
                      "SageMakerVariantInvocationsPerInstance",
                      "ECSServiceAverageCPUUtilization",
                      "ECSServiceAverageMemoryUtilization",
                      "AppStreamAverageCapacityUtilization",
                      "ComprehendInferenceUtilization",
                      "LambdaProvisionedConcurrencyUtilization",
                      "CassandraReadCapacityUtilization",
                      "CassandraWriteCapacityUtilization",
                      "KafkaBrokerStorageUtilization",
                      "ElastiCacheEngineCPUUtilization",
                      "ElastiCacheDatabaseMemoryUsagePercentage",
                      "ElastiCachePrimaryEngineCPUUtilization",
                      "ElastiCacheReplicaEngineCPUUtilization",
                      "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
                      "NeptuneReaderAverageCPUUtilization",
                      "SageMakerVariantProvisionedConcurrencyUtilization",
                      "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage",
                      "SageMakerInferenceComponentInvocationsPerCopy",
                      "WorkSpacesAverageUserSessionsCapacityUtilization",
                      "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
                      "SageMakerVariantConcurrentRequestsPerModelHighResolution",
                      "ECSServiceAverageCPUUtilizationHighResolution",
                      "ECSServiceAverageMemoryUtilizationHighResolution"});
}

Shape tags() { return map(protocol::string({.least = 1, .most = 128}), protocol::string({.least = 0, .most = 256})); }
Shape resource_arn() {
  return protocol::string({.least = 1,
                           .most = 1011,
                           .pattern = "^arn:.+:application-autoscaling:.+:[0-9]+:scalable-target\\/[a-zA-Z0-9-]+$"});
}
Shape suspended_state() {
  return structure("SuspendedState",
                   {optional("DynamicScalingInSuspended", boolean()), optional("DynamicScalingOutSuspended", boolean()),
                    optional("ScheduledScalingSuspended", boolean())});
}

/// Namespace, resource and dimension, all required; then `more`.
Shape for_target(std::string name, std::initializer_list<Member> more = {}) {
  std::vector<Member> members = {required("ServiceNamespace", service_namespace()),
                                 required("ResourceId", short_text()),
                                 required("ScalableDimension", scalable_dimension())};
  members.insert(members.end(), more);
  return structure(std::move(name), std::move(members));
}

/// What all Describe operations but one filter by; then `more`.
Shape describe(std::string name, std::initializer_list<Member> more) {
  std::vector<Member> members = {required("ServiceNamespace", service_namespace()),
                                 optional("ScalableDimension", scalable_dimension()), optional("MaxResults", integer()),
                                 optional("NextToken", text())};
  members.insert(members.end(), more);
  return structure(std::move(name), std::move(members));
}

Shape described(std::string name, std::string things, Shape thing) {
  return structure(std::move(name),
                   {optional(std::move(things), list(std::move(thing))), optional("NextToken", text())});
}

/// For members that are refused by name: what stands in them doesn't matter.
Shape refused() { return structure("NotSupported", {}); }

Shape target_tracking() {
  const Shape dimension =
      structure("MetricDimension", {required("Name", protocol::string()), required("Value", protocol::string())});
  const Shape customized =
      structure("CustomizedMetricSpecification",
                {optional("MetricName", protocol::string()), optional("Namespace", protocol::string()),
                 optional("Dimensions", list(dimension)),
                 optional("Statistic", enumeration({"Average", "Minimum", "Maximum", "SampleCount", "Sum"})),
                 optional("Unit", protocol::string()), optional("Metrics", list(refused()))});
  const Shape predefined = structure("PredefinedMetricSpecification",
                                     {required("PredefinedMetricType", predefined_metric_type()),
                                      optional("ResourceLabel", protocol::string({.least = 1, .most = 1023}))});
  return structure("TargetTrackingScalingPolicyConfiguration",
                   {required("TargetValue", double_number()), optional("PredefinedMetricSpecification", predefined),
                    optional("CustomizedMetricSpecification", customized), optional("ScaleOutCooldown", integer()),
                    optional("ScaleInCooldown", integer()), optional("DisableScaleIn", boolean())});
}

Shape step_scaling() {
  const Shape step = structure("StepAdjustment", {optional("MetricIntervalLowerBound", double_number()),
                                                  optional("MetricIntervalUpperBound", double_number()),
                                                  required("ScalingAdjustment", integer())});
  return structure(
      "StepScalingPolicyConfiguration",
      {optional("AdjustmentType", enumeration({"ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"})),
       optional("StepAdjustments", list(step)), optional("MinAdjustmentMagnitude", integer()),
       optional("Cooldown", integer()),
       optional("MetricAggregationType", enumeration({"Average", "Minimum", "Maximum"}))});
}

Shape predictive_metric() {
  const Shape pair = structure("PredictiveScalingPredefinedMetricPairSpecification",
                               {required("PredefinedMetricType", protocol::string({.least = 1, .most = 128})),
                                optional("ResourceLabel", protocol::string({.least = 1, .most = 1023}))});
  return structure("PredictiveScalingMetricSpecification",
                   {required("TargetValue", double_number()), optional("PredefinedMetricPairSpecification", pair),
                    optional("PredefinedScalingMetricSpecification", refused()),
                    optional("PredefinedLoadMetricSpecification", refused()),
                    optional("CustomizedScalingMetricSpecification", refused()),
                    optional("CustomizedLoadMetricSpecification", refused()),
                    optional("CustomizedCapacityMetricSpecification", refused())});
}

Shape predictive_scaling() {
  return structure("PredictiveScalingPolicyConfiguration",
                   {required("MetricSpecifications", list(predictive_metric())),
                    optional("Mode", enumeration({"ForecastOnly", "ForecastAndScale"})),
                    optional("SchedulingBufferTime", integer({.least = 0, .most = 3600})),
                    optional("MaxCapacityBreachBehavior", enumeration({"HonorMaxCapacity", "IncreaseMaxCapacity"})),
                    optional("MaxCapacityBuffer", integer({.least = 0, .most = 100}))});
}

Shape policy_type() { return enumeration({"StepScaling", "TargetTrackingScaling", "PredictiveScaling"}); }

Shape alarms() { return list(structure("Alarm", {required("AlarmName", text()), required("AlarmARN", text())})); }

Shape target_action() {
  return structure("ScalableTargetAction", {optional("MinCapacity", integer()), optional("MaxCapacity", integer())});
}

}  // namespace

Message register_scalable_target() {
  return {for_target("RegisterScalableTargetRequest",
                     {optional("MinCapacity", integer()), optional("MaxCapacity", integer()),
                      optional("RoleARN", short_text()), optional("SuspendedState", suspended_state()),
                      optional("Tags", tags())}),
          structure("RegisterScalableTargetResponse", {optional("ScalableTargetARN", text())})};
}

Message describe_scalable_targets() {
  const Shape target = for_target(
      "ScalableTarget",
      {required("MinCapacity", integer()), required("MaxCapacity", integer()), optional("PredictedCapacity", integer()),
       required("RoleARN", short_text()), required("CreationTime", timestamp()),
       optional("SuspendedState", suspended_state()), optional("ScalableTargetARN", text())});
  return {describe("DescribeScalableTargetsRequest", {optional("ResourceIds", list(short_text(), {.most = 50}))}),
          described("DescribeScalableTargetsResponse", "ScalableTargets", target)};
}

Message deregister_scalable_target() {
  return {for_target("DeregisterScalableTargetRequest"), structure("DeregisterScalableTargetResponse", {})};
}

Message put_scaling_policy() {
  return {for_target("PutScalingPolicyRequest",
                     {required("PolicyName", policy_name()), optional("PolicyType", policy_type()),
                      optional("StepScalingPolicyConfiguration", step_scaling()),
                      optional("TargetTrackingScalingPolicyConfiguration", target_tracking()),
                      optional("PredictiveScalingPolicyConfiguration", predictive_scaling())}),
          structure("PutScalingPolicyResponse", {required("PolicyARN", short_text()), optional("Alarms", alarms())})};
}

Message describe_scaling_policies() {
  const Shape policy =
      for_target("ScalingPolicy",
                 {required("PolicyARN", short_text()), required("PolicyName", policy_name()),
                  required("PolicyType", policy_type()), optional("StepScalingPolicyConfiguration", step_scaling()),
                  optional("TargetTrackingScalingPolicyConfiguration", target_tracking()),
                  optional("PredictiveScalingPolicyConfiguration", predictive_scaling()), optional("Alarms", alarms()),
                  required("CreationTime", timestamp())});
  return {describe("DescribeScalingPoliciesRequest",
                   {optional("PolicyNames", list(short_text(), {.most = 50})), optional("ResourceId", short_text())}),
          described("DescribeScalingPoliciesResponse", "ScalingPolicies", policy)};
}

Message delete_scaling_policy() {
  return {for_target("DeleteScalingPolicyRequest", {required("PolicyName", short_text())}),
          structure("DeleteScalingPolicyResponse", {})};
}

Message put_scheduled_action() {
  return {for_target("PutScheduledActionRequest",
                     {required("ScheduledActionName", protocol::string({.least = 1, .most = 256})),
                      optional("Schedule", short_text()), optional("Timezone", short_text()),
                      optional("StartTime", timestamp()), optional("EndTime", timestamp()),
                      optional("ScalableTargetAction", target_action())}),
          structure("PutScheduledActionResponse", {})};
}

Message describe_scheduled_actions() {
  const Shape action = structure(
      "ScheduledAction", {required("ScheduledActionName", short_text()), required("ScheduledActionARN", short_text()),
                          required("ServiceNamespace", service_namespace()), required("Schedule", short_text()),
                          optional("Timezone", short_text()), required("ResourceId", short_text()),
                          optional("ScalableDimension", scalable_dimension()), optional("StartTime", timestamp()),
                          optional("EndTime", timestamp()), optional("ScalableTargetAction", target_action()),
                          required("CreationTime", timestamp())});
  return {
      describe("DescribeScheduledActionsRequest", {optional("ScheduledActionNames", list(short_text(), {.most = 50})),
                                                   optional("ResourceId", short_text())}),
      described("DescribeScheduledActionsResponse", "ScheduledActions", action)};
}

Message delete_scheduled_action() {
  return {for_target("DeleteScheduledActionRequest", {required("ScheduledActionName", short_text())}),
          structure("DeleteScheduledActionResponse", {})};
}

Message describe_scaling_activities() {
  const Shape reason =
      structure("NotScaledReason", {required("Code", text()), optional("MaxCapacity", integer()),
                                    optional("MinCapacity", integer()), optional("CurrentCapacity", integer())});
  const Shape activity = for_target(
      "ScalingActivity",
      {required("ActivityId", text()), required("Description", text()), required("Cause", text()),
       required("StartTime", timestamp()), optional("EndTime", timestamp()),
       required("StatusCode",
                enumeration({"Pending", "InProgress", "Successful", "Overridden", "Unfulfilled", "Failed"})),
       optional("StatusMessage", text()), optional("Details", text()), optional("NotScaledReasons", list(reason))});
  return {describe("DescribeScalingActivitiesRequest",
                   {optional("ResourceId", short_text()), optional("IncludeNotScaledActivities", boolean())}),
          described("DescribeScalingActivitiesResponse", "ScalingActivities", activity)};
}

Message tag_resource() {
  return {structure("TagResourceRequest", {required("ResourceARN", resource_arn()), required("Tags", tags())}),
          structure("TagResourceResponse", {})};
}

Message untag_resource() {
  const Shape key = protocol::string({.least = 1, .most = 128});
  return {structure("UntagResourceRequest", {required("ResourceARN", resource_arn()),
                                             required("TagKeys", list(key, {.least = 0, .most = 200}))}),
          structure("UntagResourceResponse", {})};
}

Message list_tags_for_resource() {
  return {structure("ListTagsForResourceRequest", {required("ResourceARN", resource_arn())}),
          structure("ListTagsForResourceResponse", {optional("Tags", tags())})};
}

Message get_predictive_scaling_forecast() {
  const Shape times = list(timestamp()), values = list(double_number());
  const Shape load = structure("LoadForecast", {required("Timestamps", times), required("Values", values),
                                                required("MetricSpecification", predictive_metric())});
  const Shape capacity = structure("CapacityForecast", {required("Timestamps", times), required("Values", values)});
  return {for_target("GetPredictiveScalingForecastRequest",
                     {required("PolicyName", policy_name()), required("StartTime", timestamp()),
                      required("EndTime", timestamp())}),
          structure("GetPredictiveScalingForecastResponse",
                    {optional("LoadForecast", list(load)), optional("CapacityForecast", capacity),
                     optional("UpdateTime", timestamp())})};
}

}  // namespace rampart::aws::autoscaling_shapes
