#include "core/script/publish_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::loaded;
using testing::refusal_of;
using testing::with_config;

TEST(PublishMetrics, KeepsEachReporterAsWritten_7) {
  const Script script =
      loaded(with_config("  plugins: {publish-metrics: [{type: statsd, port: 9125, tags: [\"a:b\"]}, {type: "
                         "prometheus, pushgateway: http://p}]}\n"));
  ASSERT_EQ(script.config.reporters.size(), 2U);
  EXPECT_EQ(script.config.reporters[0].type, "statsd");
  EXPECT_EQ(script.config.reporters[0].options.at("port"), boost::json::value(9125));
}

TEST(PublishMetrics, RefusesWhatItDoesNotHave_7) {
  const std::pair<const char*, const char*> rows[] = {
      {"{type: lightstep}", "The reporter \"lightstep\" (its service takes OpenTelemetry"},
      {"{type: honeycomb}", "publish-metrics[0].apiKey\" is required, or \"writeKey\""},
      {"{type: promethues}", "the reporter \"promethues\" isn't known. Did you mean \"prometheus\"?"},
      {"{type: prometheus}", "publish-metrics[0].pushgateway\" is required, or \"remoteWrite\""},
      {"{type: newrelic, licenseKey: l, event: {send: true}}", "publish-metrics[0].event.accountId\" is required"},
      {"{type: open-telemetry, traces: {exporter: zipkin}}", "The exporter \"zipkin\" isn't supported yet"},
      {"{type: open-telemetry, traces: {sampleRate: 2}}", "sampleRate\" must be a number from 0 to 1"},
      {"{type: open-telemetry, traces: {replaceSpanNameRegex: [{pattern: \"(\", as: x}]}}",
       "replaceSpanNameRegex[0].pattern\""},
      {"{type: open-telemetry, metrics: {exporter: otlp-grpc}}", "The exporter \"otlp-grpc\" isn't supported yet"},
      {"{type: open-telemetry, metrics: {exporter: otlp-htp}}", "Did you mean \"otlp-http\"?"},
      {"{type: statsd, tags: x}", "publish-metrics[0].tags\" must be a list"},
  };
  for (const auto& [entry, says] : rows)
    EXPECT_THAT(refusal_of(with_config(std::string("  plugins: {publish-metrics: [") + entry + "]}\n")),
                HasSubstr(says))
        << entry;
}

TEST(PublishMetrics, ReadsWhichSpansAreMade_7) {
  const Script script = loaded(with_config(
      "  plugins: {publish-metrics: [{type: statsd}, {type: datadog, traces: {sampleRate: 0.5, tags: [\"a:b\"], "
      "smartSampling: {thresholds: {firstByte: 20}}, replaceSpanNameRegex: [{pattern: \"o+\", as: x}]}}, "
      "{type: honeycomb, apiKey: k}]}\n"));
  ASSERT_TRUE(script.config.traces);
  const Traces& traces = *script.config.traces;
  EXPECT_EQ(traces.reporter, 1U);
  EXPECT_EQ(traces.sample_rate, 0.5);
  EXPECT_EQ(traces.attributes, (boost::json::object{{"a", "b"}}));
  EXPECT_TRUE(traces.smart);
  EXPECT_EQ(traces.thresholds.at(0), std::pair(std::string("firstByte"), 20.0));
  EXPECT_EQ(traces.replacements.size(), 1U);
  EXPECT_THAT(script.warnings, ::testing::Contains(HasSubstr("only the first reporter with traces")));
}

}  // namespace
}  // namespace rampart::script
