#include "report/ensure.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string_view>

#include "report/condition.h"
#include "report/summary_values.h"

namespace rampart::report {
namespace {

std::optional<double> value_of(const MetricSet& total, const std::string& metric) {
  if (const auto r = total.rates.find(metric); r != total.rates.end()) return static_cast<double>(r->second);
  if (const auto c = total.counters.find(metric); c != total.counters.end()) return static_cast<double>(c->second);
  const std::size_t dot = metric.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto s = total.summaries.find(metric.substr(0, dot));
  if (s == total.summaries.end()) return std::nullopt;
  return summary_value(s->second, std::string_view(metric).substr(dot + 1));
}

struct Outcome {
  std::string label;
  bool pass = false;
};

Outcome evaluate(const EnsureCheck& check, const MetricSet& total, const std::optional<Apdex>& apdex) {
  switch (check.kind) {
    case EnsureCheck::Kind::condition:
      return {check.metric, condition_holds(check.metric, total, apdex)};
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

EnsureOutcome evaluate_ensure(const std::vector<EnsureCheck>& checks, const MetricSet& total,
                              const std::optional<Apdex>& apdex) {
  EnsureOutcome outcome;
  std::vector<std::string> failed;
  // Artillery prints the ones that held first, and each kind last declared first.
  for (auto at = checks.rbegin(); at != checks.rend(); ++at) {
    const EnsureCheck& check = *at;
    const Outcome one = evaluate(check, total, apdex);
    if (one.pass) {
      outcome.lines.push_back("ok: " + one.label);
    } else {
      failed.push_back(fmt::format("fail: {}{}", one.label, check.strict ? "" : " (optional)"));
      outcome.strict_failure |= check.strict;
    }
  }
  outcome.passed = outcome.lines.size();
  outcome.lines.insert(outcome.lines.end(), failed.begin(), failed.end());
  return outcome;
}

}  // namespace rampart::report
