#include "core/scaling/step_scaling.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "core/scaling/target_tracking.h"

namespace rampart::scaling {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double lower_of(const StepAdjustment& step) { return step.lower.value_or(-infinity); }
double upper_of(const StepAdjustment& step) { return step.upper.value_or(infinity); }

int bounded(std::int64_t value) {
  return static_cast<int>(std::clamp<std::int64_t>(value, 0, std::numeric_limits<int>::max() / 2));
}

Result<void> check_bounds_of_each(const std::vector<StepAdjustment>& steps) {
  for (const auto& step : steps) {
    if (!step.lower && !step.upper)
      return invalid("A step adjustment must have a lower bound, an upper bound, or both");
    if (lower_of(step) >= upper_of(step))
      return invalid("The lower bound of a step adjustment must be less than its upper bound");
  }
  return {};
}

}  // namespace

double aggregate(Aggregation how, std::span<const double> datapoints) {
  switch (how) {
    case Aggregation::minimum:
      return *std::min_element(datapoints.begin(), datapoints.end());
    case Aggregation::maximum:
      return *std::max_element(datapoints.begin(), datapoints.end());
    case Aggregation::average:
      break;
  }
  return average(datapoints);
}

const StepAdjustment* find_step(const StepScaling& policy, double distance) {
  for (const auto& step : policy.steps) {
    const double lower = lower_of(step), upper = upper_of(step);
    const bool inside = distance >= 0 ? lower <= distance && distance < upper : lower < distance && distance <= upper;
    if (inside) return &step;
  }
  return nullptr;
}

int percent_change(int capacity, int percent, int min_magnitude) {
  const auto product = std::int64_t{capacity} * percent;
  auto change = product / 100;  // toward zero
  if (change == 0 && product != 0) change = product > 0 ? 1 : -1;
  if (percent != 0 && std::abs(change) < min_magnitude) change = percent > 0 ? min_magnitude : -min_magnitude;
  return static_cast<int>(std::clamp<std::int64_t>(change, -capacity, std::numeric_limits<int>::max() / 4));
}

int apply_step(const StepScaling& policy, const StepAdjustment& step, int capacity) {
  switch (policy.type) {
    case AdjustmentType::exact_capacity:
      return bounded(step.adjustment);
    case AdjustmentType::percent_change_in_capacity:
      return bounded(std::int64_t{capacity} +
                     percent_change(capacity, step.adjustment, policy.min_adjustment_magnitude));
    case AdjustmentType::change_in_capacity:
      break;
  }
  return bounded(std::int64_t{capacity} + step.adjustment);
}

Result<void> validate(const StepScaling& policy) {
  if (policy.steps.empty()) return invalid("There must be at least one step adjustment");
  if (policy.steps.size() > 20) return invalid("There must be at most 20 step adjustments");
  if (policy.min_adjustment_magnitude != 0 && policy.type != AdjustmentType::percent_change_in_capacity)
    return invalid("Minimum adjustment magnitude is only allowed for adjustment type PercentChangeInCapacity");
  if (policy.min_adjustment_magnitude < 0) return invalid("Minimum adjustment magnitude must be nonnegative");
  if (policy.cooldown < Duration::zero()) return invalid("Cooldown must be nonnegative");
  auto steps = policy.steps;
  // A sole step may leave both ends open; more than one can't.
  if (steps.size() > 1)
    if (auto ok = check_bounds_of_each(steps); !ok) return ok;
  if (steps.size() == 1 && lower_of(steps[0]) >= upper_of(steps[0]))
    return invalid("The lower bound of a step adjustment must be less than its upper bound");
  std::sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return lower_of(a) < lower_of(b); });
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const double end = upper_of(steps[i - 1]), begin = lower_of(steps[i]);
    if (begin < end) return invalid("Step adjustment intervals cannot overlap");
    if (begin > end) return invalid("Step adjustment intervals cannot have gaps between them");
  }
  if (steps.front().lower && *steps.front().lower < 0)
    return invalid(
        "There must be a step adjustment with an unspecified lower bound when one step adjustment has a negative "
        "lower bound");
  if (steps.back().upper && *steps.back().upper > 0)
    return invalid(
        "There must be a step adjustment with an unspecified upper bound when one step adjustment has a positive "
        "upper bound");
  return {};
}

}  // namespace rampart::scaling
