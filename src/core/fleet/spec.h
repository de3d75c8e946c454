// What ECS is asked for: task definitions, services. Plain values. What ELBv2 is asked for: balancer_spec.h.
// Source: reference aws-scaling.md §1.
#pragma once

#include <cstdint>
#include <optional>
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

/// A container's own check, run inside it: ["CMD", program, …] or ["CMD-SHELL", line]; exit code 0 is healthy.
struct ContainerHealthCheck {
  std::vector<std::string> command;
  Duration interval = std::chrono::seconds(30);
  Duration timeout = std::chrono::seconds(5);
  int retries = 3;          ///< Failures in a row that make it unhealthy.
  Duration start_period{};  ///< Failures within it don't count.
};

/// What must have become of another container of the task before this one starts.
struct ContainerDependency {
  enum class Condition { start, complete, success, healthy };
  std::string container;
  Condition condition = Condition::start;
};

/// The awslogs driver's options: its output is CloudWatch's stream PREFIX/CONTAINER/TASK of the group.
struct ContainerLog {
  std::string group;
  std::string region;
  std::string stream_prefix;  ///< Required on Fargate.
  bool create_group = false;  ///< A missing group is made; else the task doesn't start.
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
  /// How long those that depend on it wait for COMPLETE, SUCCESS or HEALTHY, from its start; zero: as long as it takes.
  Duration start_timeout{};
  Duration stop_timeout = std::chrono::seconds(30);
  std::string working_directory;
  std::optional<ContainerHealthCheck> health_check;
  std::vector<ContainerDependency> depends_on;
  std::optional<ContainerLog> log;  ///< nullopt: the world's own place for output.
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
  /// Deployment alarms: one of them in ALARM fails the deployment (reference §1.4).
  bool alarms = false;
  bool alarms_rollback = false;
  std::vector<std::string> alarm_names;
  /// How long the alarms are watched after the last old task is gone; at least as long as the slowest needs.
  Duration bake_time{};
  Duration health_check_grace_period{};
  std::vector<ServiceLoadBalancer> load_balancers;
};

}  // namespace rampart::fleet
