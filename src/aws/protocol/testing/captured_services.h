// The parts of AWS's services that the captured requests (captured.h) call, as their folders will describe them.
#pragma once

#include <vector>

#include "aws/protocol/service.h"

namespace rampart::aws::protocol::testing {

inline Service monitoring(const Handler& handler) {
  const Shape dimension = structure("Dimension", {required("Name", string({.least = 1, .most = 255})),
                                                  required("Value", string({.least = 1, .most = 1024}))});
  const Shape datum =
      structure("MetricDatum", {required("MetricName", string({.least = 1, .most = 255})),
                                optional("Dimensions", list(dimension, {.most = 30})),
                                optional("Timestamp", timestamp()), optional("Value", double_number()),
                                optional("Values", list(double_number())), optional("Counts", list(double_number())),
                                optional("Unit", enumeration({"Seconds", "Milliseconds", "Count"})),
                                optional("StorageResolution", integer({.least = 1}))});
  const Shape put =
      structure("PutMetricDataInput", {required("Namespace", string({.least = 1, .most = 255, .pattern = "[^:].*"})),
                                       optional("MetricData", list(datum))});
  const Shape describe =
      structure("DescribeAlarmsInput", {optional("AlarmNames", list(string({.least = 1, .most = 255}), {.most = 100})),
                                        optional("MaxRecords", integer({.least = 1, .most = 100}))});
  const Shape alarm =
      structure("MetricAlarm", {optional("AlarmName", string()), optional("StateUpdatedTimestamp", timestamp()),
                                optional("Threshold", double_number())});
  const Shape described =
      structure("DescribeAlarmsOutput", {optional("MetricAlarms", list(alarm)), optional("NextToken", string())});
  Service out{.id = "CloudWatch",
              .signing_name = "monitoring",
              .api_version = "2010-08-01",
              .target_prefix = "GraniteServiceVersion20100801",
              .xmlns = "http://monitoring.amazonaws.com/doc/2010-08-01/",
              .wires = {Wire::rpc_v2_cbor, Wire::json_1_0, Wire::query}};
  out.errors.missing_parameter = true;
  out.operations = {{"PutMetricData", put, structure("PutMetricDataOutput", {}), handler},
                    {"DescribeAlarms", describe, described, handler},
                    {"PutDashboard", put, structure("PutDashboardOutput", {}), nullptr}};
  return out;
}

inline Service ecs(const Handler& handler) {
  const Shape tag =
      structure("Tag", {optional("key", string({.least = 1, .most = 128})), optional("value", string({.most = 256}))});
  const Shape create =
      structure("CreateClusterRequest", {optional("clusterName", string()), optional("tags", list(tag, {.most = 50}))});
  const Shape cluster =
      structure("Cluster", {optional("clusterName", string()), optional("runningTasksCount", integer())});
  Service out{.id = "ECS",
              .signing_name = "ecs",
              .api_version = "2014-11-13",
              .target_prefix = "AmazonEC2ContainerServiceV20141113",
              .wires = {Wire::json_1_1}};
  out.operations = {
      {"CreateCluster", create, structure("CreateClusterResponse", {optional("cluster", cluster)}), handler}};
  return out;
}

inline Service elbv2(const Handler& handler) {
  const Shape names =
      structure("DescribeLoadBalancersInput",
                {optional("Names", list(string())), optional("PageSize", integer({.least = 1, .most = 400}))});
  const Shape balancer =
      structure("LoadBalancer", {optional("LoadBalancerName", string()), optional("SecurityGroups", list(string()))});
  const Shape described = structure("DescribeLoadBalancersOutput", {optional("LoadBalancers", list(balancer))});
  const Shape tags = structure("DescribeTagsInput", {required("ResourceArns", list(string(), {.most = 20}))});
  Service out{.id = "ELBv2",
              .signing_name = "elasticloadbalancing",
              .api_version = "2015-12-01",
              .xmlns = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
              .wires = {Wire::query}};
  out.errors.validation_code = "ValidationError";
  out.operations = {{"DescribeLoadBalancers", names, described, handler}, {"DescribeTags", tags, described, handler}};
  return out;
}

inline Service sts(const Handler& handler) {
  const Shape who = structure("GetCallerIdentityResponse", {optional("Account", string()), optional("Arn", string())});
  Service out{.id = "STS",
              .signing_name = "sts",
              .api_version = "2011-06-15",
              .xmlns = "https://sts.amazonaws.com/doc/2011-06-15/",
              .wires = {Wire::query}};
  out.operations = {{"GetCallerIdentity", structure("GetCallerIdentityRequest", {}), who, handler}};
  return out;
}

inline Service application_autoscaling(const Handler& handler) {
  const Shape target = structure(
      "RegisterScalableTargetRequest",
      {required("ServiceNamespace", enumeration({"ecs", "dynamodb"})),
       required("ResourceId",
                string({.least = 1,
                        .most = 1600,
                        .pattern = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*"})),
       required("ScalableDimension", enumeration({"ecs:service:DesiredCount"})), optional("MinCapacity", integer()),
       optional("MaxCapacity", integer())});
  Service out{.id = "Application Auto Scaling",
              .signing_name = "application-autoscaling",
              .api_version = "2016-02-06",
              .target_prefix = "AnyScaleFrontendService",
              .wires = {Wire::json_1_1}};
  out.errors.message_member = "Message";
  out.operations = {{"RegisterScalableTarget", target, structure("RegisterScalableTargetResponse", {}), handler}};
  return out;
}

inline Service ec2(const Handler& handler) {
  const Shape filter =
      structure("Filter", {optional("Name", string()), optional("Values", list(string())).called("Value")});
  const Shape input = structure("DescribeSubnetsRequest", {optional("Filters", list(filter)).called("Filter"),
                                                           optional("SubnetIds", list(string())).called("SubnetId")});
  const Shape subnet = structure("Subnet", {optional("SubnetId", string()).called("subnetId")});
  const Shape output = structure("DescribeSubnetsResult",
                                 {optional("Subnets", list(subnet, {.element_name = "item"})).called("subnetSet")});
  Service out{.id = "EC2",
              .signing_name = "ec2",
              .api_version = "2016-11-15",
              .xmlns = "http://ec2.amazonaws.com/doc/2016-11-15/",
              .wires = {Wire::ec2}};
  out.operations = {{"DescribeSubnets", input, output, handler}};
  return out;
}

inline Service sns(const Handler& handler) {
  const Shape input =
      structure("CreateTopicInput", {required("Name", string()), optional("Attributes", map(string(), string()))});
  Service out{.id = "SNS",
              .signing_name = "sns",
              .api_version = "2010-03-31",
              .xmlns = "http://sns.amazonaws.com/doc/2010-03-31/",
              .wires = {Wire::query}};
  out.operations = {
      {"CreateTopic", input, structure("CreateTopicResponse", {optional("TopicArn", string())}), handler}};
  return out;
}

inline Service lambda(const Handler& handler) {
  const Shape put = structure("PutProvisionedConcurrencyConfigRequest",
                              {required("FunctionName", string({.least = 1, .most = 140})).in(Location::path),
                               required("Qualifier", string()).in(Location::query),
                               required("ProvisionedConcurrentExecutions", integer({.least = 1}))});
  const Shape many = structure("ListFunctionsRequest",
                               {optional("Marker", string()).in(Location::query),
                                optional("MaxItems", integer({.least = 1, .most = 10000})).in(Location::query)});
  const Shape empty = structure("Empty", {});
  Service out{.id = "Lambda", .signing_name = "lambda", .api_version = "2015-03-31", .wires = {Wire::rest_json}};
  out.errors.rest_type = true;
  out.errors.message_member = "Message";
  out.operations = {{"PutProvisionedConcurrencyConfig", put, empty, handler, "PUT",
                     "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", 202},
                    {"ListFunctions", many, empty, handler, "GET", "/2015-03-31/functions"}};
  return out;
}

inline std::vector<Service> captured_services(const Handler& handler) {
  return {monitoring(handler), ecs(handler), elbv2(handler), sts(handler), application_autoscaling(handler),
          ec2(handler),        sns(handler), lambda(handler)};
}

}  // namespace rampart::aws::protocol::testing
