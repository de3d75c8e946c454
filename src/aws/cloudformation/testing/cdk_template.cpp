#include "aws/cloudformation/testing/cdk_template.h"

namespace rampart::aws::cloudformation::testing {

std::string cdk_template() {
  return R"json({"Resources": {
"Vpc8378EB38": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": true,
"EnableDnsSupport": true, "InstanceTenancy": "default", "Tags": [{"Key": "Name", "Value": "Web/Vpc"}]},
"Metadata": {"aws:cdk:path": "Web/Vpc/Resource"}},
"VpcPublicSubnet1Subnet5C2D37C4": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": {"Fn::Select":
[0, {"Fn::GetAZs": ""}]}, "CidrBlock": "10.0.0.0/18", "MapPublicIpOnLaunch": true, "Tags": [{"Key":
"aws-cdk:subnet-name", "Value": "Public"}, {"Key": "aws-cdk:subnet-type", "Value": "Public"}, {"Key": "Name",
"Value": "Web/Vpc/PublicSubnet1"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPublicSubnet1RouteTable6C95E38E": {"Type": "AWS::EC2::RouteTable", "Properties": {"Tags": [{"Key": "Name",
"Value": "Web/Vpc/PublicSubnet1"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPublicSubnet1RouteTableAssociation97140677": {"Type": "AWS::EC2::SubnetRouteTableAssociation", "Properties":
{"RouteTableId": {"Ref": "VpcPublicSubnet1RouteTable6C95E38E"}, "SubnetId": {"Ref":
"VpcPublicSubnet1Subnet5C2D37C4"}}},
"VpcPublicSubnet1DefaultRoute3DA9E72A": {"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock":
"0.0.0.0/0", "GatewayId": {"Ref": "VpcIGWD7BA715C"}, "RouteTableId": {"Ref":
"VpcPublicSubnet1RouteTable6C95E38E"}}, "DependsOn": ["VpcVPCGWBF912B6E"]},
"VpcPublicSubnet1EIPD7E02669": {"Type": "AWS::EC2::EIP", "Properties": {"Domain": "vpc", "Tags": [{"Key":
"Name", "Value": "Web/Vpc/PublicSubnet1"}]}},
"VpcPublicSubnet1NATGateway4D7517AA": {"Type": "AWS::EC2::NatGateway", "Properties": {"AllocationId": {
"Fn::GetAtt": ["VpcPublicSubnet1EIPD7E02669", "AllocationId"]}, "SubnetId": {"Ref":
"VpcPublicSubnet1Subnet5C2D37C4"}, "Tags": [{"Key": "Name", "Value": "Web/Vpc/PublicSubnet1"}]}, "DependsOn": [
"VpcPublicSubnet1DefaultRoute3DA9E72A", "VpcPublicSubnet1RouteTableAssociation97140677"]},
"VpcPublicSubnet2Subnet5C2D37C4": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": {"Fn::Select":
[1, {"Fn::GetAZs": ""}]}, "CidrBlock": "10.0.64.0/18", "MapPublicIpOnLaunch": true, "Tags": [{"Key":
"aws-cdk:subnet-name", "Value": "Public"}, {"Key": "aws-cdk:subnet-type", "Value": "Public"}, {"Key": "Name",
"Value": "Web/Vpc/PublicSubnet2"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPublicSubnet2RouteTable6C95E38E": {"Type": "AWS::EC2::RouteTable", "Properties": {"Tags": [{"Key": "Name",
"Value": "Web/Vpc/PublicSubnet2"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPublicSubnet2RouteTableAssociation97140677": {"Type": "AWS::EC2::SubnetRouteTableAssociation", "Properties":
{"RouteTableId": {"Ref": "VpcPublicSubnet2RouteTable6C95E38E"}, "SubnetId": {"Ref":
"VpcPublicSubnet2Subnet5C2D37C4"}}},
"VpcPublicSubnet2DefaultRoute3DA9E72A": {"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock":
"0.0.0.0/0", "GatewayId": {"Ref": "VpcIGWD7BA715C"}, "RouteTableId": {"Ref":
"VpcPublicSubnet2RouteTable6C95E38E"}}, "DependsOn": ["VpcVPCGWBF912B6E"]},
"VpcPublicSubnet2EIPD7E02669": {"Type": "AWS::EC2::EIP", "Properties": {"Domain": "vpc", "Tags": [{"Key":
"Name", "Value": "Web/Vpc/PublicSubnet2"}]}},
"VpcPublicSubnet2NATGateway4D7517AA": {"Type": "AWS::EC2::NatGateway", "Properties": {"AllocationId": {
"Fn::GetAtt": ["VpcPublicSubnet2EIPD7E02669", "AllocationId"]}, "SubnetId": {"Ref":
"VpcPublicSubnet2Subnet5C2D37C4"}, "Tags": [{"Key": "Name", "Value": "Web/Vpc/PublicSubnet2"}]}, "DependsOn": [
"VpcPublicSubnet2DefaultRoute3DA9E72A", "VpcPublicSubnet2RouteTableAssociation97140677"]},
"VpcPrivateSubnet1Subnet536B997A": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": {
"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "CidrBlock": "10.0.128.0/18", "MapPublicIpOnLaunch": false, "Tags": [{
"Key": "aws-cdk:subnet-name", "Value": "Private"}, {"Key": "aws-cdk:subnet-type", "Value": "Private"}, {"Key":
"Name", "Value": "Web/Vpc/PrivateSubnet1"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPrivateSubnet1RouteTable6C95E38E": {"Type": "AWS::EC2::RouteTable", "Properties": {"Tags": [{"Key": "Name",
"Value": "Web/Vpc/PrivateSubnet1"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPrivateSubnet1RouteTableAssociation97140677": {"Type": "AWS::EC2::SubnetRouteTableAssociation",
"Properties": {"RouteTableId": {"Ref": "VpcPrivateSubnet1RouteTable6C95E38E"}, "SubnetId": {"Ref":
"VpcPrivateSubnet1Subnet536B997A"}}},
"VpcPrivateSubnet1DefaultRouteBE02A9ED": {"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock":
"0.0.0.0/0", "NatGatewayId": {"Ref": "VpcPublicSubnet1NATGateway4D7517AA"}, "RouteTableId": {"Ref":
"VpcPrivateSubnet1RouteTable6C95E38E"}}},
"VpcPrivateSubnet2Subnet536B997A": {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": {
"Fn::Select": [1, {"Fn::GetAZs": ""}]}, "CidrBlock": "10.0.192.0/18", "MapPublicIpOnLaunch": false, "Tags": [{
"Key": "aws-cdk:subnet-name", "Value": "Private"}, {"Key": "aws-cdk:subnet-type", "Value": "Private"}, {"Key":
"Name", "Value": "Web/Vpc/PrivateSubnet2"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPrivateSubnet2RouteTable6C95E38E": {"Type": "AWS::EC2::RouteTable", "Properties": {"Tags": [{"Key": "Name",
"Value": "Web/Vpc/PrivateSubnet2"}], "VpcId": {"Ref": "Vpc8378EB38"}}},
"VpcPrivateSubnet2RouteTableAssociation97140677": {"Type": "AWS::EC2::SubnetRouteTableAssociation",
"Properties": {"RouteTableId": {"Ref": "VpcPrivateSubnet2RouteTable6C95E38E"}, "SubnetId": {"Ref":
"VpcPrivateSubnet2Subnet536B997A"}}},
"VpcPrivateSubnet2DefaultRouteBE02A9ED": {"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock":
"0.0.0.0/0", "NatGatewayId": {"Ref": "VpcPublicSubnet2NATGateway4D7517AA"}, "RouteTableId": {"Ref":
"VpcPrivateSubnet2RouteTable6C95E38E"}}},
"VpcIGWD7BA715C": {"Type": "AWS::EC2::InternetGateway", "Properties": {"Tags": [{"Key": "Name", "Value":
"Web/Vpc"}]}},
"VpcVPCGWBF912B6E": {"Type": "AWS::EC2::VPCGatewayAttachment", "Properties": {"InternetGatewayId": {"Ref":
"VpcIGWD7BA715C"}, "VpcId": {"Ref": "Vpc8378EB38"}}},
"ClusterEB0386A7": {"Type": "AWS::ECS::Cluster"},
"ServiceLBE9A1ADBC": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {
"LoadBalancerAttributes": [{"Key": "deletion_protection.enabled", "Value": "false"}], "Scheme":
"internet-facing", "SecurityGroups": [{"Fn::GetAtt": ["ServiceLBSecurityGroupF7435A5C", "GroupId"]}], "Subnets":
[{"Ref": "VpcPublicSubnet1Subnet5C2D37C4"}, {"Ref": "VpcPublicSubnet2Subnet5C2D37C4"}], "Type": "application"},
"DependsOn": ["VpcPublicSubnet1DefaultRoute3DA9E72A", "VpcPublicSubnet1RouteTableAssociation97140677",
"VpcPublicSubnet2DefaultRoute3DA9E72A", "VpcPublicSubnet2RouteTableAssociation97140677"]},
"ServiceLBSecurityGroupF7435A5C": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription":
"Automatically created Security Group for ELB WebServiceLB", "SecurityGroupIngress": [{"CidrIp": "0.0.0.0/0",
"Description": "Allow from anyone on port 80", "FromPort": 80, "IpProtocol": "tcp", "ToPort": 80}], "VpcId": {
"Ref": "Vpc8378EB38"}}},
"ServiceLBSecurityGrouptoWebServiceSecurityGroup80E8": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": {
"Description": "Load balancer to target", "DestinationSecurityGroupId": {"Fn::GetAtt": [
"ServiceSecurityGroupC96ED6A7", "GroupId"]}, "FromPort": 80, "GroupId": {"Fn::GetAtt": [
"ServiceLBSecurityGroupF7435A5C", "GroupId"]}, "IpProtocol": "tcp", "ToPort": 80}},
"ServiceLBPublicListener46709EAA": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {
"DefaultActions": [{"TargetGroupArn": {"Ref": "ServiceLBPublicListenerECSGroup0CC8688C"}, "Type": "forward"}],
"LoadBalancerArn": {"Ref": "ServiceLBE9A1ADBC"}, "Port": 80, "Protocol": "HTTP"}},
"ServiceLBPublicListenerECSGroup0CC8688C": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {
"Port": 80, "Protocol": "HTTP", "TargetGroupAttributes": [{"Key": "stickiness.enabled", "Value": "false"}],
"TargetType": "ip", "VpcId": {"Ref": "Vpc8378EB38"}}},
"ServiceTaskDefTaskRoleB0A8A7D3": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
"Statement": [{"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service":
"ecs-tasks.amazonaws.com"}}], "Version": "2012-10-17"}}},
"ServiceTaskDefExecutionRole919F7BE3": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
"Statement": [{"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service":
"ecs-tasks.amazonaws.com"}}], "Version": "2012-10-17"}}},
"ServiceTaskDefExecutionRoleDefaultPolicy8F41DA6A": {"Type": "AWS::IAM::Policy", "Properties": {
"PolicyDocument": {"Statement": [{"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Effect": "Allow",
"Resource": {"Fn::GetAtt": ["ServiceTaskDefwebLogGroup2A898F61", "Arn"]}}], "Version": "2012-10-17"},
"PolicyName": "ServiceTaskDefExecutionRoleDefaultPolicy8F41DA6A", "Roles": [{"Ref":
"ServiceTaskDefExecutionRole919F7BE3"}]}},
"ServiceTaskDef79D79521": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{
"Essential": true, "Image": "amazon/amazon-ecs-sample", "LogConfiguration": {"LogDriver": "awslogs", "Options":
{"awslogs-group": {"Ref": "ServiceTaskDefwebLogGroup2A898F61"}, "awslogs-stream-prefix": "Service",
"awslogs-region": {"Ref": "AWS::Region"}}}, "Name": "web", "PortMappings": [{"ContainerPort": 80, "Protocol":
"tcp"}]}], "Cpu": "512", "ExecutionRoleArn": {"Fn::GetAtt": ["ServiceTaskDefExecutionRole919F7BE3", "Arn"]},
"Family": "WebServiceTaskDef1B4A4B4B", "Memory": "1024", "NetworkMode": "awsvpc", "RequiresCompatibilities": [
"FARGATE"], "TaskRoleArn": {"Fn::GetAtt": ["ServiceTaskDefTaskRoleB0A8A7D3", "Arn"]}}},
"ServiceTaskDefwebLogGroup2A898F61": {"Type": "AWS::Logs::LogGroup", "UpdateReplacePolicy": "Retain",
"DeletionPolicy": "Retain"},
"Service9571FDD8": {"Type": "AWS::ECS::Service", "Properties": {"Cluster": {"Ref": "ClusterEB0386A7"},
"DeploymentConfiguration": {"MaximumPercent": 200, "MinimumHealthyPercent": 50}, "DesiredCount": 2,
"EnableECSManagedTags": false, "HealthCheckGracePeriodSeconds": 60, "LaunchType": "FARGATE", "LoadBalancers": [{
"ContainerName": "web", "ContainerPort": 80, "TargetGroupArn": {"Ref":
"ServiceLBPublicListenerECSGroup0CC8688C"}}], "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp":
"DISABLED", "SecurityGroups": [{"Fn::GetAtt": ["ServiceSecurityGroupC96ED6A7", "GroupId"]}], "Subnets": [{"Ref":
"VpcPrivateSubnet1Subnet536B997A"}, {"Ref": "VpcPrivateSubnet2Subnet536B997A"}]}}, "TaskDefinition": {"Ref":
"ServiceTaskDef79D79521"}}, "DependsOn": ["ServiceLBPublicListenerECSGroup0CC8688C",
"ServiceLBPublicListener46709EAA", "ServiceTaskDefTaskRoleB0A8A7D3"]},
"ServiceSecurityGroupC96ED6A7": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription":
"Web/Service/Service/SecurityGroup", "SecurityGroupEgress": [{"CidrIp": "0.0.0.0/0", "Description":
"Allow all outbound traffic by default", "IpProtocol": "-1"}], "VpcId": {"Ref": "Vpc8378EB38"}}, "DependsOn": [
"ServiceTaskDefTaskRoleB0A8A7D3"]},
"ServiceSecurityGroupfromWebServiceLBSecurityGroup80D4": {"Type": "AWS::EC2::SecurityGroupIngress",
"Properties": {"Description": "Load balancer to target", "FromPort": 80, "GroupId": {"Fn::GetAtt": [
"ServiceSecurityGroupC96ED6A7", "GroupId"]}, "IpProtocol": "tcp", "SourceSecurityGroupId": {"Fn::GetAtt": [
"ServiceLBSecurityGroupF7435A5C", "GroupId"]}, "ToPort": 80}, "DependsOn": ["ServiceTaskDefTaskRoleB0A8A7D3"]},
"ServiceTaskCountTarget23E25614": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {
"MaxCapacity": 10, "MinCapacity": 2, "ResourceId": {"Fn::Join": ["", ["service/", {"Ref": "ClusterEB0386A7"},
"/", {"Fn::GetAtt": ["Service9571FDD8", "Name"]}]]}, "RoleARN": {"Fn::Join": ["", ["arn:", {"Ref":
"AWS::Partition"}, ":iam::", {"Ref": "AWS::AccountId"},
":role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"]]},
"ScalableDimension": "ecs:service:DesiredCount", "ServiceNamespace": "ecs"}, "DependsOn": [
"ServiceTaskDefTaskRoleB0A8A7D3"]},
"ServiceTaskCountTargetRequests7B1E2B7C": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {
"PolicyName": "WebServiceTaskCountTargetRequestsC6F0E5D6", "PolicyType": "TargetTrackingScaling",
"ScalingTargetId": {"Ref": "ServiceTaskCountTarget23E25614"}, "TargetTrackingScalingPolicyConfiguration": {
"PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": {
"Fn::Join": ["", [{"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "ServiceLBPublicListener46709EAA"}]}]}, "/", {
"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "ServiceLBPublicListener46709EAA"}]}]}, "/", {"Fn::Select": [3, {
"Fn::Split": ["/", {"Ref": "ServiceLBPublicListener46709EAA"}]}]}, "/", {"Fn::GetAtt": [
"ServiceLBPublicListenerECSGroup0CC8688C", "TargetGroupFullName"]}]]}}, "TargetValue": 1000}}, "DependsOn": [
"ServiceTaskDefTaskRoleB0A8A7D3"]},
"ServiceTaskCountTargetCpu5C4B7E2A": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {
"PolicyName": "WebServiceTaskCountTargetCpu0C2E5A0D", "PolicyType": "TargetTrackingScaling", "ScalingTargetId":
{"Ref": "ServiceTaskCountTarget23E25614"}, "TargetTrackingScalingPolicyConfiguration": {
"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}, "ScaleInCooldown":
60, "ScaleOutCooldown": 60, "TargetValue": 50}}, "DependsOn": ["ServiceTaskDefTaskRoleB0A8A7D3"]},
"CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:H4sIAAAAAAAA"},
"Condition": "CDKMetadataAvailable"}
},
"Outputs": {"ServiceLoadBalancerDNSEC5B149E": {"Value": {"Fn::GetAtt": ["ServiceLBE9A1ADBC", "DNSName"]}},
"ServiceServiceURL250C0FB6": {"Value": {"Fn::Join": ["", ["http://", {"Fn::GetAtt": ["ServiceLBE9A1ADBC",
"DNSName"]}]]}}},
"Conditions": {"CDKMetadataAvailable": {"Fn::Or": [{"Fn::Or": [{"Fn::Equals": [{"Ref": "AWS::Region"},
"af-south-1"]}, {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}]}, {"Fn::Or": [{"Fn::Equals": [{"Ref":
"AWS::Region"}, "us-east-1"]}, {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-2"]}]}]}},
"Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default":
"/cdk-bootstrap/hnb659fds/version", "Description":
"Version of the CDK Bootstrap resources in this environment. [cdk:skip]"}},
"Rules": {"CheckBootstrapVersion": {"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2", "3",
"4", "5"], {"Ref": "BootstrapVersion"}]}]}, "AssertDescription": "CDK bootstrap stack version 6 required."}]}}
}
)json";
}

}  // namespace rampart::aws::cloudformation::testing
