// ISO 8601 instants, as recordings and load balancers write them.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace rampart::imports {

/// "2018-07-02T22:22:48.364000Z", "2018-07-02T22:22:48+02:00". Nothing when it is none.
std::optional<Instant> read_iso_time(std::string_view text);

/// A whole number that fills `digits`, without a sign.
std::optional<int> whole_number(std::string_view digits);

/// UTC. Nothing for a day that isn't, such as the 30th of February.
std::optional<Instant> instant_of(int year, int month, int day, int hour, int minute, int second);

}  // namespace rampart::imports
