#include "sim/demand.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>

#include "base/ascii.h"

namespace rampart::sim {

double RateCurve::at(double t) const {
  if (t < 0) return 0;
  const auto i = static_cast<std::size_t>(t / step_s);
  return i < rates.size() ? rates[i] : 0;
}

double RateCurve::peak() const { return rates.empty() ? 0 : *std::max_element(rates.begin(), rates.end()); }

double RateCurve::total() const {
  double sum = 0;
  for (const double rate : rates) sum += rate * step_s;
  return sum;
}

void RateCurve::scale(double factor) {
  for (double& rate : rates) rate *= factor;
}

RateCurve RateCurve::in_steps_of(double longer_s) const {
  const auto each = static_cast<std::size_t>(std::llround(longer_s / step_s));
  if (each <= 1) return *this;
  RateCurve out{.step_s = step_s * static_cast<double>(each), .rates = {}};
  for (std::size_t i = 0; i < rates.size(); i += each) {
    const std::size_t end = std::min(i + each, rates.size());
    double sum = 0;
    for (std::size_t k = i; k < end; ++k) sum += rates[k];
    out.rates.push_back(sum / static_cast<double>(each));
  }
  return out;
}

RateCurve RateCurve::part(std::size_t first, std::size_t last) const {
  RateCurve out;
  out.step_s = step_s;
  out.counted = counted;
  if (starts) out.starts = *starts + from_seconds(step_s * static_cast<double>(first));
  const auto begin = rates.begin() + static_cast<std::ptrdiff_t>(std::min(first, rates.size()));
  const auto end = rates.begin() + static_cast<std::ptrdiff_t>(std::min(last, rates.size()));
  if (begin < end) out.rates.assign(begin, end);
  return out;
}

namespace {

std::optional<double> number_in(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> whole(std::string_view text, std::size_t at, std::size_t length) {
  if (at + length > text.size()) return std::nullopt;
  int value = 0;
  const char* last = text.data() + at + length;
  const auto [end, error] = std::from_chars(text.data() + at, last, value);
  return error == std::errc() && end == last ? std::optional(value) : std::nullopt;
}

/// "2014-04-10 00:04:00.25" or "2014-04-10T00:04:00…" (taken as UTC).
std::optional<double> date_in(std::string_view text) {
  const auto year = whole(text, 0, 4);
  const auto month = whole(text, 5, 2);
  const auto day = whole(text, 8, 2);
  const auto hour = whole(text, 11, 2);
  const auto minute = whole(text, 14, 2);
  if (!year || !month || !day || !hour || !minute) return std::nullopt;
  const auto second = text.size() > 16 ? whole(text, 17, 2) : std::optional(0);
  if (!second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  double part = 0;
  if (text.size() > 20 && text[19] == '.') {
    const auto end = std::find_if(text.begin() + 20, text.end(), [](char c) { return c < '0' || c > '9'; });
    part = number_in(text.substr(19, static_cast<std::size_t>(end - text.begin()) - 19)).value_or(0);
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86400 + *hour * 3600 + *minute * 60 + *second + part;
}

struct TraceLine {
  int number = 0;
  double time = 0;
  std::optional<double> value;
  std::string_view text;
};

struct TraceLines {
  bool has_values = false;  // a second column
  bool named = false;       // as a count or a rate
  bool is_rate = false;
  bool dated = false;
  std::vector<TraceLine> lines;
  int last_number = 0;
};

Result<TraceLines> read_lines(const std::string& text, const std::string& file) {
  TraceLines out;
  std::optional<bool> two;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string_view line(text.data() + at, end - at);
    at = end + 1;
    const int number = ++out.last_number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trimmed(line).empty()) continue;
    const auto comma = line.find(',');
    if (!two) two = comma != std::string_view::npos;
    if (*two != (comma != std::string_view::npos))
      return invalid("a trace has two columns, time and value, with a comma between them, or times alone",
                     {file, number, 1});
    const std::string_view first = trimmed(line.substr(0, comma));
    std::string_view second;
    if (*two) {
      second = line.substr(comma + 1);
      second = trimmed(second.substr(0, second.find(',')));
    }
    auto time = number_in(first);
    if (!time) {
      time = date_in(first);
      out.dated = out.dated || time.has_value();
    }
    if (!time && number == 1) {
      const std::string heading = lowered(second);
      out.is_rate = heading.find("rate") != std::string::npos || heading.find("rps") != std::string::npos;
      out.named = out.is_rate || heading == "requests" || heading == "count" || heading == "value";
      continue;
    }
    if (!time)
      return invalid(fmt::format("\"{}\" isn't a time (2026-11-27 14:00:00, or seconds){}", line,
                                 *two ? " and a number from 0" : ""),
                     {file, number, 1});
    out.lines.push_back({number, *time, number_in(second), line});
  }
  out.has_values = two.value_or(true);
  if (out.lines.size() < 2) return invalid("a trace needs two lines at least", {file, out.last_number, 1});
  return out;
}

/// The gap that comes most often, in whole seconds; a file's odd gaps are missing steps.
double common_gap(const std::vector<TraceLine>& lines) {
  std::map<double, int> gaps;
  for (std::size_t i = 1; i < lines.size(); ++i) ++gaps[std::round(lines[i].time - lines[i - 1].time)];
  const auto most = std::max_element(gaps.begin(), gaps.end(), [](auto& a, auto& b) { return a.second < b.second; });
  return std::max(1.0, most->first);
}

bool is_uneven(const std::vector<TraceLine>& lines, double step) {
  std::size_t odd = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const double steps = (lines[i].time - lines[i - 1].time) / step;
    if (steps < 0.5 || std::fabs(steps - std::round(steps)) > 0.25) ++odd;
  }
  return odd * 10 > lines.size() - 1;
}

Result<RateCurve> counted_into_minutes(const std::vector<TraceLine>& lines, const std::string& file) {
  RateCurve out;
  out.counted = true;
  const double first = lines.front().time;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0 && lines[i].time < lines[i - 1].time)
      return invalid("a trace of one request a line has them in the order of their times: sort it by its first column",
                     {file, lines[i].number, 1});
    if (lines[i].time - first > 60 * 1e8)
      return invalid("the trace is longer than 100 million steps", {file, lines[i].number, 1});
    const auto minute = static_cast<std::size_t>((lines[i].time - first) / 60);
    if (out.rates.size() <= minute) out.rates.resize(minute + 1, 0.0);
    out.rates[minute] += 1 / 60.0;
  }
  return out;
}

