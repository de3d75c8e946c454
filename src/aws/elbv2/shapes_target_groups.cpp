#include "aws/elbv2/shapes.h"

namespace rampart::aws::elbv2 {

using namespace protocol;

namespace {

Shape port() { return integer({.least = 1, .most = 65535}); }

Shape matcher() {
  static const Shape shape = structure("Matcher", {optional("HttpCode", string()), optional("GrpcCode", string())});
  return shape;
}

/// The members of a health check, as CreateTargetGroup and ModifyTargetGroup have them.
std::vector<Member> with_health_check(std::vector<Member> members) {
  for (Member member :
       {optional("HealthCheckProtocol", protocol_names()), optional("HealthCheckPort", string()),
        optional("HealthCheckEnabled", boolean()), optional("HealthCheckPath", string({.least = 1, .most = 1024})),
        optional("HealthCheckIntervalSeconds", integer({.least = 5, .most = 300})),
        optional("HealthCheckTimeoutSeconds", integer({.least = 2, .most = 120})),
        optional("HealthyThresholdCount", integer({.least = 2, .most = 10})),
        optional("UnhealthyThresholdCount", integer({.least = 2, .most = 10})), optional("Matcher", matcher())})
    members.push_back(std::move(member));
  return members;
}

Shape target_group() {
  static const Shape shape = structure(
      "TargetGroup",
      with_health_check({optional("TargetGroupArn", string()), optional("TargetGroupName", string()),
                         optional("Protocol", string()), optional("Port", integer()), optional("VpcId", string()),
                         optional("LoadBalancerArns", strings()), optional("TargetType", string()),
                         optional("ProtocolVersion", string()), optional("IpAddressType", string())}));
  return shape;
}

Shape targets() {
  static const Shape target = structure("TargetDescription", {required("Id", string()), optional("Port", port()),
                                                              optional("AvailabilityZone", string())});
  return list(target);
}

}  // namespace

OperationShapes create_target_group_shapes() {
  return {structure("CreateTargetGroupInput",
                    with_health_check(
                        {required("Name", string()), optional("Protocol", protocol_names()),
                         optional("ProtocolVersion", string()), optional("Port", port()), optional("VpcId", string()),
                         optional("TargetType", enumeration({"instance", "ip", "lambda", "alb"})),
                         optional("Tags", tags_shape()), optional("IpAddressType", enumeration({"ipv4", "ipv6"}))})),
          with_list("CreateTargetGroupOutput", "TargetGroups", target_group())};
}

OperationShapes describe_target_groups_shapes() {
  return {
      describing("DescribeTargetGroupsInput", {optional("LoadBalancerArn", string()),
                                               optional("TargetGroupArns", strings()), optional("Names", strings())}),
      page_of("DescribeTargetGroupsOutput", "TargetGroups", target_group())};
}

OperationShapes modify_target_group_shapes() {
  return {structure("ModifyTargetGroupInput", with_health_check({required("TargetGroupArn", string())})),
          with_list("ModifyTargetGroupOutput", "TargetGroups", target_group())};
}

OperationShapes register_targets_shapes() {
  return {structure("RegisterTargetsInput", {required("TargetGroupArn", string()), required("Targets", targets())}),
          empty("RegisterTargetsOutput")};
}

OperationShapes describe_target_health_shapes() {
  static const Shape state = structure(
      "TargetHealth", {optional("State", string()), optional("Reason", string()), optional("Description", string())});
  static const Shape administrative =
      structure("AdministrativeOverride",
                {optional("State", string()), optional("Reason", string()), optional("Description", string())});
  static const Shape description = structure(
      "TargetHealthDescription", {optional("Target", targets()->element()), optional("HealthCheckPort", string()),
                                  optional("TargetHealth", state), optional("AdministrativeOverride", administrative)});
  return {structure("DescribeTargetHealthInput", {required("TargetGroupArn", string()), optional("Targets", targets()),
                                                  optional("Include", strings())}),
          with_list("DescribeTargetHealthOutput", "TargetHealthDescriptions", description)};
}

}  // namespace rampart::aws::elbv2
