#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "aws/signature/sigv4.h"
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

constexpr std::size_t most_message_bytes = 262'144;
constexpr std::size_t most_subject_bytes = 100;
constexpr std::size_t most_entries = 10;

/// What is wrong with a message, if anything is.
std::optional<ApiError> complaint(const json::object& input) {
  const std::string text = text_of(input, "Message");
  if (text.empty()) return bad_parameter("Empty message");
  std::size_t bytes = text.size();
  if (input.contains("Subject")) {
    const std::string subject = text_of(input, "Subject");
    const bool plain = std::none_of(subject.begin(), subject.end(), [](unsigned char c) { return c < 0x20; });
    if (subject.empty() || subject.size() > most_subject_bytes || !plain) return bad_parameter("Subject");
  }
  if (const json::value* attributes = input.if_contains("MessageAttributes"))
    for (const auto& [name, value] : attributes->as_object()) {
      const json::object& one = value.as_object();
      const std::string type = text_of(one, "DataType");
      const bool known = type.starts_with("String") || type.starts_with("Number") || type.starts_with("Binary");
      if (!known)
        return ApiError{.code = "InvalidParameterValueException",
                        .message = fmt::format("The message attribute '{}' has an invalid message attribute type, the "
                                               "set of supported type prefixes is Binary, Number, and String.",
                                               std::string(name)),
                        .query_code = "ParameterValueInvalid"};
      const std::string content = text_of(one, type.starts_with("Binary") ? "BinaryValue" : "StringValue");
      if (content.empty())
        return ApiError{.code = "InvalidParameterValueException",
                        .message = fmt::format("The message attribute '{}' must contain non-empty message attribute "
                                               "value for message attribute type '{}'.",
                                               std::string(name), type),
                        .query_code = "ParameterValueInvalid"};
      bytes += name.size() + type.size() + content.size();
    }
  if (bytes > most_message_bytes) return bad_parameter("Message too long");
  if (input.contains("MessageStructure")) {
    if (text_of(input, "MessageStructure") != "json") return bad_parameter("MessageStructure");
    boost::system::error_code error;
    const json::value parsed = json::parse(text, error);
    if (error || !parsed.is_object()) return bad_parameter("Message Structure - JSON message body failed to parse");
    const json::value* usual = parsed.get_object().if_contains("default");
    if (usual == nullptr || !usual->is_string())
      return bad_parameter("Message Structure - No default entry in JSON message body");
  }
  return std::nullopt;
}

/// The message for one protocol: of a structured one its own text, else the default.
std::string text_for(const json::object& input, const std::string& way) {
  const std::string text = text_of(input, "Message");
  if (!input.contains("MessageStructure")) return text;
  const json::value parsed = json::parse(text);
  const std::string own = text_of(parsed.get_object(), way);
  return own.empty() ? text_of(parsed.get_object(), "default") : own;
}

bool wants(const json::object& subscription, const json::object& message_attributes, const std::string& text) {
  const json::object& attributes = subscription.at("Attributes").as_object();
  const std::string policy_text = text_of(attributes, "FilterPolicy");
  if (policy_text.empty()) return true;
  const auto policy = read_filter_policy(policy_text);
  if (policy.has_error()) return true;
  if (text_of(attributes, "FilterPolicyScope") == "MessageBody") return wants_body(*policy, text);
  return wants_attributes(*policy, message_attributes);
}

}  // namespace

protocol::Answered<std::string> Sns::say(const std::string& topic_arn, const json::object& input, Instant now) {
  if (const Answer topic = topic_of(topic_arn); topic.has_error()) return topic.error();
  if (auto wrong = complaint(input)) return *wrong;
  Message message{.id = uuid(account_.ids),
                  .topic_arn = topic_arn,
                  .subject = text_of(input, "Subject"),
                  .timestamp = timestamp_of(now)};
  if (const json::value* given = input.if_contains("MessageAttributes")) message.attributes = given->as_object();
  count(topic_arn, "NumberOfMessagesPublished", now);
  for (const json::object& one : subscriptions_to(topic_arn)) {
    if (one.contains("Token")) continue;
    const std::string text = text_for(input, text_of(one, "Protocol"));
    if (!wants(one, message.attributes, text)) {
      count(topic_arn, "NumberOfNotificationsFilteredOut", now);
      continue;
    }
    message.text = text;
    message.unsubscribe_url = url_of(fmt::format("?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn={}",
                                                 signature::uri_encoded(text_of(one, "SubscriptionArn"))));
    send(one, message, text, now);
  }
  return protocol::Answered<std::string>(boost::system::in_place_value, message.id);
}

