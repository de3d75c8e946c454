#include "advice/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace rampart::advice {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ' || text.back() == '"')) text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '"')) text.remove_prefix(1);
  return text;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "2014-05-14 01:14:00", "2014-05-14T01:14:00.5Z", "1400030040".
std::optional<Instant> instant_in(std::string_view text) {
  if (const auto unix = number_in<double>(text)) return instant_from_unix_seconds(*unix);
  if (text.ends_with('Z')) text.remove_suffix(1);
  if (text.size() < 16 || text[4] != '-' || text[7] != '-' || text[13] != ':') return std::nullopt;
  const auto year = number_in<int>(text.substr(0, 4));
  const auto month = number_in<unsigned>(text.substr(5, 2)), day = number_in<unsigned>(text.substr(8, 2));
  const auto hour = number_in<int>(text.substr(11, 2)), minute = number_in<int>(text.substr(14, 2));
  const auto second = text.size() >= 19 ? number_in<double>(text.substr(17)) : std::optional(0.0);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second >= 61) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return instant_from_unix_seconds(static_cast<double>(days) * 86400 + *hour * 3600 + *minute * 60 + *second);
}

TraceUnit unit_named(std::string_view column) {
  if (column == "rate" || column == "rps" || column == "requests_per_second") return TraceUnit::rate;
  if (column == "requests" || column == "count") return TraceUnit::requests;
  return TraceUnit::metric;
}

Duration usual_step(const std::vector<Sample>& samples) {
  std::map<Duration, int> seen;
  for (std::size_t i = 1; i < samples.size(); ++i) ++seen[samples[i].at - samples[i - 1].at];
  return std::max_element(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace

double Trace::rate(std::size_t i) const {
  return unit == TraceUnit::requests ? samples[i].value / seconds(step) : samples[i].value;
}

Result<Trace> parse_trace(std::string_view text, const std::string& file) {
  Trace out;
  out.file = file;
  int line = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view row = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
    if (row.empty()) continue;
    const auto comma = row.find(',');
    if (comma == std::string_view::npos) return invalid("a line is \"time,value\"; here is no comma", {file, line, 0});
    const auto at = instant_in(trimmed(row.substr(0, comma)));
    const auto value = number_in<double>(trimmed(row.substr(comma + 1)));
    if (line == 1 && !value) {
      out.unit = unit_named(trimmed(row.substr(comma + 1)));
      continue;
    }
    if (!at) return invalid("the time is neither ISO 8601 nor Unix seconds", {file, line, 0});
    if (!value || !(*value >= 0 && *value < 1e300)) return invalid("the value is no number from 0", {file, line, 0});
    // A repeated hour at the end of summer time is in many exports: the later reading stands.
    if (!out.samples.empty() && *at == out.samples.back().at) {
      out.samples.back().value = *value;
      continue;
    }
    if (!out.samples.empty() && *at < out.samples.back().at)
      return invalid("times must ascend; sort the file", {file, line, 0});
    out.samples.push_back({*at, *value});
  }
  if (out.samples.size() < 2) return invalid("a trace needs at least two samples", {file, 0, 0});
  out.step = usual_step(out.samples);
  return out;
}

}  // namespace rampart::advice
