#include "aws/protocol/endpoint.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <ctime>
#include <stdexcept>

#include "aws/protocol/cbor_form.h"
#include "aws/protocol/testing/captured_services.h"
#include "aws/protocol/testing/specimen.h"
#include "aws/protocol/testing/xml_reader.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

const Headers form_type = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};

Headers scoped(const std::string& service, const std::string& region, Headers others = form_type) {
  others.emplace_back("X-Amz-Date", "20260914T054300Z");
  others.emplace_back("Authorization", "AWS4-HMAC-SHA256 Credential=KEY/20260914/" + region + "/" + service +
                                           "/aws4_request, SignedHeaders=host;x-amz-date, Signature=0");
  return others;
}

Headers amz_json(const std::string& target, const std::string& version = "1.1") {
  return {{"Content-Type", "application/x-amz-json-" + version}, {"X-Amz-Target", target}};
}

const std::string cbor_path = "/service/GraniteServiceVersion20100801/operation/";
Headers cbor() { return {{"smithy-protocol", "rpc-v2-cbor"}, {"Content-Type", "application/cbor"}}; }

Endpoint serving(const Handler& handler, EndpointOptions options = {}) {
  return Endpoint(testing::captured_services(handler), std::move(options));
}

std::string header_of(const WireResponse& response, const char* name) {
  const std::string* found = header(response.headers, name);
  return found == nullptr ? "(none)" : *found;
}

TEST(Endpoint, QuerySuccessHasItsWrapperAndRequestId) {
  Endpoint endpoint = serving([](const Call& call) -> Answer {
    return json::object{{"Account", call.account}, {"Arn", "arn:aws:iam::" + call.account + ":root"}};
  });
  const WireResponse response =
      endpoint.answer({"POST", "/", form_type, "Action=GetCallerIdentity&Version=2011-06-15"}, {});
  const std::string id = header_of(response, "x-amzn-requestid");
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header_of(response, "content-type"), "text/xml");
  EXPECT_EQ(response.body,
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
            "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult>"
            "<ResponseMetadata><RequestId>" +
                id + "</RequestId></ResponseMetadata></GetCallerIdentityResponse>\n");
}

TEST(Endpoint, Ec2HasItsOwnEnvelope) {
  Endpoint endpoint = serving([](const Call& call) -> Answer {
    if (call.input.contains("SubnetIds"))
      return ApiError{.code = "InvalidSubnetID.NotFound", .message = "The subnet ID 's' does not exist"};
    return json::object{{"Subnets", {json::object{{"SubnetId", "subnet-1"}}}}};
  });
  const WireResponse good = endpoint.answer({"POST", "/", form_type, "Action=DescribeSubnets&Version=2016-11-15"}, {});
  EXPECT_NE(good.body.find("<DescribeSubnetsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>"),
            std::string::npos);
  EXPECT_NE(
      good.body.find(
          "</requestId><subnetSet><item><subnetId>subnet-1</subnetId></item></subnetSet></DescribeSubnetsResponse>"),
      std::string::npos)
      << good.body;
  const WireResponse bad =
      endpoint.answer({"POST", "/", form_type, "Action=DescribeSubnets&Version=2016-11-15&SubnetId.1=s"}, {});
  EXPECT_EQ(bad.status, 400);
  EXPECT_NE(bad.body.find("<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code><Message>The subnet ID 's' "
                          "does not exist</Message></Error></Errors><RequestID>"),
            std::string::npos)
      << bad.body;
}

