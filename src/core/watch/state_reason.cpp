#include "core/watch/state_reason.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace rampart::watch {
namespace {

constexpr std::size_t listed_at_most = 5;

std::string day_and_time(Instant t) {
  const auto iso = iso8601(t);  // 2026-09-14T05:42:30.000Z
  return fmt::format("{}/{}/{} {}", iso.substr(8, 2), iso.substr(5, 2), iso.substr(2, 2), iso.substr(11, 8));
}

std::string data_time(Instant t) {
  auto text = iso8601(t);
  text.pop_back();
  return text + "+0000";
}

std::string_view phrase(Comparison c) {
  switch (c) {
    case Comparison::greater_or_equal:
      return "greater than or equal to";
    case Comparison::greater:
      return "greater than";
    case Comparison::less:
      return "less than";
    case Comparison::less_or_equal:
      return "less than or equal to";
  }
  return "greater than";
}

std::string datapoints(std::size_t n) { return fmt::format("{} datapoint{}", n, n == 1 ? "" : "s"); }
std::string_view was(std::size_t n) { return n == 1 ? "was" : "were"; }

std::string missing_treated(int filled, AlarmState state) {
  return fmt::format("{} missing datapoint{} {} treated as [{}]", filled, filled == 1 ? "" : "s",
                     was(static_cast<std::size_t>(filled)), state == AlarmState::alarm ? "Breaching" : "NonBreaching");
}

std::string list(std::span<const RangePoint> range, std::span<const std::size_t> which) {
  std::string text = "[";
  for (std::size_t i = 0; i < which.size() && i < listed_at_most; ++i) {
    const auto& point = range[which[i]];
    fmt::format_to(std::back_inserter(text), "{}{} ({})", i == 0 ? "" : ", ", number_text(*point.value),
                   day_and_time(point.start));
  }
  return text + "]";
}

/// "2 out of the last 3 datapoints [100.0 (…), …] were greater than the threshold (50.0)"
std::string crossed(const AlarmSpec& spec, std::span<const RangePoint> range, std::span<const std::size_t> which,
                    bool alarm) {
  const auto n = which.size();
  const auto counted = spec.datapoints_to_alarm > 0
                           ? fmt::format("{} out of the last {} datapoints", n, spec.evaluation_periods)
                           : datapoints(n);
  const auto compared = fmt::format("{} {}{} the threshold ({})", was(n), alarm ? "" : "not ", phrase(spec.comparison),
                                    number_text(spec.threshold));
  if (n < listed_at_most) return fmt::format("{} {} {}", counted, list(range, which), compared);
  return fmt::format("{} {}. The most recent datapoints which crossed the threshold: {}", counted, compared,
                     list(range, which));
}

std::string minimum(const AlarmSpec& spec, bool alarm) {
  if (spec.datapoints_to_alarm <= 0) return {};
  const auto m = alarm ? spec.datapoints_to_alarm : spec.evaluation_periods - spec.datapoints_to_alarm + 1;
  return fmt::format(" (minimum {} for {} transition)", datapoints(static_cast<std::size_t>(m)),
                     alarm ? "OK -> ALARM" : "ALARM -> OK");
}

bool was_filled(const AlarmSpec& spec, const Evaluation& e) {
  if (e.filled == 0) return false;
  return e.state == AlarmState::alarm ? spec.treat_missing_data == MissingData::breaching
                                      : spec.treat_missing_data == MissingData::not_breaching;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::string number_text(double value) {
  if (value == 0) return "0.0";
  const double size = std::fabs(value);
  std::array<char, 64> buffer{};
  const bool plain = size >= 1e-3 && size < 1e7;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string text(buffer.data(), end.ptr);
  if (plain) return text.find('.') == std::string::npos ? text + ".0" : text;
  const auto e = text.find('e');
  auto mantissa = text.substr(0, e);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  int exponent = 0;
  const auto* digits = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(digits, text.data() + text.size(), exponent);
  return fmt::format("{}E{}", mantissa, exponent);
}

std::string describe_reason(const AlarmSpec& spec, const Evaluation& e, std::span<const RangePoint> range) {
  if (e.state == AlarmState::insufficient_data)
    return fmt::format("Insufficient Data: {} {} unknown.", datapoints(static_cast<std::size_t>(e.filled)),
                       was(static_cast<std::size_t>(e.filled)));
  const bool alarm = e.state == AlarmState::alarm;
  const bool filled = was_filled(spec, e);
  const auto periods = [](int n) { return fmt::format("{} period{}", n, n == 1 ? "" : "s"); };
  if (e.used.empty())
    return fmt::format("Threshold Crossed: no datapoints were received for {} and {}.",
                       periods(spec.evaluation_periods), missing_treated(e.filled, e.state));
  if (filled && spec.datapoints_to_alarm <= 0)
    return fmt::format("Threshold Crossed: {} {} received for {} and {}.", datapoints(e.used.size()),
                       was(e.used.size()), periods(spec.evaluation_periods), missing_treated(e.filled, e.state));
  std::vector<std::size_t> which;
  std::copy_if(e.used.begin(), e.used.end(), std::back_inserter(which),
               [&](std::size_t i) { return breaches(spec, *range[i].value) == alarm; });
  // Only fills can have decided: `- - X - -` with notBreaching is OK although the one real point breaches.
  if (which.empty())
    return fmt::format("Threshold Crossed: {}{}.", missing_treated(e.filled, e.state), minimum(spec, alarm));
  return fmt::format("Threshold Crossed: {}{}{}.", crossed(spec, range, which, alarm),
                     filled ? " and " + missing_treated(e.filled, e.state) : "", minimum(spec, alarm));
}

std::string reason_data(const AlarmSpec& spec, const Evaluation& e, std::span<const RangePoint> range,
                        Instant query_date) {
  auto text = fmt::format(R"({{"version":"1.0","queryDate":"{}")", data_time(query_date));
  auto out = std::back_inserter(text);
  if (!e.used.empty()) fmt::format_to(out, R"(,"startDate":"{}")", data_time(range[e.used.back()].start));
  if (!spec.unit.empty()) fmt::format_to(out, R"(,"unit":{})", json_string(spec.unit));
  // Metric math has statistics within, none of its own.
  if (!spec.extended_statistic.empty())
    fmt::format_to(out, R"(,"statistic":{})", json_string(spec.extended_statistic));
  else if (spec.metrics.empty())
    fmt::format_to(out, R"(,"statistic":"{}")", name_of(spec.statistic));
  fmt::format_to(out, R"(,"period":{},"recentDatapoints":[)",
                 std::chrono::duration_cast<std::chrono::seconds>(spec.period).count());
  for (auto i = e.used.rbegin(); i != e.used.rend(); ++i)
    fmt::format_to(out, "{}{}", i == e.used.rbegin() ? "" : ",", number_text(*range[*i].value));
  fmt::format_to(out, R"(],"threshold":{},"evaluatedDatapoints":[)", number_text(spec.threshold));
  // CloudWatch lists what it went by; where that is nothing, the periods it looked for.
  bool first = true;
  const auto separator = [&] { return std::exchange(first, false) ? "" : ","; };
  for (const auto i : e.used)
    fmt::format_to(out, R"({}{{"timestamp":"{}","sampleCount":{},"value":{}}})", separator(), data_time(range[i].start),
                   number_text(range[i].sample_count), number_text(*range[i].value));
  if (e.used.empty())
    for (std::size_t i = 0; i < range.size() && i < static_cast<std::size_t>(spec.evaluation_periods); ++i)
      fmt::format_to(out, R"({}{{"timestamp":"{}"}})", separator(), data_time(range[i].start));
  return text + "]}";
}

}  // namespace rampart::watch
