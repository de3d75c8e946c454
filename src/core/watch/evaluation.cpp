#include "core/watch/evaluation.h"

#include <algorithm>

namespace rampart::watch {
namespace {

struct Counted {
  std::vector<std::size_t> real;  // newest first
  int breaching = 0;
  std::size_t oldest_breaching_age = 0;  // from 1; 0 = none
};

Counted count(const AlarmSpec& spec, std::span<const std::optional<double>> range, std::size_t at_most) {
  Counted c;
  for (std::size_t i = 0; i < range.size() && c.real.size() < at_most; ++i) {
    if (!range[i]) continue;
    c.real.push_back(i);
    if (!breaches(spec, *range[i])) continue;
    ++c.breaching;
    c.oldest_breaching_age = i + 1;
  }
  return c;
}

// Rule 4: too few points and nothing to stand in for them.
void judge_without_fill(Evaluation& e, const Counted& seen, int needed, bool ignore, AlarmState current) {
  const auto keep = [&] {
    e.state = current;
    e.kept = true;
  };
  if (seen.real.empty()) {
    if (ignore) return keep();
    e.state = AlarmState::insufficient_data;
  } else if (seen.breaching >= needed) {
    e.state = AlarmState::alarm;
  } else if (seen.breaching < static_cast<int>(seen.real.size())) {
    e.state = AlarmState::ok;
  } else if (!ignore && seen.oldest_breaching_age >= static_cast<std::size_t>(needed)) {
    // All that is known breaches and has done for M periods: what is missing can no longer make it premature.
    e.state = AlarmState::alarm;
  } else {
    keep();
  }
}

}  // namespace

int evaluation_range(int evaluation_periods) { return evaluation_periods + std::max(2, (evaluation_periods + 2) / 3); }

Evaluation evaluate(const AlarmSpec& spec, std::span<const std::optional<double>> newest_first, AlarmState current) {
  const auto wanted = static_cast<std::size_t>(std::max(1, spec.evaluation_periods));
  const int needed = datapoints_to_alarm(spec);
  // The newest N real points: where none of the newest N is missing they are just those (rules 1 and 2).
  const auto seen = count(spec, newest_first, wanted);
  Evaluation e;
  e.used = seen.real;
  e.breaching = seen.breaching;
  if (seen.real.size() >= wanted) {
    e.state = seen.breaching >= needed ? AlarmState::alarm : AlarmState::ok;
    return e;
  }
  e.filled = static_cast<int>(wanted - seen.real.size());
  // CloudWatch never lets a gap move an alarm on DynamoDB, whatever its configuration says.
  const auto treat = spec.metric.name_space == "AWS/DynamoDB" ? MissingData::ignore : spec.treat_missing_data;
  if (treat == MissingData::breaching)
    e.state = seen.breaching + e.filled >= needed ? AlarmState::alarm : AlarmState::ok;
  else if (treat == MissingData::not_breaching)
    e.state = seen.breaching >= needed ? AlarmState::alarm : AlarmState::ok;
  else
    judge_without_fill(e, seen, needed, treat == MissingData::ignore, current);
  return e;
}

}  // namespace rampart::watch
