#include "live/balancer/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace rampart::live::balancer {
namespace {

/// HAProxy's alphabet for names; anything else becomes '_'.
std::string plain(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'); },
      '_');
  return name;
}

/// A URI for the configuration file: what would end a quoted word there is percent-encoded.
std::string plain_uri(const std::string& path) {
  std::string out;
  for (const char c : path) {
    const bool safe = c > ' ' && c < 127 && c != '"' && c != '\\' && c != '$' && c != '\'' && c != '`';
    out += safe ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out.empty() ? "/" : out;
}

bool is_matcher(const std::string& matcher) {
  return !matcher.empty() && matcher.find_first_not_of("0123456789,-") == std::string::npos;
}

long long whole_ms(Duration d) { return std::chrono::ceil<std::chrono::milliseconds>(d).count(); }

Duration faster(Duration d, double speed) { return from_seconds(seconds(d) / (speed > 0 ? speed : 1)); }

/// Position in `all` of the one whose arn is `arn`; all.size() when there is none.
template <class Thing>
std::size_t index_of(const std::vector<Thing>& all, const std::string& arn) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Thing& thing) { return thing.arn == arn; });
  return static_cast<std::size_t>(found - all.begin());
}

std::string frontend_text(const Frontend& frontend, const Backend& backend) {
  return fmt::format(R"(
frontend {name}
    bind {host}:{port}
    timeout client {idle}ms
    timeout http-request {idle}ms
    option forwardfor
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-Port %[dst_port]
    http-request set-var(txn.t0) date(0,us)
    # Set only when a target really answered.
    http-response set-var(txn.tgt) status
    # 503 is for "no usable target" alone: a connect timeout is 504, a refused connection 502.
    http-after-response set-status 504 reason "Gateway Timeout" if {{ status 503 }} !{{ var(txn.tgt) -m found }} {{ srv_id gt 0 }} {{ date(0,us),sub(txn.t0) ge 10000000 }}
    http-after-response set-status 502 reason "Bad Gateway" if {{ status 503 }} !{{ var(txn.tgt) -m found }} {{ srv_id gt 0 }}
    http-after-response set-header Server awselb/2.0 if !{{ var(txn.tgt) -m found }}
    default_backend {backend}
)",
                     fmt::arg("name", frontend.name), fmt::arg("host", frontend.host), fmt::arg("port", frontend.port),
                     fmt::arg("idle", whole_ms(frontend.idle_timeout)), fmt::arg("backend", backend.name));
}

std::string backend_text(const Backend& backend) {
  const auto& check = backend.group.health_check;
  const bool least = backend.group.algorithm == fleet::Algorithm::least_outstanding_requests;
  return fmt::format(R"(
backend {name}
    balance {algorithm}
    timeout server {idle}ms
    timeout check {timeout}ms
    option httpchk
    http-check send meth GET uri "{path}" ver HTTP/1.1 hdr Host "%[srv_name,field(2,_)]" hdr User-Agent ELB-HealthChecker/2.0 hdr Connection close
    http-check expect status {matcher}
    http-reuse safe
)",
                     fmt::arg("name", backend.name), fmt::arg("algorithm", least ? "leastconn" : "roundrobin"),
                     fmt::arg("idle", whole_ms(backend.idle_timeout)), fmt::arg("timeout", whole_ms(check.timeout)),
                     fmt::arg("path", plain_uri(check.path)), fmt::arg("matcher", check.matcher));
}

}  // namespace

Result<Configuration> plan_configuration(const std::vector<fleet::LoadBalancer>& load_balancers,
                                         const std::vector<fleet::Listener>& listeners,
                                         const std::vector<fleet::TargetGroup>& target_groups) {
  Configuration configuration;
  for (std::size_t i = 0; i < target_groups.size(); ++i) {
    const auto& group = target_groups[i];
    if (!is_matcher(group.health_check.matcher)) {
      return invalid(
          fmt::format("The matcher \"{}\" of target group {} isn't a list of status codes (200, 200-299, "
                      "\"200,202\").",
                      group.health_check.matcher, group.name));
    }
    configuration.backends.push_back({fmt::format("tg{}-{}", i, plain(group.name)), group, std::chrono::seconds(60)});
  }
  for (const auto& listener : listeners) {
    const auto balancer = index_of(load_balancers, listener.load_balancer_arn);
    const auto forwarded = fleet::target_groups_of(listener);
    const auto target_group = forwarded.empty() ? std::string() : forwarded.front();
    const auto group = index_of(target_groups, target_group);
    if (balancer == load_balancers.size()) {
      return invalid(fmt::format("The listener on port {} belongs to load balancer {}, which isn't here.",
                                 listener.port, listener.load_balancer_arn));
    }
    if (group == target_groups.size()) {
      return invalid(fmt::format("The listener on port {} forwards to target group {}, which isn't here.",
                                 listener.port, target_group));
    }
    const auto idle = load_balancers[balancer].idle_timeout;
    configuration.backends[group].idle_timeout = idle;
    configuration.frontends.push_back(
        {fmt::format("lb{}-{}:{}", balancer, plain(load_balancers[balancer].name), listener.port), listener, balancer,
         group, idle, "", 0});
  }
  return configuration;
}

std::string to_text(const Configuration& configuration) {
  auto text = fmt::format(R"(# Written by Rampart; targets come and go through the socket, so this file never changes.
global
    nbthread 1
    maxconn {}
    stats socket {} mode 600 level admin
    hard-stop-after 2s
defaults
    mode http
    timeout connect 10s
    timeout client 60s
    timeout server 60s
    timeout queue 5s
    retries 0
)",
                          configuration.max_connections, configuration.admin_socket);
  if (configuration.frontends.empty()) {  // HAProxy doesn't start without a listener; a stack may have none yet
    text += fmt::format("\nfrontend idle\n    bind unix@{}.idle mode 600\n", configuration.admin_socket);
  }
  for (const auto& frontend : configuration.frontends) {
    text += frontend_text(frontend, configuration.backends[frontend.backend]);
  }
  for (const auto& backend : configuration.backends) text += backend_text(backend);
  return text;
}

std::string server_name(const Backend& backend, const fleet::Target& target) {
  return fmt::format("{}/{}_{}:{}", backend.name, plain(target.task), target.host, target.port);
}

Duration check_interval(const Backend& backend, double speed) {
  return std::max<Duration>(faster(backend.group.health_check.interval, speed), std::chrono::milliseconds(100));
}

std::vector<std::string> add_commands(const Backend& backend, const fleet::Target& target, double speed) {
  const auto& check = backend.group.health_check;
  const auto name = server_name(backend, target);
  std::string slow_start;
  if (backend.group.slow_start > Duration::zero()) {
    slow_start = fmt::format(" slowstart {}ms", whole_ms(faster(backend.group.slow_start, speed)));
  }
  // Without the pool options an added server gets a new connection for every request: 4.4k instead of 12.9k req/s.
  return {fmt::format("add server {} {}:{} check inter {}ms fall {} rise {}{} weight 100 pool-max-conn 1000 "
                      "pool-purge-delay 60s",
                      name, target.host, target.port, whole_ms(check_interval(backend, speed)),
                      check.unhealthy_threshold, check.healthy_threshold, slow_start),
          fmt::format("enable health {0}; enable server {0}; set server {0} health down", name)};
}

}  // namespace rampart::live::balancer
