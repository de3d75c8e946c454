#include "report/limit_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/limit_text.h"

namespace rampart::report {
namespace {

/// Of the picture, in its own units.
constexpr struct { double width = 860, height = 380, left = 64, right = 16, top = 16, bottom = 44; } frame;

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

/// Values to pixels, logarithmic in both directions.
class Axes {
 public:
  explicit Axes(const LimitRun& run) {
    for (const LimitTrialRow& t : run.trials) {
      if (t.rate <= 0 || t.at_percentile_ms <= 0) continue;
      widen(low_x_, high_x_, t.rate);
      widen(low_y_, high_y_, t.at_percentile_ms);
    }
    widen(low_y_, high_y_, run.target.latency_ms);
    if (low_x_ > high_x_) low_x_ = high_x_ = 1;
    low_x_ /= 1.2, high_x_ *= 1.2, low_y_ /= 1.3, high_y_ *= 1.3;
  }
  [[nodiscard]] double x(double rate) const {
    return frame.left + share(rate, low_x_, high_x_) * (frame.width - frame.left - frame.right);
  }
  [[nodiscard]] double y(double ms) const {
    return frame.height - frame.bottom - share(ms, low_y_, high_y_) * (frame.height - frame.top - frame.bottom);
  }

  /// 1, 2 and 5 times the powers of ten in sight.
  [[nodiscard]] std::string ticks() const {
    std::string out;
    for (const double v : round_values(low_x_, high_x_))
      out += fmt::format(
          R"(<line class="grid" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/><text x="{0:.1f}" y="{3}" text-anchor="middle">{4:g}</text>)",
          x(v), frame.top, frame.height - frame.bottom, frame.height - frame.bottom + 16, v);
    for (const double v : round_values(low_y_, high_y_))
      out += fmt::format(
          R"(<line class="grid" x1="{1}" x2="{2}" y1="{0:.1f}" y2="{0:.1f}"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5:g}</text>)",
          y(v), frame.left, frame.width - frame.right, frame.left - 6, y(v) + 4, v);
    return out;
  }

 private:
  static void widen(double& low, double& high, double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  static double share(double v, double low, double high) {
    return std::log(std::clamp(v, low, high) / low) / std::log(high / low);
  }
  static std::vector<double> round_values(double low, double high) {
    std::vector<double> out;
    for (double decade = std::pow(10, std::floor(std::log10(low))); decade < high; decade *= 10)
      for (const double digit : {1, 2, 5})
        if (decade * digit >= low && decade * digit <= high) out.push_back(decade * digit);
    return out;
  }

  double low_x_ = 1e300, high_x_ = 0, low_y_ = 1e300, high_y_ = 0;
};

const char* outcome_of(const LimitTrialRow& t) { return !t.valid ? "invalid" : t.passed ? "met" : "missed"; }

std::string limit_picture(const LimitRun& run) {
  const Axes axes(run);
  std::string out = fmt::format(R"(<svg viewBox="0 0 {} {}" role="img" aria-label="rate against latency">)",
                                frame.width, frame.height);
  out += axes.ticks();
  if (run.result.limit > 0) {
    const double from = axes.x(run.result.low);
    out += fmt::format(R"(<rect class="interval" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>)", from, frame.top,
                       std::max(1.0, axes.x(run.result.high) - from), frame.height - frame.top - frame.bottom);
    out += fmt::format(R"(<line class="limit" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>)", axes.x(run.result.limit),
                       frame.top, frame.height - frame.bottom);
  }
  out += fmt::format(R"(<line class="target" x1="{1}" x2="{2}" y1="{0:.1f}" y2="{0:.1f}"/>)",
                     axes.y(run.target.latency_ms), frame.left, frame.width - frame.right);
  for (const LimitTrialRow& t : run.trials) {
    if (t.at_percentile_ms <= 0) continue;
    out += fmt::format(
        R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>trial {}: {:.1f}/s, p{:g} {:.1f} ms, {}</title></circle>)",
        outcome_of(t), axes.x(t.rate), axes.y(t.at_percentile_ms), 3 + 3 * std::sqrt(std::min(1.0, t.fullness)),
        t.number, t.rate, run.target.percentile, t.at_percentile_ms, t.passed ? "met" : "missed");
  }
  out += fmt::format(R"(<text x="{}" y="{}" text-anchor="middle">arrivals a second</text>)",
                     (frame.left + frame.width) / 2, frame.height - 8);
  out +=
      fmt::format(R"svg(<text transform="translate(14 {}) rotate(-90)" text-anchor="middle">p{:g}, ms</text></svg>)svg",
                  (frame.height - frame.bottom) / 2, run.target.percentile);
  return out;
}

std::string trial_rows(const LimitRun& run) {
  std::string out;
  for (const LimitTrialRow& t : run.trials)
    out += fmt::format(
        "<tr><td>{}<td>{}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{}<td>{}<td>{}<td>{}<td>{}<td "
        "class=\"{}\">{}<td>{}</tr>\n",
        t.number, t.purpose, t.rate, t.lasted_s, t.requests_per_second, t.p50_ms, t.p95_ms, t.p99_ms, t.requests,
        t.over, t.errors, t.little ? fmt::format("{:.1f} %", *t.little * 100) : "",
        t.cpu ? fmt::format("{:.0f} %", *t.cpu) : "", outcome_of(t), outcome_of(t), html_text(t.remark));
  return out;
}

constexpr std::string_view limit_style = R"(<style>
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:900px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem}svg{width:100%;height:auto}svg text{font-size:12px;fill:currentColor}.grid{stroke:currentColor;opacity:.12}
.target{stroke:#c2410c;stroke-dasharray:6 4;stroke-width:1.5}.limit{stroke:#2563eb;stroke-width:2}.interval{fill:#2563eb;opacity:.18}
circle.met{fill:#15803d}circle.missed{fill:none;stroke:#b91c1c;stroke-width:2}circle.invalid{fill:#9ca3af}
td.met{color:#15803d}td.missed{color:#b91c1c}table{border-collapse:collapse;font-size:13px;width:100%}
th,td{padding:.2rem .5rem;text-align:right;border-bottom:1px solid #8884}td:last-child,td:nth-child(2){text-align:left}
pre{white-space:pre-wrap;font-size:13px}.scroll{overflow-x:auto}</style>)";

}  // namespace

std::string limit_html(const LimitRun& run, const LimitFindings& findings) {
  std::string out = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width\">\n";
  out += fmt::format("<title>Limit of {}</title>\n{}\n", html_text(run.name), limit_style);
  out += fmt::format("<h1>{}</h1>\n<p>{}</p>\n", html_text(answer_text(run)), html_text(run.subject));
  out += limit_picture(run);
  out +=
      "<p>Full marks met the target, rings missed it; larger ones lasted longer. Blue: the limit and its 95 % "
      "interval. Dashed: the target.</p>\n";
  out += fmt::format("<pre>{}</pre>\n", html_text(limit_text(run, findings)));
  out +=
      "<div class=\"scroll\"><table><tr><th>trial<th>purpose<th>arrivals/s<th>s<th>requests/s<th>p50 ms<th>p95 "
      "ms<th>p99 ms<th>requests<th>over<th>errors<th>Little<th>CPU<th>target<th>remark</tr>\n";
  out += trial_rows(run) + "</table></div>\n";
  out += fmt::format("<p><code>{}</code> · seed {}</p>\n</html>\n", html_text(run.command), run.seed);
  return out;
}

}  // namespace rampart::report
