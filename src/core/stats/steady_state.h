// Where a series becomes steady: the warm-up to leave out of a mean.
//
// MSER-5: the series is averaged in batches of five; the cut is the number of batches left out at the start that makes
// the standard error of the rest's mean smallest. A cut beyond the middle means that the series never became steady.
// Source: K. P. White, M. J. Cobb and S. C. Spratt, "A comparison of five steady-state truncation heuristics", 2000.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace rampart::stats {

/// How many values to leave out; nothing when the series never becomes steady or has fewer than 20 values.
std::optional<std::size_t> warm_up_end(const std::vector<double>& values);

}  // namespace rampart::stats
