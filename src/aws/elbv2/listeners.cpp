// CreateListener, DescribeListeners, ModifyListener, DeleteListener, and listeners' certificates.
// Source: reference aws-scaling.md §2.1, §2.5.
#include <fmt/format.h>

#include "aws/elbv2/actions.h"
#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

constexpr std::size_t most_listeners = 50;
constexpr std::size_t most_certificates = 25;
constexpr std::string_view default_policy = "ELBSecurityPolicy-2016-08";

/// "app/NAME/ID" of a load balancer's ARN.
std::string full_name(const std::string& load_balancer_arn) {
  const std::string_view mark = ":loadbalancer/";
  return load_balancer_arn.substr(load_balancer_arn.find(mark) + mark.size());
}

/// Writes what the call says over the record.
std::optional<ApiError> take_listener(const json::object& input, json::object& record) {
  for (const char* key : {"Protocol", "Port", "SslPolicy", "AlpnPolicy"})
    if (const json::value* value = input.if_contains(key)) record[key] = *value;
  if (const json::value* certificates = input.if_contains("Certificates")) {
    json::array kept;
    for (const json::value& one : certificates->as_array())
      kept.emplace_back(json::object{{"CertificateArn", text_of(one.as_object(), "CertificateArn")}});
    record["Certificates"] = std::move(kept);
  }
  if (input.contains("DefaultActions")) {
    auto echoed = echoed_actions(items(input, "DefaultActions"));
    if (echoed.has_error()) return echoed.error();
    record["DefaultActions"] = std::move(*echoed);
  }
  if (text_of(record, "Protocol") == "HTTPS") {
    if (!record.contains("SslPolicy")) record["SslPolicy"] = default_policy;
  } else {
    record.erase("SslPolicy");
    record.erase("Certificates");
  }
  return std::nullopt;
}

}  // namespace

std::optional<protocol::ApiError> Elbv2::complaint_about_listener(const std::string& region,
                                                                  const Object& listener) const {
  const std::string balancer = text_of(listener, "LoadBalancerArn");
  const std::string protocol = text_of(listener, "Protocol");
  if (protocol.empty()) return validation("A listener protocol must be specified");
  if (!listener.contains("Port")) return validation("A listener port must be specified");
  if (protocol != "HTTP" && protocol != "HTTPS")
    return validation(fmt::format("Listener protocol '{}' must be one of 'HTTPS, HTTP'", protocol));
  for (const auto& other : records_.list(region, "listener"))
    if (other.id != text_of(listener, "ListenerArn") && text_of(*other.object, "LoadBalancerArn") == balancer &&
        other.object->at("Port") == listener.at("Port"))
      return error("DuplicateListener",
                   fmt::format("A listener already exists on this port for this load balancer '{}'", balancer));
  if (protocol == "HTTPS") {
    const json::array& certificates = items(listener, "Certificates");
    if (certificates.empty()) return validation("A certificate must be specified for HTTPS listeners");
    if (certificates.size() > 1) return error("TooManyCertificates", "Only one default certificate can be specified");
    const std::string arn = text_of(certificates[0].as_object(), "CertificateArn");
    if (!options_.certificate_file || !options_.certificate_file(arn)) return certificate_not_found(arn);
  }
  return complaint_about_actions(region, balancer, items(listener, "DefaultActions"));
}

Elbv2::Answer Elbv2::create_listener(const Call& call) {
  const std::string balancer = text_of(call.input, "LoadBalancerArn");
  if (records_.find(call.region, "load-balancer", balancer) == nullptr) return load_balancer_not_found();
  Object record{{"ListenerArn", ""}, {"LoadBalancerArn", balancer}};
  if (auto complaint = take_listener(call.input, record)) return *complaint;
  std::size_t count = 0;
  for (const auto& other : records_.list(call.region, "listener")) {
    if (text_of(*other.object, "LoadBalancerArn") != balancer) continue;
    ++count;
    Object same = record;
    same["ListenerArn"] = other.object->at("ListenerArn");
    same["DefaultRuleArn"] = other.object->at("DefaultRuleArn");
    if (same == *other.object) return only("Listeners", *other.object);
  }
  if (auto complaint = complaint_about_listener(call.region, record)) return *complaint;
  if (count >= most_listeners) return error("TooManyListeners", "The maximum number of listeners has been reached");
  const std::string path = fmt::format("{}/{}", full_name(balancer), draw_hex(account_.ids, 16));
  const std::string arn = make_arn("elasticloadbalancing", call.region, account_.id, "listener/" + path);
  record["ListenerArn"] = arn;
  record["DefaultRuleArn"] = make_arn("elasticloadbalancing", call.region, account_.id,
                                      fmt::format("listener-rule/{}/{}", path, draw_hex(account_.ids, 16)));
  if (auto complaint = tag(call, arn)) return *complaint;
  records_.put(call.region, "listener", arn, record);
  route(call.region);
  return only("Listeners", std::move(record));
}

