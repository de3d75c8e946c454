// ELBv2's errors, in its words. Source: reference aws-scaling.md §2.6, botocore's model; texts that neither gives are
// ours.
#pragma once

#include <fmt/format.h>

#include <string>

#include "aws/protocol/api_error.h"

namespace rampart::aws::elbv2 {

using protocol::ApiError;

inline ApiError error(std::string code, std::string message) {
  return {.code = std::move(code), .message = std::move(message)};
}
inline ApiError validation(std::string message) { return error("ValidationError", std::move(message)); }

inline ApiError load_balancer_not_found() {
  return error("LoadBalancerNotFound", "One or more load balancers not found");
}
inline ApiError target_group_not_found() { return error("TargetGroupNotFound", "One or more target groups not found"); }
inline ApiError listener_not_found() { return error("ListenerNotFound", "One or more listeners not found"); }
inline ApiError rule_not_found() { return error("RuleNotFound", "One or more rules not found"); }
inline ApiError certificate_not_found(const std::string& arn) {
  return error("CertificateNotFound", fmt::format("Certificate '{}' not found", arn));
}
inline ApiError priority_in_use(long long priority) {
  return error("PriorityInUse", fmt::format("Priority '{}' is currently in use", priority));
}
inline ApiError default_rule_is_fixed(const std::string& arn) {
  return error("OperationNotPermitted", fmt::format("Default rule '{}' cannot be modified or deleted", arn));
}

}  // namespace rampart::aws::elbv2
