#include "core/script/plugins.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/check_keys.h"
#include "core/script/fields.h"
#include "core/script/publish_metrics.h"
#include "core/script/user_plugins.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> formatters = {"pretty", "json", "prettyError", "silent"};

constexpr double default_apdex_threshold_ms = 500;

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
  out.expect_only_request_names = flag(options, "useOnlyRequestNames", name, false);
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
void read_endpoint_metrics(const Node& options, Config& out, Warnings& warnings) {
  const std::string name = "config.plugins.metrics-by-endpoint";
  out.endpoint_naming.strip_query = false;
  out.endpoint_metrics_shown = true;
  if (!options.is_mapping()) return;
  check_keys(options, name, language::Part::endpoint_plugin, warnings);
  out.endpoint_metrics_shown = !flag(options, "suppressOutput", name, false);
  EndpointNaming& naming = out.endpoint_naming;
  naming.strip_query = flag(options, "stripQueryString", name, false);
  naming.only_request_names = flag(options, "useOnlyRequestNames", name, false);
  naming.ignore_unnamed = flag(options, "ignoreUnnamedRequests", name, false);
  naming.group_dynamic = flag(options, "groupDynamicURLs", name, true);
  if (const Node* space = options.find("metricsNamespace"); is_truthy(space))
    out.endpoint_namespace = read_text(*space, name_in(name, "metricsNamespace"));
}

void read_slack(const Node& options, Config& out, Warnings& warnings) {
  const std::string name = "config.plugins.slack";
  const Node* webhook = options.is_mapping() ? options.find("webhookUrl") : nullptr;
  if (!is_truthy(webhook)) refuse(fmt::format("\"{}.webhookUrl\" is required", name), options.key_place());
  check_keys(options, name, language::Part::slack, warnings);
  out.slack_webhook = read_text(*webhook, name + ".webhookUrl");
}

}  // namespace

void read_apdex(const Node& config, Config& out, Warnings& warnings) {
  const Node* own = config.find("apdex");
  const Node* plugins = config.find("plugins");
  const Node* plugin = plugins == nullptr ? nullptr : plugins->find("apdex");
  out.apdex_score_shown = own != nullptr;
  if (own != nullptr && plugin == nullptr)
    warnings.add(own->key_place(), "config.apdex has no effect, because config.plugins has no \"apdex\"");
  if (plugin == nullptr) return;
  for (const auto& [node, name] : {std::pair(plugin, "config.plugins.apdex"), std::pair(own, "config.apdex")}) {
    if (node == nullptr || !node->is_mapping()) continue;
    check_keys(*node, name, language::Part::apdex, warnings);
    if (const Node* threshold = node->find("threshold"); is_truthy(threshold))
      out.apdex_threshold_ms = read_number(*threshold, name_in(name, "threshold"));
  }
}

PluginOptions read_plugins(const Node* plugins, Config& out, Warnings& warnings) {
  PluginOptions options;
  if (plugins == nullptr || plugins->is_null()) return options;
  for (const auto& [name, value] : expect_mapping(*plugins, "config.plugins").members) {
    if (is_user_plugin(name, value)) {
      out.user_plugins.push_back(user_plugin(name, value));
      continue;
    }
    if (name == "publish-metrics") {
      read_reporters(value, out, warnings);
      continue;
    }
    if (name == "http-file-uploads") {
      warnings.add(value.key_place(),
                   "the plugin \"http-file-uploads\" has no effect: files of formData are sent without it");
      continue;
    }
    if (!value.is_mapping() && !value.is_null() && !value.is_bool())
      refuse_value(name_in("config.plugins", name), "a mapping of options, or {}", value);
    if (name == "expect")
      read_expect(value, out, options, warnings);
    else if (name == "metrics-by-endpoint")
      read_endpoint_metrics(value, out, warnings);
    else if (name == "apdex")
      out.apdex_threshold_ms = default_apdex_threshold_ms;
    else if (name == "slack")
      read_slack(value, out, warnings);
  }
  return options;
}

}  // namespace rampart::script
