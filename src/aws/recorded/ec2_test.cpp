#include "aws/recorded/ec2.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "aws/account/testing/caller.h"
#include "aws/protocol/endpoint.h"
#include "aws/recorded/ec2_desk.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;

class Ec2Test : public ::testing::Test {
 protected:
  static json::object filter(const char* name, const char* value) {
    return {{"Filters", json::array{json::object{{"Name", name}, {"Values", json::array{json::string(value)}}}}}};
  }
  static json::object ids(const char* member, const std::string& id) {
    return {{member, json::array{json::string(id)}}};
  }
  static std::string text(const json::object& object, const char* member) { return text_of(object, member); }
  json::array list(const std::string& operation, const char* member, json::object input = {}) const {
    return list_of(client_.ok(operation, std::move(input)), member);
  }
  std::string default_vpc() const { return text(list("DescribeVpcs", "Vpcs")[0].as_object(), "VpcId"); }
  std::string new_vpc(const char* cidr) const {
    return text(client_.ok("CreateVpc", {{"CidrBlock", cidr}}).at("Vpc").as_object(), "VpcId");
  }

  control::testing::MemoryState state_;
  Account account_{.state = state_, .ids = Random(7)};
  Ec2 ec2_{account_};
  testing::Caller client_{ec2_.service()};
};

TEST_F(Ec2Test, ARegionStartsWithADefaultNetwork) {
  const json::array vpcs = list("DescribeVpcs", "Vpcs", filter("isDefault", "true"));
  ASSERT_EQ(vpcs.size(), 1U);
  EXPECT_EQ(vpcs[0].at("CidrBlock"), "172.31.0.0/16");
  const std::string vpc = default_vpc();
  EXPECT_TRUE(vpc.starts_with("vpc-0"));
  EXPECT_EQ(vpc.size(), 21U);

  json::array subnets = list("DescribeSubnets", "Subnets", filter("vpc-id", vpc.c_str()));
  ASSERT_EQ(subnets.size(), 3U);
  std::vector<std::string> seen;
  for (const json::value& one : subnets)
    seen.push_back(text(one.as_object(), "AvailabilityZone") + " " + text(one.as_object(), "CidrBlock"));
  EXPECT_EQ(seen.size(), 3U);
  EXPECT_NE(std::find(seen.begin(), seen.end(), "us-east-1b 172.31.16.0/20"), seen.end());
  EXPECT_EQ(subnets[0].at("AvailableIpAddressCount"), 4091);
  EXPECT_EQ(list("DescribeSubnets", "Subnets", filter("default-for-az", "true")).size(), 3U);

  EXPECT_EQ(list("DescribeInternetGateways", "InternetGateways", filter("attachment.vpc-id", vpc.c_str())).size(), 1U);
  const json::array tables = list("DescribeRouteTables", "RouteTables", filter("association.main", "true"));
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(list_of(tables[0].as_object(), "Routes").size(), 2U);
  const json::array acls = list("DescribeNetworkAcls", "NetworkAcls", filter("default", "true"));
  ASSERT_EQ(acls.size(), 1U);
  EXPECT_EQ(list_of(acls[0].as_object(), "Associations").size(), 3U);

  const json::array groups = list("DescribeSecurityGroups", "SecurityGroups", filter("group-name", "default"));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].at("IpPermissionsEgress").as_array()[0].at("IpRanges").as_array()[0].at("CidrIp"), "0.0.0.0/0");
  EXPECT_EQ(groups[0].at("IpPermissions").as_array()[0].at("UserIdGroupPairs").as_array()[0].at("GroupId"),
            groups[0].at("GroupId"));
}

TEST_F(Ec2Test, RegionsAreApartAndLastAcrossACrash) {
  const std::string here = default_vpc();
  client_.region = "ap-northeast-1";
  const std::string there = default_vpc();
  EXPECT_NE(here, there);
  EXPECT_EQ(list("DescribeAvailabilityZones", "AvailabilityZones")[0].at("ZoneId"), "apne1-az1");
  ASSERT_FALSE(state_.commit().has_error());
  client_.ok("CreateVpc", {{"CidrBlock", "10.9.0.0/16"}});
  state_.crash();
  Ec2 again(account_);
  testing::Caller client(again.service());
  const json::object vpcs = client.ok("DescribeVpcs");
  ASSERT_EQ(vpcs.at("Vpcs").as_array().size(), 1U);
  EXPECT_EQ(vpcs.at("Vpcs").as_array()[0].at("VpcId"), json::string(here));
}

