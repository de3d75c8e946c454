#include "core/control/testing/catalogue_text.h"

namespace rampart::control::testing {

Result<Catalogue> build(const std::string& text) {
  const auto node = document::parse(text, "t.yml");
  if (node.has_error()) return node.error();
  const auto source = stack::read_template(*node);
  if (source.has_error()) return source.error();
  stack::Pseudo pseudo;
  pseudo.stack_name = "quest";
  return build_catalogue(*source, {}, pseudo);
}

std::string good_template() {
  return R"(Resources:
  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: shop}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 256
      Memory: 512
      ContainerDefinitions:
        - Name: app
          Image: app:1
          PortMappings: [{ContainerPort: 8080}]
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Name: lb, Subnets: [subnet-a, subnet-b]}
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Name: tg, TargetType: ip, Port: 8080, Protocol: HTTP, VpcId: vpc-1}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      ServiceName: web
      Cluster: !GetAtt Cluster.Arn
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      DesiredCount: 2
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-a]}}
      LoadBalancers: [{ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref Group}]
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Join [/, [service, !Ref Cluster, !GetAtt Service.Name]]
      MinCapacity: 1
      MaxCapacity: 10
  Tracking:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: cpu
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 50
        PredefinedMetricSpecification: {PredefinedMetricType: ECSServiceAverageCPUUtilization}
  Step:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    DependsOn: Target
    Properties:
      PolicyName: burst
      PolicyType: StepScaling
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: service/shop/web
      StepScalingPolicyConfiguration:
        AdjustmentType: PercentChangeInCapacity
        MinAdjustmentMagnitude: 2
        Cooldown: 30
        StepAdjustments:
          - {MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 50}
          - {MetricIntervalLowerBound: 20, ScalingAdjustment: 100}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ECS
      MetricName: CPUUtilization
      Dimensions: [{Name: ServiceName, Value: !GetAtt Service.Name}, {Name: ClusterName, Value: !Ref Cluster}]
      Statistic: Average
      Period: 60
      EvaluationPeriods: 3
      DatapointsToAlarm: 2
      Threshold: "80"
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Step]
)";
}

std::string changed(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::string text = good_template();
  for (const auto& [from, to] : changes) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) return "the good template has no \"" + from + "\"";
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string complaint(const std::vector<std::pair<std::string, std::string>>& changes) {
  const auto catalogue = build(changed(changes));
  return catalogue.has_error() ? catalogue.error().message : "fine";
}

}  // namespace rampart::control::testing