void Sns::send(const json::object& subscription, const Message& message, std::string_view text, Instant now) {
  const std::string way = text_of(subscription, "Protocol");
  const bool is_notification = message.type == MessageType::notification;
  const bool raw =
      is_notification && text_of(subscription.at("Attributes").as_object(), "RawMessageDelivery") == "true";
  Notice notice{.way = way.starts_with("http")    ? Way::http
                       : way.starts_with("email") ? Way::email
                                                  : Way::command,
                .endpoint = text_of(subscription, "Endpoint")};
  const Answer topic = topic_of(message.topic_arn);
  std::string version = topic.has_value() ? text_of(topic->at("Attributes").as_object(), "SignatureVersion") : "";
  if (version.empty()) version = "1";
  if (raw) {
    notice.body = text;
  } else if (way == "email") {
    notice.body = mail_of(message);
  } else {
    const Signer& by = signer(now);
    notice.body =
        body_of(message, by, version, url_of(fmt::format("SimpleNotificationService-{}.pem", by.fingerprint())));
  }
  if (notice.way == Way::email) {
    notice.subject = !is_notification          ? "AWS Notification - Subscription Confirmation"
                     : message.subject.empty() ? "AWS Notification Message"
                                               : message.subject;
    notice.message_id = message.id;
    if (topic.has_value()) notice.sender_name = text_of(topic->at("Attributes").as_object(), "DisplayName");
    if (notice.sender_name.empty()) notice.sender_name = "AWS Notifications";
    if (!options_.mail) return note_unsent(notice, message, now);
  } else if (notice.way == Way::http) {
    notice.headers = {
        {"Content-Type", "text/plain; charset=UTF-8"}, {"User-Agent", "Amazon Simple Notification Service Agent"},
        {"Accept-Encoding", "gzip,deflate"},           {"x-amz-sns-message-type", std::string(name_of(message.type))},
        {"x-amz-sns-message-id", message.id},          {"x-amz-sns-topic-arn", message.topic_arn}};
    if (message.type != MessageType::subscription_confirmation)
      notice.headers.emplace_back("x-amz-sns-subscription-arn", text_of(subscription, "SubscriptionArn"));
    if (raw) notice.headers.emplace_back("x-amz-sns-rawdelivery", "true");
  }
  queue(std::move(notice), subscription, now);
}

/// There is no mail server: what would have been sent is told where the endpoint tells what it does, with the link that
/// confirms, so that a template's subscriptions by mail can be tried without one.
void Sns::note_unsent(const Notice& notice, const Message& message, Instant now) {
  const bool asks = message.type == MessageType::subscription_confirmation;
  note(message.topic_arn,
       fmt::format("SNS: no mail to {}, as no --smtp is named: {}", notice.endpoint,
                   asks ? "to confirm its subscription, open " + message.subscribe_url
                        : fmt::format("\"{}\" of {}", notice.subject, arn_part(message.topic_arn, 5))),
       now);
  if (!asks) count(message.topic_arn, "NumberOfNotificationsFailed", now);
}

/// Kept until it is delivered or given up: what was answered survives a crash.
void Sns::queue(Notice notice, const json::object& subscription, Instant now) {
  const std::string topic_arn = text_of(subscription, "TopicArn");
  std::string policy = text_of(subscription.at("Attributes").as_object(), "DeliveryPolicy");
  if (const Answer topic = topic_of(topic_arn); topic.has_value() && policy.empty())
    policy = text_of(topic->at("Attributes").as_object(), "DeliveryPolicy");
  json::array headers;
  for (const auto& [name, value] : notice.headers)
    headers.push_back(json::array{json::string(name), json::string(value)});
  records_.put(region_in(topic_arn), "notice", notice_key(next_notice_++),
               {{"topic", topic_arn},
                {"way", static_cast<std::int64_t>(notice.way)},
                {"endpoint", notice.endpoint},
                {"subject", notice.subject},
                {"headers", std::move(headers)},
                {"body", notice.body},
                {"sender_name", notice.sender_name},
                {"message_id", notice.message_id},
                {"policy", policy},
                {"tries", 0},
                {"first", unix_seconds(now)},
                {"due", unix_seconds(now)}});
}

