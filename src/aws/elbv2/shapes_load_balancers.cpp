#include "aws/elbv2/shapes.h"

namespace rampart::aws::elbv2 {

using namespace protocol;

namespace {

Shape ip_address_type() { return enumeration({"ipv4", "dualstack", "dualstack-without-public-ipv4"}); }

Shape subnet_mappings() {
  static const Shape mapping =
      structure("SubnetMapping", {optional("SubnetId", string()), optional("AllocationId", string())});
  return list(mapping);
}

Shape availability_zones() {
  static const Shape address = structure("LoadBalancerAddress", {optional("IpAddress", string())});
  static const Shape zone =
      structure("AvailabilityZone", {optional("ZoneName", string()), optional("SubnetId", string()),
                                     optional("LoadBalancerAddresses", list(address))});
  return list(zone);
}

Shape load_balancer() {
  static const Shape state = structure("LoadBalancerState", {optional("Code", string()), optional("Reason", string())});
  static const Shape shape =
      structure("LoadBalancer", {optional("LoadBalancerArn", string()), optional("DNSName", string()),
                                 optional("CanonicalHostedZoneId", string()), optional("CreatedTime", timestamp()),
                                 optional("LoadBalancerName", string()), optional("Scheme", string()),
                                 optional("VpcId", string()), optional("State", state), optional("Type", string()),
                                 optional("AvailabilityZones", availability_zones()),
                                 optional("SecurityGroups", strings()), optional("IpAddressType", string())});
  return shape;
}

}  // namespace

OperationShapes create_load_balancer_shapes() {
  return {structure("CreateLoadBalancerInput",
                    {required("Name", string()), optional("Subnets", strings()),
                     optional("SubnetMappings", subnet_mappings()), optional("SecurityGroups", strings()),
                     optional("Scheme", enumeration({"internet-facing", "internal"})), optional("Tags", tags_shape()),
                     optional("Type", enumeration({"application", "network", "gateway"})),
                     optional("IpAddressType", ip_address_type())}),
          with_list("CreateLoadBalancerOutput", "LoadBalancers", load_balancer())};
}

OperationShapes describe_load_balancers_shapes() {
  return {
      describing("DescribeLoadBalancersInput", {optional("LoadBalancerArns", strings()), optional("Names", strings())}),
      page_of("DescribeLoadBalancersOutput", "LoadBalancers", load_balancer())};
}

OperationShapes set_subnets_shapes() {
  return {structure("SetSubnetsInput",
                    {required("LoadBalancerArn", string()), optional("Subnets", strings()),
                     optional("SubnetMappings", subnet_mappings()), optional("IpAddressType", ip_address_type())}),
          structure("SetSubnetsOutput",
                    {optional("AvailabilityZones", availability_zones()), optional("IpAddressType", string())})};
}

OperationShapes set_security_groups_shapes() {
  return {structure("SetSecurityGroupsInput",
                    {required("LoadBalancerArn", string()), required("SecurityGroups", strings())}),
          structure("SetSecurityGroupsOutput", {optional("SecurityGroupIds", strings())})};
}

OperationShapes set_ip_address_type_shapes() {
  return {structure("SetIpAddressTypeInput",
                    {required("LoadBalancerArn", string()), required("IpAddressType", ip_address_type())}),
          structure("SetIpAddressTypeOutput", {optional("IpAddressType", string())})};
}

OperationShapes describe_capacity_reservation_shapes() {
  return {of_one("DescribeCapacityReservationInput", "LoadBalancerArn"),
          structure("DescribeCapacityReservationOutput", {optional("DecreaseRequestsRemaining", integer()),
                                                          optional("CapacityReservationState", list(empty("State")))})};
}

OperationShapes describe_account_limits_shapes() {
  static const Shape limit = structure("Limit", {optional("Name", string()), optional("Max", string())});
  return {describing("DescribeAccountLimitsInput", {}), page_of("DescribeAccountLimitsOutput", "Limits", limit)};
}

OperationShapes describe_ssl_policies_shapes() {
  static const Shape cipher = structure("Cipher", {optional("Name", string()), optional("Priority", integer())});
  static const Shape policy =
      structure("SslPolicy", {optional("SslProtocols", strings()), optional("Ciphers", list(cipher)),
                              optional("Name", string()), optional("SupportedLoadBalancerTypes", strings())});
  return {describing("DescribeSSLPoliciesInput",
                     {optional("Names", strings()),
                      optional("LoadBalancerType", enumeration({"application", "network", "gateway"}))}),
          page_of("DescribeSSLPoliciesOutput", "SslPolicies", policy)};
}

}  // namespace rampart::aws::elbv2
