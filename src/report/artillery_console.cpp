#include "report/artillery_console.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "report/artillery_number.h"

namespace rampart::report {
namespace {

/// When the slots of a window's last second have surely come.
constexpr Duration grace = std::chrono::seconds(2);

std::string painted(std::string_view text, const char* colour, const ConsoleStyle& style) {
  return style.colour ? fmt::format("\x1b[{}m{}\x1b[39m", colour, text) : std::string(text);
}
std::string green(std::string_view text, const ConsoleStyle& style) { return painted(text, "32", style); }
std::string grey(std::string_view text, const ConsoleStyle& style) { return painted(text, "90", style); }

/// "08:01:24(+0000)"
std::string clock_text(Instant at, const ConsoleStyle& style) {
  const auto local = at.time_since_epoch() + std::chrono::minutes(style.utc_offset_minutes);
  const auto in_day = std::chrono::duration_cast<std::chrono::seconds>(
      floor_to(Instant(local), std::chrono::seconds(1)) - floor_to(Instant(local), std::chrono::hours(24)));
  const long long s = in_day.count();
  const int offset = std::abs(style.utc_offset_minutes);
  return fmt::format("{:02}:{:02}:{:02}({}{:02}{:02})", s / 3600, s / 60 % 60, s % 60,
                     style.utc_offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

std::string padded(const std::string& label, const std::string& value, const ConsoleStyle& style) {
  const auto width = static_cast<std::size_t>(std::clamp(style.width, 50, 79));
  const std::string shown = label.size() > width ? label.substr(0, width - 3) + "..." : label;
  return fmt::format("{} {} {}\n", shown, grey(std::string(width - shown.size(), '.'), style), value);
}

std::string summary_lines(const stats::Histogram& h, const ConsoleStyle& style) {
  const auto line = [&](const char* label, double ms) { return padded(label, number_text(ms), style); };
  return line("  min:", to_artillery_ms(static_cast<double>(h.min()))) +
         line("  max:", to_artillery_ms(static_cast<double>(h.max()))) + line("  mean:", to_artillery_ms(h.mean())) +
         line("  median:", quantile_ms(h, 0.5)) + line("  p95:", quantile_ms(h, 0.95)) +
         line("  p99:", quantile_ms(h, 0.99));
}

bool hidden(const std::string& name, const ConsoleStyle& style) {
  return !style.show_endpoint_metrics && name.find(style.endpoint_namespace) != std::string::npos;
}

std::string metrics_text(const MetricSet& metrics, const ConsoleStyle& style) {
  if (metrics.empty()) return "No measurements recorded during this period\n";
  std::set<std::string> names;
  for (const auto& [name, value] : metrics.counters) names.insert(name);
  for (const auto& [name, value] : metrics.summaries) names.insert(name);
  for (const auto& [name, value] : metrics.rates) names.insert(name);
  std::string text;
  for (const std::string& name : names) {
    if (hidden(name, style)) continue;
    if (const auto c = metrics.counters.find(name); c != metrics.counters.end())
      text += padded(name + ":", std::to_string(c->second), style);
    if (const auto s = metrics.summaries.find(name); s != metrics.summaries.end())
      text += name + ":\n" + summary_lines(s->second, style);
    if (const auto r = metrics.rates.find(name); r != metrics.rates.end())
      text += padded(name + ":", std::to_string(r->second) + "/sec", style);
  }
  return text;
}

std::string underlined(const std::string& title, const std::string& after = {}) {
  const std::string line(title.size(), '-');
  return line + "\n" + title + after + "\n" + line + "\n\n";
}

template <class Phase>
std::string phase_text(const char* what, const Phase& phase, Instant at, const ConsoleStyle& style) {
  const bool whole =
      !phase.duration_text.empty() && phase.duration_text.find_first_not_of("0123456789.") == std::string::npos;
  return fmt::format("Phase {}: {} (index: {}, duration: {}{}) {}\n\n", what,
                     green(phase.name.empty() ? "unnamed" : phase.name, style), phase.index, phase.duration_text,
                     whole ? "s" : "", clock_text(at, style));
}

/// One latency block of ours: "  p95: ..... 12.1 ms".
std::string latency_block(const char* title, const stats::Histogram& h, bool with_middle, const ConsoleStyle& style) {
  if (h.empty()) return fmt::format("{}\n  nothing was measured\n", title);
  const auto line = [&](const char* label, double us) {
    return padded(label, number_text(to_artillery_ms(us)) + " ms", style);
  };
  std::string text = fmt::format("{}\n", title);
  if (with_middle) {
    text += line("  min:", static_cast<double>(h.min())) + line("  median:", h.quantile(0.5));
    text += line("  p95:", h.quantile(0.95));
  } else {
    text += line("  p50:", h.quantile(0.5));
  }
  return text + line("  p99:", h.quantile(0.99)) + line("  max:", static_cast<double>(h.max()));
}

}  // namespace

std::string test_run_id_text(const std::string& id) { return fmt::format("Test run id: {}\n", id); }

std::string phase_started_text(const ledger::PhaseStarted& phase, Instant at, const ConsoleStyle& style) {
  return phase_text("started", phase, at, style);
}

std::string phase_completed_text(const ledger::PhaseCompleted& phase, Instant at, const ConsoleStyle& style) {
  return phase_text("completed", phase, at, style);
}

std::string window_text(const MetricSet& metrics, Instant window_end, const ConsoleStyle& style) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(metrics.last_at() - metrics.first_at()).count();
  const std::string width = fmt::format("(width: {}s)", static_cast<double>(ms) / 1000);
  return underlined("Metrics for period to: " + clock_text(window_end, style), " " + grey(width, style)) +
         metrics_text(metrics, style) + "\n\n";
}

std::string duration_text(Duration d) {
  const auto total = std::max<long long>(0, std::chrono::duration_cast<std::chrono::seconds>(d).count());
  const auto part = [](long long n, const char* unit) { return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s"); };
  const long long days = total / 86400;
  const long long hours = total / 3600 % 24;
  const long long minutes = total / 60 % 60;
  std::string text;
  if (days > 0) text += part(days, "day") + ", ";
  if (days > 0 || hours > 0) text += part(hours, "hour") + ", ";
  if (days > 0 || hours > 0 || minutes > 0) text += part(minutes, "minute") + ", ";
  return text + part(total % 60, "second");
}

std::string all_finished_text(Duration total) {
  return fmt::format("All VUs finished. Total time: {}\n\n", duration_text(total));
}

std::string summary_text(const MetricSet& total, Instant at, const ConsoleStyle& style) {
  return underlined("Summary report @ " + clock_text(at, style)) + metrics_text(total, style);
}

std::string log_file_text(const std::string& path) { return fmt::format("Log file: {}\n", path); }

std::string rampart_text(const RunSummary& load, const Validity& validity, const GeneratorUse& use,
                         const ConsoleStyle& style) {
  const LoadSecond& total = load.total_load();
  std::string text = "\n-------\nRampart\n-------\n\n";
  text += latency_block("Latency from the instant each request was due:", total.felt, true, style);
  text += latency_block("Latency from the instant it was sent:", total.service, true, style);
  text += latency_block("Arrivals late by:", total.lateness, false, style);
  const MetricSet metrics = load.total();
  const std::pair<const char*, const char*> phases[] = {{"http.dns", "Finding the host's address:"},
                                                        {"http.tcp", "Connecting:"},
                                                        {"http.tls", "TLS handshake:"},
                                                        {"http.total", "From asking to the end of the answer:"}};
  for (const auto& [name, title] : phases)
    if (const auto found = metrics.summaries.find(name); found != metrics.summaries.end())
      text += latency_block(title, found->second, false, style);
  text += generator_text(use);
  const char* colour = validity.grade == ValidityGrade::valid     ? "32"
                       : validity.grade == ValidityGrade::suspect ? "33"
                                                                  : "31";
  text += fmt::format("This run is {}", painted(name_of(validity.grade), colour, style));
  if (validity.reasons.empty()) return text + ": the load was sent as the script asks for it.\n";
  text += ":\n";
  for (const std::string& reason : validity.reasons) text += "  " + reason + "\n";
  return text;
}

std::string ArtilleryConsole::add(const ledger::Recorded& recorded) {
  summary_.add(recorded);
  if (const auto* e = std::get_if<ledger::RunStarted>(&recorded.event)) return test_run_id_text(e->test_run_id);
  if (const auto* e = std::get_if<ledger::PhaseStarted>(&recorded.event))
    return phase_started_text(*e, recorded.at, style_);
  if (const auto* e = std::get_if<ledger::PhaseCompleted>(&recorded.event))
    return phase_completed_text(*e, recorded.at, style_);
  return {};
}

std::string ArtilleryConsole::advance(Instant now) { return print_windows_before(now - grace); }

std::string ArtilleryConsole::finish(Instant now, const std::string& log_file) {
  std::string text = print_windows_before(Instant::max());
  const MetricSet total = summary_.total();
  if (!total.empty()) text += all_finished_text(now - total.first_at());
  text += summary_text(total, now, style_);
  if (!log_file.empty()) text += log_file_text(log_file);
  return text;
}

std::string ArtilleryConsole::print_windows_before(Instant limit) {
  std::string text;
  for (const Instant start : summary_.window_starts()) {
    if (start < printed_until_ || start + artillery_window > limit) continue;
    text += window_text(summary_.window(start), start + artillery_window, style_);
    printed_until_ = start + artillery_window;
  }
  return text;
}

}  // namespace rampart::report
