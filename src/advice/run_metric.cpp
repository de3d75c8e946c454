// Is the metric one to scale by?
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/rules.h"
#include "advice/run_series.h"

namespace rampart::advice {
namespace {

std::string short_name(const SeenMetric& metric) { return metric.name.substr(0, metric.name.find(" {")); }

double mean(const std::vector<const SeenPeriod*>& periods, double SeenPeriod::*what) {
  double sum = 0;
  for (const SeenPeriod* p : periods) sum += p->*what;
  return sum / static_cast<double>(periods.size());
}

/// Periods in a row with one number of tasks.
std::vector<std::vector<const SeenPeriod*>> stretches_of(const SeenMetric& metric) {
  std::vector<std::vector<const SeenPeriod*>> out;
  for (const SeenPeriod& p : metric.periods) {
    if (!p.steady || p.healthy == 0) continue;
    if (out.empty() || out.back().back()->healthy != p.healthy || out.back().back()->end != p.start) out.emplace_back();
    out.back().push_back(&p);
  }
  return out;
}

/// P(a normal variable is more than z deviations above its mean).
double above(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

}  // namespace

/// The load per task fell by half or more and the metric by less than a twentieth: it doesn't come down, whatever the
/// threshold, and as long as it vetoes nobody else scales in.
Findings memory_stays(const Subject& subject) {
  Findings out;
  const report::ServiceView* service = report::busiest_service(*subject.run);
  for (const SeenMetric& metric : metrics_of(*subject.run)) {
    if (metric.name.find("MemoryUtilization") == std::string::npos || !metric.low || service == nullptr) continue;
    const SeenPeriod* busy = nullptr;
    for (const SeenPeriod& p : metric.periods)
      if (p.healthy > 0 && p.rate > 0 && (busy == nullptr || p.rate / p.healthy > busy->rate / busy->healthy))
        busy = &p;
    if (busy == nullptr) continue;
    const SeenPeriod* quiet = nullptr;
    for (const SeenPeriod& p : metric.periods)
      if (p.start > busy->start && p.healthy > 0) quiet = &p;
    if (quiet == nullptr) continue;
    const double busy_rate = busy->rate / busy->healthy, quiet_rate = quiet->rate / quiet->healthy;
    if (quiet_rate > busy_rate / 2 || quiet->value < 0.95 * busy->value || quiet->value < *metric.low) continue;
    Finding f{4, Severity::problem, "A metric that never comes down", {}, {}, {}, {}};
    f.cause = fmt::format(
        "{} was {} % at {} requests a second for each task and {} % at {}: it doesn't follow the load, stays over {}, "
        "and "
        "as tasks go only when every policy agrees, it holds {} tasks.",
        short_name(metric), figure(busy->value), figure(busy_rate), figure(quiet->value), figure(quiet_rate),
        figure(*metric.low), quiet->healthy);
    f.place = place_of_policy(subject, metric.policy, "DisableScaleIn");
    f.fix = "DisableScaleIn: true on this policy, so that it only adds tasks and another one takes them away";
    f.price = "saves what it holds";
    out.push_back(std::move(f));
  }
  return out;
}

/// How far the mean of a few periods may lie off by chance, as a share of it, squared: by what they scatter, and by the
/// number of requests that they tell of.
double chance_squared(const std::vector<const SeenPeriod*>& periods) {
  const double level = mean(periods, &SeenPeriod::value);
  double requests = 0, scatter = 0;
  for (const SeenPeriod* p : periods) {
    requests += p->rate * seconds(p->end - p->start);
    scatter += (p->value - level) * (p->value - level);
  }
  const auto n = static_cast<double>(periods.size());
  const double spread = n > 1 ? scatter / (n - 1) / n / (level * level) : 0;
  return spread + 1 / std::max(1.0, requests);
}

/// A metric to track falls to n1/n2 when n1 tasks become n2 under one load. Doubling must give 0.4 to 0.65, which is
/// 0.8 to 1.3 times the expected half; the same band is used for every change by half or more, and only where what lies
/// outside is more than chance explains (three standard errors). Reference autoscaling.md §5 P5.
Findings not_proportional(const Subject& subject) {
  Findings out;
  for (const SeenMetric& metric : metrics_of(*subject.run)) {
    if (!metric.high) continue;
    const auto stretches = stretches_of(metric);
    int good = 0;
    std::string bad;
    int bad_count = 0;
    for (std::size_t i = 1; i < stretches.size(); ++i) {
      // Up to three periods on each side: what lies further away saw another load.
      auto before = stretches[i - 1], after = stretches[i];
      if (before.size() > 3) before.erase(before.begin(), before.end() - 3);
      if (after.size() > 3) after.resize(3);
      const int n1 = before.back()->healthy, n2 = after.front()->healthy;
      const double rate1 = mean(before, &SeenPeriod::rate), rate2 = mean(after, &SeenPeriod::rate);
      const double u1 = mean(before, &SeenPeriod::value), u2 = mean(after, &SeenPeriod::value);
      const double change = static_cast<double>(std::max(n1, n2)) / std::min(n1, n2);
      if (change < 1.5 || rate1 <= 0 || std::fabs(rate2 - rate1) > 0.1 * rate1 || u1 <= 0) continue;
      // At its bound a utilisation says nothing about how much more was asked for.
      if (metric.unit == "Percent" && std::max(u1, u2) >= 90) continue;
      const double ratio = u2 / u1, expected = static_cast<double>(n1) / n2;
      if (ratio >= 0.8 * expected && ratio <= 1.3 * expected) {
        ++good;
        continue;
      }
      const double chance = std::sqrt(chance_squared(before) + chance_squared(after));
      if (std::fabs(std::log(ratio / expected)) < 3 * chance) continue;
      ++bad_count;
      bad =
          fmt::format("from {} to {} tasks at {} requests a second it went from {} to {}, where {} was to be expected",
                      n1, n2, figure(rate1), figure(u1), figure(u2), figure(u1 * expected));
    }
    if (bad_count <= good) continue;
    Finding f{5, Severity::problem, "Not a metric to track", {}, {}, {}, {}};
    f.cause = fmt::format("{} isn't inversely proportional to the number of tasks: {}.", short_name(metric), bad);
    f.place = place_of_policy(subject, metric.policy, "PredefinedMetricSpecification");
    f.fix = "track what each task does (requests, CPU, backlog per task), or use step scaling with this metric";
    f.price = "no price";
    out.push_back(std::move(f));
  }
  return out;
}

/// The noise of the metric in a steady stretch, from the differences of neighbours (a trend cancels out), and how often
/// three of three periods then breach by chance.
Findings threshold_in_noise(const Subject& subject) {
  Findings out;
  constexpr std::size_t least = 10;
  for (const SeenMetric& metric : metrics_of(*subject.run)) {
    if (!metric.high) continue;
    for (const auto& stretch : stretches_of(metric)) {
      if (stretch.size() < least) continue;
      double squares = 0, rates = 0;
      for (std::size_t i = 1; i < stretch.size(); ++i) {
        squares += std::pow(stretch[i]->value - stretch[i - 1]->value, 2);
        rates += std::fabs(stretch[i]->rate - stretch.front()->rate);
      }
      const auto n = static_cast<double>(stretch.size());
      const double sigma = std::sqrt(squares / (2 * (n - 1)));
      const double level = mean(stretch, &SeenPeriod::value), rate = mean(stretch, &SeenPeriod::rate);
      // Steady load: the periods' rates stay within a tenth of their mean.
      if (rate <= 0 || rates / (n - 1) > 0.1 * rate || level >= *metric.high || sigma <= 0) continue;
      const double by_chance = std::pow(above((*metric.high - level) / sigma), 3);
      const double period = aws_seconds(*subject.run, stretch.front()->end - stretch.front()->start);
      const double daily = by_chance * 86400 / period;
      if (daily < 1) continue;
      Finding f{22, Severity::warning, "The threshold lies in the noise", {}, {}, {}, {}};
      f.cause = fmt::format(
          "At a steady load {} is {} on average and varies by {} (standard deviation) from period to period; the "
          "threshold {} is then passed three times in a row by chance {} times a day.",
          short_name(metric), figure(level), figure(sigma), figure(*metric.high), figure(std::round(10 * daily) / 10));
      f.place = place_of_policy(subject, metric.policy, "TargetValue");
      // 3 of 3 once in a hundred days.
      const double calm = std::cbrt(period / 86400 / 100);
      double z = 0;
      while (above(z) > calm) z += 0.01;
      f.fix = fmt::format("TargetValue: {} or more, or a longer period", figure(std::ceil(level + z * sigma)));
      f.price = "no price";
      out.push_back(std::move(f));
      break;
    }
  }
  return out;
}

}  // namespace rampart::advice
