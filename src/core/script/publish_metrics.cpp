#include "core/script/publish_metrics.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/check_keys.h"
#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;
using language::Shape;

const Node* member(const Node& mapping, std::string_view key) {
  const Node* node = mapping.find(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

/// The tables of all reporters: the language says which may stand in publish-metrics' list.
language::Part part_of(const Node& type) {
  std::vector<std::string_view> names;
  const language::Key* plugin = language::mapping_of(language::Part::plugins).find("publish-metrics");
  for (const Shape& reporter : plugin->value.front().of)
    for (const std::string_view name : language::mapping_of(reporter.part).find("type")->value.front().allowed) {
      if (name == type.text) return reporter.part;
      names.push_back(name);
    }
  if (type.text == "lightstep")
    refuse_unsupported(
        "The reporter \"lightstep\" (its service takes OpenTelemetry: `type: open-telemetry` with its endpoint and the "
        "header lightstep-access-token)",
        type.place());
  refuse_unknown("the reporter", type.text, names, type.place());
}

void check_mapping(const Node& mapping, const std::string& name, language::Part part, Warnings& warnings);

void check_value(const Node& value, const std::string& name, const language::Value& shapes, Warnings& warnings) {
  const Shape& usual = shapes.front();
  const bool list_or_map =
      std::any_of(shapes.begin(), shapes.end(), [](const Shape& shape) { return shape.kind == Shape::Kind::map; });
  if (usual.kind == Shape::Kind::list && !(list_or_map && value.is_mapping())) {
    expect_list(value, name);
    for (std::size_t i = 0; i < value.items.size(); ++i)
      check_value(value.items[i], name_at(name, i), usual.of, warnings);
  } else if (usual.kind == Shape::Kind::map) {
    expect_mapping(value, name);
  } else if (usual.kind == Shape::Kind::mapping) {
    check_mapping(value, name, usual.part, warnings);
  } else if (usual.kind == Shape::Kind::count) {
    read_count(value, name);
  } else if (usual.kind == Shape::Kind::number) {
    read_number(value, name);
  } else if (!usual.allowed.empty()) {
    const std::string& word = read_text(value, name);
    if (word == "otlp-grpc" || word == "zipkin")
      refuse_unsupported(fmt::format("The exporter \"{}\"", word), value.place());
    if (std::find(usual.allowed.begin(), usual.allowed.end(), word) == usual.allowed.end())
      refuse_unknown(fmt::format("the value of \"{}\"", name), word, usual.allowed, value.place());
  }
}

void check_mapping(const Node& mapping, const std::string& name, language::Part part, Warnings& warnings) {
  const language::Mapping& table = language::mapping_of(part);
  check_keys(expect_mapping(mapping, name), name, part, warnings);
  for (const language::Key& key : table.keys)
    if (key.support == language::Support::required && !is_truthy(mapping.find(key.name)))
      refuse(fmt::format("\"{}.{}\" is required", name, key.name), mapping.place());
  const auto& needed = table.one_needed;
  if (!needed.empty() &&
      std::none_of(needed.begin(), needed.end(), [&](std::string_view key) { return is_truthy(mapping.find(key)); }))
    refuse(fmt::format("\"{}.{}\" is required{}", name, needed.front(),
                       needed.size() > 1 ? fmt::format(", or \"{}\"", needed[1]) : std::string()),
           mapping.place());
  for (const auto& [written, value] : mapping.members)
    if (const language::Key* key = table.find(written); key != nullptr && !value.is_null())
      check_value(value, name_in(name, written), key->value, warnings);
}

/// Attributes of request spans: a mapping, or `name:value` texts, under the key the service has for them.
boost::json::object read_attributes(const Node& traces, std::string_view type) {
  const Node* node = member(traces, type == "datadog" ? "tags" : type == "cloudwatch" ? "annotations" : "attributes");
  if (node == nullptr) return {};
  if (node->is_mapping()) return document::to_json(*node).as_object();
  boost::json::object out;
  for (const Node& item : node->items) {
    const auto colon = item.text.find(':');
    const auto end = item.text.find(':', colon == std::string::npos ? colon : colon + 1);
    out[item.text.substr(0, colon)] =
        colon == std::string::npos ? std::string() : item.text.substr(colon + 1, end - colon - 1);
  }
  return out;
}

void read_span_names(const Node& list, const std::string& name, Traces& out) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node& pattern = *list.items[i].find("pattern");
    auto compiled = Regexp::compile(read_text(pattern, name_at(name, i) + ".pattern"));
    if (compiled.has_error())
      refuse(fmt::format("\"{}.pattern\": {}", name_at(name, i), compiled.error().message), pattern.place());
    out.replacements.emplace_back(*compiled, text_of(*list.items[i].find("as")));
  }
}

Traces read_traces(const Node& traces, const std::string& name, std::string_view type, std::size_t reporter) {
  Traces out;
  out.reporter = reporter;
  if (const Node* service = member(traces, "serviceName")) out.peer_service = text_of(*service);
  if (type != "open-telemetry") out.peer_service.clear();
  if (const Node* rate = traces.find("sampleRate"); is_truthy(rate)) {
    out.sample_rate = read_number(*rate, name + ".sampleRate");
    if (out.sample_rate < 0 || out.sample_rate > 1) refuse_value(name + ".sampleRate", "a number from 0 to 1", *rate);
  }
  if (const Node* names = member(traces, "useRequestNames")) out.use_request_names = read_flag(*names, name);
  out.attributes = read_attributes(traces, type);
  if (const Node* smart = member(traces, "smartSampling")) {
    out.smart = true;
    if (const Node* thresholds = member(*smart, "thresholds"))
      for (const auto& [phase, limit] : thresholds->members)
        out.thresholds.emplace_back(phase, read_number(limit, name + ".smartSampling.thresholds." + phase));
  }
  if (const Node* names = member(traces, "replaceSpanNameRegex"))
    read_span_names(*names, name + ".replaceSpanNameRegex", out);
  return out;
}

}  // namespace

void read_reporters(const Node& list, Config& out, Warnings& warnings) {
  const std::string all = "config.plugins.publish-metrics";
  expect_list(list, all);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string name = name_at(all, i);
    const Node& entry = expect_mapping(list.items[i], name);
    const Node* type = entry.find("type");
    if (type == nullptr) refuse(fmt::format("\"{}.type\" is required", name), entry.place());
    read_text(*type, name + ".type");
    check_mapping(entry, name, part_of(*type), warnings);
    const Node* enabled = entry.find("enabled");
    const bool honeycomb = type->text == "honeycomb" && (enabled == nullptr || is_truthy(*enabled));
    const Node* traces = honeycomb ? &entry : member(entry, "traces");
    if (traces != nullptr && out.traces)
      warnings.add(traces->key_place(),
                   fmt::format("\"{}\" has no effect: only the first reporter with traces gets them", name));
    else if (traces != nullptr)
      out.traces = read_traces(*traces, honeycomb ? name : name + ".traces", type->text, i);
    out.reporters.push_back({type->text, document::to_json(entry).as_object()});
  }
}

}  // namespace rampart::script
