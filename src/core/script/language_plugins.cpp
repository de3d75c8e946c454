// The keys of `config.plugins` and of each plugin. Source: reference artillery.md §7.
#include "core/script/language_tables.h"

namespace rampart::script::language {
namespace {

Value options(Part part) { return mapping(part) | flag() | null(); }

Mapping plugins_table() {
  Value reporter;
  for (const Part part :
       {Part::prometheus_reporter, Part::statsd_reporter, Part::datadog_reporter, Part::cloudwatch_reporter,
        Part::newrelic_reporter, Part::splunk_reporter, Part::dynatrace_reporter, Part::mixpanel_reporter,
        Part::honeycomb_reporter, Part::open_telemetry_reporter})
    reporter = std::move(reporter) | mapping(part);
  return {
      "plugins",
      "Plugins to use, each with its options, or {}.",
      {
          {"ensure", options(Part::ensure), "", "Checks of the result; a failed one makes the exit code 1."},
          {"expect", options(Part::expect_plugin), "", "Checks of answers, as `expect` of a request says."},
          {"metrics-by-endpoint", options(Part::endpoint_plugin), "measured, not shown",
           "Latencies and codes of every URL path."},
          {"apdex", options(Part::apdex), "", "Counts how many answers satisfy; with config.apdex, a score."},
          {"fake-data", map_of(anything()) | flag() | null(), "",
           "Functions that make up names, addresses and the like: npm's @ngneat/falso."},
          {"publish-metrics", list_of(reporter), "", "Sends the metrics of every 10 seconds to monitoring systems."},
          {"http-file-uploads", anything(), "", "Nothing.", Support::idle, "`fromFile` of formData works without it"},
          {"slack", mapping(Part::slack), "", "Tells a Slack channel when the run is over."},
      },
      true};
}

Mapping expect_plugin_table() {
  const Value formatter = one_of({"pretty", "json", "prettyError", "silent"}) | null();
  return {"expectPlugin",
          "Options of the plugin expect.",
          {
              {"formatter", formatter, "pretty", "How checks are printed."},
              {"outputFormat", formatter, "pretty", "Another name of formatter."},
              {"reportFailuresAsErrors", flag() | null(), "false", "A failed check fails the user."},
              {"expectDefault200", flag() | null(), "false", "A request that checks no status expects 200."},
              {"useOnlyRequestNames", flag() | null(), "false", "Print a request's name instead of its URL."},
          }};
}

Mapping endpoint_plugin_table() {
  return {"metricsByEndpointPlugin",
          "Options of the plugin metrics-by-endpoint.",
          {
              {"suppressOutput", flag() | null(), "false", "Keep these metrics out of the console."},
              {"stripQueryString", flag() | null(), "false", "Count a path as one endpoint, whatever its query."},
              {"useOnlyRequestNames", flag() | null(), "false", "Call an endpoint by the request's name alone."},
              {"ignoreUnnamedRequests", flag() | null(), "false", "Leave out requests without a name."},
              {"groupDynamicURLs", flag() | null(), "true", "Count a URL with templates as one endpoint."},
              {"metricsNamespace", text() | null(), "plugins.metrics-by-endpoint", "What stands before the metrics."},
          }};
}

Mapping ensure_table() {
  return {"ensure",
          "Checks of the result.",
          {
              {"thresholds", list_of(map_of(number())), "", "Metrics and what they must stay below."},
              {"conditions", list_of(mapping(Part::condition)), "", "Expressions over metrics that must be true."},
              {"maxErrorRate", number(), "", "Per cent of the users that may fail."},
              {"min", number(), "", "What the least http.response_time must stay below."},
              {"max", number(), "", "What the greatest http.response_time must stay below."},
              {"median", number(), "", "What the median of http.response_time must stay below."},
              {"p95", number(), "", "What the 95th percentile of http.response_time must stay below."},
              {"p99", number(), "", "What the 99th percentile of http.response_time must stay below."},
          }};
}

Mapping condition_table() {
  return {"condition",
          "An expression over metrics.",
          {
              {"expression", text(), "", "`http.response_time.p95 < 200 and http.codes.200 > 100`", Support::required},
              {"strict", flag() | null(), "true", "When it fails, the exit code is 1."},
          }};
}

Mapping apdex_table() {
  return {
      "apdex",
      "How fast an answer must be.",
      {{"threshold", number() | null(), "500", "Milliseconds that satisfy; up to four times as many are tolerated."}}};
}

Mapping slack_table() {
  return {"slack",
          "Where the message at the end of the run goes.",
          {{"webhookUrl", text(), "", "The address of an incoming web hook.", Support::required}}};
}

}  // namespace

void add_plugin_tables(std::map<Part, Mapping>& out) {
  out[Part::plugins] = plugins_table();
  out[Part::expect_plugin] = expect_plugin_table();
  out[Part::endpoint_plugin] = endpoint_plugin_table();
  out[Part::ensure] = ensure_table();
  out[Part::condition] = condition_table();
  out[Part::apdex] = apdex_table();
  out[Part::slack] = slack_table();
}

}  // namespace rampart::script::language
