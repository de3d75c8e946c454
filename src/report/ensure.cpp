#include "report/ensure.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string_view>

#include "report/artillery_number.h"

namespace rampart::report {
namespace {

/// min, max, count, mean, p50, median, p75, p90, p95, p99, p999 of a summary, as the final report shows them.
std::optional<double> aggregation(const stats::Histogram& h, std::string_view name) {
  if (name == "min") return to_artillery_ms(static_cast<double>(h.min()));
  if (name == "max") return to_artillery_ms(static_cast<double>(h.max()));
  if (name == "count") return static_cast<double>(h.count());
  if (name == "mean") return to_artillery_ms(h.mean());
  if (name == "p50" || name == "median") return quantile_ms(h, 0.5);
  if (name == "p75") return quantile_ms(h, 0.75);
  if (name == "p90") return quantile_ms(h, 0.9);
  if (name == "p95") return quantile_ms(h, 0.95);
  if (name == "p99") return quantile_ms(h, 0.99);
  if (name == "p999") return quantile_ms(h, 0.999);
  return std::nullopt;
}

std::optional<double> value_of(const MetricSet& total, const std::string& metric) {
  if (const auto r = total.rates.find(metric); r != total.rates.end()) return static_cast<double>(r->second);
  if (const auto c = total.counters.find(metric); c != total.counters.end()) return static_cast<double>(c->second);
  const std::size_t dot = metric.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto s = total.summaries.find(metric.substr(0, dot));
  if (s == total.summaries.end()) return std::nullopt;
  return aggregation(s->second, std::string_view(metric).substr(dot + 1));
}

struct Outcome {
  std::string label;
  bool pass = false;
};

Outcome evaluate(const EnsureCheck& check, const MetricSet& total) {
  switch (check.kind) {
    case EnsureCheck::Kind::threshold: {
      const std::optional<double> value = value_of(total, check.metric);
      return {fmt::format("{} < {}", check.metric, check.limit), value && *value < check.limit};
    }
    case EnsureCheck::Kind::legacy: {
      const double limit = std::trunc(check.limit);
      const std::optional<double> value = value_of(total, "http.response_time." + check.metric);
      return {fmt::format("{} < {}", check.metric, limit), value && *value < limit};
    }
    case EnsureCheck::Kind::max_error_rate: {
      const std::optional<double> created = value_of(total, "vusers.created");
      const std::optional<double> completed = value_of(total, "vusers.completed");
      const bool known = created && completed && *created > 0;
      return {fmt::format("maxErrorRate < {}", check.limit),
              known && (*created - *completed) / *created * 100 <= check.limit};
    }
  }
  return {};
}

}  // namespace

std::string EnsureOutcome::text() const {
  if (lines.empty()) return {};
  std::string out = "\nChecks:\n";
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

EnsureOutcome evaluate_ensure(const std::vector<EnsureCheck>& checks, const MetricSet& total) {
  EnsureOutcome outcome;
  std::vector<std::string> failed;
  // Artillery prints the ones that held first, and each kind last declared first.
  for (auto at = checks.rbegin(); at != checks.rend(); ++at) {
    const EnsureCheck& check = *at;
    const Outcome one = evaluate(check, total);
    if (one.pass) {
      outcome.lines.push_back("ok: " + one.label);
    } else {
      failed.push_back(fmt::format("fail: {}{}", one.label, check.strict ? "" : " (optional)"));
      outcome.strict_failure |= check.strict;
    }
  }
  outcome.lines.insert(outcome.lines.end(), failed.begin(), failed.end());
  return outcome;
}

}  // namespace rampart::report
