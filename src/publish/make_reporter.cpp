#include <fmt/format.h>

#include "publish/cloudwatch.h"
#include "publish/dynatrace.h"
#include "publish/each_metric.h"
#include "publish/hosted.h"
#include "publish/mixpanel.h"
#include "publish/otlp.h"
#include "publish/prometheus.h"
#include "publish/remote_write.h"
#include "publish/statsd.h"

namespace rampart::publish {
namespace {

/// Of a reporter whose spans go out by themselves (traces.h).
class NoMetrics : public Reporter {
 public:
  std::vector<Message> window(const WindowStats& /*stats*/, Instant /*now*/) override { return {}; }
};

bool has_only_traces(const std::string& type, const boost::json::object& options) {
  if (type == "honeycomb" ||
      (type == "open-telemetry" && mapping_of(options, "metrics").empty() && options.contains("traces")))
    return true;
  return text_option(options, "sendOnlyTraces", "false") == "true" ||
         text_option(mapping_of(options, "traces"), "sendOnlyTraces", "false") == "true";
}

}  // namespace

Result<std::unique_ptr<Reporter>> make_reporter(const std::string& type, const boost::json::object& options,
                                                const RunFacts& facts) {
  std::unique_ptr<Reporter> made;
  if (has_only_traces(type, options))
    made = std::make_unique<NoMetrics>();
  else if (type == "prometheus" && options.contains("remoteWrite"))
    made = std::make_unique<PrometheusRemoteWrite>(options, facts);
  else if (type == "prometheus")
    made = std::make_unique<PrometheusPush>(options, facts);
  else if (type == "datadog" && options.contains("apiKey"))
    made = std::make_unique<DatadogApi>(options, facts);
  else if (type == "statsd" || type == "datadog" || type == "influxdb-statsd")
    made = std::make_unique<StatsD>(type, options, facts);
  else if (type == "open-telemetry")
    made = std::make_unique<Otlp>(options);
  else if (type == "splunk")
    made = std::make_unique<Splunk>(options, facts);
  else if (type == "newrelic")
    made = std::make_unique<NewRelic>(options, facts);
  else if (type == "dynatrace")
    made = std::make_unique<Dynatrace>(options, facts);
  else if (type == "mixpanel")
    made = std::make_unique<Mixpanel>(options, facts);
  else if (type == "cloudwatch" && facts.aws_access_key_id.empty())
    return unavailable(
        "publish-metrics: cloudwatch needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
  else if (type == "cloudwatch")
    made = std::make_unique<CloudWatch>(options, facts);
  else
    return invalid(fmt::format("publish-metrics has no reporter \"{}\"", type));
  return made;
}

}  // namespace rampart::publish