TEST_F(Ec2Test, ZonesAreNamedAfterTheirRegion) {
  EXPECT_EQ(zone_id("us-east-1", 0), "use1-az1");
  EXPECT_EQ(zone_id("eu-central-1", 2), "euc1-az3");
  EXPECT_EQ(zone_id("ap-southeast-2", 1), "apse2-az2");
  EXPECT_EQ(zone_id("us-gov-west-1", 0), "usgw1-az1");
}

TEST_F(Ec2Test, AVpcIsBuiltUsedAndTakenDown) {
  const std::string vpc = new_vpc("10.0.0.0/16");
  EXPECT_EQ(client_.error("CreateSubnet", {{"VpcId", vpc}, {"CidrBlock", "10.1.0.0/24"}}),
            "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.");
  const json::object made =
      client_.ok("CreateSubnet", {{"VpcId", vpc}, {"CidrBlock", "10.0.1.0/24"}, {"AvailabilityZone", "us-east-1c"}});
  const std::string subnet = text(made.at("Subnet").as_object(), "SubnetId");
  EXPECT_EQ(client_.error("CreateSubnet", {{"VpcId", vpc}, {"CidrBlock", "10.0.1.128/25"}}),
            "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet");

  const std::string gateway =
      text(client_.ok("CreateInternetGateway").at("InternetGateway").as_object(), "InternetGatewayId");
  client_.ok("AttachInternetGateway", {{"InternetGatewayId", gateway}, {"VpcId", vpc}});
  EXPECT_EQ(client_.error("AttachInternetGateway", {{"InternetGatewayId", gateway}, {"VpcId", vpc}}).substr(0, 26),
            "Resource.AlreadyAssociated");
  const std::string table =
      text(client_.ok("CreateRouteTable", {{"VpcId", vpc}}).at("RouteTable").as_object(), "RouteTableId");
  client_.ok("CreateRoute", {{"RouteTableId", table}, {"DestinationCidrBlock", "0.0.0.0/0"}, {"GatewayId", gateway}});
  EXPECT_EQ(
      client_.error("CreateRoute",
                    {{"RouteTableId", table}, {"DestinationCidrBlock", "0.0.0.0/0"}, {"GatewayId", "igw-unknown"}}),
      "InvalidInternetGatewayID.NotFound: The internetGateway ID 'igw-unknown' does not exist");
  const json::object associated = client_.ok("AssociateRouteTable", {{"RouteTableId", table}, {"SubnetId", subnet}});
  EXPECT_EQ(list("DescribeRouteTables", "RouteTables", filter("association.subnet-id", subnet.c_str())).size(), 1U);

  EXPECT_EQ(client_.error("DeleteVpc", {{"VpcId", vpc}}),
            "DependencyViolation: The vpc '" + vpc + "' has dependencies and cannot be deleted.");
  EXPECT_EQ(client_.error("DeleteRouteTable", {{"RouteTableId", table}}).substr(0, 19), "DependencyViolation");
  client_.ok("DisassociateRouteTable", {{"AssociationId", associated.at("AssociationId")}});
  client_.ok("DeleteRoute", {{"RouteTableId", table}, {"DestinationCidrBlock", "0.0.0.0/0"}});
  client_.ok("DeleteRouteTable", {{"RouteTableId", table}});
  client_.ok("DetachInternetGateway", {{"InternetGatewayId", gateway}, {"VpcId", vpc}});
  client_.ok("DeleteInternetGateway", {{"InternetGatewayId", gateway}});
  client_.ok("DeleteSubnet", {{"SubnetId", subnet}});
  client_.ok("DeleteVpc", {{"VpcId", vpc}});
  EXPECT_EQ(client_.error("DescribeVpcs", ids("VpcIds", vpc)),
            "InvalidVpcID.NotFound: The vpc ID '" + vpc + "' does not exist");
  EXPECT_EQ(list("DescribeSecurityGroups", "SecurityGroups").size(), 1U);  // the default VPC's
}

