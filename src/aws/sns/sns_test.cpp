#include "aws/sns/sns.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/json/parse.hpp>

#include "aws/account/testing/caller.h"
#include "aws/protocol/endpoint.h"
#include "aws/protocol/text_value.h"
#include "aws/sns/testing/fake_courier.h"
#include "core/control/testing/memory_state.h"
#include "core/fleet/testing/fake_compute.h"
#include "core/fleet/testing/fake_router.h"
#include "core/ledger/testing/memory_journal.h"

namespace rampart::aws::sns {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

/// Does the certificate's key say that `text` was signed?
bool is_signed(const std::string& certificate, std::string_view text, const std::string& signature,
               const EVP_MD* digest) {
  BIO* reader = BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size()));
  X509* x509 = PEM_read_bio_X509(reader, nullptr, nullptr, nullptr);
  BIO_free(reader);
  const std::string bytes = *protocol::from_base64(signature);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool out = EVP_DigestVerifyInit(context, nullptr, digest, nullptr, X509_get0_pubkey(x509)) == 1 &&
                   EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                                    reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  EVP_MD_CTX_free(context);
  X509_free(x509);
  return out;
}

class SnsTest : public ::testing::Test {
 protected:
  SnsTest() {
    plane_ = std::move(*control::ControlPlane::create({}, compute_, router_, journal_,
                                                      {.to_real = [](Instant at) { return at; }}, client_.now));
    topic_ = text_of(client_.ok("CreateTopic", {{"Name", "alerts"}}), "TopicArn");
  }

  json::object subscription(const char* way, const char* endpoint) const {
    return {{"TopicArn", topic_}, {"Protocol", way}, {"Endpoint", endpoint}};
  }
  /// A confirmed subscription's ARN.
  std::string subscribed(const char* way, const char* endpoint, json::object attributes = {}) {
    json::object input = subscription(way, endpoint);
    input["Attributes"] = std::move(attributes);
    client_.ok("Subscribe", input);
    sns_.tick(client_.now);
    const std::string token = text_of(json::parse(courier_.last().body).as_object(), "Token");
    courier_.answer(courier_.last().id, 200);
    (void)courier_.take();
    return text_of(client_.ok("ConfirmSubscription", {{"TopicArn", topic_}, {"Token", token}}), "SubscriptionArn");
  }
  void publish(json::object more = {}) const {
    more["TopicArn"] = topic_;
    if (!more.contains("Message")) more["Message"] = "hello";
    client_.ok("Publish", more);
  }
  /// Bodies that the courier got since the last look.
  std::vector<Notice> sent() {
    sns_.tick(client_.now);
    return courier_.take();
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> out;
    for (const ledger::Note& note : journal_.all<ledger::Note>()) out.push_back(note.text);
    return out;
  }

  control::testing::MemoryState state_;
  fleet::testing::FakeCompute compute_;
  fleet::testing::FakeRouter router_;
  ledger::MemoryJournal journal_;
  std::unique_ptr<control::ControlPlane> plane_;
  Account account_{.plane = [this](const std::string&) -> control::ControlPlane& { return *plane_; },
                   .state = state_,
                   .ids = Random(7),
                   .regions = [] { return std::vector<std::string>{"eu-west-1"}; },
                   .address = "127.0.0.1:4566"};
  testing::FakeCourier courier_;
  Sns sns_{account_, courier_, {.commands = true}};
  aws::testing::Caller client_{sns_.service()};
  std::string topic_;
};

