#include "core/script/publish_metrics.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;

struct ReporterKeys {
  std::string_view type;
  std::vector<std::string_view> known;
  std::vector<std::string_view> one_needed;
};

const std::vector<ReporterKeys>& reporters() {
  static const std::vector<ReporterKeys> all = {
      {"prometheus", {"pushgateway", "remoteWrite", "headers", "prefix", "tags"}, {"pushgateway", "remoteWrite"}},
      {"statsd", {"host", "port", "prefix", "tags", "excluded", "includeOnly", "event"}, {}},
      {"influxdb-statsd", {"host", "port", "prefix", "tags", "excluded", "includeOnly", "event"}, {}},
      {"datadog",
       {"host", "port", "prefix", "tags", "excluded", "includeOnly", "event", "apiKey", "appKey", "apiHost"},
       {}},
      {"cloudwatch", {"region", "namespace", "name", "dimensions", "extended", "excluded", "includeOnly"}, {}},
      {"open-telemetry", {"serviceName", "metrics"}, {"metrics"}},
      {"newrelic", {"licenseKey", "region", "prefix", "attributes", "excluded", "includeOnly"}, {"licenseKey"}},
      {"splunk", {"accessToken", "realm", "prefix", "dimensions", "excluded", "includeOnly"}, {"accessToken"}},
  };
  return all;
}

const ReporterKeys& keys_of(const Node& type) {
  std::vector<std::string_view> names;
  for (const ReporterKeys& keys : reporters()) {
    if (keys.type == type.text) return keys;
    names.push_back(keys.type);
  }
  for (const char* missing : {"honeycomb", "dynatrace", "mixpanel", "lightstep"})
    if (type.text == missing) refuse_unsupported(fmt::format("The reporter \"{}\"", missing), type.place());
  refuse_unknown("the reporter", type.text, names, type.place());
}

void check_lists(const Node& entry, const std::string& name) {
  for (const char* key : {"tags", "excluded", "includeOnly", "exclude", "dimensions"}) {
    const Node* list = entry.find(key);
    if (list == nullptr || list->is_null()) continue;
    expect_list(*list, name_in(name, key));
  }
  if (const Node* port = entry.find("port")) read_count(*port, name_in(name, "port"));
}

/// Parts that would send something else than metrics.
void refuse_missing_parts(const Node& entry, const std::string& name, std::string_view type) {
  for (const char* key : {"traces", "sendOnlyTraces"})
    if (const Node* node = entry.find(key))
      refuse_unsupported(fmt::format("\"{}.{}\" (tracing)", name, key), node->key_place());
  const Node* event = entry.find("event");
  const bool hosted = type == "newrelic" || type == "splunk" || (type == "datadog" && entry.find("apiKey") != nullptr);
  const Node* send = event == nullptr || !event->is_mapping() ? nullptr : event->find("send");
  const bool silenced = send != nullptr && text_of(*send) == "false";
  if (event != nullptr && hosted && !silenced)
    refuse_unsupported(fmt::format("\"{}.event\" of a hosted service", name), event->key_place());
  if (const Node* authority = entry.find("ca"))
    refuse_unsupported(fmt::format("\"{}.ca\"", name), authority->key_place());
}

void check_open_telemetry(const Node& metrics, const std::string& name, Warnings& warnings) {
  expect_mapping(metrics, name);
  warnings.about_unknown_keys(metrics, name,
                              {"exporter", "endpoint", "headers", "meterName", "includeOnly", "exclude", "attributes"});
  check_lists(metrics, name);
  const std::vector<std::string_view> exporters = {"otlp-http", "otlp-proto"};
  const Node* exporter = metrics.find("exporter");
  if (exporter == nullptr || exporter->is_null()) return;
  const std::string& text = read_text(*exporter, name + ".exporter");
  if (text == "otlp-grpc") refuse_unsupported("The exporter \"otlp-grpc\"", exporter->place());
  if (std::find(exporters.begin(), exporters.end(), text) == exporters.end())
    refuse_unknown("the exporter", text, exporters, exporter->place());
}

}  // namespace

std::vector<MetricsReporter> read_reporters(const Node& list, Warnings& warnings) {
  std::vector<MetricsReporter> out;
  const std::string all = "config.plugins.publish-metrics";
  expect_list(list, all);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string name = name_at(all, i);
    const Node& entry = expect_mapping(list.items[i], name);
    const Node* type = entry.find("type");
    if (type == nullptr) refuse(fmt::format("\"{}.type\" is required", name), entry.place());
    read_text(*type, name + ".type");
    const ReporterKeys& keys = keys_of(*type);
    refuse_missing_parts(entry, name, keys.type);
    std::vector<std::string_view> known = keys.known;
    known.insert(known.end(), {"type", "event"});
    warnings.about_unknown_keys(entry, name, known);
    const bool has_one =
        keys.one_needed.empty() || std::any_of(keys.one_needed.begin(), keys.one_needed.end(),
                                               [&](std::string_view key) { return is_truthy(entry.find(key)); });
    if (!has_one) refuse(fmt::format("\"{}.{}\" is required", name, keys.one_needed.front()), entry.place());
    check_lists(entry, name);
    if (keys.type == "open-telemetry") check_open_telemetry(*entry.find("metrics"), name + ".metrics", warnings);
    out.push_back({type->text, document::to_json(entry).as_object()});
  }
  return out;
}

}  // namespace rampart::script
