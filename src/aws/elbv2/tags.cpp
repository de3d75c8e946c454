// AddTags, RemoveTags, DescribeTags; and the tags that say where listeners really listen (elbv2.h).
#include <fmt/format.h>

#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

constexpr std::size_t most_tags = 50;
constexpr std::string_view own_prefix = "rampart:listener-";

std::optional<ApiError> complaint_about_tags(const json::array& tags) {
  json::object seen;
  for (const json::value& tag : tags) {
    const std::string key = text_of(tag.as_object(), "Key");
    if (key.starts_with("aws:")) return validation("Tag keys cannot begin with 'aws:'");
    if (key.starts_with(own_prefix)) return validation(fmt::format("Tag keys cannot begin with '{}'", own_prefix));
    if (seen.contains(key)) return error("DuplicateTagKeys", fmt::format("Tag key '{}' is specified twice", key));
    seen[key] = true;
  }
  return std::nullopt;
}

/// The error for an ARN of nothing: nothing when there is such a resource.
std::optional<ApiError> complaint_about_resource(const Records& records, const std::string& region,
                                                 const std::string& arn, bool is_default_rule) {
  if (arn.find(":loadbalancer/") != std::string::npos) {
    if (records.find(region, "load-balancer", arn) == nullptr) return load_balancer_not_found();
  } else if (arn.find(":targetgroup/") != std::string::npos) {
    if (records.find(region, "target-group", arn) == nullptr) return target_group_not_found();
  } else if (arn.find(":listener-rule/") != std::string::npos) {
    if (!is_default_rule && records.find(region, "rule", arn) == nullptr) return rule_not_found();
  } else if (arn.find(":listener/") != std::string::npos) {
    if (records.find(region, "listener", arn) == nullptr) return listener_not_found();
  } else {
    return validation(fmt::format("'{}' is not a valid load balancer, target group, listener or rule ARN", arn));
  }
  return std::nullopt;
}

}  // namespace

/// The call's Tags onto a resource that is being made.
std::optional<ApiError> Elbv2::tag(const Call& call, const std::string& arn) {
  const json::array& tags = items(call.input, "Tags");
  if (tags.empty()) return std::nullopt;
  if (auto complaint = complaint_about_tags(tags)) return complaint;
  Object values;
  if (const Object* before = records_.find(call.region, "tags", arn)) values = *before;
  for (const auto& [key, value] : by_key(tags)) values[key] = value;
  if (values.size() > most_tags)
    return error("TooManyTags", "The maximum number of tags per resource has been reached");
  records_.put(call.region, "tags", arn, std::move(values));
  return std::nullopt;
}

json::array Elbv2::tags_of(const std::string& region, const std::string& arn) const {
  Object values;
  if (const Object* found = records_.find(region, "tags", arn)) values = *found;
  if (records_.find(region, "load-balancer", arn) != nullptr) {
    for (const auto& bound : bound_listeners(region)) {
      const Object* listener = records_.find(region, "listener", bound.listener_arn);
      if (listener == nullptr || text_of(*listener, "LoadBalancerArn") != arn) continue;
      const auto key = fmt::format("{}{}", own_prefix, number_of(*listener, "Port"));
      if (bound.failure.empty())
        values[key] = fmt::format("{}:{}", bound.host, bound.port);
      else
        values[key + "-failure"] = bound.failure.substr(0, 256);
    }
  }
  return pairs_of(values);
}

Elbv2::Answer Elbv2::add_tags(const Call& call) {
  const auto arns = texts(call.input, "ResourceArns");
  for (const auto& arn : arns)
    if (auto complaint =
            complaint_about_resource(records_, call.region, arn, find_default_rule(call.region, arn).has_value()))
      return *complaint;
  for (const auto& arn : arns)
    if (auto complaint = tag(call, arn)) return *complaint;
  return Object{};
}

Elbv2::Answer Elbv2::remove_tags(const Call& call) {
  const auto arns = texts(call.input, "ResourceArns");
  for (const auto& arn : arns)
    if (auto complaint =
            complaint_about_resource(records_, call.region, arn, find_default_rule(call.region, arn).has_value()))
      return *complaint;
  for (const auto& arn : arns) {
    const Object* found = records_.find(call.region, "tags", arn);
    if (found == nullptr) continue;
    Object values = *found;
    for (const auto& key : texts(call.input, "TagKeys")) values.erase(key);
    records_.put(call.region, "tags", arn, std::move(values));
  }
  return Object{};
}

Elbv2::Answer Elbv2::describe_tags(const Call& call) {
  json::array out;
  for (const auto& arn : texts(call.input, "ResourceArns")) {
    if (auto complaint =
            complaint_about_resource(records_, call.region, arn, find_default_rule(call.region, arn).has_value()))
      return *complaint;
    out.push_back({{"ResourceArn", arn}, {"Tags", tags_of(call.region, arn)}});
  }
  return Object{{"TagDescriptions", std::move(out)}};
}

}  // namespace rampart::aws
