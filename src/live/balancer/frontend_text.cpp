#include "live/balancer/frontend_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "live/balancer/action_text.h"
#include "live/balancer/configuration_words.h"

namespace rampart::live::balancer {
namespace {

using Field = fleet::Condition::Field;

std::string whole(const std::string& expression) { return fmt::format(" '^{}$'", expression); }

std::string wildcards(const fleet::Condition& condition) {
  std::string text;
  for (const auto& value : condition.values) text += whole(wildcard_expression(value));
  return text;
}

std::string pairs(const fleet::Condition& condition) {
  std::string text;
  for (const auto& [key, value] : condition.pairs)
    text += fmt::format(" '(^|&){}{}(&|$)'", key.empty() ? "([^&=]*=)?" : wildcard_expression(key, "[^&=]") + "=",
                        wildcard_expression(value, "[^&]"));
  return text;
}

/// The values that consist of these signs only.
std::string plain_values(const fleet::Condition& condition, std::string_view signs) {
  std::string text;
  for (const auto& value : condition.values)
    if (!value.empty() && value.find_first_not_of(signs) == std::string::npos) text += " " + value;
  return text;
}

std::string condition_text(const fleet::Condition& condition) {
  const std::string never = "{ always_false }";
  const auto test = [&](const std::string& fetch, const std::string& values) {
    return values.empty() ? never : fmt::format("{{ {}{} }}", fetch, values);
  };
  switch (condition.field) {
    case Field::host_header:
      return test("req.hdr(host),host_only -i -m reg", wildcards(condition));
    case Field::path_pattern:
      return test("path -m reg", wildcards(condition));
    case Field::http_header:
      if (!is_plain_token(condition.header_name)) return never;
      return test(fmt::format("req.fhdr({}) -i -m reg", condition.header_name), wildcards(condition));
    case Field::http_request_method:
      return test("method -m str", plain_values(condition, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"));
    case Field::query_string:
      return test("query -i -m reg", pairs(condition));
    case Field::source_ip:
      return test("src -m ip", plain_values(condition, "0123456789abcdefABCDEF.:/"));
  }
  return never;
}

std::string bind_text(const Frontend& frontend) {
  auto text = fmt::format("bind {}:{}", frontend.host, frontend.port);
  if (!frontend.listener.https) return text;
  text += " ssl";
  for (const auto& file : frontend.listener.certificate_files) text += " crt " + quoted(file);
  return text + (frontend.load_balancer.http2 ? " alpn h2,http/1.1" : " alpn http/1.1");
}

std::string forwarded_for(const fleet::LoadBalancer& load_balancer) {
  const std::string client = load_balancer.forwarded_client_port ? "%[src]:%[src_port]" : "%[src]";
  switch (load_balancer.forwarded_for) {
    case fleet::LoadBalancer::ForwardedFor::preserve:
      return "";
    case fleet::LoadBalancer::ForwardedFor::remove:
      return "    http-request del-header X-Forwarded-For\n";
    default:
      return fmt::format(
          "    http-request set-var(txn.xff) req.fhdr(X-Forwarded-For)\n"
          "    http-request set-header X-Forwarded-For \"%[var(txn.xff)], {0}\" if {{ var(txn.xff) -m found }}\n"
          "    http-request set-header X-Forwarded-For \"{0}\" if !{{ var(txn.xff) -m found }}\n",
          client);
  }
}

/// The number of the first rule that fits goes into txn.rule; 0 is the default action.
std::string rules_text(const std::vector<const fleet::Rule*>& rules) {
  std::string text;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    text += fmt::format("    http-request set-var(txn.rule) int({}) if !{{ var(txn.rule) -m found }}", i + 1);
    for (const auto& condition : rules[i]->conditions) text += " " + condition_text(condition);
    text += '\n';
  }
  return text + "    http-request set-var(txn.rule) int(0) if !{ var(txn.rule) -m found }\n";
}

}  // namespace

std::string frontend_text(const Frontend& frontend, const Configuration& configuration) {
  std::vector<const fleet::Rule*> rules;
  for (const auto& rule : frontend.listener.rules) rules.push_back(&rule);
  std::stable_sort(rules.begin(), rules.end(), [](const auto* a, const auto* b) { return a->priority < b->priority; });

  auto text = fmt::format(
      R"(
frontend {name}
    {bind}
    timeout client {idle}ms
    timeout http-request {idle}ms
    http-request set-var(txn.t0) date(0,us)
    http-request return status 405 if METH_TRACE
{rules})",
      fmt::arg("name", frontend.name), fmt::arg("bind", bind_text(frontend)),
      fmt::arg("idle", std::chrono::ceil<std::chrono::milliseconds>(frontend.load_balancer.idle_timeout).count()),
      fmt::arg("rules", rules_text(rules)));
  text += forwarded_for(frontend.load_balancer);
  text += fmt::format(
      R"(    http-request set-header X-Forwarded-Proto {protocol}
    http-request set-header X-Forwarded-Port %[dst_port]
    http-request set-var(txn.trace) req.fhdr(X-Amzn-Trace-Id)
    http-request set-header X-Amzn-Trace-Id "Root=1-{id}" if !{{ var(txn.trace) -m found }}
    http-request set-header X-Amzn-Trace-Id "Self=1-{id};%[var(txn.trace)]" if {{ var(txn.trace) -m found }}
)",
      fmt::arg("protocol", frontend.listener.https ? "https" : "http"),
      fmt::arg("id", "%[date,hex,bytes(8,8),lower]-%[uuid(),bytes(0,8)]%[uuid(),bytes(24,12)]%[uuid(),bytes(9,4)]"));
  for (std::size_t i = 0; i <= rules.size(); ++i)
    text += action_text(i, i == 0 ? frontend.listener.default_action : rules[i - 1]->action, frontend, configuration);
  return text + R"(    # Set only when a target really answered.
    http-response set-var(txn.tgt) status
    # 503 is for "no usable target" alone: a connect timeout is 504, a refused connection 502.
    http-after-response set-status 504 reason "Gateway Timeout" if { status 503 } !{ var(txn.tgt) -m found } { srv_id gt 0 } { date(0,us),sub(txn.t0) ge 10000000 }
    http-after-response set-status 502 reason "Bad Gateway" if { status 503 } !{ var(txn.tgt) -m found } { srv_id gt 0 }
    http-after-response set-header Server awselb/2.0 if !{ var(txn.tgt) -m found }
)";
}

}  // namespace rampart::live::balancer