TEST_F(Ec2Test, SecurityGroupsHaveRulesThatComeAndGo) {
  const json::object made = client_.ok("CreateSecurityGroup", {{"GroupName", "web"}, {"Description", "the web"}});
  const std::string group = text(made, "GroupId");
  EXPECT_EQ(client_.error("CreateSecurityGroup", {{"GroupName", "web"}, {"Description", "again"}}),
            "InvalidGroup.Duplicate: The security group 'web' already exists for VPC '" + default_vpc() + "'");
  const json::object http = {
      {"GroupId", group}, {"IpProtocol", "tcp"}, {"FromPort", 80}, {"ToPort", 80}, {"CidrIp", "0.0.0.0/0"}};
  const json::array rules = list_of(client_.ok("AuthorizeSecurityGroupIngress", http), "SecurityGroupRules");
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(client_.error("AuthorizeSecurityGroupIngress", http),
            "InvalidPermission.Duplicate: the specified rule \"peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, "
            "ALLOW\" already exists");
  client_.ok("AuthorizeSecurityGroupIngress",
             {{"GroupId", group},
              {"IpPermissions",
               json::array{json::object{
                   {"IpProtocol", "tcp"},
                   {"FromPort", 80},
                   {"ToPort", 80},
                   {"IpRanges", json::array{json::object{{"CidrIp", "10.0.0.0/8"}, {"Description", "inside"}}}},
                   {"UserIdGroupPairs", json::array{json::object{{"GroupId", group}}}}}}}});
  const json::array groups = list("DescribeSecurityGroups", "SecurityGroups", ids("GroupIds", group));
  const json::array permissions = list_of(groups[0].as_object(), "IpPermissions");
  ASSERT_EQ(permissions.size(), 1U);
  EXPECT_EQ(permissions[0].at("IpRanges").as_array().size(), 2U);
  EXPECT_EQ(permissions[0].at("UserIdGroupPairs").as_array().size(), 1U);
  EXPECT_EQ(list("DescribeSecurityGroupRules", "SecurityGroupRules", filter("group-id", group.c_str())).size(), 4U);

  client_.ok("RevokeSecurityGroupIngress", http);
  EXPECT_EQ(client_.error("RevokeSecurityGroupIngress", http),
            "InvalidPermission.NotFound: The specified rule does not exist in this security group.");
  client_.ok("DeleteSecurityGroup", {{"GroupId", group}});
  EXPECT_EQ(client_.error("DescribeSecurityGroups", ids("GroupIds", group)),
            "InvalidGroup.NotFound: The security group '" + group + "' does not exist");
  const json::array left = list("DescribeSecurityGroups", "SecurityGroups");
  EXPECT_EQ(client_.error("DeleteSecurityGroup", {{"GroupId", left[0].at("GroupId")}}).substr(0, 12), "CannotDelete");
}

TEST_F(Ec2Test, FiltersTakeWildcardsTagsAndRefuseWhatTheyDontKnow) {
  client_.ok(
      "CreateVpc",
      {{"CidrBlock", "10.0.0.0/16"},
       {"TagSpecifications",
        json::array{json::object{{"ResourceType", "vpc"},
                                 {"Tags", json::array{json::object{{"Key", "Name"}, {"Value", "shop-network"}}}}}}}});
  EXPECT_EQ(list("DescribeVpcs", "Vpcs", filter("tag:Name", "shop-*")).size(), 1U);
  EXPECT_EQ(list("DescribeVpcs", "Vpcs", filter("tag-key", "Name")).size(), 1U);
  EXPECT_EQ(list("DescribeVpcs", "Vpcs", filter("tag:Name", "shop")).size(), 0U);
  EXPECT_EQ(list("DescribeTags", "Tags", filter("resource-type", "vpc")).size(), 1U);
  EXPECT_EQ(client_.error("DescribeVpcs", filter("colour", "red")),
            "InvalidParameterValue: The filter 'colour' is invalid");
  EXPECT_TRUE(matches("a*c?", "abbbcd"));
  EXPECT_FALSE(matches("a*c?", "abbbc"));
}

TEST_F(Ec2Test, TagsAreSetAndTakenAway) {
  const std::string vpc = default_vpc();
  const json::object named = {{"Resources", json::array{json::string(vpc)}},
                              {"Tags", json::array{json::object{{"Key", "team"}, {"Value", "shop"}}}}};
  client_.ok("CreateTags", named);
  EXPECT_EQ(list("DescribeVpcs", "Vpcs", filter("tag:team", "shop")).size(), 1U);
  client_.ok("DeleteTags", named);
  EXPECT_EQ(list("DescribeVpcs", "Vpcs", filter("tag:team", "shop")).size(), 0U);
  json::object unknown = named;
  unknown["Resources"] = json::array{"vpc-none"};
  EXPECT_EQ(client_.error("CreateTags", unknown), "InvalidVpcID.NotFound: The vpc ID 'vpc-none' does not exist");
}

