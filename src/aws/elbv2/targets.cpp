// RegisterTargets, DeregisterTargets, DescribeTargetHealth: of targets given by address and of ECS tasks alike.
// Source: reference aws-scaling.md §2.3.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

constexpr std::size_t most_targets = 1000;

std::optional<std::array<int, 4>> ip_of(const std::string& address) {
  std::array<int, 4> bytes{};
  const char* at = address.data();
  const char* end = at + address.size();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto [next, failed] = std::from_chars(at, end, bytes[i]);
    if (failed != std::errc() || bytes[i] < 0 || bytes[i] > 255) return std::nullopt;
    if (i == 3 ? next != end : (next == end || *next != '.')) return std::nullopt;
    at = next + 1;
  }
  return bytes;
}

/// RFC 1918, RFC 6598, and the loopback network, which AWS refuses and a machine of one's own needs.
bool is_private(const std::array<int, 4>& ip) {
  return ip[0] == 10 || ip[0] == 127 || (ip[0] == 172 && ip[1] >= 16 && ip[1] < 32) || (ip[0] == 192 && ip[1] == 168) ||
         (ip[0] == 100 && ip[1] >= 64 && ip[1] < 128);
}

std::string target_key(const std::string& target_group, const std::string& id, std::int64_t port) {
  return fmt::format("{}/{}:{}", target_group, id, port);
}

json::object health_answer(std::string_view state, std::string_view reason, std::string_view description) {
  json::object health{{"State", state}};
  if (!reason.empty()) health["Reason"] = reason;
  if (!description.empty()) health["Description"] = description;
  return health;
}

json::object health_answer(const fleet::TargetHealth& health) {
  using State = fleet::TargetHealth::State;
  const std::string_view state = health.state == State::initial     ? "initial"
                                 : health.state == State::healthy   ? "healthy"
                                 : health.state == State::unhealthy ? "unhealthy"
                                 : health.state == State::draining  ? "draining"
                                                                    : "unused";
  return health_answer(state, health.reason, health.description);
}

}  // namespace

Elbv2::Answer Elbv2::register_targets(const Call& call) {
  const std::string arn = text_of(call.input, "TargetGroupArn");
  const Object* group = records_.find(call.region, "target-group", arn);
  if (group == nullptr) return target_group_not_found();
  const json::array& given = items(call.input, "Targets");
  if (given.empty()) return validation("At least one target must be specified");
  for (const json::value& one : given) {
    const std::string id = text_of(one.as_object(), "Id");
    if (text_of(*group, "TargetType") != "ip")
      return error("InvalidTarget", fmt::format("The following targets are not in a running state and cannot be "
                                                "registered: '{}'",
                                                id));
    const auto ip = ip_of(id);
    if (!ip) return validation(fmt::format("The IP address '{}' is not a valid IPv4 address", id));
    if (!is_private(*ip))
      return validation(fmt::format(
          "The IP address '{}' is not allowed, as it must be an address from a VPC subnet, RFC1918, or RFC6598", id));
  }
  auto& router = account_.plane(call.region).router();
  if (router.targets(arn).size() + given.size() > most_targets)
    return error("TooManyTargets", fmt::format("The maximum number of targets per target group of '{}' has been "
                                               "reached on target group '{}'",
                                               most_targets, arn));
  for (const json::value& one : given) {
    const std::string id = text_of(one.as_object(), "Id");
    const auto port = number_of(one.as_object(), "Port", number_of(*group, "Port"));
    Object record{{"Id", id}, {"Port", port}, {"TargetGroupArn", arn}};
    if (const auto zone = text_of(one.as_object(), "AvailabilityZone"); !zone.empty())
      record["AvailabilityZone"] = zone;
    records_.put(call.region, "target", target_key(arn, id, port), std::move(record));
    std::string name = fmt::format("{}:{}", id, port);
    for (const auto& registered : router.targets(arn))  // one that still drains is another
      if (registered.target.task == name && registered.health.state == fleet::TargetHealth::State::draining)
        name += fmt::format(":{}", draw_hex(account_.ids, 8));
    router.add_target(arn, {name, id, static_cast<int>(port)});
  }
  return Object{};
}

