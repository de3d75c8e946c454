// CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, DeleteTargetGroup.
// Source: reference aws-scaling.md §2.1, §2.2.
#include <fmt/format.h>

#include <charconv>

#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

constexpr std::size_t most_target_groups = 3000;

std::optional<ApiError> complaint_about_name(const std::string& name) {
  if (name.empty() || name.size() > 32)
    return validation(fmt::format("Target group name '{}' cannot be longer than '32' characters", name));
  const bool clean = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
  if (!clean)
    return validation(fmt::format(
        "Target group name '{}' can only contain characters that are alphanumeric characters or hyphens(-)", name));
  if (name.starts_with('-') || name.ends_with('-'))
    return validation(fmt::format("Target group name '{}' cannot begin or end with a hyphen(-)", name));
  return std::nullopt;
}

/// "200", "200-299", "200,202", each code from 200 to 499.
bool is_matcher(const std::string& codes) {
  const char* at = codes.data();
  const char* end = at + codes.size();
  int lower = 0;
  bool in_range = false;
  while (true) {
    int code = 0;
    const auto [next, failed] = std::from_chars(at, end, code);
    if (failed != std::errc() || code < 200 || code > 499 || (in_range && code < lower)) return false;
    if (next == end) return true;
    if (*next != ',' && (*next != '-' || in_range)) return false;
    in_range = *next == '-';
    lower = code;
    at = next + 1;
  }
}

