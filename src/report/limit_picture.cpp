#include "report/limit_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace rampart::report {
namespace {

/// Of the picture, in its own units.
constexpr struct { double width = 860, height = 380, left = 64, right = 16, top = 16, bottom = 44; } frame;

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

  /// 1, 2 and 5 times the powers of ten in sight; all nine where that are too few.
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
    std::vector<double> few;
    std::vector<double> all;
    for (double decade = std::pow(10, std::floor(std::log10(low))); decade < high; decade *= 10)
      for (int digit = 1; digit <= 9; ++digit) {
        if (decade * digit < low || decade * digit > high) continue;
        all.push_back(decade * digit);
        if (digit == 1 || digit == 2 || digit == 5) few.push_back(decade * digit);
      }
    return few.size() < 3 ? all : few;
  }

  double low_x_ = 1e300, high_x_ = 0, low_y_ = 1e300, high_y_ = 0;
};

}  // namespace

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

}  // namespace rampart::report
