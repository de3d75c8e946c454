#include "aws/sns/sns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "aws/protocol/page_token.h"
#include "aws/sns/alarm_message.h"
#include "aws/sns/delivery_policy.h"
#include "aws/sns/operation_names.h"

namespace rampart::aws::sns {

namespace json = boost::json;
using protocol::ApiError;

namespace {

constexpr std::string_view everywhere = "global";  // the region of the key
constexpr std::size_t page_size = 100;

std::uint64_t number_in(std::string_view text) {
  std::uint64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace

Sns::Sns(Account& account, Courier& courier, SnsOptions options)
    : account_(account),
      courier_(courier),
      options_(options),
      records_(account.state, "sns"),
      operations_(sns_operations()) {
  add_topics();
  add_subscriptions();
  add_publishing();
  if (const json::object* kept = records_.find(everywhere, "key", "signing"))
    signer_ = Signer::restore(text_of(*kept, "certificate"), text_of(*kept, "key"));
  for (const std::string& region : records_.regions())
    for (const Records::Entry& entry : records_.list(region, "notice"))
      next_notice_ = std::max(next_notice_, number_in(entry.id) + 1);
}

protocol::Service Sns::service() const {
  return {.id = "SNS",
          .signing_name = "sns",
          .api_version = "2010-03-31",
          .xmlns = "http://sns.amazonaws.com/doc/2010-03-31/",
          .wires = {protocol::Wire::query},
          .errors = errors(),
          .operations = operations_.all()};
}

void Sns::on(std::string_view name, protocol::Shape input, protocol::Shape output, Answer (Sns::*answer)(const Call&)) {
  operations_.answer(name, std::move(input), std::move(output),
                     [this, answer](const Call& call) { return (this->*answer)(call); });
}

const Signer& Sns::signer(Instant now) {
  if (!signer_) {
    signer_ = Signer::make(now);
    records_.put(everywhere, "key", "signing", {{"certificate", signer_->certificate()}, {"key", signer_->key()}});
  }
  return *signer_;
}

const std::string* Sns::certificate(std::string_view path) const {
  if (!signer_ || path != fmt::format("/SimpleNotificationService-{}.pem", signer_->fingerprint())) return nullptr;
  return &signer_->certificate();
}

std::string Sns::url_of(std::string_view query) const { return fmt::format("http://{}/{}", account_.address, query); }

void Sns::count(std::string_view topic_arn, std::string_view metric, Instant now) {
  account_.plane(region_in(topic_arn))
      .put({watch::make_metric("AWS/SNS", std::string(metric), {{"TopicName", arn_part(topic_arn, 5)}}), now,
            stats::StatisticSet::of(1), "Count"});
}

void Sns::tick(Instant now) {
  take_outcomes(now);
  publish_alarms(now);
  for (const std::string& region : records_.regions())
    for (const Records::Entry& entry : records_.list(region, "notice")) {
      const std::uint64_t id = number_in(entry.id);
      const json::object& kept = *entry.object;
      if (under_way_.contains(id) || kept.at("due").to_number<double>() > unix_seconds(now)) continue;
      Notice notice{.id = id,
                    .way = static_cast<Way>(kept.at("way").as_int64()),
                    .endpoint = text_of(kept, "endpoint"),
                    .subject = text_of(kept, "subject"),
                    .body = text_of(kept, "body"),
                    .sender_name = text_of(kept, "sender_name"),
                    .message_id = text_of(kept, "message_id")};
      for (const json::value& header : kept.at("headers").as_array())
        notice.headers.emplace_back(std::string(header.as_array()[0].as_string()),
                                    std::string(header.as_array()[1].as_string()));
      under_way_.insert(id);
      courier_.deliver(std::move(notice));
    }
}

std::optional<Instant> Sns::next_due() const {
  std::optional<Instant> out;
  for (const std::string& region : records_.regions())
    for (const Records::Entry& entry : records_.list(region, "notice")) {
      if (under_way_.contains(number_in(entry.id))) continue;
      const Instant due = instant_from_unix_seconds(entry.object->at("due").to_number<double>());
      if (!out || due < *out) out = due;
    }
  return out;
}

void Sns::tell(const std::string& region, const watch::Invocation& told, Instant now) {
  const watch::Alarm* alarm = account_.plane(region).alarms().find(told.alarm);
  if (alarm == nullptr || topic_of(told.action_arn).has_error()) return;
  const auto seen = seen_.find({region, told.alarm});
  const watch::AlarmState before = seen == seen_.end() ? watch::AlarmState::insufficient_data : seen->second;
  const AlarmMessage message = alarm_message(*alarm, before, told.state, told.at, account_.id, region);
  (void)say(told.action_arn, {{"Subject", message.subject}, {"Message", message.text}}, now);
}

void Sns::publish_alarms(Instant now) {
  for (const std::string& region : account_.made_regions()) {
    control::ControlPlane& plane = account_.plane(region);
    for (const watch::Invocation& told : plane.take_notices()) tell(region, told, now);
    const std::uint64_t revision = plane.alarms().revision();
    if (std::exchange(revisions_[region], revision) == revision) continue;
    for (const watch::Alarm* alarm : plane.alarms().list()) seen_[{region, alarm->spec.name}] = alarm->state;
  }
}

void Sns::take_outcomes(Instant now) {
  for (const Outcome& outcome : courier_.take_outcomes()) {
    under_way_.erase(outcome.id);
    for (const std::string& region : records_.regions())
      if (const json::object* kept = records_.find(region, "notice", notice_key(outcome.id))) {
        judge(outcome, region, *kept, now);
        break;
      }
  }
}

void Sns::judge(const Outcome& outcome, const std::string& region, json::object kept, Instant now) {
  const std::string id = notice_key(outcome.id);
  const bool answered = outcome.http_status >= 200 && outcome.http_status < 300;
  const bool delivered = outcome.http_status == 0 ? outcome.problem.empty() : answered;
  const std::string topic = text_of(kept, "topic");
  if (delivered) {
    records_.erase(region, "notice", id);
    count(topic, "NumberOfNotificationsDelivered", now);
    return;
  }
  const std::int64_t tries = kept.at("tries").as_int64() + 1;
  const bool by_mail = kept.at("way").as_int64() == static_cast<std::int64_t>(Way::email);
  const auto read = DeliveryPolicy::read(text_of(kept, "policy"));
  const DeliveryPolicy policy = by_mail ? mail_delivery_policy : read.has_value() ? *read : DeliveryPolicy{};
  const auto delay = policy.delay_after(static_cast<int>(tries));
  const double first = kept.at("first").to_number<double>();
  const bool too_late = !by_mail && delay && unix_seconds(now + *delay) - first > seconds(most_retrying);
  const std::string problem = outcome.problem.empty() ? fmt::format("HTTP {}", outcome.http_status) : outcome.problem;
  if (outcome.for_good || is_permanent(outcome.http_status) || !delay || too_late) {
    note(topic,
         fmt::format("SNS: what {} said didn't reach {}: {}", arn_part(topic, 5), text_of(kept, "endpoint"), problem),
         now);
    records_.erase(region, "notice", id);
    count(topic, "NumberOfNotificationsFailed", now);
    return;
  }
  kept["tries"] = tries;
  kept["due"] = unix_seconds(now + *delay);
  kept["problem"] = problem;
  records_.put(region, "notice", id, std::move(kept));
}

void Sns::note(std::string_view topic_arn, std::string text, Instant now) {
  account_.plane(region_in(topic_arn)).chronicle().note(now, "warning", std::move(text));
}

const protocol::ErrorStyle& errors() {
  static const protocol::ErrorStyle style = {.validation_code = "InvalidParameterException",
                                             .validation_query_code = "InvalidParameter",
                                             .token_code = "InvalidParameterException",
                                             .token_query_code = "InvalidParameter",
                                             .token_message = "Invalid parameter: NextToken"};
  return style;
}

ApiError bad_parameter(std::string reason) {
  return {.code = "InvalidParameterException",
          .message = "Invalid parameter: " + std::move(reason),
          .query_code = "InvalidParameter"};
}

ApiError not_found(std::string message) {
  return {.code = "NotFoundException", .message = std::move(message), .http_status = 404, .query_code = "NotFound"};
}

std::string notice_key(std::uint64_t id) { return fmt::format("{:015}", id); }

std::string arn_part(std::string_view arn, int index) {
  for (; index > 0; --index) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

protocol::Answer page(const protocol::Call& call, json::array all, std::string_view member) {
  std::size_t first = 0;
  if (const std::string given = text_of(call.input, "NextToken"); !given.empty()) {
    const auto position = protocol::page_position(call, given, errors());
    if (position.has_error()) return position.error();
    first = std::min<std::size_t>(number_in(*position), all.size());
  }
  const std::size_t last = std::min(all.size(), first + page_size);
  json::object out = {{member, json::array(all.begin() + static_cast<std::ptrdiff_t>(first),
                                           all.begin() + static_cast<std::ptrdiff_t>(last))}};
  if (last < all.size()) out["NextToken"] = protocol::page_token(call, std::to_string(last));
  return out;
}

}  // namespace rampart::aws::sns
