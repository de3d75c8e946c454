#include "report/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "report/artillery_number.h"
#include "report/validity.h"

namespace rampart::report {
namespace {

/// Seconds that "now" means: one is noise, ten is the past.
constexpr int recent_s = 5;

enum class Colour { plain, bold, dim, green, yellow, red, blue };

constexpr std::array<const char*, 7> codes = {"", "1", "2", "32", "33", "31", "34"};

/// A line that knows how wide it looks: colours and multi-byte characters have no width of their own.
class Line {
 public:
  explicit Line(const TerminalStyle& style) : style_(style), room_(std::max(style.columns, 40)) {}

  /// Adds text, cut where the line is full.
  Line& add(std::string_view text, Colour colour = Colour::plain) {
    std::string shown;
    for (std::size_t i = 0; i < text.size() && room_ > 0;) {
      const auto lead = static_cast<unsigned char>(text[i]);
      const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      const std::string_view character = text.substr(i, size);
      i += character.size();
      // A container's words must not move the cursor.
      if (size == 1 && (lead < 0x20 || lead == 0x7f))
        shown += ' ';
      else
        shown += character;
      --room_;
    }
    if (shown.empty()) return *this;
    if (style_.colour && colour != Colour::plain)
      text_ += fmt::format("\x1b[{}m{}\x1b[0m", codes.at(static_cast<std::size_t>(colour)), shown);
    else
      text_ += shown;
    return *this;
  }
  [[nodiscard]] int room() const { return room_; }
  [[nodiscard]] std::string text() const { return text_; }