Result<RateCurve> evenly_spaced(const TraceLines& trace, double step, const std::string& file) {
  RateCurve out;
  out.step_s = step;
  const auto& lines = trace.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const TraceLine& line = lines[i];
    if (!line.value || *line.value < 0)
      return invalid(
          fmt::format("\"{}\" isn't a time (2026-11-27 14:00:00, or seconds) and a number from 0", line.text),
          {file, line.number, 1});
    if (i > 0 && line.time <= lines[i - 1].time)
      return invalid("the times of a trace must rise, one line a step", {file, line.number, 1});
  }
  const double length = (lines.back().time - lines.front().time) / step + 1;
  if (length > 1e8) return invalid("the trace is longer than 100 million steps", {file, trace.last_number, 1});
  out.rates.assign(static_cast<std::size_t>(length), 0.0);
  for (const TraceLine& line : lines) {
    const auto i = static_cast<std::size_t>((line.time - lines.front().time) / step + 0.5);
    if (i < out.rates.size()) out.rates[i] = trace.is_rate ? *line.value : *line.value / step;
  }
  return out;
}

}  // namespace

Result<RateCurve> read_trace(const std::string& text, const std::string& file) {
  const auto trace = read_lines(text, file);
  if (trace.has_error()) return trace.error();
  const double step = common_gap(trace->lines);
  const bool requests = !trace->has_values || (!trace->named && is_uneven(trace->lines, step));
  auto out = requests ? counted_into_minutes(trace->lines, file) : evenly_spaced(*trace, step, file);
  if (out.has_value() && trace->dated) out->starts = instant_from_unix_seconds(trace->lines.front().time);
  return out;
}

