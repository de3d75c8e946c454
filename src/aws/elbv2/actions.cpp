#include "aws/elbv2/actions.h"

#include <fmt/format.h>

#include <charconv>

#include "aws/elbv2/errors.h"
#include "aws/elbv2/members.h"

namespace rampart::aws::elbv2 {
namespace {

constexpr std::size_t most_target_groups = 5;

int number_in(const std::string& digits, int fallback) {
  int value = fallback;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

protocol::Answered<json::object> echoed_forward(const json::object& action) {
  const json::object& config = part(action, "ForwardConfig");
  json::array groups;
  for (const json::value& group : items(config, "TargetGroups")) {
    const std::string arn = text_of(group.as_object(), "TargetGroupArn");
    const auto weight = number_of(group.as_object(), "Weight", 1);
    if (arn.empty()) return validation("A target group ARN must be specified for each target group of 'ForwardConfig'");
    if (weight < 0 || weight > 999) return validation(fmt::format("Weight '{}' must be between 0 and 999", weight));
    groups.push_back({{"TargetGroupArn", arn}, {"Weight", weight}});
  }
  const std::string single = text_of(action, "TargetGroupArn");
  if (groups.empty() && !single.empty()) groups.push_back({{"TargetGroupArn", single}, {"Weight", 1}});
  if (groups.empty()) return validation("A target group must be specified for actions of type 'forward'");
  if (groups.size() > most_target_groups)
    return error("TooManyTargetGroups", "The maximum number of target groups in a forward action has been reached");
  if (!single.empty() && (groups.size() > 1 || text_of(groups[0].as_object(), "TargetGroupArn") != single))
    return validation("You must specify only one of 'TargetGroupArn' and 'ForwardConfig', or the same target group");
  const json::object& sticky = part(config, "TargetGroupStickinessConfig");
  json::object stickiness{{"Enabled", flag_of(sticky, "Enabled")}};
  if (flag_of(sticky, "Enabled")) {
    const auto duration = number_of(sticky, "DurationSeconds", 0);
    if (duration < 1 || duration > 604800)
      return validation("Target group stickiness duration must be between 1 and 604800 seconds");
    stickiness["DurationSeconds"] = duration;
  }
  json::object out{{"Type", "forward"}};
  if (groups.size() == 1) out["TargetGroupArn"] = groups[0].as_object()["TargetGroupArn"];
  out["ForwardConfig"] =
      json::object{{"TargetGroups", std::move(groups)}, {"TargetGroupStickinessConfig", std::move(stickiness)}};
  return out;
}

protocol::Answered<json::object> echoed_redirect(const json::object& action) {
  if (!action.contains("RedirectConfig"))
    return validation("A redirect configuration must be specified for actions of type 'redirect'");
  const json::object& given = part(action, "RedirectConfig");
  json::object config{{"Protocol", text_of(given, "Protocol", "#{protocol}")},
                      {"Port", text_of(given, "Port", "#{port}")},
                      {"Host", text_of(given, "Host", "#{host}")},
                      {"Path", text_of(given, "Path", "/#{path}")},
                      {"Query", text_of(given, "Query", "#{query}")},
                      {"StatusCode", text_of(given, "StatusCode")}};
  const std::string port = text_of(config, "Port");
  const int value = number_in(port, 0);
  if (port != "#{port}" && (value < 1 || value > 65535 || std::to_string(value) != port))
    return validation(fmt::format("The redirect port '{}' must be between 1 and 65535 or #{{port}}", port));
  if (!text_of(config, "Path").starts_with('/'))
    return validation(fmt::format("The redirect path '{}' must begin with '/'", text_of(config, "Path")));
  if (text_of(config, "Protocol") == "#{protocol}" && port == "#{port}" && text_of(config, "Host") == "#{host}" &&
      text_of(config, "Path") == "/#{path}" && text_of(config, "Query") == "#{query}")
    return error("InvalidLoadBalancerAction", "The redirect configuration is not valid because it creates a loop.");
  return json::object{{"Type", "redirect"}, {"RedirectConfig", std::move(config)}};
}

protocol::Answered<json::object> echoed_answer(const json::object& action) {
  if (!action.contains("FixedResponseConfig"))
    return validation("A fixed response configuration must be specified for actions of type 'fixed-response'");
  json::object config = part(action, "FixedResponseConfig");
  const std::string type = text_of(config, "ContentType", "text/plain");
  if (!holds({"text/plain", "text/css", "text/html", "application/javascript", "application/json"}, type))
    return validation(
        fmt::format("The content type '{}' must be one of 'text/plain', 'text/css', 'text/html', "
                    "'application/javascript', 'application/json'",
                    type));
  config["ContentType"] = type;
  return json::object{{"Type", "fixed-response"}, {"FixedResponseConfig", std::move(config)}};
}

protocol::Answered<json::object> echoed_action(const json::object& action) {
  const std::string type = text_of(action, "Type");
  if (type == "forward") return echoed_forward(action);
  if (type == "redirect") return echoed_redirect(action);
  if (type == "fixed-response") return echoed_answer(action);
  return error("InvalidLoadBalancerAction", fmt::format("Actions of type '{}' are not emulated by Rampart", type));
}

}  // namespace

protocol::Answered<json::array> echoed_actions(const json::array& actions) {
  if (actions.empty()) return validation("You must specify an action");
  if (actions.size() > 1)
    return error("TooManyActions",
                 "Only one action of type 'forward', 'redirect' or 'fixed-response' can be specified");
  auto echoed = echoed_action(actions[0].as_object());
  if (echoed.has_error()) return echoed.error();
  if (const json::value* order = actions[0].as_object().if_contains("Order")) (*echoed)["Order"] = *order;
  json::array out;
  out.emplace_back(std::move(*echoed));
  return out;
}

fleet::Action action_spec(const json::array& echoed) {
  const json::object& action = echoed.at(0).as_object();
  const std::string type = text_of(action, "Type");
  if (type == "redirect") {
    const json::object& config = part(action, "RedirectConfig");
    return fleet::RedirectAction{text_of(config, "Protocol"), text_of(config, "Host"),
                                 text_of(config, "Port"),     text_of(config, "Path"),
                                 text_of(config, "Query"),    text_of(config, "StatusCode") == "HTTP_302" ? 302 : 301};
  }
  if (type == "fixed-response") {
    const json::object& config = part(action, "FixedResponseConfig");
    return fleet::FixedResponseAction{number_in(text_of(config, "StatusCode"), 503), text_of(config, "ContentType"),
                                      text_of(config, "MessageBody")};
  }
  fleet::ForwardAction forward;
  const json::object& config = part(action, "ForwardConfig");
  for (const json::value& group : items(config, "TargetGroups"))
    forward.target_groups.push_back(
        {text_of(group.as_object(), "TargetGroupArn"), static_cast<int>(number_of(group.as_object(), "Weight", 1))});
  const json::object& sticky = part(config, "TargetGroupStickinessConfig");
  if (flag_of(sticky, "Enabled")) forward.stickiness = std::chrono::seconds(number_of(sticky, "DurationSeconds"));
  return forward;
}

std::vector<std::string> target_groups_in(const json::array& echoed) {
  std::vector<std::string> out;
  for (const json::value& action : echoed)
    for (const json::value& group : items(part(action.as_object(), "ForwardConfig"), "TargetGroups"))
      out.push_back(text_of(group.as_object(), "TargetGroupArn"));
  return out;
}

}  // namespace rampart::aws::elbv2
