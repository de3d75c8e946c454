// AWS::SNS::*, AWS::SSM::Parameter, AWS::Logs::LogGroup, and what stands in a stack without doing anything here.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "aws/account/account.h"
#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;

/// The topic's plain properties as the attributes that CreateTopic and SetTopicAttributes take.
json::object topic_attributes(const json::object& properties) {
  json::object out;
  for (const char* name :
       {"DisplayName", "FifoTopic", "ContentBasedDeduplication", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"})
    if (const std::string text = text_at(properties, name); !text.empty()) out[name] = text;
  return out;
}

json::object topic_input(const Subject& subject) {
  json::object out = subject.properties;
  out["Name"] = text_at(out, "TopicName");
  if (json::object attributes = topic_attributes(subject.properties); !attributes.empty())
    out["Attributes"] = std::move(attributes);
  return out;
}

Done settle_topic(Subject& subject) {
  if (subject.updating) {
    const json::object before = topic_attributes(subject.before);
    for (const auto& [key, value] : topic_attributes(subject.properties)) {
      const json::value* old = before.if_contains(key);
      if (old != nullptr && *old == value) continue;
      if (auto r = ask_all(subject, "sns", "SetTopicAttributes",
                           {{"TopicArn", subject.physical_id}, {"AttributeName", key}, {"AttributeValue", value}});
          r.has_error())
        return r;
    }
  }
  if (!changed(subject, "Subscription")) return {};
  for (const json::value& one : list_at(subject.properties, "Subscription")) {
    json::object input = one.as_object();
    input["TopicArn"] = subject.physical_id;
    if (auto r = ask_all(subject, "sns", "Subscribe", std::move(input)); r.has_error()) return r;
  }
  return {};
}

void learn_topic(Subject& subject, const json::object&) {
  subject.attributes["TopicName"] = subject.physical_id.substr(subject.physical_id.rfind(':') + 1);
}

json::object subscription_input(const Subject& subject) {
  json::object out = subject.properties;
  json::object attributes;
  for (const char* name : {"DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy",
                           "SubscriptionRoleArn"})
    if (const std::string text = text_at(out, name); !text.empty()) attributes[name] = text;
  if (!attributes.empty()) out["Attributes"] = std::move(attributes);
  out["ReturnSubscriptionArn"] = true;
  return out;
}

Done settle_topic_policy(Subject& subject) {
  const std::string policy = text_at(subject.properties, "PolicyDocument");
  for (const json::value& topic : list_at(subject.properties, "Topics"))
    if (auto r = ask_all(subject, "sns", "SetTopicAttributes",
                         {{"TopicArn", topic}, {"AttributeName", "Policy"}, {"AttributeValue", policy}});
        r.has_error())
      return r;
  return {};
}

json::object parameter_input(const Subject& subject) {
  json::object out = subject.properties;
  // Tags and Overwrite exclude each other.
  if (subject.updating) {
    out["Overwrite"] = true;
    out.erase("Tags");
  }
  return out;
}

void learn_parameter(Subject& subject, const json::object&) {
  for (const char* name : {"Type", "Value"}) subject.attributes[name] = text_at(subject.properties, name);
}

void learn_log_group(Subject& subject, const json::object&) {
  subject.attributes["Arn"] =
      make_arn("logs", subject.region, subject.account, fmt::format("log-group:{}:*", subject.physical_id));
}

Done settle_log_group(Subject& subject) {
  if (!changed(subject, "RetentionInDays")) return {};
  if (const json::value* days = subject.properties.if_contains("RetentionInDays"))
    return ask_all(subject, "logs", "PutRetentionPolicy",
                   {{"logGroupName", subject.physical_id}, {"retentionInDays", *days}});
  return ask_all(subject, "logs", "DeleteRetentionPolicy", {{"logGroupName", subject.physical_id}});
}

void learn_bucket(Subject& subject, const json::object&) {
  const std::string& name = subject.physical_id;
  subject.attributes = {{"Arn", "arn:aws:s3:::" + name},
                        {"DomainName", name + ".s3.amazonaws.com"},
                        {"DualStackDomainName", fmt::format("{}.s3.dualstack.{}.amazonaws.com", name, subject.region)},
                        {"RegionalDomainName", fmt::format("{}.s3.{}.amazonaws.com", name, subject.region)},
                        {"WebsiteURL", fmt::format("http://{}.s3-website-{}.amazonaws.com", name, subject.region)}};
}

void learn_bucket_policy(Subject& subject, const json::object&) {
  subject.physical_id = text_at(subject.properties, "Bucket");
}

void learn_wait_handle(Subject& subject, const json::object&) {
  subject.physical_id =
      fmt::format("https://cloudformation-waitcondition-{}.s3.amazonaws.com/{}", subject.region, subject.name);
}

void learn_name(Subject& subject, const json::object&) { subject.physical_id = subject.name; }

}  // namespace

std::vector<ResourceType> message_types() {
  return {
      {.name = "AWS::SNS::Topic",
       .service = "sns",
       .create = "CreateTopic",
       .id_path = "TopicArn",
       .attributes = {{"TopicArn", "TopicArn"}},
       .name_property = "TopicName",
       .tags = Tags::list,
       .remove = "DeleteTopic",
       .key = "TopicArn",
       .replacing = {"FifoTopic", "TopicName"},
       .input = topic_input,
       .learn = learn_topic,
       .after = settle_topic},
      {.name = "AWS::SNS::Subscription",
       .service = "sns",
       .create = "Subscribe",
       .id_path = "SubscriptionArn",
       .attributes = {{"Arn", "SubscriptionArn"}},
       .remove = "Unsubscribe",
       .key = "SubscriptionArn",
       .input = subscription_input},
      {.name = "AWS::SNS::TopicPolicy", .after = settle_topic_policy},
      {.name = "AWS::SSM::Parameter",
       .service = "ssm",
       .create = "PutParameter",
       .attributes = {},
       .name_property = "Name",
       .tags = Tags::list,
       .update = "PutParameter",
       .remove = "DeleteParameter",
       .key = "Name",
       .replacing = {"Name"},
       .input = parameter_input,
       .learn = learn_parameter},
      {.name = "AWS::Logs::LogGroup",
       .service = "logs",
       .create = "CreateLogGroup",
       .name_property = "LogGroupName",
       .most_name = 512,
       .tags = Tags::map,
       .remove = "DeleteLogGroup",
       .key = "logGroupName",
       .replacing = {"LogGroupClass", "LogGroupName"},
       .learn = learn_log_group,
       .after = settle_log_group},
      {.name = "AWS::S3::Bucket",
       .name_property = "BucketName",
       .most_name = 63,
       .lower_case = true,
       .replacing = {"BucketName"},
       .learn = learn_bucket,
       .after = [](Subject&) -> Done { return {}; }},
      {.name = "AWS::S3::BucketPolicy", .learn = learn_bucket_policy},
      {.name = "AWS::CDK::Metadata", .learn = learn_name, .after = [](Subject&) -> Done { return {}; }},
      {.name = "AWS::CloudFormation::WaitConditionHandle", .learn = learn_wait_handle},
  };
}

}  // namespace rampart::aws::cloudformation
