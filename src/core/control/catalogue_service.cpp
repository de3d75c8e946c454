// AWS::ECS::Service and its agreement with task definition, cluster and target groups.
// Source: reference aws-scaling.md §1.3.
#include <fmt/format.h>

#include <algorithm>

#include "core/control/catalogue_builder.h"

namespace rampart::control {
namespace {

constexpr std::size_t target_group_limit = 5;

/// "arn", "family:revision" or "family" (its newest).
const fleet::TaskDefinition* find_task(const Catalogue& catalogue, const std::string& name) {
  const fleet::TaskDefinition* newest = nullptr;
  for (const fleet::TaskDefinition& task : catalogue.task_definitions) {
    if (task.arn == name || fmt::format("{}:{}", task.family, task.revision) == name) return &task;
    if (task.family == name) newest = &task;
  }
  return newest;
}

void read_deployment(const Properties& properties, fleet::ServiceSpec& service) {
  const Properties deployment = properties.group("DeploymentConfiguration");
  deployment.expect({"MaximumPercent", "MinimumHealthyPercent", "DeploymentCircuitBreaker", "Strategy"}, {},
                    {"Alarms", "BakeTimeInMinutes", "CanaryConfiguration", "LifecycleHooks", "LinearConfiguration"});
  service.maximum_percent = deployment.whole("MaximumPercent", 200, {0, 10000});
  service.minimum_healthy_percent = deployment.whole("MinimumHealthyPercent", 100, {0, 10000});
  if (deployment.text("Strategy", "ROLLING") != "ROLLING")
    deployment.warn("Strategy", "only ROLLING deployments are emulated; it deploys by rolling here.");
  const Properties breaker = deployment.group("DeploymentCircuitBreaker");
  breaker.expect({"Enable", "Rollback"});
  service.circuit_breaker = breaker.flag("Enable", false);
  service.circuit_breaker_rollback = breaker.flag("Rollback", false);
  if (service.maximum_percent == 100 && service.minimum_healthy_percent == 100)
    deployment.warn("MaximumPercent", "with MaximumPercent 100 and MinimumHealthyPercent 100 no deployment can move.");
}

void check_launch(const Properties& properties) {
  const std::string launch = properties.text("LaunchType");
  if (launch == "EC2" || launch == "EXTERNAL")
    properties.refuse("LaunchType", fmt::format("LaunchType {} isn't emulated; only FARGATE is.", launch));
  else if (!launch.empty() && launch != "FARGATE")
    properties.refuse("LaunchType", fmt::format("LaunchType \"{}\" isn't allowed; use FARGATE.", launch));
  else if (launch.empty() && !properties.has("CapacityProviderStrategy"))
    properties.warn("LaunchType", "no LaunchType: AWS would take EC2; it runs as FARGATE here.");
  if (!launch.empty() && properties.has("CapacityProviderStrategy"))
    properties.refuse("LaunchType", "LaunchType and CapacityProviderStrategy exclude each other; keep one.");
  for (const Properties& item : properties.list("CapacityProviderStrategy")) {
    item.expect({"CapacityProvider"}, {"Base", "Weight"});
    const std::string provider = item.required_text("CapacityProvider");
    if (provider != "FARGATE" && provider != "FARGATE_SPOT")
      item.refuse("CapacityProvider", fmt::format("capacity provider {} isn't emulated; use FARGATE.", provider));
  }
  if (properties.text("SchedulingStrategy", "REPLICA") != "REPLICA")
    properties.refuse("SchedulingStrategy", "Fargate runs REPLICA services only.");
  const Properties controller = properties.group("DeploymentController");
  if (controller.text("Type", "ECS") != "ECS")
    controller.refuse("Type", "only the deployment controller ECS is emulated.");
  if (!properties.has("NetworkConfiguration"))
    properties.refuse("NetworkConfiguration",
                      "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
}

void read_load_balancers(const Properties& properties, fleet::ServiceSpec& service) {
  for (const Properties& item : properties.list("LoadBalancers")) {
    item.expect({"TargetGroupArn", "ContainerName", "ContainerPort"}, {},
                {"LoadBalancerName", "AdvancedConfiguration"});
    service.load_balancers.push_back({item.required_text("TargetGroupArn"), item.required_text("ContainerName"),
                                      item.whole("ContainerPort", 0, {1, 65535})});
  }
  if (service.load_balancers.size() > target_group_limit)
    properties.refuse("LoadBalancers", fmt::format("{} target groups, but a service has at most {}.",
                                                   service.load_balancers.size(), target_group_limit));
  if (properties.has("HealthCheckGracePeriodSeconds") && service.load_balancers.empty())
    properties.refuse("HealthCheckGracePeriodSeconds",
                      "Health check grace period is only valid for services configured to use load balancers");
}

/// The name of the service's cluster; the cluster "default" is there without being made.
std::string cluster_of(Builder& builder, const Properties& properties) {
  std::string name = name_in_arn(properties.text("Cluster", "default"));
  auto& clusters = builder.out.clusters;
  const bool there = std::any_of(clusters.begin(), clusters.end(), [&](const Cluster& c) { return c.name == name; });
  if (!there && name != "default")
    properties.refuse("Cluster", fmt::format("Cluster not found. The template makes no cluster {}.", name));
  if (!there) clusters.push_back({name, builder.names.arn("ecs", "cluster/" + name)});
  return name;
}

void check_container(const Properties& item, const fleet::ServiceLoadBalancer& lb, const fleet::TaskDefinition& task) {
  const auto container = std::find_if(task.containers.begin(), task.containers.end(),
                                      [&](const auto& c) { return c.name == lb.container_name; });
  if (container == task.containers.end()) {
    item.refuse("ContainerName",
                fmt::format("The container {} does not exist in the task definition.", lb.container_name));
    return;
  }
  if (std::none_of(container->ports.begin(), container->ports.end(),
                   [&](const auto& p) { return p.container_port == lb.container_port; }))
    item.refuse("ContainerPort", fmt::format("The container {} did not have a container port {} defined.",
                                             lb.container_name, lb.container_port));
}

bool forwards_to(const fleet::Listener& listener, const std::string& target_group) {
  const auto groups = fleet::target_groups_of(listener);
  return std::find(groups.begin(), groups.end(), target_group) != groups.end();
}

/// On AWS the service is created as soon as what it refers to is there, and that needn't include the listener.
void warn_of_race(Builder& builder, const Built& service, const Properties& item, const std::string& target_group) {
  for (const Built& other : builder.built) {
    if (other.resource->type != "AWS::ElasticLoadBalancingV2::Listener") continue;
    const auto listener = std::find_if(builder.out.listeners.begin(), builder.out.listeners.end(),
                                       [&](const auto& l) { return l.arn == other.made.ref; });
    if (listener == builder.out.listeners.end() || !forwards_to(*listener, target_group)) continue;
    if (builder.plan.comes_after(service.resource->logical_id, other.resource->logical_id)) return;
    item.warn("TargetGroupArn",
              fmt::format("add DependsOn: {} to {}; else AWS may create the service before its target group has a "
                          "load balancer, and refuse it.",
                          other.resource->logical_id, service.resource->logical_id));
    return;
  }
}

void check_target_group(Builder& builder, const Built& service, const Properties& item,
                        const fleet::ServiceLoadBalancer& lb) {
  if (builder.out.find_target_group(lb.target_group_arn) == nullptr) {
    item.refuse("TargetGroupArn", fmt::format("the template makes no target group {}.", lb.target_group_arn));
    return;
  }
  for (const Built& other : builder.built)
    if (other.made.ref == lb.target_group_arn)
      if (const std::string type = builder.properties_of(other).text("TargetType", "instance"); type != "ip")
        builder.properties_of(other).refuse(
            "TargetType", fmt::format("target type {} doesn't go with network mode awsvpc of {}; write TargetType: ip.",
                                      type, service.resource->logical_id));
  if (std::none_of(builder.out.listeners.begin(), builder.out.listeners.end(),
                   [&](const auto& l) { return forwards_to(l, lb.target_group_arn); })) {
    item.refuse("TargetGroupArn",
                fmt::format("The target group with targetGroupArn {} does not have an associated load balancer. Add a "
                            "listener whose default action forwards to it.",
                            lb.target_group_arn));
    return;
  }
  warn_of_race(builder, service, item, lb.target_group_arn);
}

}  // namespace

Made build_service(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect(
      {"CapacityProviderStrategy", "Cluster", "DeploymentConfiguration", "DeploymentController", "DesiredCount",
       "HealthCheckGracePeriodSeconds", "LaunchType", "LoadBalancers", "NetworkConfiguration", "SchedulingStrategy",
       "ServiceName", "TaskDefinition"},
      {"AvailabilityZoneRebalancing", "EnableECSManagedTags", "EnableExecuteCommand", "ForceNewDeployment",
       "PlacementConstraints", "PlacementStrategies", "PlatformVersion", "PropagateTags", "Role", "Tags"},
      {"ServiceConnectConfiguration", "ServiceRegistries", "VolumeConfigurations", "VpcLatticeConfigurations"});
  fleet::ServiceSpec service;
  service.cluster = cluster_of(builder, properties);
  service.name = properties.text("ServiceName", builder.names.generated(resource.logical_id, 255));
  service.arn = builder.names.arn("ecs", fmt::format("service/{}/{}", service.cluster, service.name));
  service.desired_count = properties.whole("DesiredCount", 1, {0, 5000});
  service.health_check_grace_period = properties.in_seconds("HealthCheckGracePeriodSeconds", Duration::zero());
  const std::string task_name = properties.required_text("TaskDefinition");
  if (const auto* task = find_task(builder.out, task_name); task != nullptr)
    service.task_definition_arn = task->arn;
  else
    properties.refuse("TaskDefinition", fmt::format("TaskDefinition not found. The template makes no {}.", task_name));
  check_launch(properties);
  read_deployment(properties, service);
  read_load_balancers(properties, service);
  for (const auto& other : builder.out.services)
    if (other.arn == service.arn)
      properties.refuse("ServiceName",
                        fmt::format("there is a service {} in cluster {} already.", service.name, service.cluster));
  Made made{service.arn, {}, false};
  made.add("Name", service.name);
  made.add("ServiceArn", service.arn);
  builder.out.services.push_back(std::move(service));
  return made;
}

void check_services(Builder& builder) {
  for (const Built& built : builder.built) {
    const auto service = std::find_if(builder.out.services.begin(), builder.out.services.end(),
                                      [&](const auto& s) { return s.arn == built.made.ref; });
    if (service == builder.out.services.end()) continue;
    const fleet::TaskDefinition* task = builder.out.find_task_definition(service->task_definition_arn);
    const auto items = builder.properties_of(built).list("LoadBalancers");
    for (std::size_t i = 0; i < items.size() && i < service->load_balancers.size(); ++i) {
      if (task != nullptr) check_container(items[i], service->load_balancers[i], *task);
      check_target_group(builder, built, items[i], service->load_balancers[i]);
    }
  }
}

}  // namespace rampart::control
