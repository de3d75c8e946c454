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
      {"{type: honeycomb}", "The reporter \"honeycomb\" isn't supported yet"},
      {"{type: promethues}", "the reporter \"promethues\" isn't known. Did you mean \"prometheus\"?"},
      {"{type: prometheus}", "publish-metrics[0].pushgateway\" is required"},
      {"{type: open-telemetry, traces: {}}", "publish-metrics[0].traces\" (tracing) isn't supported yet"},
      {"{type: open-telemetry, metrics: {exporter: otlp-grpc}}", "The exporter \"otlp-grpc\" isn't supported yet"},
      {"{type: statsd, tags: x}", "publish-metrics[0].tags\" must be a list"},
  };
  for (const auto& [entry, says] : rows)
    EXPECT_THAT(refusal_of(with_config(std::string("  plugins: {publish-metrics: [") + entry + "]}\n")),
                HasSubstr(says))
        << entry;
}

}  // namespace
}  // namespace rampart::script
