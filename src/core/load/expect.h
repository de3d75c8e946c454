// The checks of a request's `expect:` (Artillery's expect plugin, reference artillery.md §7 "expect").
#pragma once

#include "base/random.h"
#include "core/load/extract.h"
#include "core/script/script.h"
#include "core/script/template.h"

namespace rampart::load {

/// Whether one expectation holds for this answer.
bool holds(const script::Expectation& expectation, OpenedAnswer& opened, const script::Variables& variables,
           Random& random);

}  // namespace rampart::load
