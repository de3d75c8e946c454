// StatsD's dialects, OTLP, remote write, CloudWatch and the hosted services: their bytes.
#include <gtest/gtest.h>
#include <snappy.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "publish/aws_signature.h"
#include "publish/cloudwatch.h"
#include "publish/dynatrace.h"
#include "publish/hosted.h"
#include "publish/mixpanel.h"
#include "publish/otlp.h"
#include "publish/remote_write.h"
#include "publish/statsd.h"
#include "publish/testing/sample_window.h"
#include "publish/traces.h"

namespace rampart::publish {
namespace {

std::string sent(const std::vector<Message>& messages) {
  std::string out;
  for (const Message& message : messages) out += std::get<Datagram>(message).bytes + "\n";
  return out;
}

TEST(StatsD, SendsOneDatagramAMetric) {
  const boost::json::object options{
      {"type", "statsd"}, {"prefix", "pre."}, {"tags", boost::json::array{"a:b"}}, {"port", 9125}};
  StatsD statsd("statsd", options, sample_facts());
  EXPECT_EQ(sent(statsd.start({})),
            "_e{40,29}:Started: Artillery.io Test 1795338390588|Target: http://127.0.0.1:3001|p:low|t:info|#a:b\n");
  const auto messages = statsd.window(sample_window(), {});
  EXPECT_EQ(std::get<Datagram>(messages[0]).port, 9125);
  EXPECT_EQ(sent(messages),
            "pre.http.codes.200:2|c|#a:b\n"
            "pre.plugins.metrics-by-endpoint./json (rq).codes.200:2|c|#a:b\n"
            "pre.vusers.failed:0|c|#a:b\n"
            "pre.http.response_time.min:0|g|#a:b\n"
            "pre.http.response_time.mean:0.5|g|#a:b\n"
            "pre.http.request_rate:2|g|#a:b\n");
}

TEST(StatsD, PutsTelegrafsTagsIntoTheName) {
  StatsD telegraf("influxdb-statsd",
                  {{"tags", boost::json::array{"a:b", "c:d"}}, {"includeOnly", boost::json::array{"http.req"}}},
                  sample_facts());
  EXPECT_EQ(sent(telegraf.window(sample_window(), {})), "artillery.http.request_rate,a=b,c=d:2|g\n");
  EXPECT_TRUE(telegraf.start({}).empty());
}

TEST(Otlp, WritesJson) {
  Otlp otlp({{"metrics",
              {{"endpoint", "http://c:4318/v1/metrics"},
               {"includeOnly", boost::json::array{"http.codes.200", "http.request_rate"}},
               {"headers", {{"x-key", "k"}}}}}});
  const auto messages = otlp.window(sample_window(), instant_of_milliseconds(1795338408478));
  const auto& post = std::get<HttpPost>(messages.at(0));
  EXPECT_EQ(post.url, "http://c:4318/v1/metrics");
  EXPECT_EQ(post.headers.back(), (std::pair<std::string, std::string>("x-key", "k")));
  const auto metrics = boost::json::parse(post.body).at("resourceMetrics").at(0).at("scopeMetrics").at(0).at("metrics");
  ASSERT_EQ(metrics.as_array().size(), 2U);
  EXPECT_EQ(
      boost::json::serialize(metrics.at(0)),
      R"({"name":"http.codes.200","description":"","unit":"","sum":{"aggregationTemporality":1,"isMonotonic":true,)"
      R"("dataPoints":[{"attributes":[{"key":"startTime","value":{"intValue":1795338394709}},)"
      R"({"key":"endTime","value":{"intValue":1795338395239}}],"startTimeUnixNano":1795338390000000000,)"
      R"("timeUnixNano":1795338408478000000,"asDouble":2E0}]}})");
}

TEST(Otlp, WritesTheSameAsProtocolBuffers) {
  Otlp otlp({{"serviceName", "s"},
             {"metrics", {{"exporter", "otlp-proto"}, {"includeOnly", boost::json::array{"http.request_rate"}}}}});
  const auto messages = otlp.window(sample_window(), instant_of_milliseconds(1));
  const auto& post = std::get<HttpPost>(messages.at(0));
  EXPECT_EQ(post.headers.at(0).second, "application/x-protobuf");
  // resource_metrics{resource{attribute{key, any{text}}}: "service.name" = "s"
  EXPECT_EQ(post.body.find("\x0a\x15\x0a\x13\x0a\x0cservice.name\x12\x03\x0a\x01s"), 3U);
  EXPECT_NE(post.body.find("\x0a\x11http.request_rate\x2a"), std::string::npos);  // name, then gauge
}

TEST(RemoteWrite, PacksSortedLabelsAndTheSample) {
  PrometheusRemoteWrite writer({{"remoteWrite", "http://p/api/v1/write"}}, sample_facts());
  WindowStats stats;
  stats.last_at = instant_of_milliseconds(300);
  stats.counters = {{"a.b", 2}};
  const auto messages = writer.window(stats, {});
  const auto& post = std::get<HttpPost>(messages.at(0));
  std::string unpacked;
  ASSERT_TRUE(snappy::Uncompress(post.body.data(), post.body.size(), &unpacked));
  const std::string label1(
      "\x0a\x1e\x0a\x08__name__\x12\x12"
      "artillery_counters",
      32);
  const std::string label2("\x0a\x0f\x0a\x03job\x12\x08worker-1", 17);
  const std::string label3(
      "\x0a\x0d\x0a\x06metric\x12\x03"
      "a_b",
      15);
  const std::string sample("\x12\x0c\x09\0\0\0\0\0\0\0\x40\x10\xac\x02", 14);
  EXPECT_EQ(unpacked, "\x0a\x4e" + label1 + label2 + label3 + sample);
  EXPECT_EQ(post.headers.at(1).second, "snappy");
}

TEST(AwsSignature, IsThatOfAwsOwnExample) {
  // docs.aws.amazon.com, "Signature Version 4 test suite": post-x-www-form-urlencoded.
  const auto headers =
      sign_request("http://example.amazonaws.com/", "Param1=value1",
                   {"us-east-1", "service", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""},
                   instant_of_milliseconds(1440938160000));
  EXPECT_EQ(headers.back().second,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

TEST(CloudWatch, PutsNamedDataWithUnits) {
  RunFacts facts = sample_facts();
  facts.aws_access_key_id = "AKID";
  facts.aws_endpoint = "http://127.0.0.1:9/";
  CloudWatch watch({{"region", "us-east-1"}}, facts);
  const auto messages = watch.window(sample_window(), instant_of_milliseconds(1440938160000));
  const auto& post = std::get<HttpPost>(messages.at(0));
  EXPECT_EQ(post.url, "http://127.0.0.1:9/");
  EXPECT_TRUE(
      post.body.starts_with("Action=PutMetricData&Version=2010-08-01&Namespace=artillery"
                            "&MetricData.member.1.MetricName=http.codes.200&MetricData.member.1.Value=2"
                            "&MetricData.member.1.Unit=Count&MetricData.member.1.Dimensions.member.1.Name=Name"
                            "&MetricData.member.1.Dimensions.member.1.Value=loadtest"))
      << post.body;
  EXPECT_NE(post.body.find("MetricName=http.response_time.min&MetricData.member.5.Value=0"
                           "&MetricData.member.5.Unit=Milliseconds"),
            std::string::npos);
  EXPECT_EQ(post.body.find("response_time.mean"), std::string::npos);  // only with `extended`
}

TEST(Hosted, SpeakTheServicesOwnJson) {
  DatadogApi datadog(
      {{"apiKey", "k"}, {"apiHost", "http://127.0.0.1:9"}, {"includeOnly", boost::json::array{"http.codes"}}},
      sample_facts());
  const auto series = datadog.window(sample_window(), instant_of_milliseconds(5000));
  EXPECT_EQ(std::get<HttpPost>(series.at(0)).url, "http://127.0.0.1:9/api/v1/series");
  EXPECT_EQ(std::get<HttpPost>(series.at(0)).body,
            R"({"series":[{"metric":"artillery.http.codes.200","points":[[5,2]],"type":"count","tags":[]}]})");
  Splunk splunk({{"accessToken", "t"}, {"includeOnly", boost::json::array{"http.request_rate"}}}, sample_facts());
  EXPECT_EQ(
      std::get<HttpPost>(splunk.window(sample_window(), {}).at(0)).body,
      R"({"gauge":[{"metric":"artillery.http.request_rate","value":2,"dimensions":{},"timestamp":1795338390000}],)"
      R"("count":[]})");
  NewRelic relic({{"licenseKey", "l"}, {"includeOnly", boost::json::array{"http.request_rate"}}}, sample_facts());
  EXPECT_EQ(std::get<HttpPost>(relic.window(sample_window(), instant_of_milliseconds(7)).at(0)).body,
            R"([{"common":{"timestamp":7,"interval.ms":530,"attributes":{}},)"
            R"("metrics":[{"name":"artillery.http.request_rate","type":"gauge","value":2}]}])");
}

/// What an event at the start and one at the end are.
std::pair<HttpPost, HttpPost> events_of(Reporter& reporter) {
  const auto start = reporter.start(instant_of_milliseconds(1000));
  const auto end = reporter.end(instant_of_milliseconds(2000));
  if (start.size() != 1 || end.size() != 1) return {};
  return {std::get<HttpPost>(start[0]), std::get<HttpPost>(end[0])};
}

TEST(Hosted, TellOfTheStartAndTheEnd) {
  NewRelic relic({{"licenseKey", "l"},
                  {"region", "eu"},
                  {"event", {{"accountId", 12}, {"attributes", boost::json::array{"a:b:c"}}}}},
                 sample_facts());
  auto [start, end] = events_of(relic);
  EXPECT_EQ(start.url, "https://insights-collector.eu01.nr-data.net/v1/accounts/12/events");
  EXPECT_EQ(start.body, R"({"eventType":"Artillery_io_Test","target":"http://127.0.0.1:3001","a":"b:c",)"
                        R"("timestamp":1000,"phase":"Test Started"})");
  EXPECT_NE(end.body.find(R"("timestamp":2000,"phase":"Test Finished")"), std::string::npos);
  Splunk splunk({{"accessToken", "t"}, {"event", {{"properties", boost::json::array{"use:QA"}}}}}, sample_facts());
  std::tie(start, end) = events_of(splunk);
  EXPECT_EQ(start.url, "https://ingest.us0.signalfx.com/v2/event");
  EXPECT_EQ(start.body, R"([{"eventType":"Artillery_io_Test","dimensions":{"target":"http://127.0.0.1:3001",)"
                        R"("phase":"Test-Started"},"properties":{"use":"QA"},"timestamp":1000}])");
  DatadogApi datadog({{"apiKey", "k"}}, sample_facts());  // without `event`, too
  std::tie(start, end) = events_of(datadog);
  EXPECT_EQ(start.url, "https://app.datadoghq.com/api/v1/events");
  EXPECT_EQ(end.body, R"({"title":"Finished: Artillery.io Test 1795338390588","text":"Target: http://127.0.0.1:3001",)"
                      R"("tags":[],"priority":"low","alert_type":"info"})");
  Splunk silent({{"accessToken", "t"}, {"event", {{"send", false}}}}, sample_facts());
  EXPECT_TRUE(silent.start({}).empty());
}

TEST(Dynatrace, SpeaksItsLineProtocol) {
  Dynatrace dynatrace({{"apiToken", "t"},
                       {"envUrl", "https://x.live.dynatrace.com/"},
                       {"dimensions", boost::json::array{"host:a"}},
                       {"event", nullptr},
                       {"excluded", boost::json::array{"vusers.failed"}}},
                      sample_facts());
  const auto messages = dynatrace.window(sample_window(), instant_of_milliseconds(7));
  const auto& post = std::get<HttpPost>(messages.at(0));
  EXPECT_EQ(post.url, "https://x.live.dynatrace.com/api/v2/metrics/ingest");
  EXPECT_EQ(post.body,
            "artillery.http.codes.200,host=\"a\" count,delta=2 7\n"
            "artillery.plugins.metrics-by-endpoint./json (rq).codes.200,host=\"a\" count,delta=2 7\n"
            "artillery.http.request_rate,host=\"a\" gauge,2 7\n"
            "artillery.http.response_time.min,host=\"a\" gauge,0 7\n"
            "artillery.http.response_time.mean,host=\"a\" gauge,0.5 7");
  EXPECT_EQ(events_of(dynatrace).second.body,
            R"({"eventType":"CUSTOM_INFO","title":"Artillery_io_test","properties":{"Target":"http://127.0.0.1:3001",)"
            R"("Phase":"Test-Finished"},"startTime":2000,"endTime":2001})");
}

TEST(Mixpanel, TracksEachWindow) {
  RunFacts facts = sample_facts();
  facts.environment = "staging";
  Mixpanel mixpanel({{"projectToken", "t"}}, facts);
  const auto messages = mixpanel.window(sample_window(), instant_of_milliseconds(5000));
  const std::string& body = std::get<HttpPost>(messages.at(0)).body;
  EXPECT_TRUE(body.starts_with(R"([{"event":"STAGING-Artillery.io","properties":{"period":"1795338390000",)")) << body;
  EXPECT_NE(body.find(R"("http.response_time.mean":5E-1,"token":"t","time":5)"), std::string::npos) << body;
}

Span sample_span() {
  Span out;
  out.name = "get";
  out.trace = std::string(16, '\x1a');
  out.id = std::string(8, '\x02');
  out.parent = std::string(8, '\x03');
  out.start = instant_of_milliseconds(1);
  out.end = instant_of_milliseconds(3);
  out.attributes = {{"http.status_code", std::int64_t{500}}, {"http.flavor", std::string("1.1")}, {"slow", true}};
  out.failed = true;
  return out;
}

TEST(Traces, AreOtlp) {
  const Traces collector("open-telemetry", {{"serviceName", "shop"}, {"traces", {{"endpoint", "http://c/v1/traces"}}}});
  const Message json = collector.batch({sample_span()});
  EXPECT_EQ(std::get<HttpPost>(json).url, "http://c/v1/traces");
  EXPECT_EQ(
      std::get<HttpPost>(json).body,
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}],)"
      R"("droppedAttributesCount":0},"scopeSpans":[{"scope":{"name":"artillery-http"},"spans":[{)"
      R"("traceId":"1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a","spanId":"0202020202020202","parentSpanId":"0303030303030303",)"
      R"("name":"get","kind":3,"startTimeUnixNano":1000000,"endTimeUnixNano":3000000,"attributes":[)"
      R"({"key":"http.status_code","value":{"intValue":500}},{"key":"http.flavor","value":{"stringValue":"1.1"}},)"
      R"({"key":"slow","value":{"boolValue":true}}],"droppedAttributesCount":0,"events":[],"droppedEventsCount":0,)"
      R"("status":{"code":2},"links":[],"droppedLinksCount":0}]}]}]})");
}

TEST(Traces, GoWhereTheServiceTakesThem) {
  const auto post_of = [](std::string_view type, const boost::json::object& options) {
    return std::get<HttpPost>(Traces(type, options).batch({sample_span()}));
  };
  EXPECT_EQ(post_of("honeycomb", {{"apiKey", "k"}}).url, "https://api.honeycomb.io/v1/traces");
  const HttpPost relic = post_of("newrelic", {{"licenseKey", "l"}, {"region", "eu"}, {"traces", {{"sampleRate", 1}}}});
  EXPECT_EQ(relic.url, "https://otlp.eu01.nr-data.net/v1/traces");
  EXPECT_EQ(relic.headers[1], std::pair(std::string("api-key"), std::string("l")));
  const HttpPost dynatrace =
      post_of("dynatrace", {{"envUrl", "https://x.dt.com/e/1"}, {"traces", {{"useRequestNames", true}}}});
  EXPECT_EQ(dynatrace.url, "https://x.dt.com/api/v2/otlp/v1/traces");
  EXPECT_EQ(dynatrace.headers[0].second, "application/x-protobuf");
  EXPECT_EQ(post_of("datadog", {{"traces", {{"sampleRate", 1}}}}).url, "http://localhost:4318/v1/traces");
}

}  // namespace
}  // namespace rampart::publish
