// How often a loop goes round and what its variables are (reference artillery.md §2.6).
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/random.h"
#include "core/script/script.h"

namespace rampart::load {

struct LoopRounds {
  static constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();
  std::int64_t from = 0;
  std::int64_t to = 0;                     ///< One past the last.
  std::optional<boost::json::array> over;  ///< Elements, when the loop goes over a list.
};

/// `count`: a number, text "a-b" (from a to b − 1), a template; 0 written as a number, no count, or -1 is endless; text
/// "0" or what isn't a number is no round at all. `over`: a list; a missing variable is no round at all.
LoopRounds plan_rounds(const script::Loop& loop, const script::Variables& variables, Random& random);

}  // namespace rampart::load