TEST_F(SnsTest, TopicsAreMadeOnceAndDescribed) {
  EXPECT_EQ(topic_, "arn:aws:sns:us-east-1:123456789012:alerts");
  EXPECT_EQ(text_of(client_.ok("CreateTopic", {{"Name", "alerts"}}), "TopicArn"), topic_);
  EXPECT_EQ(client_.error("CreateTopic", {{"Name", "alerts"}, {"Attributes", json::object{{"DisplayName", "x"}}}}),
            "InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes");
  EXPECT_EQ(client_.error("CreateTopic", {{"Name", "no blanks"}}), "InvalidParameter: Invalid parameter: Topic Name");
  client_.ok("SetTopicAttributes",
             {{"TopicArn", topic_}, {"AttributeName", "DisplayName"}, {"AttributeValue", "Alerts"}});
  const auto attributes = client_.ok("GetTopicAttributes", {{"TopicArn", topic_}}).at("Attributes");
  EXPECT_EQ(attributes.at("DisplayName"), "Alerts");
  EXPECT_EQ(json::parse(attributes.at("EffectiveDeliveryPolicy").as_string())
                .at("http")
                .at("defaultHealthyRetryPolicy")
                .at("numRetries"),
            3);
  EXPECT_EQ(client_.error("GetTopicAttributes", {{"TopicArn", topic_ + "x"}}), "NotFound: Topic does not exist");
  client_.ok("TagResource",
             {{"ResourceArn", topic_}, {"Tags", json::array{json::object{{"Key", "a"}, {"Value", "b"}}}}});
  EXPECT_EQ(client_.ok("ListTagsForResource", {{"ResourceArn", topic_}}).at("Tags").as_array().size(), 1U);
  client_.ok("UntagResource", {{"ResourceArn", topic_}, {"TagKeys", json::array{"a"}}});
  EXPECT_EQ(client_.ok("ListTopics").at("Topics").as_array().size(), 1U);
  client_.ok("DeleteTopic", {{"TopicArn", topic_}});
  client_.ok("DeleteTopic", {{"TopicArn", topic_}});
  EXPECT_EQ(client_.ok("ListTopics").at("Topics").as_array().size(), 0U);
}

TEST_F(SnsTest, AnHttpSubscriptionIsConfirmedBeforeItIsSpokenTo) {
  EXPECT_EQ(client_.ok("Subscribe", subscription("http", "http://hook:8080/x")).at("SubscriptionArn"),
            "pending confirmation");
  publish();
  std::vector<Notice> notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  const Notice& asked = notices[0];
  EXPECT_EQ(asked.endpoint, "http://hook:8080/x");
  EXPECT_EQ(asked.headers[3].second, "SubscriptionConfirmation");
  EXPECT_EQ(asked.headers.size(), 6U);
  const json::object body = json::parse(asked.body).as_object();
  EXPECT_EQ(body.at("Type"), "SubscriptionConfirmation");
  const std::string url = text_of(body, "SubscribeURL");
  EXPECT_TRUE(url.starts_with("http://127.0.0.1:4566/?Action=ConfirmSubscription&")) << url;
  EXPECT_EQ(client_.ok("ListSubscriptions").at("Subscriptions").as_array()[0].at("SubscriptionArn"),
            "PendingConfirmation");
  EXPECT_EQ(client_.error("ConfirmSubscription", {{"TopicArn", topic_}, {"Token", "wrong"}}),
            "InvalidParameter: Invalid parameter: Token");

  // A visit to the SubscribeURL, as a receiver pays it: unsigned, also where all else must be signed.
  protocol::Endpoint endpoint({sns_.service()}, {.region = "eu-west-1", .credentials = {{"KEY", "secret"}}});
  EXPECT_EQ(endpoint.answer({"GET", "/?Action=ListTopics&Version=2010-03-31", {}, ""}, client_.now).status, 403);
  for (int visit = 0; visit < 2; ++visit) {
    const auto answer = endpoint.answer({"GET", url.substr(url.find("/?")), {}, ""}, client_.now);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_NE(answer.body.find("<SubscriptionArn>" + topic_ + ":"), std::string::npos) << answer.body;
  }

  publish({{"Subject", "Greetings"}});
  notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].headers.back().first, "x-amz-sns-subscription-arn");
  const json::object notification = json::parse(notices[0].body).as_object();
  std::string keys;
  for (const auto& [key, value] : notification) keys += std::string(key) + " ";
  EXPECT_EQ(keys,
            "Type MessageId TopicArn Subject Message Timestamp SignatureVersion Signature SigningCertURL "
            "UnsubscribeURL ");
  EXPECT_TRUE(notices[0].body.starts_with("{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : \""));
  EXPECT_EQ(notification.at("Message"), "hello");
}

