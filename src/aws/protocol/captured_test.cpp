// What real clients sent (testing/captured.h): routed, its signature verified, decoded to what was meant.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "aws/protocol/endpoint.h"
#include "aws/protocol/testing/captured.h"
#include "aws/protocol/testing/captured_services.h"
#include "aws/protocol/testing/specimen.h"
#include "aws/protocol/testing/xml_reader.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;
using testing::Captured;
using testing::captured;

/// What each command line said, as a canonical input.
const std::map<std::string, std::string>& meant() {
  static const std::map<std::string, std::string> inputs = {
      {"DescribeAlarms", R"({"AlarmNames": ["a", "b"], "MaxRecords": 10})"},
      {"CreateCluster", R"({"clusterName": "demo", "tags": [{"key": "team", "value": "ü"}]})"},
      {"DescribeLoadBalancers", R"({"Names": ["one", "two"], "PageSize": 20})"},
      {"DescribeTags", R"({"ResourceArns": []})"},
      {"GetCallerIdentity", "{}"},
      {"RegisterScalableTarget", R"({"ServiceNamespace": "ecs", "ResourceId": "service/demo/web",
          "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 1, "MaxCapacity": 6})"},
      {"DescribeSubnets",
       R"({"Filters": [{"Name": "vpc-id", "Values": ["vpc-1", "vpc-2"]}], "SubnetIds": ["subnet-1"]})"},
      {"CreateTopic", R"({"Name": "t", "Attributes": {"DisplayName": "hello"}})"},
      {"PutProvisionedConcurrencyConfig",
       R"({"FunctionName": "f", "Qualifier": "1", "ProvisionedConcurrentExecutions": 5})"},
      {"ListFunctions", "{}"},
  };
  return inputs;
}

Instant sent_at(const WireRequest& request) {
  const std::string text = [&] {
    if (const std::string* date = header(request.headers, "x-amz-date")) return *date;
    return request.target.substr(request.target.find("X-Amz-Date=") + 11, 16);
  }();
  const std::string iso = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 5) + ":" +
                          text.substr(11, 2) + ":" + text.substr(13);
  return instant_from_unix_seconds(value_of(timestamp(), iso)->get_double());
}

EndpointOptions strict() {
  return {.credentials = {{std::string(testing::captured_key), std::string(testing::captured_secret)}}};
}

TEST(Captured, EveryRequestIsVerifiedAndDecodedToWhatWasMeant) {
  ASSERT_EQ(captured().size(), 24U);
  for (const Captured& row : captured()) {
    SCOPED_TRACE(row.client + " " + row.operation);
    std::vector<Call> calls;
    Endpoint endpoint(testing::captured_services([&](const Call& call) -> Answer {
                        calls.push_back(call);
                        return json::object();
                      }),
                      strict());
    const WireResponse response = endpoint.answer(row.request, sent_at(row.request));
    EXPECT_EQ(response.status, row.operation == "PutProvisionedConcurrencyConfig" ? 202 : 200) << response.body;
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].operation, row.operation);
    EXPECT_EQ(calls[0].region, "eu-west-1");
    EXPECT_EQ(calls[0].access_key, "AKIDEXAMPLE");
    const auto found = meant().find(row.operation);
    if (found == meant().end()) continue;  // PutMetricData: the next test
    EXPECT_TRUE(testing::same_value(json::parse(found->second), calls[0].input)) << json::serialize(calls[0].input);
  }
}

TEST(Captured, ThreeEncodingsOfPutMetricDataSayTheSame) {
  // Query keeps the half second; botocore's JSON and CBOR write whole ones.
  const auto datum = [](const char* page, double at) {
    return json::object{{"MetricName", "Latency"},
                        {"Dimensions", json::array{json::object{{"Name", "Page"}, {"Value", page}}}},
                        {"Timestamp", at},
                        {"Values", {1.5, 2.0}},
                        {"Counts", {1.0, 3.0}}};
  };
  int seen = 0;
  for (const Captured& row : captured()) {
    if (row.operation != "PutMetricData") continue;
    std::vector<Call> calls;
    Endpoint endpoint(testing::captured_services([&](const Call& call) -> Answer {
                        calls.push_back(call);
                        return json::object();
                      }),
                      {});
    endpoint.answer(row.request, Instant());
    ASSERT_EQ(calls.size(), 1U);
    const json::array& data = calls[0].input.at("MetricData").as_array();
    if (header(row.request.headers, "content-encoding") != nullptr) {
      ASSERT_EQ(data.size(), 300U);
      EXPECT_EQ(data[299].at("MetricName"), "Latency299");
      EXPECT_EQ(data[299].at("Value").as_double(), 299);
    } else if (header(row.request.headers, "smithy-protocol") != nullptr) {
      json::object expected = datum("front", 1789364580);
      expected["StorageResolution"] = 60;
      EXPECT_TRUE(testing::same_value(data[0], expected)) << json::serialize(data);
    } else {
      const bool query = header(row.request.headers, "x-amz-target") == nullptr;
      json::object expected = datum("front & back", query ? 1789364580.5 : 1789364580);
      expected["Unit"] = "Milliseconds";
      EXPECT_TRUE(testing::same_value(data[0], expected)) << json::serialize(data);
    }
    ++seen;
  }
  EXPECT_EQ(seen, 4);
}

TEST(Captured, AByteChangedAnywhereIsRefused) {
  for (const Captured& row : captured()) {
    SCOPED_TRACE(row.client + " " + row.operation);
    Endpoint endpoint(testing::captured_services([](const Call&) -> Answer { return json::object(); }), strict());
    WireRequest request = row.request;
    // The host, or a letter of the body where that doesn't lead to another operation.
    if (request.body.find("Action=Get") == 0 || request.body.empty() ||
        header(request.headers, "content-encoding") != nullptr)
      request.headers[0].second = "127.0.0.1:18766";
    else
      request.body.back() = request.body.back() == '5' ? '6' : '5';
    const WireResponse response = endpoint.answer(request, sent_at(row.request));
    const std::string* type = header(response.headers, "x-amzn-errortype");
    EXPECT_EQ(response.status, 403) << response.body;
    EXPECT_TRUE(response.body.find("SignatureDoesNotMatch") != std::string::npos ||
                response.body.find("InvalidSignatureException") != std::string::npos ||
                (type != nullptr && *type == "InvalidSignatureException"))
        << response.body;
  }
}

}  // namespace
}  // namespace rampart::aws::protocol
