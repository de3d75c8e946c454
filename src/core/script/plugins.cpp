#include "core/script/plugins.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/check_keys.h"
#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> formatters = {"pretty", "json", "prettyError", "silent"};

bool flag(const Node& options, std::string_view key, const std::string& name, bool otherwise) {
  const Node* node = options.find(key);
  return node == nullptr || node->is_null() ? otherwise : read_flag(*node, name_in(name, key));
}

void read_expect(const Node& options, Config& out, PluginOptions& plugin_options, Warnings& warnings) {
  const std::string name = "config.plugins.expect";
  out.expect_plugin = true;
  if (!options.is_mapping()) return;
  check_keys(options, name, language::Part::expect_plugin, warnings);
  out.expect_failures_as_errors = flag(options, "reportFailuresAsErrors", name, false);
  plugin_options.expect_default_200 = flag(options, "expectDefault200", name, false);
  for (const char* key : {"outputFormat", "formatter"}) {
    const Node* formatter = options.find(key);
    if (formatter == nullptr || formatter->is_null()) continue;
    out.expect_formatter = read_text(*formatter, name_in(name, key));
    if (std::find(formatters.begin(), formatters.end(), out.expect_formatter) == formatters.end())
      refuse_unknown("formatter", out.expect_formatter, formatters, formatter->place());
  }
}

/// Once the script configures the plugin, only its own options apply: nothing is suppressed or stripped by default.
void read_endpoint_metrics(const Node& options, Config& out, PluginOptions& plugin_options, Warnings& warnings) {
  const std::string name = "config.plugins.metrics-by-endpoint";
  plugin_options.strip_query = false;
  out.endpoint_metrics_shown = true;
  if (!options.is_mapping()) return;
  check_keys(options, name, language::Part::endpoint_plugin, warnings);
  out.endpoint_metrics_shown = !flag(options, "suppressOutput", name, false);
  plugin_options.strip_query = flag(options, "stripQueryString", name, false);
  plugin_options.only_request_names = flag(options, "useOnlyRequestNames", name, false);
  if (flag(options, "ignoreUnnamedRequests", name, false))
    refuse_unsupported(fmt::format("\"{}.ignoreUnnamedRequests\"", name),
                       options.find("ignoreUnnamedRequests")->key_place());
  if (!flag(options, "groupDynamicURLs", name, true))
    refuse_unsupported(fmt::format("\"{}.groupDynamicURLs: false\"", name),
                       options.find("groupDynamicURLs")->key_place());
  if (const Node* space = options.find("metricsNamespace");
      is_truthy(space) && space->text != "plugins.metrics-by-endpoint")
    refuse_unsupported(fmt::format("\"{}.metricsNamespace\"", name), space->key_place());
}

}  // namespace

PluginOptions read_plugins(const Node* plugins, Config& out, Warnings& warnings) {
  PluginOptions options;
  if (plugins == nullptr || plugins->is_null()) return options;
  const auto known = language::mapping_of(language::Part::plugins).working_names();
  for (const auto& [name, value] : expect_mapping(*plugins, "config.plugins").members) {
    if (!value.is_mapping() && !value.is_null() && !value.is_bool())
      refuse_value(name_in("config.plugins", name), "a mapping of options, or {}", value);
    if (name == "expect")
      read_expect(value, out, options, warnings);
    else if (name == "metrics-by-endpoint")
      read_endpoint_metrics(value, out, options, warnings);
    else if (name != "ensure")
      refuse_unsupported(fmt::format("The plugin \"{}\"{}", name, did_you_mean(name, known)), value.key_place());
  }
  return options;
}

}  // namespace rampart::script
