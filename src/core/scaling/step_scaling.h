// Step scaling: how far beyond the threshold, so many tasks more or fewer. Source: reference aws-scaling.md §4.5, §4.9.
#pragma once

#include <span>

#include "base/result.h"
#include "core/scaling/policy.h"

namespace rampart::scaling {

/// Average, Minimum or Maximum of an alarm's recent datapoints, which must not be empty.
double aggregate(Aggregation how, std::span<const double> datapoints);

/// The step whose interval holds `distance` = aggregate - threshold; null if none does (a sole step [0, null) and a
/// metric below the threshold). At or above the threshold the lower bound belongs to the step and the upper doesn't;
/// below it is the other way round, so that -10 takes (-inf,-10] and not (-10,0].
const StepAdjustment* find_step(const StepScaling& policy, double distance);

/// How many tasks `percent` of `capacity` is. Above 1 it is rounded down, between 0 and 1 it is 1, the same mirrored
/// below zero; then at least `min_magnitude` either way. 10 at +25 % → 2, 10 at -5 % → -1.
int percent_change(int capacity, int percent, int min_magnitude);

/// The capacity a step asks for, not yet bounded by anything but 0.
int apply_step(const StepScaling& policy, const StepAdjustment& step, int capacity);

/// PutScalingPolicy's checks, with AWS's texts where they are known.
Result<void> validate(const StepScaling& policy);

}  // namespace rampart::scaling
