#include <fmt/format.h>

#include <algorithm>

#include "aws/signature/sigv4.h"
#include "aws/sns/delivery_policy.h"
#include "aws/sns/filter_policy.h"
#include "aws/sns/sns.h"
#include "base/uuid.h"

namespace rampart::aws::sns {

namespace json = boost::json;
using protocol::ApiError;
using protocol::list;
using protocol::map;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

namespace {

/// A subscription's record: {"SubscriptionArn", "TopicArn", "Owner", "Protocol", "Endpoint", "Attributes": {…}}, and
/// "Token" as long as it isn't confirmed.
bool is_pending(const json::object& subscription) { return subscription.contains("Token"); }

ApiError reason_of(const Error& error) {
  return {.code = "InvalidParameterException", .message = error.message, .query_code = "InvalidParameter"};
}

std::optional<ApiError> complaint(std::string_view name, const std::string& value) {
  if (name == "RawMessageDelivery")
    return value == "true" || value == "false"
               ? std::nullopt
               : std::optional(bad_parameter(fmt::format(
                     "Attributes Reason: RawMessageDelivery: Invalid value [{}]. Must be true or false.", value)));
  if (name == "FilterPolicyScope")
    return value == "MessageAttributes" || value == "MessageBody"
               ? std::nullopt
               : std::optional(bad_parameter(fmt::format("FilterPolicyScope: Invalid value [{}]. Please use either "
                                                         "MessageBody or MessageAttributes",
                                                         value)));
  if (name == "FilterPolicy" && !value.empty()) {
    if (const auto policy = read_filter_policy(value); policy.has_error()) return reason_of(policy.error());
    return std::nullopt;
  }
  if (name == "DeliveryPolicy") {
    if (const auto policy = DeliveryPolicy::read(value); policy.has_error()) return reason_of(policy.error());
    return std::nullopt;
  }
  if (name == "FilterPolicy" || name == "RedrivePolicy" || name == "SubscriptionRoleArn") return std::nullopt;
  return bad_parameter("AttributeName");
}

std::optional<ApiError> complaint_of_endpoint(const std::string& way, const std::string& endpoint, bool commands) {
  if (way == "http" || way == "https") {
    if (!endpoint.starts_with(way + "://")) return bad_parameter("Endpoint must match the specified protocol");
    return std::nullopt;
  }
  if (way == "email" || way == "email-json") {
    const std::size_t at = endpoint.find('@');
    const bool plain = endpoint.find_first_of(" \r\n\t<>") == std::string::npos;
    if (at == 0 || at == std::string::npos || at + 1 == endpoint.size() || !plain)
      return bad_parameter("Email address");
    return std::nullopt;
  }
  if (way == "command" && commands) {
    if (endpoint.empty()) return bad_parameter("Endpoint");
    return std::nullopt;
  }
  return bad_parameter(fmt::format("Does not support this protocol string: {}", way));
}

json::object shown(const json::object& subscription) {
  json::object out;
  for (const char* member : {"SubscriptionArn", "Owner", "Protocol", "Endpoint", "TopicArn"})
    out[member] = subscription.at(member);
  if (is_pending(subscription)) out["SubscriptionArn"] = "PendingConfirmation";
  return out;
}

}  // namespace

protocol::Answer Sns::subscription_of(std::string_view arn) const {
  if (arn_part(arn, 6).empty())
    return bad_parameter(fmt::format("SubscriptionArn Reason: An ARN must have at least 6 elements, not {}",
                                     1 + std::count(arn.begin(), arn.end(), ':')));
  if (const json::object* found = records_.find(region_in(arn), "subscription", arn)) return *found;
  return not_found("Subscription does not exist");
}

void Sns::put_subscription(json::object subscription) {
  const std::string arn = text_of(subscription, "SubscriptionArn");
  records_.put(region_in(arn), "subscription", arn, std::move(subscription));
}

std::vector<json::object> Sns::subscriptions_to(std::string_view topic_arn) const {
  std::vector<json::object> out;
  for (const Records::Entry& entry : records_.list(region_in(topic_arn), "subscription"))
    if (text_of(*entry.object, "TopicArn") == topic_arn) out.push_back(*entry.object);
  return out;
}

void Sns::ask_for_confirmation(const json::object& subscription, MessageType type, Instant now) {
  const std::string topic = text_of(subscription, "TopicArn");
  const std::string token = text_of(subscription, "Token");
  Message message{
      .type = type, .id = uuid(account_.ids), .topic_arn = topic, .timestamp = timestamp_of(now), .token = token};
  message.subscribe_url = url_of(fmt::format("?Action=ConfirmSubscription&Version=2010-03-31&TopicArn={}&Token={}",
                                             signature::uri_encoded(topic), token));
  message.text = type == MessageType::subscription_confirmation
                     ? fmt::format(
                           "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the "
                           "SubscribeURL included in this message.",
                           topic)
                     : fmt::format(
                           "You have chosen to deactivate subscription {}.\nTo cancel this operation and restore the "
                           "subscription, visit the SubscribeURL included in this message.",
                           text_of(subscription, "SubscriptionArn"));
  send(subscription, message, message.text, now);
}

protocol::Answer Sns::subscribe(const Call& call) {
  const std::string topic = text_of(call.input, "TopicArn");
  const std::string way = text_of(call.input, "Protocol");
  const std::string endpoint = text_of(call.input, "Endpoint");
  if (auto wrong = complaint_of_endpoint(way, endpoint, options_.commands)) return *wrong;
  if (const Answer found = topic_of(topic); found.has_error()) return found.error();
  json::object attributes;
  if (const json::value* given = call.input.if_contains("Attributes")) attributes = given->as_object();
  for (const auto& [name, value] : attributes)
    if (auto wrong = complaint(name, std::string(value.as_string()))) return *wrong;
  const json::value* want_arn = call.input.if_contains("ReturnSubscriptionArn");
  const bool tell = want_arn != nullptr && want_arn->as_bool();

