#include "live/balancer/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "live/balancer/backend_text.h"
#include "live/balancer/configuration_words.h"
#include "live/balancer/frontend_text.h"

namespace rampart::live::balancer {
namespace {

bool is_matcher(const std::string& matcher) {
  return !matcher.empty() && matcher.find_first_not_of("0123456789,-") == std::string::npos;
}

long long whole_ms(Duration d) { return std::chrono::ceil<std::chrono::milliseconds>(d).count(); }

Duration faster(Duration d, double speed) { return from_seconds(seconds(d) / (speed > 0 ? speed : 1)); }

/// What stands behind `kind` in an ARN, all of it when there is no such thing: "app/web/0123…".
std::string tail_of(const std::string& arn, const std::string& kind) {
  const auto at = arn.find(kind);
  return at == std::string::npos ? arn : arn.substr(at + kind.size());
}

/// All of a server but its name and address. Without the pool options an added server gets a new connection for every
/// request: 4.4k instead of 12.9k req/s.
std::string server_options(const Backend& backend, double speed) {
  const auto& check = backend.group.health_check;
  auto text = fmt::format("check inter {}ms fall {} rise {}", whole_ms(check_interval(backend, speed)),
                          check.unhealthy_threshold, check.healthy_threshold);
  if (check.port > 0) text += fmt::format(" port {}", check.port);
  if (backend.group.https) text += check.https ? " ssl verify none" : " ssl verify none no-check-ssl";
  if (check.https) text += backend.group.https ? " check-ssl" : " check-ssl verify none";
  if (backend.group.slow_start > Duration::zero())
    text += fmt::format(" slowstart {}ms", whole_ms(faster(backend.group.slow_start, speed)));
  return text + " weight 100 pool-max-conn 1000 pool-purge-delay 60s";
}

}  // namespace

std::string backend_name(const fleet::TargetGroup& group) { return "tg-" + plain(tail_of(group.arn, ":targetgroup/")); }

Result<Configuration> plan_configuration(const fleet::RoutingTable& table) {
  if (auto complaint = fleet::complaint_about(table)) return invalid(*complaint);
  Configuration configuration;
  for (const auto& group : table.target_groups) {
    if (!is_matcher(group.health_check.matcher))
      return invalid(
          fmt::format("The matcher \"{}\" of target group {} isn't a list of status codes (200, 200-299, "
                      "\"200,202\").",
                      group.health_check.matcher, group.name));
    configuration.backends.push_back({backend_name(group), group, std::chrono::seconds(60), {}});
  }
  for (const auto& listener : table.listeners) {
    const auto balancer = std::find_if(table.load_balancers.begin(), table.load_balancers.end(),
                                       [&](const auto& one) { return one.arn == listener.load_balancer_arn; });
    for (const auto& arn : fleet::target_groups_of(listener))
      for (auto& backend : configuration.backends)
        if (backend.group.arn == arn) backend.idle_timeout = balancer->idle_timeout;
    configuration.frontends.push_back({"lb-" + plain(tail_of(listener.arn, ":listener/")), listener, *balancer, "", 0});
  }
  return configuration;
}

std::string to_text(const Configuration& configuration) {
  auto text = fmt::format(R"(# Written by Rampart. Targets come and go through the socket.
global
    nbthread 1
    maxconn {}
    stats socket {} mode 600 level admin expose-fd listeners
    stats timeout 1h
    close-spread-time 5s
    max-spread-checks 50ms
    hard-stop-after 1h
)",
                          configuration.max_connections, configuration.admin_socket);
  if (!configuration.state_file.empty()) text += fmt::format("    server-state-file {}\n", configuration.state_file);
  text += R"(defaults
    mode http
    timeout connect 10s
    timeout client 60s
    timeout server 60s
    timeout queue 5s
    retries 0
)";
  if (!configuration.state_file.empty()) text += "    load-server-state-from-file global\n";
  if (configuration.frontends.empty()) {  // HAProxy doesn't start without a listener; the last may have gone
    text += fmt::format("\nfrontend idle\n    bind unix@{}.idle mode 600\n", configuration.admin_socket);
  }
  for (const auto& frontend : configuration.frontends) text += frontend_text(frontend, configuration);
  for (const auto& backend : configuration.backends) text += backend_text(backend, configuration);
  return text;
}

std::string server_name(const Backend& backend, const fleet::Target& target) {
  return fmt::format("{}/{}_{}:{}", backend.name, plain(target.task, '-'), target.host, target.port);
}

Duration check_interval(const Backend& backend, double speed) {
  return std::max<Duration>(faster(backend.group.health_check.interval, speed), std::chrono::milliseconds(100));
}

std::string add_command(const Backend& backend, const fleet::Target& target, double speed) {
  return fmt::format(
      "add server {0} {1}:{2} {3}; enable health {0}; enable server {0}; set server {0} health "
      "down",
      server_name(backend, target), target.host, target.port, server_options(backend, speed));
}

std::string server_line(const Backend& backend, const fleet::Target& target, double speed) {
  const auto name = server_name(backend, target);
  return fmt::format("server {} {}:{} {}", name.substr(name.find('/') + 1), target.host, target.port,
                     server_options(backend, speed));
}

}  // namespace rampart::live::balancer