protocol::Answer Sns::publish(const Call& call) {
  std::string arn = text_of(call.input, "TopicArn");
  if (arn.empty()) arn = text_of(call.input, "TargetArn");
  if (arn.empty())
    return bad_parameter(call.input.contains("PhoneNumber") ? "PhoneNumber Reason: SMS is not done here"
                                                            : "TopicArn or TargetArn Reason: no value for required "
                                                              "parameter");
  const auto id = say(arn, call.input, call.now);
  if (id.has_error()) return id.error();
  return json::object{{"MessageId", *id}};
}

protocol::Answer Sns::publish_batch(const Call& call) {
  const std::string arn = text_of(call.input, "TopicArn");
  if (const Answer topic = topic_of(arn); topic.has_error()) return topic.error();
  const json::array& entries = call.input.at("PublishBatchRequestEntries").as_array();
  if (entries.empty())
    return ApiError{.code = "EmptyBatchRequestException",
                    .message = "The batch request doesn't contain any entries.",
                    .query_code = "EmptyBatchRequest"};
  if (entries.size() > most_entries)
    return ApiError{.code = "TooManyEntriesInBatchRequestException",
                    .message = "The batch request contains more entries than permissible.",
                    .query_code = "TooManyEntriesInBatchRequest"};
  std::set<std::string> ids;
  for (const json::value& entry : entries)
    if (!ids.insert(text_of(entry.as_object(), "Id")).second)
      return ApiError{.code = "BatchEntryIdsNotDistinctException",
                      .message = "Two or more batch entries in the request have the same Id.",
                      .query_code = "BatchEntryIdsNotDistinct"};
  json::array successful;
  json::array failed;
  for (const json::value& entry : entries) {
    const json::value& id = entry.at("Id");
    const auto said = say(arn, entry.as_object(), call.now);
    if (said.has_value())
      successful.push_back(json::object{{"Id", id}, {"MessageId", *said}});
    else
      failed.push_back(json::object{{"Id", id},
                                    {"Code", said.error().name_in_query()},
                                    {"Message", said.error().message},
                                    {"SenderFault", true}});
  }
  return json::object{{"Successful", std::move(successful)}, {"Failed", std::move(failed)}};
}

void Sns::add_publishing() {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto attribute = structure("MessageAttributeValue", {required("DataType", string()), text("StringValue"),
                                                             optional("BinaryValue", protocol::blob())});
  const auto attributes = map(string(), attribute, {.key_name = "Name", .value_name = "Value"});
  const auto said = [&](std::vector<protocol::Member> members) {
    for (const auto& one :
         {required("Message", string()), text("Subject"), text("MessageStructure"),
          optional("MessageAttributes", attributes), text("MessageDeduplicationId"), text("MessageGroupId")})
      members.push_back(one);
    return members;
  };
  on("Publish", structure("PublishInput", said({text("TopicArn"), text("TargetArn"), text("PhoneNumber")})),
     structure("PublishResponse", {text("MessageId"), text("SequenceNumber")}), &Sns::publish);
  const auto entry = structure("PublishBatchRequestEntry", said({required("Id", string())}));
  const auto done = structure("PublishBatchResultEntry", {text("Id"), text("MessageId"), text("SequenceNumber")});
  const auto failed = structure("BatchResultErrorEntry", {text("Id"), text("Code"), text("Message"),
                                                          optional("SenderFault", protocol::boolean())});
  on("PublishBatch",
     structure("PublishBatchInput",
               {required("TopicArn", string()), required("PublishBatchRequestEntries", list(entry))}),
     structure("PublishBatchResponse", {optional("Successful", list(done)), optional("Failed", list(failed))}),
     &Sns::publish_batch);
}

}  // namespace rampart::aws::sns
