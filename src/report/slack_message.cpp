#include "report/slack_message.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

namespace rampart::report {
namespace {

using boost::json::array;
using boost::json::object;

object markdown(const std::string& text) { return {{"type", "mrkdwn"}, {"text", text}}; }

std::string errors_text(const MetricSet& total) {
  std::string out;
  const std::string mark = "errors.";
  for (const auto& [name, count] : total.counters)
    if (name.starts_with(mark))
      out += fmt::format("{} ◌ {}:  {}", out.empty() ? "" : "\n", name.substr(mark.size()), count);
  return out.empty() ? "0" : out;
}

/// "ok: x" and "fail: x (optional)" as Slack shows them.
std::string check_line(const std::string& line) {
  if (line.starts_with("ok: ")) return fmt::format(":white_check_mark: `{}`", line.substr(4));
  std::string text = line.substr(6);
  const std::string optional = " (optional)";
  if (!text.ends_with(optional)) return fmt::format(":x: `{}`", text);
  text.resize(text.size() - optional.size());
  return fmt::format(":x: `{}` (optional) ", text);
}

}  // namespace

std::string slack_duration(Duration d) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  if (ms < 1000) return fmt::format("{} miliseconds", ms);  // spelt as Artillery spells it
  const long whole = ms / 1000;
  const std::pair<const char*, long> parts[] = {{"day", whole / 86400},
                                                {"hour", whole / 3600 % 24},
                                                {"minute", whole / 60 % 60},
                                                {"second", whole % 60 + (ms % 1000 > 0 ? 1 : 0)}};
  std::vector<std::string> said;
  for (const auto& [name, count] : parts)
    if (count > 0) said.push_back(fmt::format("{} {}{}", count, name, count == 1 ? "" : "s"));
  std::string out;
  for (std::size_t i = 0; i < said.size(); ++i) out += (i == 0 ? "" : i + 1 == said.size() ? " and " : ", ") + said[i];
  return out;
}

std::string slack_message(const MetricSet& total, const EnsureOutcome& ensured, int exit_code) {
  const std::string intro = exit_code == 0 ? "🟢 Artillery test run finished" : "🔴 Artillery test run failed";
  const object title{{"type", "text"}, {"text", intro}, {"style", {{"bold", true}}}};
  const object section{{"type", "rich_text_section"}, {"elements", array{title}}};
  const object divider{{"type", "divider"}};
  array blocks;
  blocks.push_back({{"type", "rich_text"}, {"elements", array{section}}});
  blocks.push_back(
      {{"type", "section"}, {"text", markdown("Duration: " + slack_duration(total.last_at() - total.first_at()))}});
  blocks.push_back(divider);
  const std::string users = fmt::format("*{} / {}*\nVUs completed / created", total.counter("vusers.completed"),
                                        total.counter("vusers.created"));
  blocks.push_back(
      {{"type", "section"}, {"fields", array{markdown(users), markdown("*Errors*\n" + errors_text(total))}}});
  blocks.push_back(divider);
  if (!ensured.lines.empty()) {
    std::string checks = fmt::format("*Checks ({} / {})*", ensured.passed, ensured.lines.size());
    for (const std::string& line : ensured.lines) checks += "\n" + check_line(line);
    blocks.push_back({{"type", "section"}, {"fields", array{markdown(checks)}}});
    blocks.push_back(divider);
  }
  return boost::json::serialize(object{{"text", intro}, {"blocks", std::move(blocks)}});
}

}  // namespace rampart::report
