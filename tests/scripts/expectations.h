// The lines that begin with "expect": looked at when the script has run. See README.md beside this file.
#pragma once

#include "script_line.h"
#include "world.h"

namespace rampart::scripts {

/// The instants an expectation speaks of: "4m" is from = to, "4m..9m" holds throughout.
struct Span {
  Instant from;
  Instant to;
};
Result<Span> span_of(const ScriptLine& line);

/// Nothing if it came as expected; else an Error that says what happened instead.
Result<void> check(const ScriptLine& line, const World& world);

}  // namespace rampart::scripts
