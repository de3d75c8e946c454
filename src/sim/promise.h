// What the days that were searched say about days that weren't.
//
// Two readings of the same blocks (days; the whole load where it has fewer than two), and the worse counts:
// the worst stretch in a row, as long as what is to come; and the 95 % prediction bound for such a stretch, by drawing
// stretches anew from the blocks, a few neighbours at a time (moving-block bootstrap). The first sees a part of the
// load that is worse than the rest, the second that few days tell little. Both take the future to be made of what has
// been seen: a load of another kind can break either.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/minute_model.h"

namespace rampart::sim {

/// The share of requests that miss the target, over `horizon` blocks in a row, at worst. `by_seed`: the same blocks
/// under each seed; not empty, all of one length. Deterministic.
double promised_share(std::span<const std::vector<BlockFigures>> by_seed, std::size_t horizon);

}  // namespace rampart::sim