Elbv2::Answer Elbv2::deregister_targets(const Call& call) {
  const std::string arn = text_of(call.input, "TargetGroupArn");
  const Object* group = records_.find(call.region, "target-group", arn);
  if (group == nullptr) return target_group_not_found();
  auto& router = account_.plane(call.region).router();
  for (const json::value& one : items(call.input, "Targets")) {
    const std::string id = text_of(one.as_object(), "Id");
    const bool any_port = !one.as_object().contains("Port");
    const auto port = number_of(one.as_object(), "Port");
    for (const auto& registered : router.targets(arn)) {
      const auto& target = registered.target;
      if (target.host != id || (!any_port && target.port != port)) continue;
      if (registered.health.state == fleet::TargetHealth::State::draining) continue;
      records_.erase(call.region, "target", target_key(arn, id, target.port));
      router.deregister_target(arn, target.task);
    }
  }
  return Object{};
}

Elbv2::Answer Elbv2::describe_target_health(const Call& call) {
  const std::string arn = text_of(call.input, "TargetGroupArn");
  const Object* group = records_.find(call.region, "target-group", arn);
  if (group == nullptr) return target_group_not_found();
  const bool in_use = !load_balancers_of(call.region, arn).empty();
  const std::string check_port = text_of(*group, "HealthCheckPort");
  const auto describe = [&](const std::string& id, std::int64_t port, Object health) {
    Object target{{"Id", id}, {"Port", port}};
    const Object* record = records_.find(call.region, "target", target_key(arn, id, port));
    target["AvailabilityZone"] =
        record == nullptr ? call.region + "a" : text_of(*record, "AvailabilityZone", call.region + "a");
    Object item{{"Target", std::move(target)},
                {"HealthCheckPort", check_port == "traffic-port" ? std::to_string(port) : check_port},
                {"TargetHealth", std::move(health)}};
    if (in_use)
      item["AdministrativeOverride"] = Object{{"State", "no_override"},
                                              {"Reason", "AdministrativeOverride.NoOverride"},
                                              {"Description", "No override is currently active on target"}};
    return item;
  };
  const auto health_of = [&](const fleet::RegisteredTarget& one) {
    if (in_use) return health_answer(one.health);
    return health_answer("unused", "Target.NotInUse",
                         "Target group is not configured to receive traffic from the load balancer");
  };
  const auto registered = account_.plane(call.region).router().targets(arn);
  const auto draining = [](const fleet::RegisteredTarget& one) {
    return one.health.state == fleet::TargetHealth::State::draining;
  };
  /// It drains, and nobody waits for requests that can't come or it has been registered again.
  const auto gone = [&](const fleet::RegisteredTarget& one) {
    return draining(one) && (!in_use || std::any_of(registered.begin(), registered.end(), [&](const auto& other) {
             return !draining(other) && other.target.host == one.target.host && other.target.port == one.target.port;
           }));
  };
  json::array out;
  const json::array& asked = items(call.input, "Targets");
  for (const json::value& one : asked) {
    const std::string id = text_of(one.as_object(), "Id");
    const auto port = number_of(one.as_object(), "Port", number_of(*group, "Port"));
    const auto found = std::find_if(registered.begin(), registered.end(), [&](const auto& target) {
      return target.target.host == id && target.target.port == port && !gone(target);
    });
    out.emplace_back(found != registered.end()
                         ? describe(id, port, health_of(*found))
                         : describe(id, port,
                                    health_answer("unused", "Target.NotRegistered",
                                                  "Target is not registered to the target group")));
  }
  for (const auto& one : registered)
    if (asked.empty() && !gone(one)) out.emplace_back(describe(one.target.host, one.target.port, health_of(one)));
  return Object{{"TargetHealthDescriptions", std::move(out)}};
}

}  // namespace rampart::aws
