// One event of every kind, each member with a value of its own: for tests that must not forget a kind or a member.
#pragma once

#include <vector>

#include "core/ledger/event.h"

namespace rampart::store::testing {

/// Ordered by time, a second apart.
std::vector<ledger::Recorded> every_event();

}  // namespace rampart::store::testing