TEST(Endpoint, OneErrorInEveryProtocolsEnvelope) {
  const Handler missing = [](const Call&) -> Answer {
    return ApiError{.code = "ResourceNotFoundException",
                    .message = "no <such> alarm",
                    .http_status = 404,
                    .query_code = "ResourceNotFound"};
  };
  Endpoint endpoint = serving(missing);
  Headers json_headers = amz_json("GraniteServiceVersion20100801.DescribeAlarms", "1.0");
  json_headers.emplace_back("x-amzn-query-mode", "true");
  const WireResponse in_json = endpoint.answer({"POST", "/", json_headers, "{}"}, {});
  EXPECT_EQ(in_json.status, 404);
  EXPECT_EQ(in_json.body, R"({"__type":"ResourceNotFoundException","message":"no <such> alarm"})");
  EXPECT_EQ(header_of(in_json, "x-amzn-query-error"), "ResourceNotFound;Sender");
  EXPECT_EQ(header_of(in_json, "content-type"), "application/x-amz-json-1.0");

  const WireResponse in_cbor = endpoint.answer({"POST", cbor_path + "DescribeAlarms", cbor(), "\xA0"}, {});
  const Shape error = structure("", {optional("__type", string()), optional("message", string())});
  EXPECT_EQ(*read_cbor(error, in_cbor.body),
            (json::value{{"__type", "ResourceNotFoundException"}, {"message", "no <such> alarm"}}));
  EXPECT_EQ(header_of(in_cbor, "smithy-protocol"), "rpc-v2-cbor");
  EXPECT_EQ(header_of(in_cbor, "x-amzn-query-error"), "(none)");

  const WireResponse in_xml = endpoint.answer({"POST", "/", form_type, "Action=DescribeAlarms&Version=2010-08-01"}, {});
  EXPECT_NE(
      in_xml.body.find("<ErrorResponse "
                       "xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><Error><Type>Sender</"
                       "Type><Code>ResourceNotFound</Code><Message>no &lt;such&gt; alarm</Message></Error><RequestId>"),
      std::string::npos)
      << in_xml.body;

  const WireResponse in_rest = endpoint.answer({"GET", "/2015-03-31/functions/?MaxItems=3", {}, ""}, {});
  EXPECT_EQ(in_rest.status, 404);
  EXPECT_EQ(header_of(in_rest, "x-amzn-errortype"), "ResourceNotFoundException");
  EXPECT_EQ(in_rest.body, R"({"Type":"User","Message":"no <such> alarm"})");

  const WireResponse capital =
      endpoint.answer({"POST", "/", amz_json("AnyScaleFrontendService.RegisterScalableTarget"),
                       R"({"ServiceNamespace":"ecs","ResourceId":"r","ScalableDimension":"ecs:service:DesiredCount"})"},
                      {});
  EXPECT_EQ(capital.body, R"({"__type":"ResourceNotFoundException","Message":"no <such> alarm"})");
}

TEST(Endpoint, RegionAndServiceComeFromTheScope) {
  std::vector<std::string> seen;
  Endpoint endpoint = serving([&](const Call& call) -> Answer {
    seen.push_back(call.region + " " + call.operation + " " + call.access_key);
    return json::object();
  });
  EXPECT_EQ(
      endpoint.answer({"POST", "/", scoped("monitoring", "eu-west-1"), "Action=DescribeAlarms&Version=2010-08-01"}, {})
          .status,
      200);
  EXPECT_EQ(
      endpoint.answer({"POST", "/", scoped("sts", "ap-south-1"), "Action=GetCallerIdentity&Version=2011-06-15"}, {})
          .status,
      200);
  EXPECT_EQ(endpoint.answer({"GET", "/?Action=GetCallerIdentity&Version=2011-06-15", {}, ""}, {}).status, 200);
  EXPECT_EQ(seen, (std::vector<std::string>{"eu-west-1 DescribeAlarms KEY", "ap-south-1 GetCallerIdentity KEY",
                                            "us-east-1 GetCallerIdentity "}));
}

TEST(Endpoint, WithCredentialsEveryRequestMustBeSigned) {
  Endpoint endpoint =
      serving([](const Call&) -> Answer { return json::object(); }, {.credentials = {{"KEY", "secret"}}});
  const WireResponse unsigned_one =
      endpoint.answer({"POST", "/", form_type, "Action=GetCallerIdentity&Version=2011-06-15"}, {});
  EXPECT_EQ(unsigned_one.status, 403);
  EXPECT_NE(unsigned_one.body.find("<Code>MissingAuthenticationToken</Code>"), std::string::npos);
  EXPECT_NE(endpoint.answer({"POST", "/", amz_json("AmazonEC2ContainerServiceV20141113.CreateCluster"), "{}"}, {})
                .body.find("MissingAuthenticationTokenException"),
            std::string::npos);
  const WireResponse wrong =
      endpoint.answer({"POST", "/", scoped("sts", "us-east-1"), "Action=GetCallerIdentity&Version=2011-06-15"},
                      instant_from_unix_seconds(1789364580));
  EXPECT_NE(wrong.body.find("<Code>SignatureDoesNotMatch</Code>"), std::string::npos) << wrong.body;
}

