// AWS::ElasticLoadBalancingV2: LoadBalancer and Listener. Source: reference aws-scaling.md §2.1, §2.4, §2.5.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/control/catalogue_builder.h"

namespace rampart::control {
namespace {

void read_load_balancer_attributes(const Properties& properties, fleet::LoadBalancer& balancer) {
  for (const Properties& item : properties.list("LoadBalancerAttributes")) {
    item.expect({"Key", "Value"});
    if (item.text("Key") == "idle_timeout.timeout_seconds")
      balancer.idle_timeout = item.in_seconds("Value", balancer.idle_timeout, {1, 4000});
  }
}

void check_name(const Properties& properties, const std::string& name) {
  if (name.size() > 32)
    properties.refuse("Name", fmt::format("The load balancer name '{}' cannot be longer than '32' characters", name));
  const bool clean = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
  if (!clean || name.starts_with('-') || name.ends_with('-') || name.starts_with("internal-"))
    properties.refuse("Name", fmt::format("\"{}\": letters, digits and hyphens only, no hyphen at either end, not "
                                          "beginning with \"internal-\".",
                                          name));
}

/// The target group that the default action forwards to; empty when it doesn't forward.
std::string forwarded_to(const Properties& listener) {
  std::string target_group;
  for (const Properties& action : listener.list("DefaultActions")) {
    const std::string type = action.required_text("Type");
    if (type.starts_with("authenticate") || type.starts_with("jwt")) {
      action.warn("Type", fmt::format("action {} isn't emulated; requests pass without it.", type));
      continue;
    }
    if (type != "forward") {
      if (type != "redirect" && type != "fixed-response")
        action.refuse("Type", fmt::format("\"{}\" isn't an action; one of forward, redirect, fixed-response.", type));
      return {};
    }
    target_group = action.text("TargetGroupArn");
    const auto groups = action.group("ForwardConfig").list("TargetGroups");
    if (groups.size() > 1)
      action.refuse("ForwardConfig", "forwarding to several target groups by weight isn't emulated yet; keep one.");
    if (target_group.empty() && !groups.empty()) target_group = groups.front().required_text("TargetGroupArn");
    if (target_group.empty()) action.refuse("TargetGroupArn", "a forward action needs a TargetGroupArn.");
  }
  return target_group;
}

void check_target_group(Builder& builder, const Properties& properties, const fleet::Listener& listener,
                        const std::string& target_group) {
  if (builder.out.find_target_group(target_group) == nullptr) {
    properties.refuse("DefaultActions", fmt::format("the template makes no target group {}.", target_group));
    return;
  }
  for (const auto& other : builder.out.listeners) {
    const auto groups = fleet::target_groups_of(other);
    if (std::find(groups.begin(), groups.end(), target_group) != groups.end() &&
        other.load_balancer_arn != listener.load_balancer_arn)
      properties.refuse("DefaultActions", fmt::format("The following target groups cannot be associated with more than "
                                                      "one load balancer: {}",
                                                      target_group));
  }
}

}  // namespace

Made build_load_balancer(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"LoadBalancerAttributes", "Name", "Scheme", "SubnetMappings", "Subnets", "Type"},
                    {"IpAddressType", "SecurityGroups", "Tags", "EnablePrefixForIpv6SourceNat", "Ipv4IpamPoolId",
                     "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "MinimumLoadBalancerCapacity",
                     "EnableCapacityReservationProvisionStabilize"});
  if (const std::string type = properties.text("Type", "application"); type != "application")
    properties.refuse("Type", fmt::format("load balancers of type {} aren't emulated; only application is.", type));
  const auto subnets = properties.texts("Subnets").size() + properties.list("SubnetMappings").size();
  if (subnets < 2)
    properties.refuse("Subnets", "At least two subnets in two different Availability Zones must be specified");
  fleet::LoadBalancer balancer;
  balancer.name = properties.text("Name", builder.names.generated(resource.logical_id, 32));
  check_name(properties, balancer.name);
  balancer.full_name = fmt::format("app/{}/{}", balancer.name, builder.names.hex(resource.logical_id, "id", 16));
  balancer.arn = builder.names.arn("elasticloadbalancing", "loadbalancer/" + balancer.full_name);
  const bool internal = properties.one_of("Scheme", {"internet-facing", "internal"}, 0) == 1;
  balancer.dns_name = fmt::format("{}{}-{}.{}.elb.{}", internal ? "internal-" : "", balancer.name,
                                  builder.names.digits(resource.logical_id), builder.names.pseudo().region,
                                  builder.names.pseudo().url_suffix);
  read_load_balancer_attributes(properties, balancer);
  for (const auto& other : builder.out.load_balancers)
    if (other.name == balancer.name)
      properties.refuse("Name", fmt::format("there is a load balancer {} already.", balancer.name));
  Made made{balancer.arn, {}, false};
  made.add("DNSName", balancer.dns_name);
  made.add("LoadBalancerArn", balancer.arn);
  made.add("LoadBalancerFullName", balancer.full_name);
  made.add("LoadBalancerName", balancer.name);
  made.add("CanonicalHostedZoneID", "Z35SXDOTRQ7X7K");
  if (const stack::Node* groups = properties.find("SecurityGroups"); groups != nullptr)
    made.attributes.emplace_back("SecurityGroups", *groups);
  builder.out.load_balancers.push_back(std::move(balancer));
  return made;
}

Made build_listener(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"DefaultActions", "LoadBalancerArn", "Port", "Protocol"},
                    {"Certificates", "SslPolicy", "AlpnPolicy", "ListenerAttributes"}, {"MutualAuthentication"});
  fleet::Listener listener;
  listener.load_balancer_arn = properties.required_text("LoadBalancerArn");
  const fleet::LoadBalancer* balancer = builder.out.find_load_balancer(listener.load_balancer_arn);
  if (balancer == nullptr)
    properties.refuse("LoadBalancerArn",
                      fmt::format("the template makes no load balancer {}.", listener.load_balancer_arn));
  if (!properties.has("Port")) properties.refuse("Port", "Port is missing.");
  listener.port = properties.whole("Port", 80, {1, 65535});
  if (!properties.has("Protocol")) properties.refuse("Protocol", "Protocol is missing; HTTP or HTTPS.");
  if (properties.one_of("Protocol", {"HTTP", "HTTPS"}, 0) == 1)
    properties.warn("Protocol", fmt::format("TLS isn't emulated; port {} answers plain HTTP here.", listener.port));
  for (const auto& other : builder.out.listeners)
    if (other.load_balancer_arn == listener.load_balancer_arn && other.port == listener.port)
      properties.refuse("Port", "A listener already exists on this port for this load balancer");
  const std::string full_name = balancer == nullptr ? "app/x/x" : balancer->full_name;
  listener.arn =
      builder.names.arn("elasticloadbalancing",
                        fmt::format("listener/{}/{}", full_name, builder.names.hex(resource.logical_id, "id", 16)));
  if (!properties.has("DefaultActions")) properties.refuse("DefaultActions", "DefaultActions is missing.");
  const std::string target_group = forwarded_to(properties);
  Made made{listener.arn, {}, false};
  made.add("ListenerArn", listener.arn);
  if (target_group.empty()) {
    builder.leave_out(resource, "its default action doesn't forward (redirect, fixed-response); it isn't opened");
    return made;
  }
  check_target_group(builder, properties, listener, target_group);
  listener.default_action = fleet::forward_to(target_group);
  builder.out.listeners.push_back(std::move(listener));
  return made;
}

}  // namespace rampart::control
