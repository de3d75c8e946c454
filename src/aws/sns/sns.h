// SNS: topics, subscriptions, and what is said through them.
//
//   Sns sns(account, courier);           // puts back topics, subscriptions and notices that weren't delivered yet
//   …each turn of the control loop:      sns.tick(now);
//   …a GET that is none of AWS's calls:  if (const auto* pem = sns.certificate(path)) answer with it
//
// Protocols: http and https (with confirmation, signature 1 and 2, retries by the delivery policy, raw delivery),
// email and email-json (with confirmation; through the courier's mail server), and one of our own, "command": the
// endpoint is a command line, run with the notification's JSON as its input; it needs no confirmation, and must be
// allowed by SnsOptions. Others (sqs, lambda, sms, firehose, application) are refused, as are FIFO topics. Not done:
// throttlePolicy (kept, not followed), dead-letter queues, policies (kept). What Publish answered is kept until it was
// delivered or given up. Alarms of every region speak through the topics they name, in whichever region those are. The
// URLs in notices lead to this endpoint. Errors: SNS's codes, statuses and texts. One thread. Source: botocore's model
// of 2010-03-31; reference lambda.md §3.4–3.5.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/account/account.h"
#include "aws/account/members.h"
#include "aws/account/operation_table.h"
#include "aws/account/records.h"
#include "aws/sns/courier.h"
#include "aws/sns/message.h"
#include "aws/sns/signer.h"

namespace rampart::aws::sns {

struct SnsOptions {
  /// May "command" be subscribed? Whoever reaches the endpoint can then run programs as its user: a web page in a
  /// browser of this machine too, by a form sent to it. Only for an endpoint that checks signatures, or a closed
  /// machine.
  bool commands = false;
  /// Does the courier have a mail server? Without one, subscriptions by mail are taken as AWS takes them, so that
  /// templates go through, and a warning tells each mail that isn't sent, with the link that confirms.
  bool mail = true;
};

class Sns {
 public:
  /// Both must outlive it.
  Sns(Account& account, Courier& courier, SnsOptions options = {});
  Sns(const Sns&) = delete;
  Sns& operator=(const Sns&) = delete;
  [[nodiscard]] protocol::Service service() const;

  /// Takes the notices of every region's control plane and says what alarms want said, hands due notices to the
  /// courier, takes what came of them.
  void tick(Instant now);
  /// Publishes one alarm's change to the topic it names; one that is no topic of ours is passed over. tick() does so
  /// for the notices of the planes; this is for changes that come another way (SetAlarmState).
  void tell(const std::string& region, const watch::Invocation& told, Instant now);
  /// When tick has something to send next; nothing: not before somebody publishes.
  [[nodiscard]] std::optional<Instant> next_due() const;

  /// The PEM at that path ("/SimpleNotificationService-0123456789abcdef.pem"); null: it isn't ours.
  [[nodiscard]] const std::string* certificate(std::string_view path) const;

 private:
  using Call = protocol::Call;
  using Answer = protocol::Answer;
  using Object = boost::json::object;

  void add_topics();
  void add_subscriptions();
  void add_publishing();
  void on(std::string_view name, protocol::Shape input, protocol::Shape output, Answer (Sns::*answer)(const Call&));

  // sns_topics.cpp
  Answer create_topic(const Call& call);
  Answer delete_topic(const Call& call);
  Answer list_topics(const Call& call);
  Answer get_topic_attributes(const Call& call);
  Answer set_topic_attributes(const Call& call);
  Answer tag(const Call& call);
  Answer untag(const Call& call);
  Answer list_tags(const Call& call);
  [[nodiscard]] Answer topic_of(std::string_view arn) const;
  void put_topic(Object topic);

  // sns_subscriptions.cpp
  Answer subscribe(const Call& call);
  Answer confirm_subscription(const Call& call);
  Answer unsubscribe(const Call& call);
  Answer list_subscriptions(const Call& call);
  Answer get_subscription_attributes(const Call& call);
  Answer set_subscription_attributes(const Call& call);
  [[nodiscard]] Answer subscription_of(std::string_view arn) const;
  [[nodiscard]] std::vector<Object> subscriptions_to(std::string_view topic_arn) const;
  void put_subscription(Object subscription);
  void ask_for_confirmation(const Object& subscription, MessageType type, Instant now);

  // sns_publish.cpp
  Answer publish(const Call& call);
  Answer publish_batch(const Call& call);
  /// Says `input` (Publish's) to those who want it. The message's id, or what is wrong with it.
  protocol::Answered<std::string> say(const std::string& topic_arn, const Object& input, Instant now);
  void send(const Object& subscription, const Message& message, std::string_view text, Instant now);
  void note_unsent(const Notice& notice, const Message& message, Instant now);
  void queue(Notice notice, const Object& subscription, Instant now);
  void publish_alarms(Instant now);
  void take_outcomes(Instant now);
  void judge(const Outcome& outcome, const std::string& region, Object kept, Instant now);
  /// A warning among what the topic's region tells of itself.
  void note(std::string_view topic_arn, std::string text, Instant now);
  void count(std::string_view topic_arn, std::string_view metric, Instant now);
  const Signer& signer(Instant now);
  [[nodiscard]] std::string url_of(std::string_view query) const;

  Account& account_;
  Courier& courier_;
  SnsOptions options_;
  Records records_;
  OperationTable operations_;
  std::optional<Signer> signer_;
  std::uint64_t next_notice_ = 1;
  std::set<std::uint64_t> under_way_;
  /// Region and alarm → the state it was last seen in, for OldStateValue.
  std::map<std::pair<std::string, std::string>, watch::AlarmState> seen_;
  std::map<std::string, std::uint64_t> revisions_;  ///< Of each region's alarms, that seen_ follows.
};

// For the files of this folder.
const protocol::ErrorStyle& errors();
protocol::ApiError bad_parameter(std::string reason);  ///< "Invalid parameter: …"
protocol::ApiError not_found(std::string message);
/// The part of "arn:aws:sns:us-east-1:123456789012:name" at `index`, from 0; empty when there is none.
std::string arn_part(std::string_view arn, int index);
std::string notice_key(std::uint64_t id);  ///< The id of a notice's record: as text in the same order.
inline std::string region_in(std::string_view arn) { return arn_part(arn, 3); }
protocol::Answer page(const protocol::Call& call, boost::json::array all, std::string_view member);

}  // namespace rampart::aws::sns