TEST_F(Ec2Test, ANatGatewayHoldsItsAddress) {
  const json::array subnets = list("DescribeSubnets", "Subnets");
  const std::string address = text(client_.ok("AllocateAddress", {{"Domain", "vpc"}}), "AllocationId");
  const json::object made =
      client_.ok("CreateNatGateway", {{"SubnetId", subnets[0].at("SubnetId")}, {"AllocationId", address}});
  EXPECT_EQ(made.at("NatGateway").at("State"), "available");
  EXPECT_EQ(client_.error("ReleaseAddress", {{"AllocationId", address}}),
            "InvalidIPAddress.InUse: Address 203.0.113.1 is in use.");
  client_.ok("DeleteNatGateway", {{"NatGatewayId", made.at("NatGateway").at("NatGatewayId")}});
  client_.ok("ReleaseAddress", {{"AllocationId", address}});
  EXPECT_EQ(list("DescribeAddresses", "Addresses").size(), 0U);
}

TEST_F(Ec2Test, AttributesAreChangedAndRead) {
  const std::string vpc = new_vpc("10.0.0.0/16");
  const json::object ask = {{"VpcId", vpc}, {"Attribute", "enableDnsHostnames"}};
  EXPECT_EQ(client_.ok("DescribeVpcAttribute", ask).at("EnableDnsHostnames").at("Value"), false);
  client_.ok("ModifyVpcAttribute", {{"VpcId", vpc}, {"EnableDnsHostnames", json::object{{"Value", true}}}});
  EXPECT_EQ(client_.ok("DescribeVpcAttribute", ask).at("EnableDnsHostnames").at("Value"), true);
  const json::value subnet = list("DescribeSubnets", "Subnets")[0].at("SubnetId");
  client_.ok("ModifySubnetAttribute", {{"SubnetId", subnet}, {"MapPublicIpOnLaunch", json::object{{"Value", false}}}});
  EXPECT_EQ(list("DescribeSubnets", "Subnets", filter("map-public-ip-on-launch", "false")).size(), 1U);
}

TEST_F(Ec2Test, InterfacesAndEndpointsAreRecorded) {
  const json::object subnet =
      list("DescribeSubnets", "Subnets", filter("availability-zone", "us-east-1a"))[0].as_object();
  const json::object made = client_.ok("CreateNetworkInterface", {{"SubnetId", subnet.at("SubnetId")}});
  EXPECT_EQ(made.at("NetworkInterface").at("PrivateIpAddress"), "172.31.0.4");
  EXPECT_EQ(list("DescribeNetworkInterfaces", "NetworkInterfaces", filter("vpc-id", default_vpc().c_str())).size(), 1U);
  client_.ok("DeleteNetworkInterface", {{"NetworkInterfaceId", made.at("NetworkInterface").at("NetworkInterfaceId")}});
  const json::object endpoint =
      client_.ok("CreateVpcEndpoint", {{"VpcId", default_vpc()}, {"ServiceName", "com.amazonaws.us-east-1.s3"}});
  const json::value id = endpoint.at("VpcEndpoint").at("VpcEndpointId");
  EXPECT_EQ(list("DeleteVpcEndpoints", "Unsuccessful", {{"VpcEndpointIds", json::array{id}}}).size(), 0U);
  EXPECT_EQ(list("DeleteVpcEndpoints", "Unsuccessful", {{"VpcEndpointIds", json::array{id}}}).size(), 1U);
}

TEST_F(Ec2Test, PagesFollowEachOther) {
  const json::object first = client_.ok("DescribeSubnets", {{"MaxResults", 2}});
  EXPECT_EQ(first.at("Subnets").as_array().size(), 2U);
  const json::object second = client_.ok("DescribeSubnets", {{"MaxResults", 2}, {"NextToken", first.at("NextToken")}});
  EXPECT_EQ(second.at("Subnets").as_array().size(), 1U);
  EXPECT_FALSE(second.contains("NextToken"));
  EXPECT_EQ(client_.error("DescribeSubnets", {{"NextToken", "made up"}}).substr(0, 16), "InvalidNextToken");
}

TEST_F(Ec2Test, SpeaksEc2OnTheWire) {
  protocol::Endpoint endpoint({ec2_.service()}, {});
  const auto ask = [&](const std::string& body) {
    return endpoint.answer({"POST", "/", {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}, body},
                           client_.now);
  };
  const auto answer = ask("Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=isDefault&Filter.1.Value.1=true");
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find("<vpcSet><item><ownerId>123456789012</ownerId>"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("<isDefault>true</isDefault><tagSet></tagSet>"), std::string::npos) << answer.body;
  const auto wrong = ask("Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-1");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.body.find("<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>"), std::string::npos)
      << wrong.body;
  EXPECT_EQ(ask("Action=RunInstances&Version=2016-11-15").status, 501);
}

}  // namespace
}  // namespace rampart::aws::recorded
