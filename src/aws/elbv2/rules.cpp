// CreateRule, DescribeRules, ModifyRule, DeleteRule, SetRulePriorities. Source: reference aws-scaling.md §2.1, §2.5.
#include <fmt/format.h>

#include <charconv>
#include <map>

#include "aws/elbv2/actions.h"
#include "aws/elbv2/conditions.h"
#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

constexpr std::size_t most_rules = 100;  // of a load balancer

int priority_of(const json::object& rule) {
  const std::string digits = text_of(rule, "Priority");
  int priority = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), priority);
  return priority;
}

/// The listener's part of a rule's ARN tells whose it is.
std::string path_of(const std::string& listener_arn) {
  const std::string_view mark = ":listener/";
  return listener_arn.substr(listener_arn.find(mark) + mark.size());
}

}  // namespace

/// By priority, without the default rule.
std::vector<Elbv2::Object> Elbv2::rules_of(const std::string& region, const std::string& listener) const {
  std::vector<Object> out;
  for (const auto& one : records_.list(region, "rule"))
    if (text_of(*one.object, "ListenerArn") == listener) out.push_back(*one.object);
  std::stable_sort(out.begin(), out.end(),
                   [](const Object& a, const Object& b) { return priority_of(a) < priority_of(b); });
  return out;
}

Elbv2::Object Elbv2::default_rule(const Object& listener) {
  return {{"RuleArn", text_of(listener, "DefaultRuleArn")}, {"Priority", "default"}, {"Conditions", json::array()},
          {"Actions", items(listener, "DefaultActions")},   {"IsDefault", true},     {"Transforms", json::array()}};
}

std::optional<Elbv2::Object> Elbv2::find_default_rule(const std::string& region, const std::string& rule) const {
  for (const auto& listener : records_.list(region, "listener"))
    if (text_of(*listener.object, "DefaultRuleArn") == rule) return default_rule(*listener.object);
  return std::nullopt;
}

Elbv2::Answer Elbv2::create_rule(const Call& call) {
  const std::string listener_arn = text_of(call.input, "ListenerArn");
  const Object* listener = records_.find(call.region, "listener", listener_arn);
  if (listener == nullptr) return listener_not_found();
  if (!items(call.input, "Transforms").empty())
    return error("InvalidConfigurationRequest", "Transforms of rules are not emulated by Rampart");
  auto conditions = echoed_conditions(items(call.input, "Conditions"));
  if (conditions.has_error()) return conditions.error();
  auto actions = echoed_actions(items(call.input, "Actions"));
  if (actions.has_error()) return actions.error();
  const std::string balancer = text_of(*listener, "LoadBalancerArn");
  if (auto complaint = complaint_about_actions(call.region, balancer, *actions)) return *complaint;
  const auto priority = number_of(call.input, "Priority");
  for (const Object& other : rules_of(call.region, listener_arn))
    if (priority_of(other) == priority) return priority_in_use(priority);
  std::size_t count = 0;
  for (const auto& one : records_.list(call.region, "listener"))
    if (text_of(*one.object, "LoadBalancerArn") == balancer) count += rules_of(call.region, std::string(one.id)).size();
  if (count >= most_rules)
    return error("TooManyRules", fmt::format("The maximum number of rules per load balancer of '{}' has been reached "
                                             "on load balancer '{}'",
                                             most_rules, balancer));
  const std::string arn =
      make_arn("elasticloadbalancing", call.region, account_.id,
               fmt::format("listener-rule/{}/{}", path_of(listener_arn), draw_hex(account_.ids, 16)));
  if (auto complaint = tag(call, arn)) return *complaint;
  Object record{{"RuleArn", arn},
                {"ListenerArn", listener_arn},
                {"Priority", std::to_string(priority)},
                {"Conditions", std::move(*conditions)},
                {"Actions", std::move(*actions)},
                {"IsDefault", false},
                {"Transforms", json::array()}};
  records_.put(call.region, "rule", arn, record);
  route(call.region);
  return only("Rules", std::move(record));
}

