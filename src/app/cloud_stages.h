// Waiting for a local cloud, as every command does that brings one up for a while.
#pragma once

#include <filesystem>
#include <functional>

#include "app/local_cloud.h"

namespace rampart::app {

/// Between two looks at a cloud; the caller does in it what it has to do meanwhile.
using WhileWaiting = std::function<void()>;

/// Until every service has what it wants, or Ctrl-C. Errors: the cloud's own; unavailable, when it takes too long: a
/// stack that isn't up by then won't be, as images are local and nothing is pulled. `logs` is where it says why.
Result<void> wait_until_up(const LocalCloud& cloud, const RealClock& clock, const std::filesystem::path& logs,
                           const WhileWaiting& look);

/// After shutdown() or kill(): until all is gone, a further Ctrl-C, or a minute has passed. Draining is bounded by the
/// deregistration delay; this bounds what hangs.
void wait_until_gone(const LocalCloud& cloud, const RealClock& clock, const WhileWaiting& look);

}  // namespace rampart::app
