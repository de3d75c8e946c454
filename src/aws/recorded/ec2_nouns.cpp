#include "aws/recorded/ec2_desk.h"

namespace rampart::aws::recorded {

namespace noun {

const Noun vpc = {
    "vpc",
    "VpcId",
    "VpcIds",
    "Vpcs",
    "InvalidVpcID.NotFound",
    "The vpc ID '{}' does not exist",
    "vpc",
    "vpc-id=VpcId cidr=CidrBlock cidr-block=CidrBlock isDefault=IsDefault is-default=IsDefault state=State "
    "owner-id=OwnerId dhcp-options-id=DhcpOptionsId "
    "cidr-block-association.cidr-block=CidrBlockAssociationSet.CidrBlock "
    "cidr-block-association.association-id=CidrBlockAssociationSet.AssociationId"};

const Noun subnet = {
    "subnet",
    "SubnetId",
    "SubnetIds",
    "Subnets",
    "InvalidSubnetID.NotFound",
    "The subnet ID '{}' does not exist",
    "subnet",
    "subnet-id=SubnetId vpc-id=VpcId cidr=CidrBlock cidr-block=CidrBlock cidrBlock=CidrBlock "
    "availability-zone=AvailabilityZone availabilityZone=AvailabilityZone availability-zone-id=AvailabilityZoneId "
    "availabilityZoneId=AvailabilityZoneId default-for-az=DefaultForAz defaultForAz=DefaultForAz state=State "
    "map-public-ip-on-launch=MapPublicIpOnLaunch owner-id=OwnerId subnet-arn=SubnetArn "
    "available-ip-address-count=AvailableIpAddressCount"};

const Noun security_group = {
    "sg",
    "GroupId",
    "GroupIds",
    "SecurityGroups",
    "InvalidGroup.NotFound",
    "The security group '{}' does not exist",
    "security-group",
    "group-id=GroupId group-name=GroupName vpc-id=VpcId description=Description owner-id=OwnerId "
    "ip-permission.cidr=IpPermissions.IpRanges.CidrIp ip-permission.protocol=IpPermissions.IpProtocol "
    "ip-permission.from-port=IpPermissions.FromPort ip-permission.to-port=IpPermissions.ToPort "
    "ip-permission.group-id=IpPermissions.UserIdGroupPairs.GroupId "
    "egress.ip-permission.cidr=IpPermissionsEgress.IpRanges.CidrIp "
    "egress.ip-permission.protocol=IpPermissionsEgress.IpProtocol "
    "egress.ip-permission.from-port=IpPermissionsEgress.FromPort "
    "egress.ip-permission.to-port=IpPermissionsEgress.ToPort "
    "egress.ip-permission.group-id=IpPermissionsEgress.UserIdGroupPairs.GroupId"};

const Noun security_group_rule = {"sgr",
                                  "SecurityGroupRuleId",
                                  "SecurityGroupRuleIds",
                                  "SecurityGroupRules",
                                  "InvalidSecurityGroupRuleId.NotFound",
                                  "The security group rule ID '{}' does not exist",
                                  "security-group-rule",
                                  "group-id=GroupId security-group-rule-id=SecurityGroupRuleId"};

const Noun internet_gateway = {"igw",
                               "InternetGatewayId",
                               "InternetGatewayIds",
                               "InternetGateways",
                               "InvalidInternetGatewayID.NotFound",
                               "The internetGateway ID '{}' does not exist",
                               "internet-gateway",
                               "internet-gateway-id=InternetGatewayId owner-id=OwnerId "
                               "attachment.vpc-id=Attachments.VpcId attachment.state=Attachments.State"};

const Noun route_table = {
    "rtb",
    "RouteTableId",
    "RouteTableIds",
    "RouteTables",
    "InvalidRouteTableID.NotFound",
    "The routeTable ID '{}' does not exist",
    "route-table",
    "route-table-id=RouteTableId vpc-id=VpcId owner-id=OwnerId association.main=Associations.Main "
    "association.subnet-id=Associations.SubnetId association.route-table-id=Associations.RouteTableId "
    "association.route-table-association-id=Associations.RouteTableAssociationId "
    "association.gateway-id=Associations.GatewayId route.destination-cidr-block=Routes.DestinationCidrBlock "
    "route.gateway-id=Routes.GatewayId route.nat-gateway-id=Routes.NatGatewayId route.state=Routes.State "
    "route.origin=Routes.Origin"};

const Noun nat_gateway = {"nat",
                          "NatGatewayId",
                          "NatGatewayIds",
                          "NatGateways",
                          "NatGatewayNotFound",
                          "The Nat Gateway {} was not found",
                          "natgateway",
                          "nat-gateway-id=NatGatewayId vpc-id=VpcId subnet-id=SubnetId state=State",
                          "Filter"};

const Noun address = {"eipalloc",
                      "AllocationId",
                      "AllocationIds",
                      "Addresses",
                      "InvalidAllocationID.NotFound",
                      "The allocation ID '{}' does not exist",
                      "elastic-ip",
                      "allocation-id=AllocationId public-ip=PublicIp domain=Domain association-id=AssociationId "
                      "network-interface-id=NetworkInterfaceId private-ip-address=PrivateIpAddress "
                      "network-border-group=NetworkBorderGroup"};

const Noun network_interface = {
    "eni",
    "NetworkInterfaceId",
    "NetworkInterfaceIds",
    "NetworkInterfaces",
    "InvalidNetworkInterfaceID.NotFound",
    "The networkInterface ID '{}' does not exist",
    "network-interface",
    "network-interface-id=NetworkInterfaceId vpc-id=VpcId subnet-id=SubnetId status=Status description=Description "
    "availability-zone=AvailabilityZone group-id=Groups.GroupId group-name=Groups.GroupName owner-id=OwnerId "
    "private-ip-address=PrivateIpAddress addresses.private-ip-address=PrivateIpAddresses.PrivateIpAddress "
    "interface-type=InterfaceType requester-id=RequesterId requester-managed=RequesterManaged "
    "attachment.status=Attachment.Status attachment.instance-id=Attachment.InstanceId "
    "association.public-ip=Association.PublicIp",
    "Filters",
    "TagSet"};

const Noun vpc_endpoint = {"vpce",
                           "VpcEndpointId",
                           "VpcEndpointIds",
                           "VpcEndpoints",
                           "InvalidVpcEndpointId.NotFound",
                           "The Vpc Endpoint Id '{}' does not exist",
                           "vpc-endpoint",
                           "vpc-endpoint-id=VpcEndpointId vpc-id=VpcId service-name=ServiceName "
                           "vpc-endpoint-state=State vpc-endpoint-type=VpcEndpointType"};

const Noun network_acl = {"acl",
                          "NetworkAclId",
                          "NetworkAclIds",
                          "NetworkAcls",
                          "InvalidNetworkAclID.NotFound",
                          "The networkAcl ID '{}' does not exist",
                          "network-acl",
                          "network-acl-id=NetworkAclId vpc-id=VpcId default=IsDefault owner-id=OwnerId "
                          "association.subnet-id=Associations.SubnetId "
                          "association.association-id=Associations.NetworkAclAssociationId"};

}  // namespace noun

const std::vector<const Noun*>& nouns() {
  static const std::vector<const Noun*> all = {&noun::vpc,
                                               &noun::subnet,
                                               &noun::security_group,
                                               &noun::security_group_rule,
                                               &noun::internet_gateway,
                                               &noun::route_table,
                                               &noun::nat_gateway,
                                               &noun::address,
                                               &noun::network_interface,
                                               &noun::vpc_endpoint,
                                               &noun::network_acl};
  return all;
}

}  // namespace rampart::aws::recorded
