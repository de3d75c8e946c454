// DescribeAccountLimits, DescribeSSLPolicies: what is the same for everybody. Source: reference aws-scaling.md §2.5;
// AWS's user guide, "Security policies for your Application Load Balancer".
#include <array>

#include "aws/elbv2/elbv2.h"
#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws {

using namespace elbv2;

namespace {

struct Policy {
  std::string_view name;
  bool tls_1_0;
  bool tls_1_2;
  bool tls_1_3;
};
constexpr std::array<Policy, 6> policies = {{
    {"ELBSecurityPolicy-2016-08", true, true, false},
    {"ELBSecurityPolicy-TLS-1-2-2017-01", false, true, false},
    {"ELBSecurityPolicy-FS-1-2-Res-2020-10", false, true, false},
    {"ELBSecurityPolicy-TLS13-1-2-2021-06", false, true, true},
    {"ELBSecurityPolicy-TLS13-1-2-Res-2021-06", false, true, true},
    {"ELBSecurityPolicy-TLS13-1-3-2021-06", false, false, true},
}};

json::object answer_of(const Policy& policy) {
  json::array protocols;
  json::array ciphers;
  const auto add = [&](const char* cipher) {
    ciphers.push_back({{"Name", cipher}, {"Priority", static_cast<std::int64_t>(ciphers.size() + 1)}});
  };
  if (policy.tls_1_3) {
    protocols.emplace_back("TLSv1.3");
    for (const char* cipher : {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"})
      add(cipher);
  }
  if (policy.tls_1_2) {
    protocols.emplace_back("TLSv1.2");
    for (const char* cipher : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
                               "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"})
      add(cipher);
  }
  if (policy.tls_1_0) {
    protocols.emplace_back("TLSv1.1");
    protocols.emplace_back("TLSv1");
    for (const char* cipher : {"ECDHE-RSA-AES128-SHA", "AES128-SHA"}) add(cipher);
  }
  return {{"SslProtocols", std::move(protocols)},
          {"Ciphers", std::move(ciphers)},
          {"Name", policy.name},
          {"SupportedLoadBalancerTypes", json::array{"application", "network"}}};
}

}  // namespace

Elbv2::Answer Elbv2::describe_account_limits(const Call& call) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> limits = {{
      {"application-load-balancers", "50"},
      {"target-groups", "3000"},
      {"targets-per-application-load-balancer", "1000"},
      {"listeners-per-application-load-balancer", "50"},
      {"rules-per-application-load-balancer", "100"},
      {"condition-values-per-alb-rule", "5"},
      {"condition-wildcards-per-alb-rule", "5"},
      {"target-groups-per-action-on-application-load-balancer", "5"},
      {"target-groups-per-application-load-balancer", "100"},
      {"certificates-per-application-load-balancer", "25"},
      {"targets-per-target-group", "1000"},
      {"targets-per-availability-zone-per-target-group", "500"},
  }};
  std::vector<Object> out;
  for (const auto& [name, most] : limits) out.push_back({{"Name", name}, {"Max", most}});
  return page(call, "Limits", "Name", std::move(out));
}

Elbv2::Answer Elbv2::describe_ssl_policies(const Call& call) {
  const auto names = texts(call.input, "Names");
  std::vector<Object> out;
  for (const Policy& policy : policies)
    if (names.empty() || holds(names, policy.name)) out.push_back(answer_of(policy));
  if (out.size() < names.size()) return error("SSLPolicyNotFound", "One or more SSL policies were not found");
  return page(call, "SslPolicies", "Name", std::move(out));
}

}  // namespace rampart::aws