TEST_F(SnsTest, NoticesAreSignedInBothVersions) {
  subscribed("http", "http://hook/");
  for (const auto& [version, digest] : {std::pair("1", EVP_sha1()), {"2", EVP_sha256()}}) {
    client_.ok("SetTopicAttributes",
               {{"TopicArn", topic_}, {"AttributeName", "SignatureVersion"}, {"AttributeValue", version}});
    (void)sent();
    publish({{"Subject", "s"}, {"Message", "line\nand ü"}});
    const auto notices = sent();
    ASSERT_EQ(notices.size(), 1U);
    const json::object body = json::parse(notices[0].body).as_object();
    EXPECT_EQ(body.at("SignatureVersion"), version);
    const std::string url = text_of(body, "SigningCertURL");
    const std::string* pem = sns_.certificate(url.substr(url.rfind('/')));
    ASSERT_NE(pem, nullptr);
    const std::string text = "Message\nline\nand ü\nMessageId\n" + text_of(body, "MessageId") +
                             "\nSubject\ns\nTimestamp\n" + text_of(body, "Timestamp") + "\nTopicArn\n" + topic_ +
                             "\nType\nNotification\n";
    EXPECT_TRUE(is_signed(*pem, text, text_of(body, "Signature"), digest)) << version;
    EXPECT_FALSE(is_signed(*pem, text + "x", text_of(body, "Signature"), digest));
    const Sns again(account_, courier_);
    ASSERT_NE(again.certificate(url.substr(url.rfind('/'))), nullptr);
  }
}

TEST_F(SnsTest, AFailedNoticeIsTriedAgainAsThePolicySays) {
  subscribed("https", "https://hook/");
  publish();
  std::vector<Notice> notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  const std::string body = notices[0].body;
  for (int retry = 0; retry < 3; ++retry) {
    courier_.answer(notices[0].id, 503);
    EXPECT_TRUE(sent().empty());
    client_.now += 19s;
    EXPECT_TRUE(sent().empty());
    client_.now += 1s;
    notices = sent();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].body, body);  // the same MessageId
  }
  courier_.answer(notices[0].id, 503);
  client_.now += 1h;
  EXPECT_TRUE(sent().empty());
  EXPECT_FALSE(sns_.next_due());

  publish();
  courier_.answer(sent()[0].id, 404);  // for good
  client_.now += 1h;
  EXPECT_TRUE(sent().empty());
  publish();
  courier_.fail(sent()[0].id, "connection refused");
  (void)sent();
  EXPECT_EQ(sns_.next_due(), client_.now + 20s);
}

TEST_F(SnsTest, WhatWasAnsweredSurvivesACrash) {
  subscribed("http", "http://hook/");
  (void)sent();
  publish();
  ASSERT_FALSE(state_.commit().has_error());
  state_.crash();
  testing::FakeCourier courier;
  Sns again(account_, courier);
  again.tick(client_.now);
  const auto notices = courier.take();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(json::parse(notices[0].body).at("Message"), "hello");
}

TEST_F(SnsTest, RawDeliveryIsTheMessageAlone) {
  const std::string arn = subscribed("http", "http://hook/");
  client_.ok("SetSubscriptionAttributes",
             {{"SubscriptionArn", arn}, {"AttributeName", "RawMessageDelivery"}, {"AttributeValue", "true"}});
  (void)sent();
  publish({{"Message", "{\"a\":1}"}});
  const auto notices = sent();
  EXPECT_EQ(notices.at(0).body, "{\"a\":1}");
  EXPECT_EQ(notices[0].headers.back(), (std::pair<std::string, std::string>("x-amz-sns-rawdelivery", "true")));
}

