#include "advice/testing/stacks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace rampart::advice::testing {

std::string well_made_template() {
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
    Properties:
      Name: tg
      TargetType: ip
      Port: 8080
      Protocol: HTTP
      VpcId: vpc-1
      HealthCheckIntervalSeconds: 10
      TargetGroupAttributes: [{Key: deregistration_delay.timeout_seconds, Value: "30"}]
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
    Metadata: {Rampart: {DownstreamConnections: {PerTask: 10, Limit: 200}}}
    Properties:
      ServiceName: web
      Cluster: !GetAtt Cluster.Arn
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      HealthCheckGracePeriodSeconds: 60
      DeploymentConfiguration: {MaximumPercent: 200, MinimumHealthyPercent: 100}
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-a]}}
      LoadBalancers: [{ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref Group}]
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/${Cluster}/${Service.Name}
      MinCapacity: 2
      MaxCapacity: 8
  Tracking:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: requests
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 300
        ScaleInCooldown: 300
        ScaleOutCooldown: 60
        PredefinedMetricSpecification:
          PredefinedMetricType: ALBRequestCountPerTarget
          ResourceLabel: !Sub ${Balancer.LoadBalancerFullName}/${Group.TargetGroupFullName}
)";
}

std::string changed(const Changes& changes) {
  std::string text = well_made_template();
  for (const auto& [from, to] : changes) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) return "the well-made template has no \"" + from + "\"";
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string step_policy(const std::string& name, const std::string& steps, const std::string& comparison, int threshold,
                        const std::string& metric, int cooldown) {
  const bool ecs = metric == "CPUUtilization";
  return fmt::format(R"(  {0}:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: {0}
      PolicyType: StepScaling
      ScalingTargetId: !Ref Target
      StepScalingPolicyConfiguration:
        AdjustmentType: ChangeInCapacity
        Cooldown: {5}
        StepAdjustments: [{1}]
  {0}Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: {6}
      MetricName: {4}
      Dimensions: [{7}]
      Statistic: Average
      Period: 60
      EvaluationPeriods: 3
      Threshold: {3}
      ComparisonOperator: {2}
      AlarmActions: [!Ref {0}]
)",
                     name, steps, comparison, threshold, metric, cooldown, ecs ? "AWS/ECS" : "AWS/ApplicationELB",
                     ecs ? "{Name: ServiceName, Value: web}, {Name: ClusterName, Value: shop}"
                         : "{Name: LoadBalancer, Value: !GetAtt Balancer.LoadBalancerFullName}");
}

std::unique_ptr<Stack> stack_of(const std::string& text) {
  const auto give_up = [&](const Error& error) {
    ADD_FAILURE() << to_string(error) << "\n" << text;
    return std::make_unique<Stack>();
  };
  const auto node = document::parse(text, "t.yml");
  if (node.has_error()) return give_up(node.error());
  const auto source = stack::read_template(*node);
  if (source.has_error()) return give_up(source.error());
  stack::Pseudo pseudo;
  pseudo.stack_name = "shop";
  const auto plan = stack::make_plan(*source, {}, pseudo);
  if (plan.has_error()) return give_up(plan.error());
  auto catalogue = control::build_catalogue(*source, {}, pseudo);
  if (catalogue.has_error()) return give_up(catalogue.error());
  auto out = std::make_unique<Stack>();
  out->catalogue = std::move(*catalogue);
  out->sources = Sources(*node, *plan, out->catalogue);
  out->subject = subject_of(out->catalogue, out->sources);
  return out;
}

}  // namespace rampart::advice::testing
