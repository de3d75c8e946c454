// Describe… and Modify…Attributes of load balancers, target groups and listeners. Source: reference aws-scaling.md
// §2.4.
#include "aws/elbv2/attributes.h"
#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

/// Which resource a call is about, and where its attributes are kept.
struct Subject {
  std::string kind;
  std::string arn;
  std::string records;
  json::object values;  ///< All of them.
};

std::optional<Subject> find_subject(const Records& records, const protocol::Call& call, const std::string& kind,
                                    const char* arn_member) {
  Subject subject{kind, text_of(call.input, arn_member), kind + "-attributes", default_attributes(kind)};
  if (records.find(call.region, kind, subject.arn) == nullptr) return std::nullopt;
  if (const auto* changed = records.find(call.region, subject.records, subject.arn))
    for (const auto& [key, value] : *changed) subject.values[key] = value;
  return subject;
}

json::object answer_of(const json::object& values) { return {{"Attributes", pairs_of(values)}}; }

}  // namespace

std::string Elbv2::attribute(const std::string& region, std::string_view kind, const std::string& arn,
                             std::string_view key) const {
  const auto* changed = records_.find(region, std::string(kind) + "-attributes", arn);
  if (changed != nullptr && changed->contains(key)) return text_of(*changed, key);
  return text_of(default_attributes(kind), key);
}

Elbv2::Answer Elbv2::describe_load_balancer_attributes(const Call& call) {
  const auto subject = find_subject(records_, call, "load-balancer", "LoadBalancerArn");
  if (!subject) return load_balancer_not_found();
  return answer_of(subject->values);
}

Elbv2::Answer Elbv2::modify_load_balancer_attributes(const Call& call) {
  auto subject = find_subject(records_, call, "load-balancer", "LoadBalancerArn");
  if (!subject) return load_balancer_not_found();
  if (auto complaint = change_attributes(subject->kind, items(call.input, "Attributes"), subject->values))
    return *complaint;
  records_.put(call.region, subject->records, subject->arn, subject->values);
  route(call.region);
  return answer_of(subject->values);
}

Elbv2::Answer Elbv2::describe_target_group_attributes(const Call& call) {
  const auto subject = find_subject(records_, call, "target-group", "TargetGroupArn");
  if (!subject) return target_group_not_found();
  return answer_of(subject->values);
}

Elbv2::Answer Elbv2::modify_target_group_attributes(const Call& call) {
  auto subject = find_subject(records_, call, "target-group", "TargetGroupArn");
  if (!subject) return target_group_not_found();
  if (auto complaint = change_attributes(subject->kind, items(call.input, "Attributes"), subject->values))
    return *complaint;
  records_.put(call.region, subject->records, subject->arn, subject->values);
  route(call.region);
  return answer_of(subject->values);
}

Elbv2::Answer Elbv2::describe_listener_attributes(const Call& call) {
  const auto subject = find_subject(records_, call, "listener", "ListenerArn");
  if (!subject) return listener_not_found();
  return answer_of(subject->values);
}

Elbv2::Answer Elbv2::modify_listener_attributes(const Call& call) {
  auto subject = find_subject(records_, call, "listener", "ListenerArn");
  if (!subject) return listener_not_found();
  if (auto complaint = change_attributes(subject->kind, items(call.input, "Attributes"), subject->values))
    return *complaint;
  records_.put(call.region, subject->records, subject->arn, subject->values);
  return answer_of(subject->values);
}

}  // namespace rampart::aws