Elbv2::Answer Elbv2::describe_rules(const Call& call) {
  const std::string listener_arn = text_of(call.input, "ListenerArn");
  const auto arns = texts(call.input, "RuleArns");
  if (listener_arn.empty() == arns.empty())
    return validation("You must specify either listener ARN or rule ARNs, but not both");
  std::vector<Object> found;
  if (!listener_arn.empty()) {
    const Object* listener = records_.find(call.region, "listener", listener_arn);
    if (listener == nullptr) return listener_not_found();
    found = rules_of(call.region, listener_arn);
    found.push_back(default_rule(*listener));
  }
  for (const auto& arn : arns) {
    if (const Object* rule = records_.find(call.region, "rule", arn)) {
      found.push_back(*rule);
    } else if (auto fixed = find_default_rule(call.region, arn)) {
      found.push_back(std::move(*fixed));
    } else {
      return rule_not_found();
    }
  }
  return page(call, "Rules", "RuleArn", std::move(found));
}

Elbv2::Answer Elbv2::modify_rule(const Call& call) {
  const std::string arn = text_of(call.input, "RuleArn");
  if (find_default_rule(call.region, arn)) return default_rule_is_fixed(arn);
  const Object* found = records_.find(call.region, "rule", arn);
  if (found == nullptr) return rule_not_found();
  Object record = *found;
  if (call.input.contains("Conditions")) {
    auto conditions = echoed_conditions(items(call.input, "Conditions"));
    if (conditions.has_error()) return conditions.error();
    record["Conditions"] = std::move(*conditions);
  }
  if (call.input.contains("Actions")) {
    auto actions = echoed_actions(items(call.input, "Actions"));
    if (actions.has_error()) return actions.error();
    const Object* listener = records_.find(call.region, "listener", text_of(record, "ListenerArn"));
    if (auto complaint = complaint_about_actions(call.region, text_of(*listener, "LoadBalancerArn"), *actions))
      return *complaint;
    record["Actions"] = std::move(*actions);
  }
  records_.put(call.region, "rule", arn, record);
  route(call.region);
  return only("Rules", std::move(record));
}

Elbv2::Answer Elbv2::delete_rule(const Call& call) {
  const std::string arn = text_of(call.input, "RuleArn");
  if (find_default_rule(call.region, arn)) return default_rule_is_fixed(arn);
  if (!records_.erase(call.region, "rule", arn)) return rule_not_found();
  records_.erase(call.region, "tags", arn);
  route(call.region);
  return Object{};
}

Elbv2::Answer Elbv2::set_rule_priorities(const Call& call) {
  std::map<std::string, std::int64_t> wanted;
  for (const json::value& pair : items(call.input, "RulePriorities")) {
    const std::string arn = text_of(pair.as_object(), "RuleArn");
    if (find_default_rule(call.region, arn)) return default_rule_is_fixed(arn);
    if (records_.find(call.region, "rule", arn) == nullptr) return rule_not_found();
    wanted[arn] = number_of(pair.as_object(), "Priority");
  }
  std::map<std::pair<std::string, std::int64_t>, bool> taken;  // as they would be
  for (const auto& one : records_.list(call.region, "rule")) {
    const auto given = wanted.find(std::string(one.id));
    const std::int64_t priority = given == wanted.end() ? priority_of(*one.object) : given->second;
    if (!taken.emplace(std::pair(text_of(*one.object, "ListenerArn"), priority), true).second)
      return priority_in_use(priority);
  }
  json::array out;
  for (const auto& [arn, priority] : wanted) {
    Object record = *records_.find(call.region, "rule", arn);
    record["Priority"] = std::to_string(priority);
    out.push_back(record);
    records_.put(call.region, "rule", arn, std::move(record));
  }
  route(call.region);
  return Object{{"Rules", std::move(out)}};
}

}  // namespace rampart::aws
