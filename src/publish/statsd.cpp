#include "publish/statsd.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

namespace rampart::publish {

StatsD::StatsD(const std::string& type, const boost::json::object& options, const RunFacts& facts)
    : telegraf_(type == "influxdb-statsd"),
      host_(text_option(options, "host", "127.0.0.1")),
      port_(std::stoi(text_option(options, "port", "8125"))),
      prefix_(text_option(options, "prefix", "artillery.")),
      tags_(list_option(options, "tags")),
      filter_(options, "excluded", Filter::Compare::by_prefix) {
  if (const auto* given = options.if_contains("event"); given != nullptr && given->is_object())
    event_ = given->get_object();
  // An `event` without `send` sends none in Artillery's API, but here `send` is only looked at for "false".
  sends_events_ = !telegraf_ && text_option(event_, "send", "true") != "false";
  const auto started = std::chrono::duration_cast<std::chrono::milliseconds>(facts.started.time_since_epoch()).count();
  title_ = text_option(event_, "title", fmt::format("Artillery.io Test {}", started));
  text_ = text_option(event_, "text", "Target: " + facts.target);
}

std::vector<Message> StatsD::window(const WindowStats& stats, Instant /*now*/) {
  std::vector<Message> out;
  for (const auto& [name, value] : stats.counters)
    if (filter_.lets(name)) out.push_back(metric(name, std::to_string(value), 'c'));
  for (const auto& summary : stats.summaries)
    if (filter_.lets(summary.name))
      for (const auto& [key, value] : summary.values)
        out.push_back(metric(summary.name + "." + key, number_text(value), 'g'));
  for (const auto& [name, value] : stats.rates)
    if (filter_.lets(name)) out.push_back(metric(name, std::to_string(value), 'g'));
  return out;
}

Message StatsD::metric(const std::string& name, const std::string& value, char type) const {
  const std::string tags = fmt::format("{}", fmt::join(tags_, ","));
  if (!telegraf_)
    return Datagram{host_, port_,
                    fmt::format("{}{}:{}|{}{}{}", prefix_, name, value, type, tags.empty() ? "" : "|#", tags)};
  std::string in_name = tags.empty() ? "" : "," + tags;
  std::replace(in_name.begin(), in_name.end(), ':', '=');
  return Datagram{host_, port_, fmt::format("{}{}{}:{}|{}", prefix_, name, in_name, value, type)};
}

std::vector<Message> StatsD::event(const char* what, Instant /*now*/) const {
  if (!sends_events_) return {};
  const std::string title = what + title_;
  std::string bytes = fmt::format("_e{{{},{}}}:{}|{}", title.size(), text_.size(), title, text_);
  const auto add = [&](const char* mark, std::string_view key, std::string_view otherwise) {
    if (const std::string text = text_option(event_, key, otherwise); !text.empty())
      bytes += fmt::format("|{}:{}", mark, text);
  };
  add("k", "aggregationKey", "");
  add("p", "priority", "low");
  add("s", "sourceTypeName", "");
  add("t", "alertType", "info");
  std::vector<std::string> tags = tags_;
  for (const std::string& tag : list_option(event_, "tags")) tags.push_back(tag);
  if (!tags.empty()) bytes += fmt::format("|#{}", fmt::join(tags, ","));
  return {Datagram{host_, port_, std::move(bytes)}};
}

}  // namespace rampart::publish
