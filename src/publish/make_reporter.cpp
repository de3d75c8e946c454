#include <fmt/format.h>

#include "publish/cloudwatch.h"
#include "publish/hosted.h"
#include "publish/otlp.h"
#include "publish/prometheus.h"
#include "publish/remote_write.h"
#include "publish/statsd.h"

namespace rampart::publish {

Result<std::unique_ptr<Reporter>> make_reporter(const std::string& type, const boost::json::object& options,
                                                const RunFacts& facts) {
  std::unique_ptr<Reporter> made;
  if (type == "prometheus" && options.contains("remoteWrite"))
    made = std::make_unique<PrometheusRemoteWrite>(options, facts);
  else if (type == "prometheus")
    made = std::make_unique<PrometheusPush>(options, facts);
  else if (type == "datadog" && options.contains("apiKey"))
    made = std::make_unique<DatadogApi>(options);
  else if (type == "statsd" || type == "datadog" || type == "influxdb-statsd")
    made = std::make_unique<StatsD>(type, options, facts);
  else if (type == "open-telemetry")
    made = std::make_unique<Otlp>(options);
  else if (type == "splunk")
    made = std::make_unique<Splunk>(options);
  else if (type == "newrelic")
    made = std::make_unique<NewRelic>(options);
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
