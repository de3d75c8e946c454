#include "live/balancer/backend_text.h"

#include <fmt/format.h>

#include <chrono>

#include "live/balancer/configuration_words.h"

namespace rampart::live::balancer {
namespace {

std::string_view algorithm(const fleet::TargetGroup& group) {
  switch (group.algorithm) {
    case fleet::Algorithm::least_outstanding_requests:
      return "leastconn";
    case fleet::Algorithm::weighted_random:
      return "random";
    default:
      return "roundrobin";
  }
}

/// The cookie names the target and the second in which it was last chosen. HAProxy's own cookie persistence doesn't
/// know servers that are added at run time, and a stick table would be gone with its process.
std::string stickiness_text(const Backend& backend) {
  const auto& sticky = backend.group.stickiness;
  const bool lb = sticky.kind == fleet::Stickiness::Kind::lb_cookie;
  if (!sticky.enabled || (!lb && !is_plain_token(sticky.cookie_name))) return "";
  const std::string cookie = lb ? "AWSALB" : "AWSALBAPP-0";
  const std::string when =
      lb ? "" : fmt::format(" if {{ res.cook({0}) -m found }} or {{ var(txn.stuck_to) -m found }}", sticky.cookie_name);
  auto text = fmt::format(
      R"(    http-request set-var(txn.now) date
    http-request set-var(txn.stuck) req.cook({cookie}),b64dec
    http-request set-var(txn.stuck_at) var(txn.stuck),field(2,~)
    http-request set-var(txn.stuck_to) var(txn.stuck),field(1,~) if {{ date,sub(txn.stuck_at) lt {seconds} }}
    use-server %[var(txn.stuck_to)] if {{ var(txn.stuck_to) -m found }} {{ nbsrv({backend}) gt 0 }}
    http-response set-var(txn.stick) srv_name,concat(~,txn.now),base64
    http-response add-header Set-Cookie "{cookie}=%[var(txn.stick)]; Expires=%[date(604800),http_date]; Path=/"{when}
)",
      fmt::arg("cookie", cookie), fmt::arg("backend", backend.name), fmt::arg("when", when),
      fmt::arg("seconds", std::chrono::ceil<std::chrono::seconds>(sticky.duration).count()));
  if (lb)
    text +=
        "    http-response add-header Set-Cookie \"AWSALBCORS=%[var(txn.stick)]; "
        "Expires=%[date(604800),http_date]; Path=/; SameSite=None\"\n";
  return text;
}

}  // namespace

std::string backend_text(const Backend& backend, const Configuration& configuration) {
  const auto& check = backend.group.health_check;
  auto text = fmt::format(
      R"(
backend {name}
    balance {algorithm}
    timeout server {idle}ms
    timeout check {timeout}ms
    option httpchk
    http-check send meth GET uri "{path}" ver HTTP/1.1 hdr Host "%[srv_name,field(2,_)]" hdr User-Agent ELB-HealthChecker/2.0 hdr Connection close
    http-check expect status {matcher}
    http-reuse safe
    # All targets unhealthy: to all of them. The maps hold something only then.
    http-request set-var(txn.open_count) str({name}),map_str_int({counts},0)
    http-request set-var(txn.open_index) rand,mod(txn.open_count) if {{ var(txn.open_count) -m int gt 0 }}
    http-request set-var(txn.open_to) str({name}/),concat(,txn.open_index),map({targets}) if {{ var(txn.open_count) -m int gt 0 }}
    force-persist if {{ nbsrv({name}) eq 0 }}
    use-server %[var(txn.open_to)] if {{ var(txn.open_to) -m found }} {{ nbsrv({name}) eq 0 }}
)",
      fmt::arg("name", backend.name), fmt::arg("algorithm", algorithm(backend.group)),
      fmt::arg("idle", std::chrono::ceil<std::chrono::milliseconds>(backend.idle_timeout).count()),
      fmt::arg("timeout", std::chrono::ceil<std::chrono::milliseconds>(check.timeout).count()),
      fmt::arg("path", plain_uri(check.path)), fmt::arg("matcher", check.matcher),
      fmt::arg("counts", configuration.open_count_file), fmt::arg("targets", configuration.open_target_file));
  text += stickiness_text(backend);
  for (const auto& server : backend.servers) text += fmt::format("    {}\n", server);
  return text;
}

}  // namespace rampart::live::balancer
