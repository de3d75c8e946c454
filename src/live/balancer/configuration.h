// What HAProxy is told: its configuration file, and the commands by which targets come and go. Pure.
//
// Reading order: this file, frontend_text.h (a listener's rules), backend_text.h (a target group).
// Sources: reference infra.md §2 (what was measured to work), aws-scaling.md §2.2 and §2.5 (what ALB does).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/fleet/ports.h"

namespace rampart::live::balancer {

/// A target group as a HAProxy backend. Its name stays the same in every configuration.
struct Backend {
  std::string name;  ///< HAProxy's: "tg-web_0123456789abcdef".
  fleet::TargetGroup group;
  Duration idle_timeout{};           ///< Of the load balancer in front of it.
  std::vector<std::string> servers;  ///< "server …" lines: targets that were there when HAProxy was replaced.
};

/// A listener as a HAProxy frontend.
struct Frontend {
  std::string name;  ///< "lb-app_front_0123456789abcdef_0123456789abcdef"
  fleet::Listener listener;
  fleet::LoadBalancer load_balancer;
  std::string host;  ///< Where it binds …
  int port = 0;      ///< … set before the text is written.
};

struct Configuration {
  std::vector<Frontend> frontends;
  std::vector<Backend> backends;
  std::string admin_socket;     ///< Absolute paths …
  std::string open_count_file;  ///< … also of the two maps that say where to when no target is healthy …
  std::string open_target_file;
  std::string state_file;      ///< … and of what `show servers state` said before; empty: nothing.
  int max_connections = 8000;  ///< Two descriptors each must be allowed.
};

/// Names and connects the parts. Errors: invalid, what complaint_about() says of the table, or the target group whose
/// matcher isn't one.
Result<Configuration> plan_configuration(const fleet::RoutingTable& table);

/// The file. ALB's answers for what HAProxy would say otherwise: refused → 502, connect timeout (10 s) → 504, no answer
/// within the idle timeout → 504, no usable target → 503, and no retries.
std::string to_text(const Configuration& configuration);

/// HAProxy's name of a target group's backend.
std::string backend_name(const fleet::TargetGroup& group);

/// "BACKEND/TASK_HOST:PORT": the health check's Host header is read from it.
std::string server_name(const Backend& backend, const fleet::Target& target);

/// One line of commands that adds a target so that it starts down: HAProxy puts one in rotation that is enabled in any
/// other order (infra.md §2). Durations are divided by `speed`; the check interval never falls below 100 ms.
std::string add_command(const Backend& backend, const fleet::Target& target, double speed);

/// The same target as a line of the configuration file.
std::string server_line(const Backend& backend, const fleet::Target& target, double speed);

/// The real time between two checks.
Duration check_interval(const Backend& backend, double speed);

}  // namespace rampart::live::balancer
