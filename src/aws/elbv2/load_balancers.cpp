// CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer, Set…. Source: reference aws-scaling.md §2.1.
#include <fmt/format.h>

#include <map>

#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

constexpr std::size_t most_load_balancers = 50;

std::optional<ApiError> complaint_about_name(const std::string& name) {
  if (name.size() > 32)
    return validation(fmt::format("The load balancer name '{}' cannot be longer than '32' characters", name));
  const bool clean = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
  if (!clean || name.empty())
    return validation(fmt::format(
        "The load balancer name '{}' can only contain characters that are alphanumeric characters and hyphens(-)",
        name));
  if (name.starts_with('-') || name.ends_with('-'))
    return validation(fmt::format("The load balancer name '{}' cannot begin or end with a hyphen(-)", name));
  if (name.starts_with("internal-"))
    return validation(fmt::format("The load balancer name '{}' cannot begin with 'internal-'", name));
  return std::nullopt;
}

std::vector<std::string> subnets_of(const json::object& input) {
  auto subnets = texts(input, "Subnets");
  for (const json::value& mapping : items(input, "SubnetMappings"))
    subnets.push_back(text_of(mapping.as_object(), "SubnetId"));
  return subnets;
}

/// What must be the same for a second CreateLoadBalancer of one name to be the first one again.
bool same_settings(const json::object& a, const json::object& b) {
  for (const char* key : {"Scheme", "Type", "IpAddressType", "AvailabilityZones", "SecurityGroups"})
    if (a.at(key) != b.at(key)) return false;
  return true;
}

}  // namespace

/// {"VpcId", "AvailabilityZones"} of the subnets that the call names.
Elbv2::Answered<Elbv2::Object> Elbv2::place(const Call& call) const {
  json::array zones;
  std::map<std::string, bool> names;
  std::string vpc = "vpc-0";
  for (const std::string& subnet : subnets_of(call.input)) {
    SubnetPlace at{fmt::format("{}{}", call.region, static_cast<char>('a' + zones.size() % 6)), vpc};
    if (options_.subnet) {
      const auto found = options_.subnet(call.region, subnet);
      if (!found) return error("SubnetNotFound", fmt::format("The subnet ID '{}' does not exist", subnet));
      at = *found;
    }
    if (!names.emplace(at.zone, true).second)
      return error("InvalidConfigurationRequest",
                   "A load balancer cannot be attached to multiple subnets in the same Availability Zone");
    vpc = at.vpc;
    zones.push_back({{"ZoneName", at.zone}, {"SubnetId", subnet}, {"LoadBalancerAddresses", json::array()}});
  }
  if (zones.size() < 2) return validation("At least two subnets in two different Availability Zones must be specified");
  return Object{{"VpcId", vpc}, {"AvailabilityZones", std::move(zones)}};
}

Elbv2::Object Elbv2::load_balancer_answer(const std::string& region, const Object& record) const {
  Object answer = record;
  Object state{{"Code", "active"}};
  for (const auto& bound : bound_listeners(region)) {
    const auto* listener = records_.find(region, "listener", bound.listener_arn);
    if (listener == nullptr || bound.failure.empty()) continue;
    if (listener->at("LoadBalancerArn") == record.at("LoadBalancerArn"))
      state = {{"Code", "active_impaired"}, {"Reason", bound.failure}};
  }
  answer["State"] = std::move(state);
  return answer;
}

