#include "live/balancer/action_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "live/balancer/configuration_words.h"

namespace rampart::live::balancer {
namespace {

std::string backend_of(const std::string& arn, const Configuration& configuration) {
  for (const auto& backend : configuration.backends)
    if (backend.group.arn == arn) return backend.name;
  return "";
}

/// The page ALB sends with a redirect.
std::string page(std::string_view title) {
  return fmt::format(
      "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n",
      title);
}

/// Client and target group stay together: a cookie names the group and the second in which it was chosen.
std::string group_stickiness(const std::string& when, const fleet::ForwardAction& action) {
  return fmt::format(
      R"(    http-request set-var(txn.now) date {when}
    http-request set-var(txn.group) req.cook(AWSALBTG),b64dec {when}
    http-request set-var(txn.group_at) var(txn.group),field(2,~) {when}
    http-request set-var(txn.group_to) var(txn.group),field(1,~) {when} {{ date,sub(txn.group_at) lt {seconds} }}
    http-response set-var(txn.group_set) be_name,concat(~,txn.now),base64 {when}
    http-response add-header Set-Cookie "AWSALBTG=%[var(txn.group_set)]; Expires=%[date(604800),http_date]; Path=/" {when}
    http-response add-header Set-Cookie "AWSALBTGCORS=%[var(txn.group_set)]; Expires=%[date(604800),http_date]; Path=/; SameSite=None" {when}
)",
      fmt::arg("when", when), fmt::arg("seconds", std::chrono::ceil<std::chrono::seconds>(action.stickiness).count()));
}

std::string forward_text(const std::string& when, const fleet::ForwardAction& action,
                         const Configuration& configuration) {
  const auto& groups = action.target_groups;
  if (groups.size() == 1)
    return fmt::format("    use_backend {} {}\n", backend_of(groups[0].target_group_arn, configuration), when);
  int total = 0;
  for (const auto& group : groups) total += group.weight;
  if (total <= 0) return fmt::format("    http-request return status 503 {}\n", when);
  std::string text = fmt::format("    http-request set-var(txn.pick) rand({}) {}\n", total, when);
  if (action.stickiness > Duration::zero()) {
    text += group_stickiness(when, action);
    for (const auto& group : groups) {
      const auto backend = backend_of(group.target_group_arn, configuration);
      text += fmt::format("    use_backend {0} {1} {{ var(txn.group_to) -m str {0} }}\n", backend, when);
    }
  }
  int below = 0;
  for (const auto& group : groups) {
    if (group.weight <= 0) continue;
    below += group.weight;
    text += fmt::format("    use_backend {} {} {{ var(txn.pick) -m int lt {} }}\n",
                        backend_of(group.target_group_arn, configuration), when, below);
  }
  return text;
}

/// One part of a redirect as a log format: its #{…} are the request's.
std::string redirect_part(const std::string& part, const Frontend& frontend) {
  const std::array<std::pair<std::string, std::string>, 5> words = {
      {{"#{protocol}", frontend.listener.https ? "https" : "http"},
       {"#{host}", "%[req.hdr(host),host_only]"},
       {"#{port}", "%[dst_port]"},
       {"#{path}", "%[path,bytes(1)]"},
       {"#{query}", "%[query]"}}};
  std::string out;
  for (std::size_t at = 0; at < part.size();) {
    const auto word = std::find_if(words.begin(), words.end(),
                                   [&](const auto& one) { return part.compare(at, one.first.size(), one.first) == 0; });
    if (word != words.end()) {
      out += word->second;
      at += word->first.size();
    } else {
      out += literal(part.substr(at++, 1));
    }
  }
  return out;
}

/// A port that another listener of the load balancer asked for leads to where that listens.
std::string redirect_port(const std::string& port, const Frontend& frontend, const Configuration& configuration) {
  for (const auto& other : configuration.frontends)
    if (other.load_balancer.arn == frontend.load_balancer.arn && std::to_string(other.listener.port) == port)
      return std::to_string(other.port);
  return redirect_part(port, frontend);
}

std::string redirect_text(const std::string& when, const fleet::RedirectAction& action, const Frontend& frontend,
                          const Configuration& configuration) {
  const std::string protocol = action.protocol == "HTTPS"  ? "https"
                               : action.protocol == "HTTP" ? "http"
                                                           : redirect_part(action.protocol, frontend);
  const auto location =
      fmt::format("{}://{}:{}{}", protocol, redirect_part(action.host, frontend),
                  redirect_port(action.port, frontend, configuration), redirect_part(action.path, frontend));
  const auto line = [&](const std::string& where, const std::string& also) {
    return fmt::format("    http-request return status {} content-type text/html string {} hdr Location {} {}{}\n",
                       action.status, quoted(page(action.status == 301 ? "301 Moved Permanently" : "302 Found")),
                       quoted(where), when, also);
  };
  if (action.query.empty()) return line(location, "");
  const auto with_query = location + "?" + redirect_part(action.query, frontend);
  if (action.query != "#{query}") return line(with_query, "");
  return line(with_query, " { query -m len gt 0 }") + line(location, "");
}

std::string answer_text(const std::string& when, const fleet::FixedResponseAction& action) {
  std::string text = fmt::format("    http-request return status {}", action.status);
  if (!action.body.empty())
    text += fmt::format(" content-type {} string {}",
                        quoted(action.content_type.empty() ? "text/plain" : action.content_type), quoted(action.body));
  return fmt::format("{} {}\n", text, when);
}

}  // namespace

std::string action_text(std::size_t number, const fleet::Action& action, const Frontend& frontend,
                        const Configuration& configuration) {
  const auto when = fmt::format("if {{ var(txn.rule) -m int {} }}", number);
  if (const auto* forward = std::get_if<fleet::ForwardAction>(&action))
    return forward_text(when, *forward, configuration);
  if (const auto* redirect = std::get_if<fleet::RedirectAction>(&action))
    return redirect_text(when, *redirect, frontend, configuration);
  return answer_text(when, std::get<fleet::FixedResponseAction>(action));
}

}  // namespace rampart::live::balancer
