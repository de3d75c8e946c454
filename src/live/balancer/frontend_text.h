// A listener in HAProxy's words: its socket, its rules in the order of their priorities, what ALB adds to requests.
// Pure. Source: reference aws-scaling.md §2.5.
#pragma once

#include <string>

#include "live/balancer/configuration.h"

namespace rampart::live::balancer {

/// `configuration` says where other listeners are: a redirect to one of the same load balancer goes to where that
/// really listens.
std::string frontend_text(const Frontend& frontend, const Configuration& configuration);

}  // namespace rampart::live::balancer
