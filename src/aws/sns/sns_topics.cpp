#include <fmt/format.h>

#include <algorithm>

#include "aws/sns/delivery_policy.h"
#include "aws/sns/sns.h"

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

/// Attributes that can be set.
constexpr std::string_view settable[] = {"DisplayName",      "DeliveryPolicy", "Policy",
                                         "SignatureVersion", "KmsMasterKeyId", "TracingConfig"};

/// What is wrong with an attribute, if anything is.
std::optional<ApiError> attribute_complaint(std::string_view name, const std::string& value) {
  if (name == "FifoTopic" && value == "true") return bad_parameter("FifoTopic Reason: FIFO topics are not done here");
  if (name == "FifoTopic" || name == "ContentBasedDeduplication") return std::nullopt;
  if (name.find("SuccessFeedback") != std::string_view::npos || name.find("FailureFeedback") != std::string_view::npos)
    return std::nullopt;
  if (std::find(std::begin(settable), std::end(settable), name) == std::end(settable))
    return bad_parameter("AttributeName");
  if (name == "SignatureVersion" && value != "1" && value != "2")
    return bad_parameter(fmt::format("Invalid value [{}] for SignatureVersion", value));
  if (name == "DeliveryPolicy")
    if (const auto policy = DeliveryPolicy::read(value); policy.has_error())
      return ApiError{
          .code = "InvalidParameterException", .message = policy.error().message, .query_code = "InvalidParameter"};
  return std::nullopt;
}

std::string default_policy(const std::string& arn, const std::string& account) {
  return fmt::format(
      R"({{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{{"Sid":"__default_statement_ID",)"
      R"("Effect":"Allow","Principal":{{"AWS":"*"}},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes",)"
      R"("SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic",)"
      R"("SNS:Publish"],"Resource":"{}","Condition":{{"StringEquals":{{"AWS:SourceOwner":"{}"}}}}}}]}})",
      arn, account);
}

}  // namespace

protocol::Answer Sns::topic_of(std::string_view arn) const {
  if (arn_part(arn, 2) != "sns" || arn_part(arn, 5).empty())
    return bad_parameter("TopicArn Reason: An ARN must have at least 6 elements");
  if (const json::object* found = records_.find(region_in(arn), "topic", arn_part(arn, 5))) return *found;
  return not_found("Topic does not exist");
}

/// A topic's record: {"TopicArn", "Attributes": {…}, "Tags": […], "Deleted": how many subscriptions were}.
void Sns::put_topic(json::object topic) {
  const std::string arn = text_of(topic, "TopicArn");
  records_.put(region_in(arn), "topic", arn_part(arn, 5), std::move(topic));
}

protocol::Answer Sns::create_topic(const Call& call) {
  const std::string name = text_of(call.input, "Name");
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (name.empty() || name.size() > 256 || !plain) return bad_parameter("Topic Name");
  json::object attributes;
  if (const json::value* given = call.input.if_contains("Attributes")) attributes = given->as_object();
  for (const auto& [key, value] : attributes)
    if (auto wrong = attribute_complaint(key, std::string(value.as_string()))) return *wrong;
  json::array tags;
  if (const json::value* given = call.input.if_contains("Tags")) tags = given->as_array();
  const std::string arn = make_arn("sns", call.region, call.account, name);
  if (const json::object* old = records_.find(call.region, "topic", name)) {
    for (const auto& [key, value] : attributes) {
      const json::value* had = old->at("Attributes").as_object().if_contains(key);
      if (had == nullptr || *had != value)
        return bad_parameter("Attributes Reason: Topic already exists with different attributes");
    }
    if (!tags.empty() && old->at("Tags") != tags)
      return bad_parameter("Tags Reason: Topic already exists with different tags");
    return json::object{{"TopicArn", arn}};
  }
  put_topic({{"TopicArn", arn}, {"Attributes", std::move(attributes)}, {"Tags", std::move(tags)}, {"Deleted", 0}});
  return json::object{{"TopicArn", arn}};
}

/// One that isn't there is deleted already; its subscriptions go with it.
protocol::Answer Sns::delete_topic(const Call& call) {
  const std::string arn = text_of(call.input, "TopicArn");
  if (const Answer topic = topic_of(arn); topic.has_error() && topic.error().http_status != 404) return topic.error();
  for (const json::object& one : subscriptions_to(arn))
    records_.erase(region_in(arn), "subscription", text_of(one, "SubscriptionArn"));
  records_.erase(region_in(arn), "topic", arn_part(arn, 5));
  return json::object();
}

protocol::Answer Sns::list_topics(const Call& call) {
  json::array out;
  for (const Records::Entry& entry : records_.list(call.region, "topic"))
    out.push_back(json::object{{"TopicArn", entry.object->at("TopicArn")}});
  return page(call, std::move(out), "Topics");
}

