#include "aws/ecs/service_requests.h"

#include <string_view>

#include "aws/ecs/requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

namespace {

std::vector<fleet::ServiceLoadBalancer> load_balancers_of(const json::object& input) {
  std::vector<fleet::ServiceLoadBalancer> out;
  for (const json::object* one : objects(input, "loadBalancers"))
    out.push_back({text_of(*one, "targetGroupArn"), text_of(*one, "containerName"),
                   static_cast<int>(number_of(*one, "containerPort"))});
  return out;
}

fleet::DeploymentAlarms alarms_of(const json::object& configuration) {
  fleet::DeploymentAlarms out;
  if (const json::object* alarms = part(configuration, "alarms")) {
    out.enabled = flag_of(*alarms, "enable");
    out.rollback = flag_of(*alarms, "rollback");
    out.names = texts(*alarms, "alarmNames");
  }
  out.bake_time = std::chrono::minutes(number_of(configuration, "bakeTimeInMinutes"));
  return out;
}

/// Members of a service that change nothing here but are shown again.
void copy_remembered(const json::object& from, json::object& to) {
  copy(from, to,
       {"capacityProviderStrategy", "networkConfiguration", "platformVersion", "placementConstraints",
        "placementStrategy", "serviceRegistries", "serviceConnectConfiguration", "volumeConfigurations",
        "enableECSManagedTags", "enableExecuteCommand", "propagateTags", "availabilityZoneRebalancing"});
}

/// Of these a new value begins a deployment (reference §1.3).
constexpr std::string_view deploying[] = {"networkConfiguration", "platformVersion", "serviceRegistries",
                                          "serviceConnectConfiguration", "volumeConfigurations"};

}  // namespace

std::string record_id(const fleet::Service& service) { return service.spec().cluster + "/" + service.spec().name; }

fleet::ServiceSpec service_spec(const json::object& input, const std::string& arn, const std::string& cluster,
                                const std::string& task_definition_arn) {
  fleet::ServiceSpec out;
  out.name = text_of(input, "serviceName");
  out.arn = arn;
  out.cluster = cluster;
  out.task_definition_arn = task_definition_arn;
  out.desired_count = static_cast<int>(number_of(input, "desiredCount"));
  out.health_check_grace_period = std::chrono::seconds(number_of(input, "healthCheckGracePeriodSeconds"));
  out.load_balancers = load_balancers_of(input);
  const json::object* configuration = part(input, "deploymentConfiguration");
  if (configuration == nullptr) return out;
  out.maximum_percent = static_cast<int>(number_of(*configuration, "maximumPercent", out.maximum_percent));
  out.minimum_healthy_percent =
      static_cast<int>(number_of(*configuration, "minimumHealthyPercent", out.minimum_healthy_percent));
  if (const json::object* breaker = part(*configuration, "deploymentCircuitBreaker")) {
    out.circuit_breaker = flag_of(*breaker, "enable");
    out.circuit_breaker_rollback = flag_of(*breaker, "rollback");
  }
  const fleet::DeploymentAlarms alarms = alarms_of(*configuration);
  out.alarms = alarms.enabled;
  out.alarms_rollback = alarms.rollback;
  out.alarm_names = alarms.names;
  out.bake_time = alarms.bake_time;
  return out;
}

fleet::ServiceUpdate service_update(const json::object& input, const std::string& task_definition_arn,
                                    const fleet::ServiceSpec& now) {
  fleet::ServiceUpdate out;
  if (!task_definition_arn.empty()) out.task_definition_arn = task_definition_arn;
  if (input.contains("desiredCount")) out.desired_count = static_cast<int>(number_of(input, "desiredCount"));
  if (input.contains("healthCheckGracePeriodSeconds"))
    out.health_check_grace_period = std::chrono::seconds(number_of(input, "healthCheckGracePeriodSeconds"));
  if (input.contains("loadBalancers")) out.load_balancers = load_balancers_of(input);
  out.force_new_deployment = flag_of(input, "forceNewDeployment");
  for (const std::string_view member : deploying)
    out.force_new_deployment = out.force_new_deployment || input.contains(member);
  const json::object* configuration = part(input, "deploymentConfiguration");
  if (configuration == nullptr) return out;
  const auto percent = [configuration](std::string_view member, int otherwise) {
    return static_cast<int>(number_of(*configuration, member, otherwise));
  };
  out.maximum_percent = percent("maximumPercent", now.maximum_percent);
  out.minimum_healthy_percent = percent("minimumHealthyPercent", now.minimum_healthy_percent);
  if (const json::object* breaker = part(*configuration, "deploymentCircuitBreaker")) {
    out.circuit_breaker = flag_of(*breaker, "enable");
    out.circuit_breaker_rollback = flag_of(*breaker, "rollback");
  }
  if (configuration->contains("alarms") || configuration->contains("bakeTimeInMinutes"))
    out.alarms = alarms_of(*configuration);
  return out;
}

json::object service_record(const json::object& input, const std::string& account) {
  json::object out{{"placementConstraints", json::array()},
                   {"placementStrategy", json::array()},
                   {"serviceRegistries", json::array()},
                   {"platformVersion", "LATEST"},
                   {"enableECSManagedTags", false},
                   {"enableExecuteCommand", false},
                   {"propagateTags", "NONE"},
                   {"availabilityZoneRebalancing", "ENABLED"},
                   {"tags", json::array()}};
  copy_remembered(input, out);
  copy(input, out, {"launchType", "tags", "role"});
  if (!out.contains("capacityProviderStrategy")) out["launchType"] = "FARGATE";
  out["createdBy"] = "arn:aws:iam::" + account + ":root";
  out["_request"] = input;
  return out;
}

void update_record(const json::object& input, json::object& record) {
  copy_remembered(input, record);
  if (input.contains("capacityProviderStrategy")) record.erase("launchType");
}

}  // namespace rampart::aws::ecs
