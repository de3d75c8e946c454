// What SNS sends: the JSON of a notification or confirmation, byte for byte as SNS lays it out, and what is signed.
// Source: reference lambda.md §3.5.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "aws/sns/signer.h"
#include "base/time.h"

namespace rampart::aws::sns {

/// As a JSON string, as SNS writes it.
std::string quoted(std::string_view text);

enum class MessageType { notification, subscription_confirmation, unsubscribe_confirmation };
std::string_view name_of(MessageType type);  ///< "Notification", …

struct Message {
  MessageType type = MessageType::notification;
  std::string id;
  std::string topic_arn;
  std::string subject;  ///< Notifications; empty: none.
  std::string text;
  std::string timestamp;           ///< "2026-09-14T05:43:00.123Z"
  boost::json::object attributes;  ///< Notifications: {"name": {"DataType", "StringValue" | "BinaryValue"}}.
  std::string token;               ///< Confirmations.
  std::string subscribe_url;       ///< Confirmations.
  std::string unsubscribe_url;     ///< Notifications.
};

/// The members that are signed, each name and value on a line of its own.
std::string text_to_sign(const Message& message);

/// The body of a POST. `version` is the topic's SignatureVersion.
std::string body_of(const Message& message, const Signer& signer, std::string_view version,
                    std::string_view certificate_url);

/// A mail's text.
std::string mail_of(const Message& message);

/// "2026-09-14T05:43:00.123Z"
std::string timestamp_of(Instant at);

}  // namespace rampart::aws::sns
