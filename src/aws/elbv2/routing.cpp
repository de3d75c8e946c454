// From the records to what the region's router and fleet are told. Source: reference aws-scaling.md §2.1–2.5.
#include <fmt/format.h>

#include <charconv>

#include "aws/elbv2/actions.h"
#include "aws/elbv2/conditions.h"
#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

constexpr std::size_t most_target_groups = 100;  // of a load balancer

int whole(const std::string& digits, int fallback = 0) {
  int value = fallback;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// "targetgroup/NAME/ID", "app/NAME/ID": the metric dimensions.
std::string tail(const std::string& arn, std::string_view mark) {
  const auto at = arn.find(mark);
  return at == std::string::npos ? arn : arn.substr(at + mark.size());
}

}  // namespace

fleet::TargetGroup Elbv2::target_group_spec(const std::string& region, const Object& record) const {
  fleet::TargetGroup group;
  group.arn = text_of(record, "TargetGroupArn");
  group.name = text_of(record, "TargetGroupName");
  group.full_name = "targetgroup/" + tail(group.arn, ":targetgroup/");
  group.port = static_cast<int>(number_of(record, "Port"));
  group.https = text_of(record, "Protocol") == "HTTPS";
  auto& check = group.health_check;
  check.path = text_of(record, "HealthCheckPath");
  check.interval = std::chrono::seconds(number_of(record, "HealthCheckIntervalSeconds", 30));
  check.timeout = std::chrono::seconds(number_of(record, "HealthCheckTimeoutSeconds", 5));
  check.healthy_threshold = static_cast<int>(number_of(record, "HealthyThresholdCount", 5));
  check.unhealthy_threshold = static_cast<int>(number_of(record, "UnhealthyThresholdCount", 2));
  check.matcher = text_of(part(record, "Matcher"), "HttpCode", "200");
  check.https = text_of(record, "HealthCheckProtocol") == "HTTPS";
  check.port = whole(text_of(record, "HealthCheckPort"));
  const auto value = [&](std::string_view key) { return attribute(region, "target-group", group.arn, key); };
  group.deregistration_delay = std::chrono::seconds(whole(value("deregistration_delay.timeout_seconds"), 300));
  group.slow_start = std::chrono::seconds(whole(value("slow_start.duration_seconds")));
  const std::string algorithm = value("load_balancing.algorithm.type");
  if (algorithm == "least_outstanding_requests") group.algorithm = fleet::Algorithm::least_outstanding_requests;
  if (algorithm == "weighted_random") group.algorithm = fleet::Algorithm::weighted_random;
  const bool app = value("stickiness.type") == "app_cookie";
  group.stickiness.enabled = value("stickiness.enabled") == "true";
  group.stickiness.kind = app ? fleet::Stickiness::Kind::app_cookie : fleet::Stickiness::Kind::lb_cookie;
  group.stickiness.cookie_name = value("stickiness.app_cookie.cookie_name");
  group.stickiness.duration = std::chrono::seconds(
      whole(value(app ? "stickiness.app_cookie.duration_seconds" : "stickiness.lb_cookie.duration_seconds"), 86400));
  group.load_balancer_arns = load_balancers_of(region, group.arn);
  return group;
}

fleet::LoadBalancer Elbv2::load_balancer_spec(const std::string& region, const Object& record) const {
  fleet::LoadBalancer balancer;
  balancer.arn = text_of(record, "LoadBalancerArn");
  balancer.name = text_of(record, "LoadBalancerName");
  balancer.full_name = tail(balancer.arn, ":loadbalancer/");
  balancer.dns_name = text_of(record, "DNSName");
  const auto value = [&](std::string_view key) { return attribute(region, "load-balancer", balancer.arn, key); };
  balancer.idle_timeout = std::chrono::seconds(whole(value("idle_timeout.timeout_seconds"), 60));
  balancer.http2 = value("routing.http2.enabled") == "true";
  balancer.forwarded_client_port = value("routing.http.xff_client_port.enabled") == "true";
  const std::string mode = value("routing.http.xff_header_processing.mode");
  balancer.forwarded_for = mode == "remove"     ? fleet::LoadBalancer::ForwardedFor::remove
                           : mode == "preserve" ? fleet::LoadBalancer::ForwardedFor::preserve
                                                : fleet::LoadBalancer::ForwardedFor::append;
  return balancer;
}