TEST(Endpoint, ADefectOfAHandlerIsAnInternalFailure) {
  Endpoint throwing = serving([](const Call&) -> Answer { throw std::runtime_error("lost"); });
  const WireRequest request = {"POST", "/", amz_json("AmazonEC2ContainerServiceV20141113.CreateCluster"), "{}"};
  EXPECT_EQ(throwing.answer(request, {}).status, 500);
  EXPECT_NE(throwing.answer(request, {}).body.find("lost"), std::string::npos);
  Endpoint misshapen = serving([](const Call&) -> Answer {
    return json::object{{"cluster", {{"runningTasksCount", "2"}}}};
  });
  EXPECT_NE(misshapen.answer(request, {}).body.find("'cluster.runningTasksCount'"), std::string::npos)
      << misshapen.answer(request, {}).body;
}

TEST(Endpoint, RestJsonPlacesAreServed) {
  const Handler echo = [](const Call& call) -> Answer { return call.input; };
  Endpoint endpoint(testing::specimen_services(echo), {});
  const WireResponse response =
      endpoint.answer({"POST",
                       "/v1/place/a%20b/at/c/d?Limit=3&id=x&id=y&Flag=true",
                       {{"X-Kind", "two"}, {"x-codes", "1, 2"}, {"X-At", "Mon, 14 Sep 2026 05:43:00 GMT"}},
                       R"({"Words": ["w"]})"},
                      {});
  EXPECT_EQ(response.status, 202) << response.body;
  EXPECT_EQ(header_of(response, "x-kind"), "two");
  EXPECT_EQ(header_of(response, "x-codes"), "1, 2");
  EXPECT_EQ(header_of(response, "x-at"), "Mon, 14 Sep 2026 05:43:00 GMT");
  EXPECT_EQ(response.body, R"({"Words":["w"]})");
  EXPECT_EQ(endpoint.answer({"POST", "/v1/echo?List=ALL", {}, "{}"}, {}).status, 200);
  const WireResponse raw =
      endpoint.answer({"PUT", "/v1/raw", {{"Content-Type", "text/plain"}}, std::string("\0\xFF", 2)}, {});
  EXPECT_EQ(raw.body, std::string("\0\xFF", 2));
}

TEST(Endpoint, ACallCostsFarLessThanTwoMilliseconds) {
  Endpoint endpoint = serving([](const Call&) -> Answer {
    json::array alarms;
    for (int i = 0; i < 100; ++i)
      alarms.push_back(json::object{
          {"AlarmName", "a" + std::to_string(i)}, {"Threshold", 1.5}, {"StateUpdatedTimestamp", 1789364580.5}});
    return json::object{{"MetricAlarms", std::move(alarms)}};
  });
  const std::vector<WireRequest> requests = {
      {"POST", "/", scoped("monitoring", "us-east-1"),
       "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=a"},
      {"POST", "/", amz_json("GraniteServiceVersion20100801.DescribeAlarms", "1.0"), R"({"AlarmNames": ["a"]})"},
      {"POST", cbor_path + "DescribeAlarms", cbor(), "\xA0"}};
  for (const WireRequest& request : requests) {
    constexpr int calls = 200;
    const std::clock_t before = std::clock();  // CPU of this process, whatever else the machine does
    for (int i = 0; i < calls; ++i) ASSERT_EQ(endpoint.answer(request, {}).status, 200);
    const double us = 1e6 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC / calls;
    RecordProperty("us_" + request.headers[0].second, std::to_string(us));
    std::printf("  %s: %.0f us of CPU a call with 100 alarms in its answer\n", request.headers[0].second.c_str(), us);
    EXPECT_LT(us, 2000);
  }
}

}  // namespace
}  // namespace rampart::aws::protocol
