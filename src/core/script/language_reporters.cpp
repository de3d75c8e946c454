// The reporters of the plugin publish-metrics. Source: reference artillery.md §7 "publish-metrics".
#include "core/script/language_tables.h"

namespace rampart::script::language {
namespace {

using Keys = std::vector<Key>;

Keys joined(Keys left, const Keys& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Value texts() { return list_of(text()) | null(); }
Value maybe(const Value& value) { return Value(value) | null(); }

Key type_key(std::vector<std::string_view> types) {
  return {"type", one_of(std::move(types)), "", "Which service, or which protocol.", Support::required};
}
Key prefix_key(std::string_view otherwise) {
  return {"prefix", maybe(text()), otherwise, "What stands before metrics' names."};
}
const Keys& filter_keys() {
  static const Keys keys = {{"excluded", texts(), "", "Metrics that aren't sent."},
                            {"includeOnly", texts(), "", "Metrics that are sent; no others."}};
  return keys;
}
const Keys& span_keys() {
  static const Keys keys = {
      {"serviceName", maybe(text()), "Artillery-test", "The service that spans are of."},
      {"sampleRate", maybe(number()), "1", "The share of users that are traced, 0 to 1."},
      {"useRequestNames", maybe(flag()), "false", "A request's span has the request's name, not its method."},
      {"smartSampling", maybe(mapping(Part::smart_sampling)), "", "Only users with an error or a slow request."},
      {"replaceSpanNameRegex", maybe(list_of(mapping(Part::span_name))), "", "Changes of spans' names, in turn."}};
  return keys;
}
const Keys& vendor_span_keys() {
  static const Keys keys =
      joined(span_keys(), {{"attributes", maybe(list_of(text()) | map_of(scalar())), "", "Of request spans."},
                           {"sendOnlyTraces", maybe(flag()), "false", "No metrics are sent."}});
  return keys;
}
Key event_key(Part part) {
  return {"event", maybe(mapping(part)), "", "Told to the service at the start and the end."};
}
Key traces_key(Part part) { return {"traces", maybe(mapping(part)), "", "Spans of users and their requests."}; }
Key only_traces_key() { return {"sendOnlyTraces", maybe(flag()), "false", "No metrics are sent."}; }

Mapping prometheus_table() {
  return {"prometheusReporter",
          "Prometheus, by a push gateway or by remote write.",
          {type_key({"prometheus"}),
           {"pushgateway", text(), "", "Its address."},
           {"remoteWrite", text(), "", "Rampart's own: a remote write address instead of a push gateway."},
           {"headers", maybe(map_of(scalar())), "", "Sent with remote write."},
           prefix_key("artillery"),
           {"tags", texts(), "", "Labels as name:value."},
           {"ca", maybe(text()), "", "A PEM file with the authorities the push gateway is checked against."}},
          false,
          false,
          {"pushgateway", "remoteWrite"}};
}

Mapping statsd_table() {
  return {"statsdReporter", "StatsD, Telegraf.",
          joined({type_key({"statsd", "influxdb-statsd"}),
                  {"host", maybe(text()), "127.0.0.1", "Where the agent is."},
                  {"port", maybe(count()), "8125", "Its UDP port."},
                  prefix_key("artillery."),
                  {"tags", texts(), "", "Tags as name:value."},
                  event_key(Part::datadog_event)},
                 filter_keys())};
}

Mapping datadog_table() {
  return {"datadogReporter", "Datadog, by its agent or its API.",
          joined({type_key({"datadog"}),
                  {"host", maybe(text()), "127.0.0.1", "Where the agent is."},
                  {"port", maybe(count()), "8125", "Its UDP port."},
                  prefix_key("artillery."),
                  {"tags", texts(), "", "Tags as name:value."},
                  {"apiKey", maybe(text()), "", "Send to the API instead of an agent."},
                  {"appKey", maybe(text()), "", "The API's application key."},
                  {"apiHost", maybe(text()), "app.datadoghq.com", "Where the API is."},
                  event_key(Part::datadog_event),
                  traces_key(Part::datadog_traces)},
                 filter_keys())};
}

Mapping datadog_event_table() {
  return {"datadogEvent",
          "An event in Datadog.",
          {{"send", maybe(flag()), "true", "Whether it is sent."},
           {"title", maybe(text()), "Artillery.io Test and the time", "Its title."},
           {"text", maybe(text()), "Target: and the target", "Its text."},
           {"aggregationKey", maybe(text()), "", "What groups events."},
           {"sourceTypeName", maybe(text()), "", "Where it comes from."},
           {"priority", maybe(text()), "low", "normal or low."},
           {"alertType", maybe(text()), "info", "error, warning, info or success."},
           {"tags", texts(), "", "Tags as name:value."}}};
}

Mapping cloudwatch_table() {
  return {"cloudwatchReporter", "Amazon CloudWatch.",
          joined({type_key({"cloudwatch"}),
                  {"region", maybe(text()), "eu-west-1", "The AWS region."},
                  {"namespace", maybe(text()), "artillery", "The metrics' namespace."},
                  {"name", maybe(text()), "loadtest", "The value of the dimension Name."},
                  {"dimensions", maybe(list_of(map_of(scalar()))), "", "More dimensions, each with name and value."},
                  {"extended", maybe(flag()), "false", "Every value of a summary."},
                  traces_key(Part::cloudwatch_traces)},
                 filter_keys())};
}

Mapping newrelic_table() {
  return {"newrelicReporter", "New Relic.",
          joined({type_key({"newrelic"}),
                  {"licenseKey", text(), "", "The account's licence key.", Support::required},
                  {"region", maybe(text()), "us", "us or eu."},
                  prefix_key("artillery."),
                  {"attributes", texts(), "", "Attributes as name:value."},
                  event_key(Part::newrelic_event),
                  only_traces_key(),
                  traces_key(Part::vendor_traces)},
                 filter_keys())};
}

Mapping newrelic_event_table() {
  return {"newrelicEvent",
          "An event in New Relic.",
          {{"accountId", scalar(), "", "The account.", Support::required},
           {"eventType", maybe(text()), "Artillery_io_Test", "The kind of event."},
           {"send", maybe(flag()), "true", "Whether it is sent."},
           {"attributes", texts(), "", "Attributes as name:value."}}};
}

Mapping splunk_table() {
  return {"splunkReporter", "Splunk Observability Cloud.",
          joined({type_key({"splunk"}),
                  {"accessToken", text(), "", "An ingest token.", Support::required},
                  {"realm", maybe(text()), "us0", "Which of Splunk's deployments."},
                  prefix_key("artillery."),
                  {"dimensions", texts(), "", "Dimensions as name:value."},
                  event_key(Part::splunk_event)},
                 filter_keys())};
}

Mapping splunk_event_table() {
  return {"splunkEvent",
          "An event in Splunk.",
          {{"eventType", maybe(text()), "Artillery_io_Test", "The kind of event."},
           {"send", maybe(flag()), "true", "Whether it is sent."},
           {"dimensions", texts(), "", "Dimensions as name:value."},
           {"properties", texts(), "", "Properties as name:value."}}};
}

Mapping dynatrace_table() {
  return {"dynatraceReporter", "Dynatrace.",
          joined({type_key({"dynatrace"}),
                  {"apiToken", text(), "", "A token that may ingest metrics, events and traces.", Support::required},
                  {"envUrl", text(), "", "The environment's address.", Support::required},
                  prefix_key("artillery."),
                  {"dimensions", texts(), "", "Dimensions as name:value."},
                  event_key(Part::dynatrace_event),
                  only_traces_key(),
                  traces_key(Part::vendor_traces)},
                 filter_keys())};
}

Mapping dynatrace_event_table() {
  return {"dynatraceEvent",
          "An event in Dynatrace.",
          {{"send", maybe(flag()), "true", "Whether it is sent."},
           {"eventType", maybe(text()), "CUSTOM_INFO", "The kind of event."},
           {"title", maybe(text()), "Artillery_io_test", "Its title."},
           {"entitySelector", maybe(text()), "", "What it is about."},
           {"properties", texts(), "", "Properties as name:value."}}};
}

Mapping mixpanel_table() {
  return {"mixpanelReporter",
          "Mixpanel.",
          {type_key({"mixpanel"}), {"projectToken", text(), "", "The project's token.", Support::required}}};
}

Mapping honeycomb_table() {
  return {"honeycombReporter",
          "Honeycomb: spans only.",
          joined({type_key({"honeycomb"}),
                  {"enabled", maybe(flag()), "true", "Whether anything is sent."},
                  {"apiKey", text(), "", "The team's key."},
                  {"writeKey", text(), "", "The same."},
                  {"dataset", maybe(text()), "Artillery-test", "The service that spans are of."},
                  {"attributes", maybe(map_of(scalar())), "", "Of request spans."}},
                 span_keys()),
          false,
          false,
          {"apiKey", "writeKey"}};
}

Mapping open_telemetry_table() {
  return {"openTelemetryReporter",
          "OpenTelemetry, over HTTP.",
          {type_key({"open-telemetry"}),
           {"serviceName", maybe(text()), "Artillery-test", "The service that metrics and spans are of."},
           {"metrics", maybe(mapping(Part::otel_metrics)), "", "Where metrics go."},
           traces_key(Part::otel_traces)},
          false,
          false,
          {"metrics", "traces"}};
}

Key exporter_key() {
  return {"exporter", one_of({"otlp-http", "otlp-proto"}) | null(), "otlp-http", "JSON or protocol buffers."};
}

Mapping otel_metrics_table() {
  return {"openTelemetryMetrics",
          "Where metrics go.",
          {exporter_key(),
           {"endpoint", maybe(text()), "http://localhost:4318/v1/metrics", "The collector's address."},
           {"headers", maybe(map_of(scalar())), "", "Sent with each request."},
           {"meterName", maybe(text()), "Artillery.io_metrics", "The instrumentation scope."},
           {"includeOnly", texts(), "", "Metrics that are sent; no others."},
           {"exclude", texts(), "", "Metrics that aren't sent."},
           {"attributes", maybe(map_of(scalar())), "", "Of every data point."}}};
}

Mapping otel_traces_table() {
  return {"openTelemetryTraces", "Where spans go.",
          joined({exporter_key(),
                  {"endpoint", maybe(text()), "http://localhost:4318/v1/traces", "The collector's address."},
                  {"headers", maybe(map_of(scalar())), "", "Sent with each request."},
                  {"attributes", maybe(map_of(scalar())), "", "Of request spans."}},
                 span_keys())};
}

Mapping vendor_traces_table() { return {"vendorTraces", "Which spans are sent.", vendor_span_keys()}; }

Mapping datadog_traces_table() {
  return {"datadogTraces", "Which spans the agent on this machine gets.",
          joined(vendor_span_keys(), {{"tags", texts(), "", "Of request spans, as name:value."}})};
}

Mapping cloudwatch_traces_table() {
  return {"cloudwatchTraces", "Which spans the collector on this machine gets.",
          joined(vendor_span_keys(), {{"annotations", maybe(map_of(scalar())), "", "Of request spans."}})};
}

Mapping smart_sampling_table() {
  return {"smartSampling",
          "What makes a request worth its user's spans, beside an error.",
          {{"thresholds", maybe(map_of(number())), "",
            "Milliseconds of wait, dns, tcp, tls, request, firstByte, download, total."}}};
}

Mapping span_name_table() {
  return {"spanName",
          "A change of spans' names.",
          {{"pattern", text(), "", "A regular expression; its first match is replaced.", Support::required},
           {"as", text(), "", "By this.", Support::required}}};
}

}  // namespace

void add_reporter_tables(std::map<Part, Mapping>& out) {
  out[Part::prometheus_reporter] = prometheus_table();
  out[Part::statsd_reporter] = statsd_table();
  out[Part::datadog_reporter] = datadog_table();
  out[Part::datadog_event] = datadog_event_table();
  out[Part::cloudwatch_reporter] = cloudwatch_table();
  out[Part::newrelic_reporter] = newrelic_table();
  out[Part::newrelic_event] = newrelic_event_table();
  out[Part::splunk_reporter] = splunk_table();
  out[Part::splunk_event] = splunk_event_table();
  out[Part::dynatrace_reporter] = dynatrace_table();
  out[Part::dynatrace_event] = dynatrace_event_table();
  out[Part::mixpanel_reporter] = mixpanel_table();
  out[Part::honeycomb_reporter] = honeycomb_table();
  out[Part::open_telemetry_reporter] = open_telemetry_table();
  out[Part::otel_metrics] = otel_metrics_table();
  out[Part::otel_traces] = otel_traces_table();
  out[Part::vendor_traces] = vendor_traces_table();
  out[Part::datadog_traces] = datadog_traces_table();
  out[Part::cloudwatch_traces] = cloudwatch_traces_table();
  out[Part::smart_sampling] = smart_sampling_table();
  out[Part::span_name] = span_name_table();
}

}  // namespace rampart::script::language
