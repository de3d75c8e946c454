// What ECS is asked for: task definitions, services. Plain values. What ELBv2 is asked for: balancer_spec.h.
// Source: reference aws-scaling.md §1.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/fleet/balancer_spec.h"

namespace rampart::fleet {

struct PortMapping {
  int container_port = 0;
  std::string protocol = "tcp";
};

struct ContainerSpec {
  std::string name;
  std::string image;  ///< Docker driver: an image. Process driver: see command.
  std::vector<std::string> entry_point;
  std::vector<std::string> command;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<PortMapping> ports;
  bool essential = true;
  int memory_mib = 0;  ///< Hard limit; 0 = the task's.
  Duration stop_timeout = std::chrono::seconds(30);
  std::string working_directory;
};

struct TaskDefinition {
  std::string family;
  int revision = 1;
  std::string arn;
  int cpu_units = 256;  ///< 1024 = 1 vCPU
  int memory_mib = 512;
  std::vector<ContainerSpec> containers;
};

struct ServiceLoadBalancer {
  std::string target_group_arn;
  std::string container_name;
  int container_port = 0;
};

struct ServiceSpec {
  std::string name;
  std::string arn;
  std::string cluster;
  std::string task_definition_arn;
  int desired_count = 1;
  int maximum_percent = 200;
  int minimum_healthy_percent = 100;
  bool circuit_breaker = false;
  bool circuit_breaker_rollback = false;
  Duration health_check_grace_period{};
  std::vector<ServiceLoadBalancer> load_balancers;
};

}  // namespace rampart::fleet
