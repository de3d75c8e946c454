// What HAProxy is told: its configuration file, once, and the commands by which targets come and go. Pure.
//
// Sources: reference infra.md §2 (what was measured to work), aws-scaling.md §2.2 and §2.5 (what ALB does).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/fleet/ports.h"
#include "core/fleet/spec.h"

namespace rampart::live::balancer {

/// A target group as a HAProxy backend.
struct Backend {
  std::string name;  ///< HAProxy's: "tg0-web".
  fleet::TargetGroup group;
  Duration idle_timeout{};  ///< Of the load balancer in front of it.
};

/// A listener as a HAProxy frontend.
struct Frontend {
  std::string name;  ///< "lb0-front:80".
  fleet::Listener listener;
  std::size_t load_balancer = 0;  ///< Index.
  std::size_t backend = 0;        ///< Index.
  Duration idle_timeout{};
  std::string host;  ///< Where it binds …
  int port = 0;      ///< … set before the text is written.
};

struct Configuration {
  std::vector<Frontend> frontends;
  std::vector<Backend> backends;
  std::string admin_socket;    ///< Absolute path.
  int max_connections = 8000;  ///< Two descriptors each must be allowed.
};

/// Names and connects the parts. Errors: invalid, naming the listener whose load balancer or target group isn't
/// here, or the target group whose matcher isn't one.
Result<Configuration> plan_configuration(const std::vector<fleet::LoadBalancer>& load_balancers,
                                         const std::vector<fleet::Listener>& listeners,
                                         const std::vector<fleet::TargetGroup>& target_groups);

/// The file. ALB's answers for what HAProxy would say otherwise: refused → 502, connect timeout (10 s) → 504, no answer
/// within the idle timeout → 504, no usable target → 503, and no retries.
std::string to_text(const Configuration& configuration);

/// "BACKEND/TASK_HOST:PORT": the health check's Host header is read from it.
std::string server_name(const Backend& backend, const fleet::Target& target);

/// Two lines of commands that add a target so that it starts down: HAProxy puts one in rotation that is enabled in any
/// other order (infra.md §2). Durations are divided by `speed`; the check interval never falls below 100 ms.
std::vector<std::string> add_commands(const Backend& backend, const fleet::Target& target, double speed);

/// The real time between two checks.
Duration check_interval(const Backend& backend, double speed);

}  // namespace rampart::live::balancer