fleet::Listener Elbv2::listener_spec(const std::string& region, const Object& record) const {
  fleet::Listener listener;
  listener.arn = text_of(record, "ListenerArn");
  listener.load_balancer_arn = text_of(record, "LoadBalancerArn");
  listener.port = static_cast<int>(number_of(record, "Port"));
  listener.https = text_of(record, "Protocol") == "HTTPS";
  std::vector<std::string> certificates;
  for (const json::value& one : items(record, "Certificates"))
    certificates.push_back(text_of(one.as_object(), "CertificateArn"));
  if (const Object* more = records_.find(region, "listener-certificates", listener.arn))
    for (const auto& one : texts(*more, "Certificates")) certificates.push_back(one);
  for (const auto& arn : certificates)
    if (auto file = options_.certificate_file ? options_.certificate_file(arn) : std::nullopt)
      listener.certificate_files.push_back(std::move(*file));
  listener.default_action = action_spec(items(record, "DefaultActions"));
  for (const Object& rule : rules_of(region, listener.arn))
    listener.rules.push_back({text_of(rule, "RuleArn"), whole(text_of(rule, "Priority")),
                              condition_specs(items(rule, "Conditions")), action_spec(items(rule, "Actions"))});
  return listener;
}

std::vector<std::string> Elbv2::target_groups_of(const std::string& region, const std::string& load_balancer) const {
  std::vector<std::string> out;
  for (const auto& listener : records_.list(region, "listener")) {
    if (text_of(*listener.object, "LoadBalancerArn") != load_balancer) continue;
    for (auto& arn : target_groups_in(items(*listener.object, "DefaultActions")))
      if (!holds(out, arn)) out.push_back(std::move(arn));
    for (const Object& rule : rules_of(region, std::string(listener.id)))
      for (auto& arn : target_groups_in(items(rule, "Actions")))
        if (!holds(out, arn)) out.push_back(std::move(arn));
  }
  return out;
}

std::vector<std::string> Elbv2::load_balancers_of(const std::string& region, const std::string& target_group) const {
  std::vector<std::string> out;
  for (const auto& one : records_.list(region, "load-balancer"))
    if (holds(target_groups_of(region, std::string(one.id)), target_group)) out.emplace_back(one.id);
  return out;
}

std::optional<ApiError> Elbv2::complaint_about_actions(const std::string& region, const std::string& load_balancer,
                                                       const json::array& actions) const {
  auto of_balancer = target_groups_of(region, load_balancer);
  for (const auto& arn : target_groups_in(actions)) {
    if (records_.find(region, "target-group", arn) == nullptr) return target_group_not_found();
    for (const auto& other : load_balancers_of(region, arn))
      if (other != load_balancer)
        return error("TargetGroupAssociationLimit",
                     fmt::format("The following target groups cannot be associated with more than one load balancer: "
                                 "{}",
                                 arn));
    if (!holds(of_balancer, arn)) of_balancer.push_back(arn);
  }
  if (of_balancer.size() > most_target_groups)
    return error("TooManyUniqueTargetGroupsPerLoadBalancer",
                 "The maximum number of unique target groups per load balancer has been reached");
  return std::nullopt;
}

std::vector<fleet::BoundListener> Elbv2::bound_listeners(const std::string& region) const {
  return account_.plane(region).router().listeners();
}

void Elbv2::route(const std::string& region) {
  fleet::RoutingTable table;
  for (const auto& one : records_.list(region, "load-balancer"))
    table.load_balancers.push_back(load_balancer_spec(region, *one.object));
  for (const auto& one : records_.list(region, "target-group"))
    table.target_groups.push_back(target_group_spec(region, *one.object));
  for (const auto& one : records_.list(region, "listener"))
    table.listeners.push_back(listener_spec(region, *one.object));
  auto& plane = account_.plane(region);
  for (const auto& group : table.target_groups) plane.fleet().put_target_group(group);
  plane.router().configure(std::move(table));
}

void Elbv2::put_back(const std::string& region) {
  route(region);
  auto& router = account_.plane(region).router();
  for (const auto& one : records_.list(region, "target")) {
    const auto port = number_of(*one.object, "Port");
    const std::string id = text_of(*one.object, "Id");
    router.add_target(text_of(*one.object, "TargetGroupArn"),
                      {fmt::format("{}:{}", id, port), id, static_cast<int>(port)});
  }
}

}  // namespace rampart::aws