Elbv2::Answer Elbv2::create_load_balancer(const Call& call) {
  const std::string name = text_of(call.input, "Name");
  if (auto complaint = complaint_about_name(name)) return *complaint;
  if (const auto type = text_of(call.input, "Type", "application"); type != "application")
    return error("InvalidConfigurationRequest",
                 fmt::format("Load balancers of type '{}' are not emulated by Rampart; only 'application' is", type));
  const auto where = place(call);
  if (where.has_error()) return where.error();
  const std::string scheme = text_of(call.input, "Scheme", "internet-facing");
  auto groups = items(call.input, "SecurityGroups");
  Object record{{"LoadBalancerArn", ""},
                {"DNSName", ""},
                {"CanonicalHostedZoneId", "Z35SXDOTRQ7X7K"},
                {"CreatedTime", unix_seconds(call.now)},
                {"LoadBalancerName", name},
                {"Scheme", scheme},
                {"VpcId", where->at("VpcId")},
                {"Type", "application"},
                {"AvailabilityZones", where->at("AvailabilityZones")},
                {"SecurityGroups", std::move(groups)},
                {"IpAddressType", text_of(call.input, "IpAddressType", "ipv4")}};
  const auto existing = records_.list(call.region, "load-balancer");
  for (const auto& other : existing) {
    if (text_of(*other.object, "LoadBalancerName") != name) continue;
    if (same_settings(*other.object, record))
      return only("LoadBalancers", load_balancer_answer(call.region, *other.object));
    return error("DuplicateLoadBalancerName",
                 fmt::format("A load balancer with the same name '{}' exists, but with different settings", name));
  }
  if (existing.size() >= most_load_balancers)
    return error("TooManyLoadBalancers", "The maximum number of load balancers has been reached");
  const std::string arn = make_arn("elasticloadbalancing", call.region, account_.id,
                                   fmt::format("loadbalancer/app/{}/{}", name, draw_hex(account_.ids, 16)));
  record["LoadBalancerArn"] = arn;
  record["DNSName"] = fmt::format("{}{}-{}.{}.elb.amazonaws.com", scheme == "internal" ? "internal-" : "", name,
                                  100'000'000 + account_.ids() % 1'900'000'000, call.region);
  if (auto complaint = tag(call, arn)) return *complaint;
  records_.put(call.region, "load-balancer", arn, record);
  route(call.region);
  return only("LoadBalancers", load_balancer_answer(call.region, record));
}

Elbv2::Answer Elbv2::describe_load_balancers(const Call& call) {
  const auto arns = texts(call.input, "LoadBalancerArns");
  const auto names = texts(call.input, "Names");
  std::vector<Object> found;
  for (const auto& one : records_.list(call.region, "load-balancer")) {
    const bool wanted = arns.empty() && names.empty()
                            ? true
                            : holds(arns, one.id) || holds(names, text_of(*one.object, "LoadBalancerName"));
    if (wanted) found.push_back(load_balancer_answer(call.region, *one.object));
  }
  if (found.size() < arns.size() + names.size()) return load_balancer_not_found();
  return page(call, "LoadBalancers", "LoadBalancerArn", std::move(found));
}

Elbv2::Answer Elbv2::delete_load_balancer(const Call& call) {
  const std::string arn = text_of(call.input, "LoadBalancerArn");
  if (records_.find(call.region, "load-balancer", arn) == nullptr) return Object{};
  if (attribute(call.region, "load-balancer", arn, "deletion_protection.enabled") == "true")
    return error("OperationNotPermitted",
                 fmt::format("Load balancer '{}' cannot be deleted because deletion protection is enabled", arn));
  std::vector<std::string> listeners;
  for (const auto& one : records_.list(call.region, "listener"))
    if (text_of(*one.object, "LoadBalancerArn") == arn) listeners.emplace_back(one.id);
  for (const auto& listener : listeners) erase_listener(call.region, listener);
  for (const char* kind : {"load-balancer", "load-balancer-attributes", "tags"}) records_.erase(call.region, kind, arn);
  route(call.region);
  return Object{};
}

Elbv2::Answer Elbv2::set_subnets(const Call& call) {
  const std::string arn = text_of(call.input, "LoadBalancerArn");
  const Object* found = records_.find(call.region, "load-balancer", arn);
  if (found == nullptr) return load_balancer_not_found();
  const auto where = place(call);
  if (where.has_error()) return where.error();
  Object record = *found;
  record["AvailabilityZones"] = where->at("AvailabilityZones");
  record["IpAddressType"] = text_of(call.input, "IpAddressType", text_of(record, "IpAddressType"));
  const Object answer{{"AvailabilityZones", record["AvailabilityZones"]}, {"IpAddressType", record["IpAddressType"]}};
  records_.put(call.region, "load-balancer", arn, std::move(record));
  return answer;
}

Elbv2::Answer Elbv2::set_security_groups(const Call& call) {
  const std::string arn = text_of(call.input, "LoadBalancerArn");
  const Object* found = records_.find(call.region, "load-balancer", arn);
  if (found == nullptr) return load_balancer_not_found();
  Object record = *found;
  record["SecurityGroups"] = items(call.input, "SecurityGroups");
  records_.put(call.region, "load-balancer", arn, std::move(record));
  return Object{{"SecurityGroupIds", items(call.input, "SecurityGroups")}};
}

Elbv2::Answer Elbv2::set_ip_address_type(const Call& call) {
  const std::string arn = text_of(call.input, "LoadBalancerArn");
  const Object* found = records_.find(call.region, "load-balancer", arn);
  if (found == nullptr) return load_balancer_not_found();
  Object record = *found;
  record["IpAddressType"] = text_of(call.input, "IpAddressType");
  records_.put(call.region, "load-balancer", arn, std::move(record));
  return Object{{"IpAddressType", text_of(call.input, "IpAddressType")}};
}

Elbv2::Answer Elbv2::describe_capacity_reservation(const Call& call) {
  if (records_.find(call.region, "load-balancer", text_of(call.input, "LoadBalancerArn")) == nullptr)
    return load_balancer_not_found();
  return Object{{"DecreaseRequestsRemaining", 2}, {"CapacityReservationState", json::array()}};
}

}  // namespace rampart::aws