TEST_F(SnsTest, FiltersChooseByAttributesAndByBody) {
  const std::string arn = subscribed("http", "http://hook/", {{"FilterPolicy", R"({"kind":["alarm"]})"}});
  (void)sent();
  publish();
  EXPECT_TRUE(sent().empty());
  const json::object attributes = {{"kind", json::object{{"DataType", "String"}, {"StringValue", "alarm"}}}};
  publish({{"MessageAttributes", attributes}});
  const auto notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(json::parse(notices[0].body).at("MessageAttributes").at("kind").at("Value"), "alarm");
  client_.ok("SetSubscriptionAttributes",
             {{"SubscriptionArn", arn}, {"AttributeName", "FilterPolicyScope"}, {"AttributeValue", "MessageBody"}});
  publish({{"Message", R"({"kind":"alarm"})"}});
  EXPECT_EQ(sent().size(), 1U);
  publish({{"Message", R"({"kind":"other"})"}});
  EXPECT_TRUE(sent().empty());
}

TEST_F(SnsTest, MailsAndCommandsHaveFormsOfTheirOwn) {
  client_.ok("Subscribe", subscription("email", "ops@shop.example"));
  std::vector<Notice> notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].way, Way::email);
  EXPECT_EQ(notices[0].subject, "AWS Notification - Subscription Confirmation");
  const std::size_t at = notices[0].body.find("&Token=") + 7;
  client_.ok("ConfirmSubscription", {{"TopicArn", topic_}, {"Token", notices[0].body.substr(at, 64)}});
  EXPECT_TRUE(text_of(client_.ok("Subscribe", subscription("command", "notify-send alarm")), "SubscriptionArn")
                  .starts_with(topic_ + ":"));
  publish(
      {{"Subject", "Hi"}, {"MessageStructure", "json"}, {"Message", R"({"default":"short","email":"a long mail"})"}});
  notices = sent();
  ASSERT_EQ(notices.size(), 2U);
  const Notice& mail = notices[notices[0].way == Way::email ? 0 : 1];
  const Notice& command = notices[notices[0].way == Way::email ? 1 : 0];
  EXPECT_EQ(mail.subject, "Hi");
  EXPECT_EQ(mail.body.substr(0, 12), "a long mail\n");
  EXPECT_EQ(command.endpoint, "notify-send alarm");
  EXPECT_EQ(json::parse(command.body).at("Message"), "short");
}

TEST_F(SnsTest, AMailIsTriedForHoursButNotWhenItIsRefused) {
  client_.ok("SetTopicAttributes",
             {{"TopicArn", topic_}, {"AttributeName", "DisplayName"}, {"AttributeValue", "Shop"}});
  client_.ok("Subscribe", subscription("email-json", "ops@shop.example"));
  std::vector<Notice> notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].sender_name, "Shop");
  const std::string message_id = notices[0].message_id;
  EXPECT_EQ(text_of(json::parse(notices[0].body).as_object(), "MessageId"), message_id);
  for (int retry = 0; retry < 20; ++retry) {
    courier_.fail(notices[0].id, "450 later");
    EXPECT_TRUE(sent().empty());
    client_.now += 10min;
    notices = sent();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].message_id, message_id);
  }
  courier_.fail(notices[0].id, "550 nobody", true);
  (void)sent();
  EXPECT_FALSE(sns_.next_due());
  EXPECT_EQ(warnings().back(), "SNS: what alerts said didn't reach ops@shop.example: 550 nobody");
}