  json::object subscription;
  for (json::object& old : subscriptions_to(topic))
    if (text_of(old, "Protocol") == way && text_of(old, "Endpoint") == endpoint) subscription = std::move(old);
  if (subscription.empty()) {
    subscription = {{"SubscriptionArn", topic + ":" + uuid(account_.ids)},
                    {"TopicArn", topic},
                    {"Owner", call.account},
                    {"Protocol", way},
                    {"Endpoint", endpoint},
                    {"Attributes", std::move(attributes)}};
    if (way != "command") subscription["Token"] = draw_hex(account_.ids, 64);
  } else if (!is_pending(subscription) && !attributes.empty() && subscription.at("Attributes") != attributes) {
    return bad_parameter("Attributes Reason: Subscription already exists with different attributes");
  }
  const json::value arn = subscription.at("SubscriptionArn");
  const bool pending = is_pending(subscription);
  put_subscription(subscription);
  if (pending) ask_for_confirmation(subscription, MessageType::subscription_confirmation, call.now);
  return json::object{{"SubscriptionArn", pending && !tell ? json::value("pending confirmation") : arn}};
}

protocol::Answer Sns::confirm_subscription(const Call& call) {
  const std::string topic = text_of(call.input, "TopicArn");
  const std::string token = text_of(call.input, "Token");
  if (const Answer found = topic_of(topic); found.has_error()) return found.error();
  for (json::object& one : subscriptions_to(topic)) {
    const bool is_new = text_of(one, "Token") == token;
    if (!is_new && text_of(one, "Confirmed") != token) continue;
    json::object out = {{"SubscriptionArn", one.at("SubscriptionArn")}};
    if (is_new) {
      one["Confirmed"] = token;  // the same link may be followed twice
      one.erase("Token");
      if (text_of(call.input, "AuthenticateOnUnsubscribe") == "true" && !call.access_key.empty())
        one["AuthenticateOnUnsubscribe"] = true;
      put_subscription(std::move(one));
    }
    return out;
  }
  // The link of an unsubscription restores what was there.
  if (const json::object* gone = records_.find(region_in(topic), "unsubscribed", token)) {
    json::object restored = *gone;
    json::object out = {{"SubscriptionArn", restored.at("SubscriptionArn")}};
    restored["Confirmed"] = token;
    restored.erase("Token");
    put_subscription(std::move(restored));
    records_.erase(region_in(topic), "unsubscribed", token);
    return out;
  }
  return bad_parameter("Token");
}

protocol::Answer Sns::unsubscribe(const Call& call) {
  const std::string arn = text_of(call.input, "SubscriptionArn");
  Answer found = subscription_of(arn);
  if (found.has_error()) {
    if (found.error().http_status == 404) return json::object();  // it is so already
    return found.error();
  }
  if (flag_of(*found, "AuthenticateOnUnsubscribe") && call.access_key.empty())
    return ApiError{.code = "AuthorizationErrorException",
                    .message = "Not authorized: the subscription was confirmed with AuthenticateOnUnsubscribe",
                    .http_status = 403,
                    .query_code = "AuthorizationError"};
  records_.erase(region_in(arn), "subscription", arn);
  const std::string topic_arn = text_of(*found, "TopicArn");
  if (Answer topic = topic_of(topic_arn); topic.has_value()) {
    (*topic)["Deleted"] = topic->at("Deleted").as_int64() + 1;
    put_topic(std::move(*topic));
    const bool by_http = text_of(*found, "Protocol").starts_with("http");
    if (by_http && !is_pending(*found)) {
      const std::string token = draw_hex(account_.ids, 64);
      (*found)["Token"] = token;
      records_.put(region_in(arn), "unsubscribed", token, *found);
      ask_for_confirmation(*found, MessageType::unsubscribe_confirmation, call.now);
    }
  }
  return json::object();
}

protocol::Answer Sns::list_subscriptions(const Call& call) {
  json::array out;
  const std::string topic = text_of(call.input, "TopicArn");
  if (!topic.empty())
    if (const Answer found = topic_of(topic); found.has_error()) return found.error();
  for (const Records::Entry& entry : records_.list(topic.empty() ? call.region : region_in(topic), "subscription"))
    if (topic.empty() || text_of(*entry.object, "TopicArn") == topic) out.push_back(shown(*entry.object));
  return page(call, std::move(out), "Subscriptions");
}

protocol::Answer Sns::get_subscription_attributes(const Call& call) {
  const Answer found = subscription_of(text_of(call.input, "SubscriptionArn"));
  if (found.has_error()) return found.error();
  json::object out = {{"SubscriptionArn", found->at("SubscriptionArn")},
                      {"TopicArn", found->at("TopicArn")},
                      {"Owner", found->at("Owner")},
                      {"Protocol", found->at("Protocol")},
                      {"Endpoint", found->at("Endpoint")},
                      {"ConfirmationWasAuthenticated", is_pending(*found) ? "false" : "true"},
                      {"PendingConfirmation", is_pending(*found) ? "true" : "false"},
                      {"RawMessageDelivery", "false"},
                      {"SubscriptionPrincipal", make_arn("iam", "", call.account, "root")}};
  for (const auto& [name, value] : found->at("Attributes").as_object()) out[name] = value;
  if (out.contains("FilterPolicy") && !out.contains("FilterPolicyScope"))
    out["FilterPolicyScope"] = "MessageAttributes";
  if (text_of(*found, "Protocol").starts_with("http")) {
    std::string text = text_of(out, "DeliveryPolicy");
    if (const Answer topic = topic_of(text_of(*found, "TopicArn")); topic.has_value() && text.empty())
      text = text_of(topic->at("Attributes").as_object(), "DeliveryPolicy");
    const auto policy = DeliveryPolicy::read(text);
    out["EffectiveDeliveryPolicy"] = effective_subscription_policy(policy.has_value() ? *policy : DeliveryPolicy{});
  }
  return json::object{{"Attributes", std::move(out)}};
}

protocol::Answer Sns::set_subscription_attributes(const Call& call) {
  Answer found = subscription_of(text_of(call.input, "SubscriptionArn"));
  if (found.has_error()) return found.error();
  const std::string name = text_of(call.input, "AttributeName");
  const std::string value = text_of(call.input, "AttributeValue");
  if (auto wrong = complaint(name, value)) return *wrong;
  json::object& attributes = (*found)["Attributes"].as_object();
  if (value.empty())
    attributes.erase(name);
  else
    attributes[name] = value;
  put_subscription(std::move(*found));
  return json::object();
}

void Sns::add_subscriptions() {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto attributes = map(string(), string());
  const auto topic = required("TopicArn", string());
  const auto arn = required("SubscriptionArn", string());
  const auto answered = [&](const char* name) { return structure(name, {text("SubscriptionArn")}); };
  const auto one = structure(
      "Subscription", {text("SubscriptionArn"), text("Owner"), text("Protocol"), text("Endpoint"), text("TopicArn")});
  const auto listed = [&](const char* name) {
    return structure(name, {optional("Subscriptions", list(one)), text("NextToken")});
  };
  on("Subscribe",
     structure("SubscribeInput",
               {topic, required("Protocol", string()), text("Endpoint"), optional("Attributes", attributes),
                optional("ReturnSubscriptionArn", protocol::boolean())}),
     answered("SubscribeResponse"), &Sns::subscribe);
  on("ConfirmSubscription",
     structure("ConfirmSubscriptionInput", {topic, required("Token", string()), text("AuthenticateOnUnsubscribe")}),
     answered("ConfirmSubscriptionResponse"), &Sns::confirm_subscription);
  on("Unsubscribe", structure("UnsubscribeInput", {arn}), structure("UnsubscribeResponse", {}), &Sns::unsubscribe);
  operations_.open("ConfirmSubscription");  // both stand as links in what is sent
  operations_.open("Unsubscribe");
  on("ListSubscriptions", structure("ListSubscriptionsInput", {text("NextToken")}), listed("ListSubscriptionsResponse"),
     &Sns::list_subscriptions);
  on("ListSubscriptionsByTopic", structure("ListSubscriptionsByTopicInput", {topic, text("NextToken")}),
     listed("ListSubscriptionsByTopicResponse"), &Sns::list_subscriptions);
  on("GetSubscriptionAttributes", structure("GetSubscriptionAttributesInput", {arn}),
     structure("GetSubscriptionAttributesResponse", {optional("Attributes", attributes)}),
     &Sns::get_subscription_attributes);
  on("SetSubscriptionAttributes",
     structure("SetSubscriptionAttributesInput", {arn, required("AttributeName", string()), text("AttributeValue")}),
     structure("SetSubscriptionAttributesResponse", {}), &Sns::set_subscription_attributes);
}

}  // namespace rampart::aws::sns
