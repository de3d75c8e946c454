#include "aws/sns/message.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <utility>
#include <vector>

#include "aws/protocol/text_value.h"

namespace rampart::aws::sns {
namespace {

namespace json = boost::json;

/// {"name":{"Type":"String","Value":"shop"}}
std::string attributes_text(const json::object& attributes) {
  std::string out;
  for (const auto& [name, attribute] : attributes) {
    const json::object& one = attribute.as_object();
    const json::value* text = one.if_contains("StringValue");
    const json::value* bytes = one.if_contains("BinaryValue");
    const std::string value = text != nullptr    ? std::string(text->as_string())
                              : bytes != nullptr ? protocol::base64(std::string_view(bytes->as_string()))
                                                 : std::string();
    out += fmt::format("{}    {} : {{\"Type\":{},\"Value\":{}}}", out.empty() ? "" : ",\n", quoted(std::string(name)),
                       quoted(std::string(one.at("DataType").as_string())), quoted(value));
  }
  return "{\n" + out + "\n  }";
}

}  // namespace

std::string quoted(std::string_view text) { return json::serialize(json::string_view(text.data(), text.size())); }

std::string_view name_of(MessageType type) {
  switch (type) {
    case MessageType::subscription_confirmation:
      return "SubscriptionConfirmation";
    case MessageType::unsubscribe_confirmation:
      return "UnsubscribeConfirmation";
    default:
      return "Notification";
  }
}

std::string timestamp_of(Instant at) { return iso8601(at); }

std::string text_to_sign(const Message& message) {
  std::string out;
  const auto line = [&](std::string_view name, std::string_view value) { out += fmt::format("{}\n{}\n", name, value); };
  line("Message", message.text);
  line("MessageId", message.id);
  if (message.type == MessageType::notification) {
    if (!message.subject.empty()) line("Subject", message.subject);
    line("Timestamp", message.timestamp);
  } else {
    line("SubscribeURL", message.subscribe_url);
    line("Timestamp", message.timestamp);
    line("Token", message.token);
  }
  line("TopicArn", message.topic_arn);
  line("Type", name_of(message.type));
  return out;
}

std::string body_of(const Message& message, const Signer& signer, std::string_view version,
                    std::string_view certificate_url) {
  std::vector<std::pair<std::string_view, std::string>> members;
  const auto add = [&](std::string_view name, std::string_view value) { members.emplace_back(name, quoted(value)); };
  const bool is_notification = message.type == MessageType::notification;
  add("Type", name_of(message.type));
  add("MessageId", message.id);
  if (!is_notification) add("Token", message.token);
  add("TopicArn", message.topic_arn);
  if (is_notification && !message.subject.empty()) add("Subject", message.subject);
  add("Message", message.text);
  if (!is_notification) add("SubscribeURL", message.subscribe_url);
  add("Timestamp", message.timestamp);
  add("SignatureVersion", version);
  add("Signature", signer.sign(text_to_sign(message), version));
  add("SigningCertURL", certificate_url);
  if (is_notification) add("UnsubscribeURL", message.unsubscribe_url);
  if (is_notification && !message.attributes.empty())
    members.emplace_back("MessageAttributes", attributes_text(message.attributes));
  std::string out;
  for (const auto& [name, value] : members)
    out += fmt::format("{}  \"{}\" : {}", out.empty() ? "" : ",\n", name, value);
  return "{\n" + out + "\n}";
}

std::string mail_of(const Message& message) {
  if (message.type == MessageType::notification)
    return fmt::format(
        "{}\n\n--\nIf you wish to stop receiving notifications from this topic, please open the link below:\n{}\n",
        message.text, message.unsubscribe_url);
  return fmt::format(
      "You have chosen to subscribe to the topic:\n{}\n\nTo confirm this subscription, open the link below (if this "
      "was "
      "in error, nothing needs to be done):\n{}\n",
      message.topic_arn, message.subscribe_url);
}

}  // namespace rampart::aws::sns