TEST_F(SnsTest, WithoutAMailServerWhatWouldBeMailedIsTold) {
  Sns silent(account_, courier_, {.mail = false});
  const aws::testing::Caller client(silent.service());
  EXPECT_EQ(client.ok("Subscribe", subscription("email", "ops@shop.example")).at("SubscriptionArn"),
            "pending confirmation");
  ASSERT_EQ(warnings().size(), 1U);
  const std::string asked = warnings()[0];
  EXPECT_TRUE(
      asked.starts_with("SNS: no mail to ops@shop.example, as no --smtp is named: to confirm its subscription, "
                        "open http://127.0.0.1:4566/?Action=ConfirmSubscription&"))
      << asked;
  protocol::Endpoint endpoint({silent.service()}, {});
  EXPECT_EQ(endpoint.answer({"GET", asked.substr(asked.find("/?")), {}, ""}, client_.now).status, 200);
  client.ok("Publish", {{"TopicArn", topic_}, {"Subject", "Hot"}, {"Message", "it is"}});
  EXPECT_EQ(warnings().back(), "SNS: no mail to ops@shop.example, as no --smtp is named: \"Hot\" of alerts");
  silent.tick(client_.now);
  EXPECT_TRUE(courier_.take().empty());
}

TEST_F(SnsTest, WhatCantBeSubscribedOrSaidIsRefused) {
  EXPECT_EQ(client_.error("Subscribe", subscription("sqs", "arn")),
            "InvalidParameter: Invalid parameter: Does not support this protocol string: sqs");
  Sns careful(account_, courier_);
  EXPECT_EQ(aws::testing::Caller(careful.service()).error("Subscribe", subscription("command", "true")),
            "InvalidParameter: Invalid parameter: Does not support this protocol string: command");
  EXPECT_EQ(client_.error("Subscribe", subscription("http", "https://x")),
            "InvalidParameter: Invalid parameter: Endpoint must match the specified protocol");
  EXPECT_EQ(client_.error("Subscribe", subscription("email", "nobody")),
            "InvalidParameter: Invalid parameter: Email address");
  EXPECT_EQ(client_.error("Publish", {{"TopicArn", topic_}, {"Message", ""}}),
            "InvalidParameter: Invalid parameter: Empty message");
  EXPECT_EQ(client_.error("Publish", {{"TopicArn", topic_}, {"Message", std::string(262'145, 'x')}}),
            "InvalidParameter: Invalid parameter: Message too long");
  EXPECT_EQ(client_.error("Publish", {{"TopicArn", topic_}, {"Message", "{}"}, {"MessageStructure", "json"}}),
            "InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON message body");
  EXPECT_EQ(client_.error("Publish", {{"TopicArn", topic_ + "x"}, {"Message", "m"}}), "NotFound: Topic does not exist");
  const auto entry = [](const char* id, const char* text) { return json::object{{"Id", id}, {"Message", text}}; };
  const auto batch =
      client_.ok("PublishBatch",
                 {{"TopicArn", topic_}, {"PublishBatchRequestEntries", json::array{entry("a", "m"), entry("b", "")}}});
  EXPECT_EQ(batch.at("Successful").as_array().size(), 1U);
  EXPECT_EQ(batch.at("Failed").as_array()[0].at("Code"), "InvalidParameter");
  EXPECT_EQ(
      client_.error("PublishBatch", {{"TopicArn", topic_},
                                     {"PublishBatchRequestEntries", json::array{entry("a", "m"), entry("a", "n")}}}),
      "BatchEntryIdsNotDistinct: Two or more batch entries in the request have the same Id.");
}

TEST_F(SnsTest, UnsubscribingCanAskForASignature) {
  client_.ok("Subscribe", subscription("http", "http://hook/"));
  const std::string token = text_of(json::parse(sent().at(0).body).as_object(), "Token");
  client_.access_key = "KEY";
  const std::string arn =
      text_of(client_.ok("ConfirmSubscription",
                         {{"TopicArn", topic_}, {"Token", token}, {"AuthenticateOnUnsubscribe", "true"}}),
              "SubscriptionArn");
  client_.access_key = "";
  EXPECT_EQ(client_.error("Unsubscribe", {{"SubscriptionArn", arn}}),
            "AuthorizationError: Not authorized: the subscription was confirmed with AuthenticateOnUnsubscribe");
  client_.access_key = "KEY";
  client_.ok("Unsubscribe", {{"SubscriptionArn", arn}});
  EXPECT_TRUE(client_.ok("ListSubscriptions").at("Subscriptions").as_array().empty());
}

TEST_F(SnsTest, UnsubscribingIsToldAndCanBeUndone) {
  const std::string arn = subscribed("http", "http://hook/");
  EXPECT_EQ(
      client_.ok("GetSubscriptionAttributes", {{"SubscriptionArn", arn}}).at("Attributes").at("PendingConfirmation"),
      "false");
  (void)sent();
  client_.ok("Unsubscribe", {{"SubscriptionArn", arn}});
  client_.ok("Unsubscribe", {{"SubscriptionArn", arn}});
  const auto notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  const json::object body = json::parse(notices[0].body).as_object();
  EXPECT_EQ(body.at("Type"), "UnsubscribeConfirmation");
  EXPECT_EQ(client_.ok("ListSubscriptionsByTopic", {{"TopicArn", topic_}}).at("Subscriptions").as_array().size(), 0U);
  client_.ok("ConfirmSubscription", {{"TopicArn", topic_}, {"Token", body.at("Token")}});
  EXPECT_EQ(client_.ok("ListSubscriptionsByTopic", {{"TopicArn", topic_}}).at("Subscriptions").as_array().size(), 1U);
  EXPECT_EQ(client_.error("Unsubscribe", {{"SubscriptionArn", "junk"}}),
            "InvalidParameter: Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1");
}

/// In a region that has no topic of its own.
TEST_F(SnsTest, AnAlarmSpeaksThroughItsTopic) {
  subscribed("http", "http://hook/");
  (void)sent();
  watch::AlarmSpec spec;
  spec.name = "web-errors";
  spec.arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-errors";
  spec.metric = watch::make_metric("AWS/ECS", "Errors", {{"ServiceName", "web"}});
  spec.statistic = watch::Statistic::sum;
  spec.threshold = 30;
  spec.evaluation_periods = 1;
  spec.alarm_actions = {topic_, "arn:aws:sns:us-east-1:123456789012:nobody"};
  ASSERT_FALSE(plane_->alarms().put(spec, client_.now).has_error());
  plane_->tick(client_.now);
  client_.now += 1s;
  for (int second = 0; second < 180; ++second) {
    plane_->put({spec.metric, client_.now, stats::StatisticSet::of(100), "Count"});
    plane_->tick(client_.now);
    client_.now += 1s;
  }
  const auto notices = sent();
  ASSERT_EQ(notices.size(), 1U);
  const json::object body = json::parse(notices[0].body).as_object();
  EXPECT_EQ(body.at("Subject"), "ALARM: \"web-errors\" in EU (Ireland)");
  const json::object message = json::parse(text_of(body, "Message")).as_object();
  EXPECT_EQ(message.at("AlarmName"), "web-errors");
  EXPECT_TRUE(message.at("AlarmDescription").is_null());
  EXPECT_EQ(message.at("OldStateValue"), "INSUFFICIENT_DATA");
  EXPECT_EQ(message.at("NewStateValue"), "ALARM");
  EXPECT_TRUE(text_of(message, "NewStateReason").starts_with("Threshold Crossed:"))
      << text_of(message, "NewStateReason");
  EXPECT_EQ(message.at("Trigger").at("Statistic"), "SUM");
  EXPECT_EQ(message.at("Trigger").at("Dimensions").as_array()[0].at("name"), "ServiceName");
  EXPECT_NE(text_of(body, "Message").find("\"Threshold\":30.0,\"TreatMissingData\":\"missing\""), std::string::npos);
  EXPECT_EQ(message.at("StateChangeTime").as_string().size(), 28U);
}

}  // namespace
}  // namespace rampart::aws::sns