 private:
  const TerminalStyle& style_;
  std::string text_;
  int room_;
};

/// The heights of `values` between 0 and `top`, one character each.
std::string sparkline(const std::vector<double>& values, double top, const TerminalStyle& style) {
  static constexpr std::array<const char*, 9> blocks = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static constexpr std::array<const char*, 9> ascii = {" ", ".", ".", ":", "-", "=", "+", "*", "#"};
  std::string out;
  for (const double v : values) {
    const double share = top > 0 ? std::clamp(v / top, 0.0, 1.0) : 0;
    // Something is never drawn as nothing.
    const auto level = static_cast<std::size_t>(v > 0 ? std::max(1.0, std::round(share * 8)) : 0);
    out += style.unicode ? blocks.at(level) : ascii.at(level);
  }
  return out;
}

std::string clock_text(Duration d) {
  const auto s = std::max<long long>(0, std::chrono::duration_cast<std::chrono::seconds>(d).count());
  return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
                   : fmt::format("{}:{:02}", s / 60, s % 60);
}

std::string ms_text(double ms) {
  return ms >= 1000 ? number_text(ms / 1000) + " s" : ms >= 10 ? fmt::format("{:.0f} ms", ms) : number_text(ms) + " ms";
}

/// The last whole seconds before `now`, merged.
LoadSecond recent(const RunView& run, Instant now) {
  LoadSecond sum;
  const Instant end = floor_to(now, std::chrono::seconds(1));
  const auto& all = run.load.seconds();
  for (auto i = all.lower_bound(end - std::chrono::seconds(recent_s + 1)); i != all.end() && i->first < end; ++i)
    sum.merge(i->second);
  return sum;
}

/// One value a column for the last `columns` seconds; a second without a slot is a zero.
template <class Value>
std::vector<double> history(const RunView& run, Instant now, int columns, Value value) {
  std::vector<double> out;
  const auto& all = run.load.seconds();
  for (int back = columns; back >= 1; --back) {
    const auto found = all.find(floor_to(now, std::chrono::seconds(1)) - std::chrono::seconds(back));
    out.push_back(found == all.end() ? 0 : static_cast<double>(value(found->second)));
  }
  return out;
}

double highest_rate(const RunView& run) {
  double most = 0;
  for (const auto& [at, second] : run.load.seconds())
    most = std::max({most, static_cast<double>(second.arrivals_due), static_cast<double>(second.requests_answered)});
  return most;
}

std::string title_line(const RunView& run, Instant now, const TerminalStyle& style) {
  Line line(style);
  line.add(run.started ? run.started->what.name : "run", Colour::bold);
  line.add(fmt::format("  {}", clock_text(now - run.start())));
  for (auto phase = run.phases_started.rbegin(); phase != run.phases_started.rend(); ++phase) {
    const bool over = std::any_of(run.phases_completed.begin(), run.phases_completed.end(),
                                  [&](const auto& done) { return done.what.index == phase->what.index; });
    if (over) continue;
    line.add(fmt::format("  {}", phase->what.name.empty() ? "unnamed phase" : phase->what.name));
    break;
  }
  if (run.started && run.started->what.aws_minute_s != 60)
    line.add(fmt::format("  AWS minute {}", brief(from_seconds(run.started->what.aws_minute_s))), Colour::dim);
  return line.text();
}

template <class Value>
std::string rate_line(const char* label, const RunView& run, Instant now, const TerminalStyle& style, Colour colour,
                      Value value) {
  Line line(style);
  const std::vector<double> last = history(run, now, recent_s, value);
  double sum = 0;
  for (const double v : last) sum += v;
  line.add(fmt::format("{:<9}", label), Colour::dim);
  line.add(fmt::format("{:>7}/s  ", number_text(sum / recent_s)));
  const int columns = std::clamp(line.room(), 0, 60);
  line.add(sparkline(history(run, now, columns, value), highest_rate(run), style), colour);
  return line.text();
}

std::string failure_line(const RunView& run, Instant now, const TerminalStyle& style) {
  const LoadSecond& total = run.load.total_load();
  const std::uint64_t now_failed = recent(run, now).requests_failed;
  const double share = total.requests_sent == 0 ? 0
                                                : 100.0 * static_cast<double>(total.requests_failed) /
                                                      static_cast<double>(total.requests_sent);
  Line line(style);
  line.add(fmt::format("{:<9}", "failed"), Colour::dim);
  line.add(fmt::format("{} of {} ({:.2f} %)", total.requests_failed, total.requests_sent, share),
           now_failed > 0 ? Colour::red : Colour::plain);
  if (now_failed > 0) line.add(fmt::format(", {} in the last {} s", now_failed, recent_s), Colour::red);
  return line.text();
}

std::string latency_line(const RunView& run, Instant now, const TerminalStyle& style) {
  const LoadSecond last = recent(run, now);
  Line line(style);
  line.add(fmt::format("{:<9}", "latency"), Colour::dim);
  if (last.felt.empty()) return line.add("nothing answered yet").text();
  line.add(fmt::format("felt p50 {}  p95 {}  p99 {}", ms_text(quantile_ms(last.felt, 0.5)),
                       ms_text(quantile_ms(last.felt, 0.95)), ms_text(quantile_ms(last.felt, 0.99))));
  line.add(fmt::format("  service p99 {}", ms_text(quantile_ms(last.service, 0.99))), Colour::dim);
  const double late = quantile_ms(last.lateness, 0.99);
  if (late > validity_limit::suspect_lateness_p99_ms)
    line.add(fmt::format("  generator late by {}", ms_text(late)), Colour::yellow);
  return line.text();
}

std::string service_line(const ServiceView& service, const TerminalStyle& style) {
  const ledger::ServiceState now = service.timeline.empty() ? ledger::ServiceState() : service.timeline.back().what;
  Line line(style);
  line.add(fmt::format("{:<9}", service.name.substr(0, 8)), Colour::dim);
  const int most = std::max({now.desired, now.running, now.healthy, 0});
  const int drawn = std::min(most, 30);
  // ■ healthy, ▣ running but not healthy, □ wanted.
  for (int i = 0; i < drawn; ++i) {
    if (i < now.healthy)
      line.add(style.unicode ? "■" : "#", Colour::green);
    else if (i < now.running)
      line.add(style.unicode ? "▣" : "+", Colour::yellow);
    else
      line.add(style.unicode ? "□" : ".", Colour::dim);
  }
  line.add(fmt::format("{}desired {}  running {}  healthy {}", drawn > 0 ? "  " : "", now.desired, now.running,
                       now.healthy));
  return line.text();
}

/// "web AlarmHigh" for "TargetTracking-service/quest/web-AlarmHigh-1c2d…": target tracking's names fill a line each.
std::string short_alarm(const std::string& name) {
  const std::size_t kind = name.find("-Alarm");
  if (!name.starts_with("TargetTracking-") || kind == std::string::npos) return name;
  const std::size_t slash = name.rfind('/', kind);
  const std::size_t from = slash == std::string::npos ? 0 : slash + 1;
  const std::size_t end = name.find('-', kind + 1);
  return name.substr(from, kind - from) + " " + name.substr(kind + 1, end == std::string::npos ? end : end - kind - 1);
}

std::string alarm_line(const RunView& run, Instant now, const TerminalStyle& style) {
  Line line(style);
  line.add(fmt::format("{:<9}", "alarms"), Colour::dim);
  std::map<std::string, Timed<ledger::AlarmTransition>> states;
  for (const auto& a : run.alarms) states[a.what.alarm] = a;
  bool quiet = true;
  for (const auto& [name, state] : states) {
    if (state.what.to != "ALARM") continue;
    line.add(fmt::format("{}{} for {}", quiet ? "" : ", ", short_alarm(name), clock_text(now - state.at)), Colour::red);
    quiet = false;
  }
  if (quiet) line.add(states.empty() ? "none yet" : fmt::format("none of {} in ALARM", states.size()));
  return line.text();
}

/// What was decided last, and why.
std::vector<std::string> decision_lines(const RunView& run, Instant now, const TerminalStyle& style) {
  Line what(style);
  Line why(style);
  what.add(fmt::format("{:<9}", "decision"), Colour::dim);
  why.add(std::string(9, ' '));
  if (run.activities.empty()) {
    what.add("none yet");
    return {what.text(), ""};
  }
  const ledger::ScalingActivity& last = run.activities.back();
  if (last.not_scaled_reason.empty())
    what.add(fmt::format("{} {} {}", last.from_capacity, style.unicode ? "→" : "->", last.to_capacity), Colour::bold);
  else
    what.add(fmt::format("not scaled: {}", last.not_scaled_reason), Colour::bold);
  what.add(fmt::format("  {} ago, {}", clock_text(now - last.start), last.status_code));
  why.add(last.explanation.empty() ? last.cause : last.explanation, Colour::blue);
  return {what.text(), why.text()};
}

std::string last_word(const RunView& run, const TerminalStyle& style) {
  Line line(style);
  if (run.notes.empty()) return "";
  const ledger::Note& note = run.notes.back().what;
  line.add(fmt::format("{:<9}", "note"), Colour::dim);
  return line.add(note.text, note.level == "info" ? Colour::plain : Colour::yellow).text();
}

}  // namespace

std::vector<std::string> terminal_lines(const RunView& run, Instant now, const TerminalStyle& style) {
  std::vector<std::string> lines = {
      title_line(run, now, style),
      rate_line("offered", run, now, style, Colour::dim, [](const LoadSecond& s) { return s.requests_sent; }),
      rate_line("answered", run, now, style, Colour::blue, [](const LoadSecond& s) { return s.requests_answered; }),
      failure_line(run, now, style),
      latency_line(run, now, style),
  };
  for (const ServiceView& service : run.services) lines.push_back(service_line(service, style));
  lines.push_back(alarm_line(run, now, style));
  for (std::string& line : decision_lines(run, now, style)) lines.push_back(std::move(line));
  lines.push_back(last_word(run, style));
  return lines;
}

}  // namespace rampart::report
