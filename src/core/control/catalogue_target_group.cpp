// AWS::ElasticLoadBalancingV2::TargetGroup. Source: reference aws-scaling.md §2.1, §2.2, §2.4.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/control/catalogue_builder.h"

namespace rampart::control {
namespace {

/// "200", "200-299", "200,202", each code from 200 to 499.
bool is_matcher(const std::string& text) {
  const char* at = text.data();
  const char* end = at + text.size();
  int lower = 0;
  bool in_range = false;
  while (true) {
    int code = 0;
    const auto [next, error] = std::from_chars(at, end, code);
    if (error != std::errc() || code < 200 || code > 499 || (in_range && code < lower)) return false;
    if (next == end) return true;
    if (*next != ',' && (*next != '-' || in_range)) return false;
    in_range = *next == '-';
    lower = code;
    at = next + 1;
  }
}

fleet::HealthCheck read_health_check(const Properties& properties) {
  fleet::HealthCheck check;
  check.path = properties.text("HealthCheckPath", check.path);
  if (!check.path.starts_with('/') || check.path.size() > 1024)
    properties.refuse("HealthCheckPath",
                      fmt::format("\"{}\": the path begins with / and has at most 1024 characters.", check.path));
  check.interval = properties.in_seconds("HealthCheckIntervalSeconds", check.interval, {5, 300});
  check.timeout = properties.in_seconds("HealthCheckTimeoutSeconds", check.timeout, {2, 120});
  if (check.timeout >= check.interval)
    properties.refuse(
        properties.has("HealthCheckTimeoutSeconds") ? "HealthCheckTimeoutSeconds" : "HealthCheckIntervalSeconds",
        fmt::format("Health check interval must be greater than the timeout: {} s and {} s{}.", seconds(check.interval),
                    seconds(check.timeout),
                    properties.has("HealthCheckTimeoutSeconds") ? ""
                                                                : " (HealthCheckTimeoutSeconds's "
                                                                  "default)"));
  check.healthy_threshold = properties.whole("HealthyThresholdCount", check.healthy_threshold, {2, 10});
  check.unhealthy_threshold = properties.whole("UnhealthyThresholdCount", check.unhealthy_threshold, {2, 10});
  const Properties matcher = properties.group("Matcher");
  matcher.expect({"HttpCode"}, {}, {"GrpcCode"});
  check.matcher = matcher.text("HttpCode", check.matcher);
  if (!is_matcher(check.matcher))
    matcher.refuse("HttpCode",
                   fmt::format("\"{}\": codes from 200 to 499, like 200, \"200,202\" or \"200-299\".", check.matcher));
  if (!properties.flag("HealthCheckEnabled", true))
    properties.refuse("HealthCheckEnabled",
                      "Health check enabled must be true for target groups with target type 'ip'");
  if (properties.text("HealthCheckProtocol", "HTTP") != "HTTP")
    properties.warn("HealthCheckProtocol", "health checks are plain HTTP here.");
  if (const auto port = properties.text("HealthCheckPort", "traffic-port"); port != "traffic-port")
    properties.warn("HealthCheckPort", fmt::format("a health check port of its own ({}) isn't emulated; checks go to "
                                                   "the traffic port.",
                                                   port));
  return check;
}

void read_attribute(const Properties& item, fleet::TargetGroup& group) {
  item.expect({"Key", "Value"});
  const std::string key = item.required_text("Key");
  if (key == "deregistration_delay.timeout_seconds") {
    group.deregistration_delay = item.in_seconds("Value", group.deregistration_delay, {0, 3600});
  } else if (key == "slow_start.duration_seconds") {
    group.slow_start = item.in_seconds("Value", group.slow_start, {0, 900});
    if (group.slow_start > Duration::zero() && group.slow_start < std::chrono::seconds(30))
      item.refuse("Value", "slow_start.duration_seconds is 0 (off) or 30 to 900.");
  } else if (key == "load_balancing.algorithm.type") {
    const auto choice = item.one_of("Value", {"round_robin", "least_outstanding_requests", "weighted_random"}, 0);
    group.algorithm = choice == 1 ? fleet::Algorithm::least_outstanding_requests : fleet::Algorithm::round_robin;
    if (choice == 2) item.warn("Value", "weighted_random isn't emulated; it is round_robin here.");
  } else if (key == "stickiness.enabled" && item.flag("Value", false)) {
    item.warn("Value", "stickiness isn't emulated; each request goes where the algorithm says.");
  } else if (!key.starts_with("stickiness.") && !key.starts_with("load_balancing.") &&
             !key.starts_with("target_group_health.") && key != "lambda.multi_value_headers.enabled") {
    const std::vector<std::string_view> known = {"deregistration_delay.timeout_seconds", "slow_start.duration_seconds",
                                                 "load_balancing.algorithm.type", "stickiness.enabled"};
    const std::string_view near = document::nearest(key, known);
    item.refuse("Key", fmt::format("Target group attribute key '{}' is not recognized{}", key,
                                   near.empty() ? "." : fmt::format("; did you mean {}?", near)));
  }
}

}  // namespace

Made build_target_group(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckPath", "HealthCheckPort",
                     "HealthCheckProtocol", "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "Matcher", "Name",
                     "Port", "Protocol", "TargetGroupAttributes", "TargetType", "UnhealthyThresholdCount"},
                    {"IpAddressType", "ProtocolVersion", "Tags", "VpcId", "TargetControlPort"}, {"Targets"});
  fleet::TargetGroup group;
  if (properties.one_of("TargetType", {"instance", "ip", "lambda", "alb"}, 0) >= 2)
    properties.refuse("TargetType",
                      fmt::format("target type {} isn't emulated; write ip.", properties.text("TargetType")));
  group.name = properties.text("Name", builder.names.generated(resource.logical_id, 32));
  if (group.name.size() > 32)
    properties.refuse("Name", fmt::format("Target group name '{}' cannot be longer than '32' characters", group.name));
  for (const auto& other : builder.out.target_groups)
    if (other.name == group.name)
      properties.refuse(
          "Name",
          fmt::format("A target group with the same name '{}' exists, but with different settings", group.name));
  group.full_name = fmt::format("targetgroup/{}/{}", group.name, builder.names.hex(resource.logical_id, "id", 16));
  group.arn = builder.names.arn("elasticloadbalancing", group.full_name);
  for (const char* key : {"Port", "Protocol", "VpcId"})
    if (!properties.has(key)) properties.refuse(key, fmt::format("{} is missing.", key));
  group.port = properties.whole("Port", group.port, {1, 65535});
  const std::size_t protocol = properties.one_of("Protocol", {"HTTP", "HTTPS"}, 0);
  if (protocol == 1) properties.warn("Protocol", "TLS to the targets isn't emulated; they are asked in plain HTTP.");
  group.health_check = read_health_check(properties);
  for (const Properties& item : properties.list("TargetGroupAttributes")) read_attribute(item, group);
  if (group.slow_start > Duration::zero() && group.algorithm == fleet::Algorithm::least_outstanding_requests)
    properties.refuse("TargetGroupAttributes", "slow start can't be combined with least_outstanding_requests.");
  Made made{group.arn, {}, false};
  made.add("TargetGroupArn", group.arn);
  made.add("TargetGroupFullName", group.full_name);
  made.add("TargetGroupName", group.name);
  builder.out.target_groups.push_back(std::move(group));
  return made;
}

}  // namespace rampart::control
