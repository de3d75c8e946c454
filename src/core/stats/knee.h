// The knee of a curve that rises ever more steeply, such as latency over rate: a second opinion beside a target.
//
// Kneedle: both axes are scaled to [0, 1]; the knee is the first local maximum of x − y after which x − y falls by
// more than `sensitivity` × the mean distance of the x before it rises again. Source: Satopää and others, "Finding a
// Kneedle in a Haystack", 2011; reference autoscaling.md §6.
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace rampart::stats {

/// x of the knee, or nothing where the curve has none. Points in any order; those of one x are averaged. The last
/// point counts as the end of a fall.
std::optional<double> find_knee(std::vector<std::pair<double, double>> points, double sensitivity = 1);

}  // namespace rampart::stats
