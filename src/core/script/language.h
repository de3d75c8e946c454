// The script language, described once: which keys each mapping has, what they may hold, and what they mean. The checker
// (check_keys.h) and the JSON Schema for editors (schema.h) both read this, so that they can't disagree.
//
// To add a key, add one line to its table in a language_*.cpp. Source of the keys: reference
// artillery.md §1 (config, phases, payload, scenarios), §2 (requests), §7 (plugins).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace rampart::script::language {

/// A mapping of the language.
enum class Part {
  script,
  config,
  http,
  cookie_jar,
  tracing,
  http_defaults,
  think_defaults,
  tls,
  phase,
  payload,
  payload_options,
  plugins,
  expect_plugin,
  endpoint_plugin,
  ensure,
  condition,
  apdex,
  slack,
  prometheus_reporter,
  statsd_reporter,
  datadog_reporter,
  datadog_event,
  cloudwatch_reporter,
  newrelic_reporter,
  newrelic_event,
  splunk_reporter,
  splunk_event,
  dynatrace_reporter,
  dynatrace_event,
  mixpanel_reporter,
  honeycomb_reporter,
  open_telemetry_reporter,
  otel_metrics,
  otel_traces,
  vendor_traces,
  datadog_traces,
  cloudwatch_traces,
  smart_sampling,
  span_name,
  scenario,
  section,
  step,
  loop,
  emit,
  request,
  form_part,
  auth,
  capture,
  match,
  expectation
};

/// One shape a value may have.
struct Shape {
  enum class Kind { text, number, count, flag, duration, null, anything, mapping, map, list };
  Kind kind = Kind::anything;
  std::vector<std::string_view> allowed;  ///< text: only these; empty = any.
  Part part = Part::script;               ///< mapping: the keys it has.
  std::vector<Shape> of;                  ///< map and list: shapes of what is in it.
};

/// The shapes a value may have; the first is the usual one.
using Value = std::vector<Shape>;

Value operator|(Value left, const Value& right);
Value text();
Value number();    ///< Or text that is one, as everywhere in Artillery.
Value count();     ///< A whole number that isn't negative, or such text.
Value flag();      ///< true, false, or such text.
Value duration();  ///< Whole seconds, or text as npm's `ms` takes it.
Value null();
Value anything();
Value scalar();  ///< Text, a number, true or false.
Value one_of(std::vector<std::string_view> words);
Value mapping(Part part);
Value map_of(const Value& value);  ///< Any keys, each with such a value.
Value list_of(const Value& value);
Value one_or_more(const Value& value);  ///< Such a value, or a list of them.

enum class Support {
  works,
  required,         ///< Works, and must be there.
  idle,             ///< Accepted and without effect; `note` says why.
  refused,          ///< A script that has it isn't run.
  refused_if_true,  ///< The same, but a value such as false or 0 is what happens anyway.
};

struct Key {
  std::string_view name;
  Value value;
  std::string_view otherwise;  ///< What holds when the key is left out; empty when nothing does.
  std::string_view meaning;    ///< A sentence.
  Support support = Support::works;
  std::string_view note = {};  ///< idle: why. refused: what it is, where the key doesn't say (`"x" (JavaScript)`).
};

struct Mapping {
  std::string_view name;     ///< As the schema calls it.
  std::string_view meaning;  ///< A sentence.
  std::vector<Key> keys = {};
  bool open = false;                               ///< Other keys mean something too (names of plugins).
  bool single = false;                             ///< Exactly one key.
  std::vector<std::string_view> one_needed = {};   ///< At least one of these must be there.
  std::vector<std::string_view> one_at_most = {};  ///< No two of these together.

  [[nodiscard]] const Key* find(std::string_view key) const;
  /// For "did you mean": first what works, then the rest.
  [[nodiscard]] std::vector<std::string_view> key_names() const;
  /// Those that a script may use.
  [[nodiscard]] std::vector<std::string_view> working_names() const;
};

/// Lives as long as the program. Any thread.
const Mapping& mapping_of(Part part);
const std::vector<Part>& all_parts();

}  // namespace rampart::script::language
