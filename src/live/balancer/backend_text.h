// A target group in HAProxy's words: balance, health checks, stickiness, and all targets when none is healthy. Pure.
// Source: reference aws-scaling.md §2.2, §2.4, §2.5.
#pragma once

#include <string>

#include "live/balancer/configuration.h"

namespace rampart::live::balancer {

std::string backend_text(const Backend& backend, const Configuration& configuration);

}  // namespace rampart::live::balancer
