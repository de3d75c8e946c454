#include <gtest/gtest.h>

#include "aws/sns/delivery_policy.h"
#include "aws/sns/filter_policy.h"

namespace rampart::aws::sns {
namespace {

using namespace std::chrono_literals;

std::vector<double> delays(const char* policy) {
  const auto read = DeliveryPolicy::read(policy);
  EXPECT_TRUE(read.has_value()) << policy;
  std::vector<double> out;
  for (int tried = 1; read.has_value(); ++tried) {
    const auto delay = read->delay_after(tried);
    if (!delay) break;
    out.push_back(seconds(*delay));
  }
  return out;
}

TEST(DeliveryPolicy, IsThreeRetriesTwentySecondsApartByDefault) {
  EXPECT_EQ(delays(""), (std::vector<double>{20, 20, 20}));
}

TEST(DeliveryPolicy, OfMailsIsFiftyRetriesInSixHours) {
  double whole = 0;
  int retries = 0;
  for (; const auto delay = mail_delivery_policy.delay_after(retries + 1); ++retries) whole += seconds(*delay);
  EXPECT_EQ(retries, 50);
  EXPECT_NEAR(whole / 3600, 6.5, 1);
  EXPECT_EQ(mail_delivery_policy.delay_after(2), 10s);
  EXPECT_EQ(mail_delivery_policy.delay_after(5), 40s);
  EXPECT_EQ(mail_delivery_policy.delay_after(12), 600s);
}

TEST(DeliveryPolicy, HasFourPhases) {
  EXPECT_EQ(
      delays(R"({"healthyRetryPolicy":{"minDelayTarget":10,"maxDelayTarget":40,"numRetries":9,)"
             R"("numNoDelayRetries":2,"numMinDelayRetries":1,"numMaxDelayRetries":2,"backoffFunction":"linear"}})"),
      (std::vector<double>{0, 0, 10, 10, 20, 30, 40, 40, 40}));
  EXPECT_EQ(delays(R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":10,"numRetries":6,)"
                   R"("backoffFunction":"exponential"}}})"),
            (std::vector<double>{1, 2, 4, 8, 10, 10}));
  const auto grown = delays(
      R"({"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":100,"numRetries":3,"backoffFunction":"geometric"}})");
  ASSERT_EQ(grown.size(), 3U);
  EXPECT_NEAR(grown[1], 10, 1e-6);
  const auto arithmetic = delays(
      R"({"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":31,"numRetries":4,"backoffFunction":"arithmetic"}})");
  ASSERT_EQ(arithmetic.size(), 4U);
  EXPECT_NEAR(arithmetic[1] - arithmetic[0], 5, 1e-6);  // steps of 5, 10, 15
  EXPECT_NEAR(arithmetic[3], 31, 1e-6);
}

TEST(DeliveryPolicy, RefusesWhatCantBe) {
  for (const char* wrong :
       {"x", R"({"healthyRetryPolicy":{"numRetries":101}})", R"({"healthyRetryPolicy":{"minDelayTarget":30}})",
        R"({"healthyRetryPolicy":{"numRetries":1,"numNoDelayRetries":2}})",
        R"({"healthyRetryPolicy":{"backoffFunction":"random"}})", R"({"healthyRetryPolicy":{"minDelayTarget":"1"}})"})
    EXPECT_TRUE(DeliveryPolicy::read(wrong).has_error()) << wrong;
  EXPECT_TRUE(is_permanent(404));
  EXPECT_FALSE(is_permanent(429));
  EXPECT_FALSE(is_permanent(503));
  EXPECT_FALSE(is_permanent(0));
}

bool wants(const char* policy, const char* body) {
  const auto read = read_filter_policy(policy);
  EXPECT_TRUE(read.has_value()) << policy;
  return read.has_value() && wants_body(*read, body);
}

TEST(FilterPolicy, ComparesTextsNumbersAndPresence) {
  const char* body = R"({"store":"shop","price":120,"tags":["a","b"],"on":true,"deep":{"er":"x"}})";
  EXPECT_TRUE(wants(R"({"store":["other","shop"]})", body));
  EXPECT_FALSE(wants(R"({"store":["other"]})", body));
  EXPECT_TRUE(wants(R"({"store":[{"prefix":"sh"}],"price":[{"numeric":[">=",100,"<",200]}]})", body));
  EXPECT_FALSE(wants(R"({"price":[{"numeric":[">",120]}]})", body));
  EXPECT_TRUE(wants(R"({"store":[{"suffix":"op"}],"on":[true]})", body));
  EXPECT_TRUE(wants(R"({"store":[{"equals-ignore-case":"SHOP"}]})", body));
  EXPECT_TRUE(wants(R"({"store":[{"anything-but":["a","b"]}]})", body));
  EXPECT_FALSE(wants(R"({"store":[{"anything-but":{"prefix":"sh"}}]})", body));
  EXPECT_TRUE(wants(R"({"tags":["b"]})", body));
  EXPECT_TRUE(wants(R"({"none":[{"exists":false}],"store":[{"exists":true}]})", body));
  EXPECT_FALSE(wants(R"({"none":["x"]})", body));
  EXPECT_TRUE(wants(R"({"deep":{"er":["x"]}})", body));
  EXPECT_FALSE(wants(R"({"deep":{"er":["y"]}})", body));
  EXPECT_FALSE(wants(R"({"store":["shop"]})", "no JSON"));
}

TEST(FilterPolicy, ReadsAttributesByTheirTypes) {
  const boost::json::object attributes = {{"price", {{"DataType", "Number"}, {"StringValue", "7"}}},
                                          {"tags", {{"DataType", "String.Array"}, {"StringValue", R"(["a","b"])"}}}};
  EXPECT_TRUE(wants_attributes(*read_filter_policy(R"({"price":[7],"tags":["b"]})"), attributes));
  EXPECT_FALSE(wants_attributes(*read_filter_policy(R"({"price":["7"]})"), attributes));
}

TEST(FilterPolicy, RefusesWhatItCantRead) {
  for (const char* wrong :
       {"[]", "{", R"({"a":"b"})", R"({"a":[]})", R"({"a":[{"wildcard":"*"}]})", R"({"a":[{"numeric":[">"]}]})",
        R"({"a":[{"numeric":["?",1]}]})", R"({"a":[{"exists":1}]})", R"({"a":[{"prefix":1}]})", R"({"a":[["b"]]})"})
    EXPECT_TRUE(read_filter_policy(wrong).has_error()) << wrong;
}

}  // namespace
}  // namespace rampart::aws::sns