namespace {

/// "30m", "2h", "45s", "1d" or a number (of seconds, or whatever is counted).
std::optional<double> quantity(std::string_view text) {
  double unit = 1;
  if (text.ends_with('d')) unit = 86400;
  if (text.ends_with('h')) unit = 3600;
  if (text.ends_with('m')) unit = 60;
  if (text.ends_with('s') || unit != 1) text.remove_suffix(1);
  const auto value = number_in(text);
  return value ? std::optional(*value * unit) : std::nullopt;
}

struct Shape {
  std::string_view name;
  std::vector<std::pair<std::string_view, std::optional<double>>> members;  ///< With their defaults.
  double (*rate)(double t, const std::map<std::string, double, std::less<>>& m);
};

using Members = std::map<std::string, double, std::less<>>;
double of(const Members& m, std::string_view name) { return m.find(name)->second; }

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all = {
      {"flat", {{"rate", std::nullopt}, {"for", 3600}}, [](double, const Members& m) { return of(m, "rate"); }},
      {"step",
       {{"from", std::nullopt}, {"to", std::nullopt}, {"at", 600}, {"for", 7200}},
       [](double t, const Members& m) { return of(m, t < of(m, "at") ? "from" : "to"); }},
      {"ramp",
       {{"from", std::nullopt}, {"to", std::nullopt}, {"over", 1800}, {"for", 7200}},
       [](double t, const Members& m) {
         return of(m, "from") + (of(m, "to") - of(m, "from")) * std::min(1.0, t / of(m, "over"));
       }},
      {"spike",
       {{"base", std::nullopt},
        {"peak", std::nullopt},
        {"at", 1800},
        {"rise", 120},
        {"hold", 600},
        {"fall", 1200},
        {"for", 7200}},
       [](double t, const Members& m) {
         const double up = (t - of(m, "at")) / of(m, "rise");
         const double down = 1 - (t - of(m, "at") - of(m, "rise") - of(m, "hold")) / of(m, "fall");
         return of(m, "base") + (of(m, "peak") - of(m, "base")) * std::clamp(std::min(up, down), 0.0, 1.0);
       }},
      {"slashdot",
       {{"base", std::nullopt}, {"peak", std::nullopt}, {"at", 1800}, {"rise", 120}, {"for", 14400}},
       [](double t, const Members& m) {
         const double since = t - of(m, "at");
         const double top = of(m, "peak") - of(m, "base");
         if (since < 0) return of(m, "base");
         const double rise = of(m, "rise");
         if (since < rise) return of(m, "base") + top * std::expm1(3 * since / rise) / std::expm1(3.0);
         return of(m, "base") + top / (1 + (since - rise) / (5 * rise));
       }},
      {"diurnal",
       {{"base", std::nullopt}, {"peak", std::nullopt}, {"period", 86400}, {"days", 1}},
       [](double t, const Members& m) {
         // Lowest at the start; the second harmonic makes the night longer than the noon.
         const double phase = 6.283185307179586 * t / of(m, "period");
         const double wave = 0.5 - 0.5 * std::cos(phase) - 0.1 * (1 - std::cos(2 * phase)) / 2;
         return of(m, "base") + (of(m, "peak") - of(m, "base")) * std::clamp(wave, 0.0, 1.0);
       }},
  };
  return all;
}

std::string shape_names() {
  std::string out;
  for (const Shape& shape : shapes()) out += (out.empty() ? "" : ", ") + std::string(shape.name);
  return out;
}

std::string member_names(const Shape& shape) {
  std::string out;
  for (const auto& [name, value] : shape.members)
    out += (out.empty() ? "" : ", ") + std::string(name) + (value ? "" : " (needed)");
  return out;
}

}  // namespace

