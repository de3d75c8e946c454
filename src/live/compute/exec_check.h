// A container's health check as an engine's exec.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/time.h"
#include "live/compute/engine_client.h"

namespace rampart::live::compute {

/// `done` once, on the loop, unless the client is closed before: whether the command ended with exit code 0 within
/// `timeout` (real time). One that takes longer is given up, but goes on in the container: engines can't end an exec.
/// `client` must outlive it.
void run_check(EngineClient& client, const std::string& container, const std::vector<std::string>& command,
               Duration timeout, std::function<void(bool good)> done);

}  // namespace rampart::live::compute
