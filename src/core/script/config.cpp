#include "core/script/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "core/script/check_keys.h"
#include "core/script/ensure.h"
#include "core/script/fake_data_plugin.h"
#include "core/script/fields.h"
#include "core/script/hooks.h"
#include "core/script/http_options.h"
#include "core/script/payload.h"
#include "core/script/phases.h"
#include "core/script/tls.h"

namespace rampart::script {
namespace {

using document::Node;

/// A mapping's member that is there and isn't null.
const Node* member(const Node* mapping, std::string_view key) {
  const Node* node = mapping == nullptr ? nullptr : mapping->find(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

class HttpReading {
 public:
  HttpReading(const Node& config, const LoadOptions& options, Config& out, Warnings& warnings)
      : config_(config), options_(options), out_(out), warnings_(warnings), http_(member(&config, "http")) {}

  void read() {
    if (http_ != nullptr) {
      expect_mapping(*http_, "config.http");
      check_keys(*http_, "config.http", language::Part::http, warnings_);
      if (const Node* cookies = member(http_, "cookieJarOptions"))
        out_.cookie_rules = read_cookie_rules(*cookies, "config.http.cookieJarOptions", warnings_);
      if (const Node* tracing = member(http_, "distributedTracing"))
        out_.tracing = read_tracing(*tracing, "config.http.distributedTracing", warnings_);
      if (const Node* pool = member(http_, "pool")) out_.pool = read_count(*pool, "config.http.pool");
      if (const Node* more = member(http_, "extendedMetrics"))
        out_.extended_metrics = read_flag(*more, "config.http.extendedMetrics");
    }
    if (options_.process_environment.contains("ARTILLERY_EXTENDED_HTTP_METRICS")) out_.extended_metrics = true;
    read_timeout();
    if (const Node* tls = member(&config_, "tls")) out_.tls = read_tls(*tls, "config.tls", warnings_);
    if (const Node* ws = member(&config_, "ws")) add_tls_of_ws(*ws, out_.tls);
    read_defaults();
  }

 private:
  /// config.timeout, else http.timeout, else 10 seconds; 0 counts as not written.
  void read_timeout() {
    const std::pair<const Node*, const char*> places[] = {{member(&config_, "timeout"), "config.timeout"},
                                                          {member(http_, "timeout"), "config.http.timeout"}};
    for (const auto& [node, name] : places) {
      if (node == nullptr) continue;
      const double timeout = read_number(*node, name);
      if (timeout < 0) refuse_value(name, "a number of seconds, more than 0", *node);
      if (timeout == 0) continue;
      out_.timeout = std::min(from_seconds(timeout), longest_duration);
      return;
    }
  }

  /// http.defaults.X where it is written, else defaults.X; the two are never merged.
  void read_defaults() {
    const Node* newer = member(http_, "defaults");
    const Node* older = member(&config_, "defaults");
    for (const auto& [node, name] : {std::pair(newer, "config.http.defaults"), std::pair(older, "config.defaults")}) {
      if (node == nullptr) continue;
      check_keys(expect_mapping(*node, name), name, language::Part::http_defaults, warnings_);
    }
    const auto pick = [&](std::string_view key) {
      const Node* node = member(newer, key);
      return node != nullptr ? node : member(older, key);
    };
    read_default_headers(pick("headers"));
    if (const Node* cookie = pick("cookie"))
      out_.default_cookies = read_cookies(*cookie, "config.http.defaults.cookie");
    if (const Node* strict = pick("strictCapture"))
      out_.strict_capture = read_flag(*strict, "config.http.defaults.strictCapture");
    const Node* think = pick("think");
    if (think != nullptr)
      check_keys(expect_mapping(*think, "config.http.defaults.think"), "config.http.defaults.think",
                 language::Part::think_defaults, warnings_);
    if (const Node* jitter = member(think, "jitter"))
      read_jitter(*jitter, "config.http.defaults.think.jitter", out_.think_jitter_ms, out_.think_jitter_percent);
    if (const Node* jitter = member(member(older, "think"), "jitter"))
      read_jitter(*jitter, "config.defaults.think.jitter", out_.talk_think_jitter_ms, out_.talk_think_jitter_percent);
  }

  void read_default_headers(const Node* headers) {
    if (headers == nullptr) {
      out_.default_headers.push_back({"user-agent", Template(artillery_user_agent)});
      return;
    }
    out_.default_headers = read_headers(*headers, "config.http.defaults.headers");
    const bool named = std::any_of(out_.default_headers.begin(), out_.default_headers.end(),
                                   [](const Header& h) { return h.name == "user-agent"; });
    if (!named) out_.default_headers.push_back({"user-agent", Template(library_user_agent)});
  }

  const Node& config_;
  const LoadOptions& options_;
  Config& out_;
  Warnings& warnings_;
  const Node* http_;
};

void refuse_engines(const Node& config) {
  if (const Node* engines = member(&config, "engines"); engines != nullptr && !engines->members.empty())
    refuse_unsupported(fmt::format("The engine \"{}\"", engines->members.front().first),
                       engines->members.front().second.key_place());
}

}  // namespace

void read_jitter(const Node& jitter, std::string_view name, std::optional<double>& ms, std::optional<double>& percent) {
  Node number = jitter;
  const bool is_percent = jitter.is_text() && jitter.text.ends_with('%');
  if (is_percent) number.text.pop_back();
  const auto value = number_of(number);
  if (!value || *value < 0) refuse_value(name, "a number of milliseconds, or text such as \"20%\"", jitter);
  (is_percent ? percent : ms) = *value;
}

std::vector<Header> read_headers(const Node& headers, const std::string& name) {
  std::vector<Header> out;
  for (const auto& [key, value] : expect_mapping(headers, name).members) {
    if (value.is_null()) continue;
    if (key.empty() || key.find_first_of(" \t\r\n:") != std::string::npos)
      refuse(fmt::format("\"{}\" in {} can't be the name of a header", key, name), value.key_place());
    const std::string low = lowered(key);
    Template made = read_template(value, name_in(name, key));
    const auto same = std::find_if(out.begin(), out.end(), [&](const Header& h) { return h.name == low; });
    if (same != out.end())
      same->value = std::move(made);
    else
      out.push_back({low, std::move(made)});
  }
  return out;
}

std::vector<std::pair<std::string, Template>> read_cookies(const Node& cookies, const std::string& name) {
  std::vector<std::pair<std::string, Template>> out;
  for (const auto& [key, value] : expect_mapping(cookies, name).members)
    out.emplace_back(key, read_template(value, name_in(name, key)));
  return out;
}

ConfigReading read_config(const Node& config, const LoadOptions& options, const ReadFile& read_file,
                          Warnings& warnings) {
  ConfigReading out;
  check_keys(config, "config", language::Part::config, warnings);
  refuse_engines(config);
  out.config.target = config.find("target")->text;
  out.config.test_environment = options.environment.value_or("");
  out.config.processor = read_processor(config, options, read_file, warnings);
  bool poisson = false;
  if (const Node* mode = member(&config, "mode")) poisson = read_mode(*mode, "config.mode");
  out.plugins = read_plugins(member(&config, "plugins"), out.config, warnings);
  if (!out.config.processor && !out.config.user_plugins.empty())
    out.config.processor = Processor{{}, {}, out.config.user_plugins.front().place};
  read_apdex(config, out.config, warnings);
  read_fake_data(config, out.config, warnings);
  if (options.process_environment.contains("ARTILLERY_DISABLE_ENSURE"))
    out.config.apdex_score_shown = false;
  else
    out.config.ensure = read_ensure(config, warnings);
  HttpReading(config, options, out.config, warnings).read();
  if (const Node* variables = member(&config, "variables"))
    for (const auto& [name, value] : expect_mapping(*variables, "config.variables").members)
      out.config.variables.emplace_back(name, document::to_json(value));
  out.config.phases = read_phases(member(&config, "phases"), options.solo, poisson, warnings);
  PayloadReading payload = read_payloads(member(&config, "payload"), options, read_file, warnings);
  out.config.payloads = std::move(payload.payloads);
  out.lists = std::move(payload.lists);
  return out;
}

}  // namespace rampart::script