Elbv2::Answer Elbv2::describe_listeners(const Call& call) {
  const auto arns = texts(call.input, "ListenerArns");
  const std::string balancer = text_of(call.input, "LoadBalancerArn");
  if (arns.empty() && balancer.empty())
    return validation("You must specify either listener ARNs or a load balancer ARN");
  if (!balancer.empty() && records_.find(call.region, "load-balancer", balancer) == nullptr)
    return load_balancer_not_found();
  std::vector<Object> found;
  for (const auto& one : records_.list(call.region, "listener"))
    if (balancer.empty() ? holds(arns, one.id) : text_of(*one.object, "LoadBalancerArn") == balancer)
      found.push_back(*one.object);
  if (balancer.empty() && found.size() < arns.size()) return listener_not_found();
  return page(call, "Listeners", "ListenerArn", std::move(found));
}

Elbv2::Answer Elbv2::modify_listener(const Call& call) {
  const std::string arn = text_of(call.input, "ListenerArn");
  const Object* found = records_.find(call.region, "listener", arn);
  if (found == nullptr) return listener_not_found();
  Object record = *found;
  if (auto complaint = take_listener(call.input, record)) return *complaint;
  if (auto complaint = complaint_about_listener(call.region, record)) return *complaint;
  records_.put(call.region, "listener", arn, record);
  route(call.region);
  return only("Listeners", std::move(record));
}

void Elbv2::erase_listener(const std::string& region, const std::string& arn) {
  for (const Object& rule : rules_of(region, arn)) {
    records_.erase(region, "rule", text_of(rule, "RuleArn"));
    records_.erase(region, "tags", text_of(rule, "RuleArn"));
  }
  for (const char* kind : {"listener", "listener-attributes", "listener-certificates", "tags"})
    records_.erase(region, kind, arn);
}

Elbv2::Answer Elbv2::delete_listener(const Call& call) {
  const std::string arn = text_of(call.input, "ListenerArn");
  if (records_.find(call.region, "listener", arn) == nullptr) return listener_not_found();
  erase_listener(call.region, arn);
  route(call.region);
  return Object{};
}

// Beside the default certificate; the record is {"Certificates": [ARN, …]}.

Elbv2::Answer Elbv2::add_listener_certificates(const Call& call) {
  const std::string arn = text_of(call.input, "ListenerArn");
  const Object* listener = records_.find(call.region, "listener", arn);
  if (listener == nullptr) return listener_not_found();
  if (text_of(*listener, "Protocol") != "HTTPS")
    return error("InvalidConfigurationRequest", "Certificates cannot be specified for HTTP listeners");
  const Object* before = records_.find(call.region, "listener-certificates", arn);
  auto arns = before == nullptr ? std::vector<std::string>() : texts(*before, "Certificates");
  json::array added;
  for (const json::value& one : items(call.input, "Certificates")) {
    const std::string certificate = text_of(one.as_object(), "CertificateArn");
    if (!options_.certificate_file || !options_.certificate_file(certificate))
      return certificate_not_found(certificate);
    if (!holds(arns, certificate)) arns.push_back(certificate);
    added.push_back({{"CertificateArn", certificate}, {"IsDefault", false}});
  }
  if (arns.size() > most_certificates)
    return error("TooManyCertificates", "The maximum number of certificates per listener has been reached");
  records_.put(call.region, "listener-certificates", arn,
               Object{{"Certificates", json::array(arns.begin(), arns.end())}});
  route(call.region);
  return Object{{"Certificates", std::move(added)}};
}

Elbv2::Answer Elbv2::remove_listener_certificates(const Call& call) {
  const std::string arn = text_of(call.input, "ListenerArn");
  const Object* listener = records_.find(call.region, "listener", arn);
  if (listener == nullptr) return listener_not_found();
  const Object* before = records_.find(call.region, "listener-certificates", arn);
  auto arns = before == nullptr ? std::vector<std::string>() : texts(*before, "Certificates");
  for (const json::value& one : items(call.input, "Certificates")) {
    const std::string certificate = text_of(one.as_object(), "CertificateArn");
    for (const json::value& main : items(*listener, "Certificates"))
      if (text_of(main.as_object(), "CertificateArn") == certificate)
        return error("OperationNotPermitted", "The default certificate of a listener cannot be removed");
    arns.erase(std::remove(arns.begin(), arns.end(), certificate), arns.end());
  }
  records_.put(call.region, "listener-certificates", arn,
               Object{{"Certificates", json::array(arns.begin(), arns.end())}});
  route(call.region);
  return Object{};
}

Elbv2::Answer Elbv2::describe_listener_certificates(const Call& call) {
  const std::string arn = text_of(call.input, "ListenerArn");
  const Object* listener = records_.find(call.region, "listener", arn);
  if (listener == nullptr) return listener_not_found();
  std::vector<Object> out;
  for (const json::value& one : items(*listener, "Certificates"))
    out.push_back({{"CertificateArn", text_of(one.as_object(), "CertificateArn")}, {"IsDefault", true}});
  if (const Object* more = records_.find(call.region, "listener-certificates", arn))
    for (const auto& certificate : texts(*more, "Certificates"))
      out.push_back({{"CertificateArn", certificate}, {"IsDefault", false}});
  return page(call, "Certificates", "CertificateArn", std::move(out));
}

}  // namespace rampart::aws