protocol::Answer Sns::get_topic_attributes(const Call& call) {
  const std::string arn = text_of(call.input, "TopicArn");
  const Answer topic = topic_of(arn);
  if (topic.has_error()) return topic.error();
  std::int64_t confirmed = 0;
  std::int64_t pending = 0;
  for (const json::object& one : subscriptions_to(arn)) ++(one.contains("Token") ? pending : confirmed);
  json::object out = {{"TopicArn", arn},
                      {"Owner", call.account},
                      {"DisplayName", ""},
                      {"Policy", default_policy(arn, call.account)},
                      {"SubscriptionsConfirmed", std::to_string(confirmed)},
                      {"SubscriptionsPending", std::to_string(pending)},
                      {"SubscriptionsDeleted", std::to_string(topic->at("Deleted").as_int64())}};
  for (const auto& [key, value] : topic->at("Attributes").as_object()) out[key] = value;
  const auto policy = DeliveryPolicy::read(text_of(out, "DeliveryPolicy"));
  out["EffectiveDeliveryPolicy"] = effective_topic_policy(policy.has_value() ? *policy : DeliveryPolicy{});
  return json::object{{"Attributes", std::move(out)}};
}

protocol::Answer Sns::set_topic_attributes(const Call& call) {
  Answer topic = topic_of(text_of(call.input, "TopicArn"));
  if (topic.has_error()) return topic.error();
  const std::string name = text_of(call.input, "AttributeName");
  const std::string value = text_of(call.input, "AttributeValue");
  if (auto wrong = attribute_complaint(name, value)) return *wrong;
  (*topic)["Attributes"].as_object()[name] = value;
  put_topic(std::move(*topic));
  return json::object();
}

namespace {

ApiError no_such_resource() {
  return {.code = "ResourceNotFoundException",
          .message = "Resource does not exist",
          .http_status = 404,
          .query_code = "ResourceNotFound"};
}

}  // namespace

protocol::Answer Sns::tag(const Call& call) {
  Answer topic = topic_of(text_of(call.input, "ResourceArn"));
  if (topic.has_error()) return no_such_resource();
  json::array& tags = (*topic)["Tags"].as_array();
  for (const json::value& given : call.input.at("Tags").as_array()) {
    const auto found = std::find_if(tags.begin(), tags.end(),
                                    [&](const json::value& one) { return one.at("Key") == given.at("Key"); });
    if (found == tags.end())
      tags.push_back(given);
    else
      *found = given;
  }
  put_topic(std::move(*topic));
  return json::object();
}

protocol::Answer Sns::untag(const Call& call) {
  Answer topic = topic_of(text_of(call.input, "ResourceArn"));
  if (topic.has_error()) return no_such_resource();
  const json::array& keys = call.input.at("TagKeys").as_array();
  json::array left;
  for (const json::value& one : topic->at("Tags").as_array())
    if (std::find(keys.begin(), keys.end(), one.at("Key")) == keys.end()) left.push_back(one);
  (*topic)["Tags"] = std::move(left);
  put_topic(std::move(*topic));
  return json::object();
}

protocol::Answer Sns::list_tags(const Call& call) {
  const Answer topic = topic_of(text_of(call.input, "ResourceArn"));
  if (topic.has_error()) return no_such_resource();
  return json::object{{"Tags", topic->at("Tags")}};
}

void Sns::add_topics() {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto attributes = map(string(), string());
  const auto arn = required("TopicArn", string());
  const auto resource = required("ResourceArn", string({.least = 1, .most = 1011}));
  const auto tag_shape =
      structure("Tag", {required("Key", string({.least = 1, .most = 128})), required("Value", string({.most = 256}))});
  const auto nothing = [](const char* name) { return structure(name, {}); };
  on("CreateTopic",
     structure("CreateTopicInput", {required("Name", string()), optional("Attributes", attributes),
                                    optional("Tags", list(tag_shape)), text("DataProtectionPolicy")}),
     structure("CreateTopicResponse", {text("TopicArn")}), &Sns::create_topic);
  on("DeleteTopic", structure("DeleteTopicInput", {arn}), nothing("DeleteTopicResponse"), &Sns::delete_topic);
  on("ListTopics", structure("ListTopicsInput", {text("NextToken")}),
     structure("ListTopicsResponse",
               {optional("Topics", list(structure("Topic", {text("TopicArn")}))), text("NextToken")}),
     &Sns::list_topics);
  on("GetTopicAttributes", structure("GetTopicAttributesInput", {arn}),
     structure("GetTopicAttributesResponse", {optional("Attributes", attributes)}), &Sns::get_topic_attributes);
  on("SetTopicAttributes",
     structure("SetTopicAttributesInput", {arn, required("AttributeName", string()), text("AttributeValue")}),
     nothing("SetTopicAttributesResponse"), &Sns::set_topic_attributes);
  on("TagResource", structure("TagResourceRequest", {resource, required("Tags", list(tag_shape))}),
     nothing("TagResourceResponse"), &Sns::tag);
  on("UntagResource", structure("UntagResourceRequest", {resource, required("TagKeys", list(string()))}),
     nothing("UntagResourceResponse"), &Sns::untag);
  on("ListTagsForResource", structure("ListTagsForResourceRequest", {resource}),
     structure("ListTagsForResourceResponse", {optional("Tags", list(tag_shape))}), &Sns::list_tags);
}

}  // namespace rampart::aws::sns