Result<RateCurve> shape_named(const std::string& text, double step_s) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  const auto shape = std::find_if(shapes().begin(), shapes().end(),
                                  [&](const Shape& s) { return !words.empty() && s.name == words.front(); });
  if (shape == shapes().end())
    return invalid(fmt::format("\"{}\" isn't a shape of load; there are {}", text, shape_names()));
  Members members;
  for (const auto& [name, value] : shape->members)
    if (value) members.emplace(name, *value);
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    const auto name = words[i].substr(0, equals);
    const bool known =
        std::any_of(shape->members.begin(), shape->members.end(), [&](auto& m) { return m.first == name; });
    if (!known || equals == std::string_view::npos)
      return invalid(fmt::format("\"{}\": the shape {} has {}", words[i], shape->name, member_names(*shape)));
    const auto value = quantity(words[i].substr(equals + 1));
    if (!value || *value < 0) return invalid(fmt::format("\"{}\" needs a number from 0, or a time as 30m", words[i]));
    members.insert_or_assign(std::string(name), *value);
  }
  for (const auto& [name, value] : shape->members)
    if (!members.contains(name)) return invalid(fmt::format("the shape {} needs {}=…", shape->name, name));
  const double length = members.contains("for") ? of(members, "for") : of(members, "period") * of(members, "days");
  if (length < step_s || length / step_s > 1e8)
    return invalid(fmt::format("a load of {} s can't be simulated", length));
  RateCurve out;
  out.step_s = step_s;
  for (std::size_t i = 0; i < static_cast<std::size_t>(length / step_s); ++i)
    out.rates.push_back(std::max(0.0, shape->rate((static_cast<double>(i) + 0.5) * step_s, members)));
  return out;
}

RateCurve curve_of(const std::vector<script::Phase>& phases, double requests_per_user, double step_s) {
  RateCurve out;
  out.step_s = step_s;
  load::Arrivals arrivals(phases, 1);
  // A phase without an end would never stop; a day of it is enough for a curve.
  while (const auto arrival = arrivals.next()) {
    const double t = seconds(arrival->due);
    if (t > 86400) break;
    const auto i = static_cast<std::size_t>(t / step_s);
    if (out.rates.size() <= i) out.rates.resize(i + 1, 0.0);
    out.rates[i] += requests_per_user / step_s;
  }
  return out;
}

namespace {

class ScriptDemand : public Demand {
 public:
  ScriptDemand(const std::vector<script::Phase>& phases, std::uint64_t seed)
      : phases_(phases), arrivals_(phases_, seed) {}
  std::optional<double> next() override {
    const auto arrival = arrivals_.next();
    return arrival ? std::optional(seconds(arrival->due)) : std::nullopt;
  }

 private:
  std::vector<script::Phase> phases_;
  load::Arrivals arrivals_;
};

/// Within a step gaps are exponential; a gap that reaches past its step's end is drawn anew from there, which a process
/// without memory doesn't notice.
class CurveDemand : public Demand {
 public:
  CurveDemand(const RateCurve& curve, std::uint64_t seed) : curve_(curve), random_(Random::stream(seed, "arrivals")) {}
  std::optional<double> next() override {
    while (step_ < curve_.rates.size()) {
      const double rate = curve_.rates[step_];
      const double end = curve_.step_s * static_cast<double>(step_ + 1);
      if (rate > 0) {
        const double at = now_ + random_.exponential(1 / rate);
        if (at < end) return now_ = at;
      }
      now_ = end;
      ++step_;
    }
    return std::nullopt;
  }

 private:
  const RateCurve& curve_;
  Random random_;
  double now_ = 0;
  std::size_t step_ = 0;
};

}  // namespace

std::unique_ptr<Demand> demand_of(const std::vector<script::Phase>& phases, std::uint64_t seed) {
  return std::make_unique<ScriptDemand>(phases, seed);
}

std::unique_ptr<Demand> demand_of(const RateCurve& curve, std::uint64_t seed) {
  return std::make_unique<CurveDemand>(curve, seed);
}

}  // namespace rampart::sim