bool is_port(const std::string& digits) {
  int port = 0;
  const auto [next, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return failed == std::errc() && next == digits.data() + digits.size() && port >= 1 && port <= 65535;
}

constexpr std::array<const char*, 8> health_check_members = {
    "HealthCheckProtocol",        "HealthCheckPort",           "HealthCheckEnabled",    "HealthCheckPath",
    "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "UnhealthyThresholdCount"};

/// Writes what the call says of the health check over the record's.
std::optional<ApiError> take_health_check(const json::object& input, json::object& record) {
  for (const char* key : health_check_members)
    if (const json::value* value = input.if_contains(key)) record[key] = *value;
  if (input.contains("Matcher")) {
    const std::string codes = text_of(part(input, "Matcher"), "HttpCode");
    if (!is_matcher(codes))
      return validation(fmt::format("Health check matcher HTTP code '{}' must be within '200-499' inclusively", codes));
    record["Matcher"] = json::object{{"HttpCode", codes}};
  }
  const std::string protocol = text_of(record, "HealthCheckProtocol");
  if (protocol != "HTTP" && protocol != "HTTPS")
    return validation(fmt::format("Health check protocol '{}' must be one of 'HTTPS, HTTP'", protocol));
  const std::string port = text_of(record, "HealthCheckPort");
  if (port != "traffic-port" && !is_port(port))
    return validation(
        fmt::format("Health check port '{}' must be in the range of '1-65535' inclusive or 'traffic-port'", port));
  if (!text_of(record, "HealthCheckPath").starts_with('/'))
    return validation(fmt::format("Health check path '{}' must begin with '/'", text_of(record, "HealthCheckPath")));
  if (number_of(record, "HealthCheckTimeoutSeconds") >= number_of(record, "HealthCheckIntervalSeconds"))
    return validation("Health check interval must be greater than the timeout.");
  if (!flag_of(record, "HealthCheckEnabled", true))
    return validation(fmt::format("Health check enabled must be true for target groups with target type '{}'",
                                  text_of(record, "TargetType")));
  return std::nullopt;
}

bool same_settings(const json::object& a, const json::object& b) {
  for (const auto& [key, value] : a)
    if (key != "TargetGroupArn" && (!b.contains(key) || b.at(key) != value)) return false;
  return true;
}

}  // namespace

Elbv2::Object Elbv2::target_group_answer(const std::string& region, const Object& record) const {
  Object answer = record;
  json::array load_balancers;
  for (const auto& arn : load_balancers_of(region, text_of(record, "TargetGroupArn"))) load_balancers.emplace_back(arn);
  answer["LoadBalancerArns"] = std::move(load_balancers);
  return answer;
}

Elbv2::Answer Elbv2::create_target_group(const Call& call) {
  const std::string name = text_of(call.input, "Name");
  if (auto complaint = complaint_about_name(name)) return *complaint;
  const std::string type = text_of(call.input, "TargetType", "instance");
  if (type != "ip" && type != "instance")
    return error("InvalidConfigurationRequest",
                 fmt::format("Target groups of type '{}' are not emulated by Rampart; 'ip' is", type));
  const std::string protocol = text_of(call.input, "Protocol");
  if (protocol.empty()) return validation("A protocol must be specified");
  if (protocol != "HTTP" && protocol != "HTTPS")
    return error(
        "UnsupportedProtocol",
        fmt::format("Target group protocol '{}' is not emulated by Rampart; 'HTTP' and 'HTTPS' are", protocol));
  if (!call.input.contains("Port")) return validation("A port must be specified");
  if (!call.input.contains("VpcId")) return validation("A VPC ID must be specified");
  Object record{{"TargetGroupArn", ""},
                {"TargetGroupName", name},
                {"Protocol", protocol},
                {"Port", number_of(call.input, "Port")},
                {"VpcId", text_of(call.input, "VpcId")},
                {"HealthCheckProtocol", "HTTP"},
                {"HealthCheckPort", "traffic-port"},
                {"HealthCheckEnabled", true},
                {"HealthCheckIntervalSeconds", 30},
                {"HealthCheckTimeoutSeconds", 5},
                {"HealthyThresholdCount", 5},
                {"UnhealthyThresholdCount", 2},
                {"HealthCheckPath", "/"},
                {"Matcher", Object{{"HttpCode", "200"}}},
                {"TargetType", type},
                {"ProtocolVersion", text_of(call.input, "ProtocolVersion", "HTTP1")},
                {"IpAddressType", text_of(call.input, "IpAddressType", "ipv4")}};
  if (auto complaint = take_health_check(call.input, record)) return *complaint;
  const auto existing = records_.list(call.region, "target-group");
  for (const auto& other : existing) {
    if (text_of(*other.object, "TargetGroupName") != name) continue;
    if (same_settings(record, *other.object))
      return only("TargetGroups", target_group_answer(call.region, *other.object));
    return error("DuplicateTargetGroupName",
                 fmt::format("A target group with the same name '{}' exists, but with different settings", name));
  }
  if (existing.size() >= most_target_groups)
    return error("TooManyTargetGroups", "The maximum number of target groups has been reached");
  const std::string arn = make_arn("elasticloadbalancing", call.region, account_.id,
                                   fmt::format("targetgroup/{}/{}", name, draw_hex(account_.ids, 16)));
  record["TargetGroupArn"] = arn;
  if (auto complaint = tag(call, arn)) return *complaint;
  records_.put(call.region, "target-group", arn, record);
  route(call.region);
  return only("TargetGroups", target_group_answer(call.region, record));
}

Elbv2::Answer Elbv2::describe_target_groups(const Call& call) {
  const auto arns = texts(call.input, "TargetGroupArns");
  const auto names = texts(call.input, "Names");
  const std::string load_balancer = text_of(call.input, "LoadBalancerArn");
  if (!load_balancer.empty() && records_.find(call.region, "load-balancer", load_balancer) == nullptr)
    return load_balancer_not_found();
  const auto of_balancer = target_groups_of(call.region, load_balancer);
  std::vector<Object> found;
  for (const auto& one : records_.list(call.region, "target-group")) {
    bool wanted = arns.empty() && names.empty();
    wanted = wanted || holds(arns, one.id) || holds(names, text_of(*one.object, "TargetGroupName"));
    if (!load_balancer.empty()) wanted = wanted && holds(of_balancer, one.id);
    if (wanted) found.push_back(target_group_answer(call.region, *one.object));
  }
  if (load_balancer.empty() && found.size() < arns.size() + names.size()) return target_group_not_found();
  return page(call, "TargetGroups", "TargetGroupArn", std::move(found));
}

Elbv2::Answer Elbv2::modify_target_group(const Call& call) {
  const std::string arn = text_of(call.input, "TargetGroupArn");
  const Object* found = records_.find(call.region, "target-group", arn);
  if (found == nullptr) return target_group_not_found();
  Object record = *found;
  if (auto complaint = take_health_check(call.input, record)) return *complaint;
  records_.put(call.region, "target-group", arn, record);
  route(call.region);
  return only("TargetGroups", target_group_answer(call.region, record));
}

Elbv2::Answer Elbv2::delete_target_group(const Call& call) {
  const std::string arn = text_of(call.input, "TargetGroupArn");
  if (records_.find(call.region, "target-group", arn) == nullptr) return Object{};
  if (!load_balancers_of(call.region, arn).empty())
    return error("ResourceInUse", fmt::format("Target group '{}' is currently in use by a listener or a rule", arn));
  std::vector<std::string> targets;
  for (const auto& one : records_.list(call.region, "target"))
    if (one.id.starts_with(arn + "/")) targets.emplace_back(one.id);
  for (const auto& target : targets) records_.erase(call.region, "target", target);
  for (const char* kind : {"target-group", "target-group-attributes", "tags"}) records_.erase(call.region, kind, arn);
  route(call.region);
  return Object{};
}

}  // namespace rampart::aws
