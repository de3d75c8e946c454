// What a rule does, in HAProxy's words: forward by weight, redirect, answer. Pure.
// Source: reference aws-scaling.md §2.1, §2.5.
#pragma once

#include <cstddef>
#include <string>

#include "live/balancer/configuration.h"

namespace rampart::live::balancer {

/// Lines for the requests whose txn.rule is `number`.
std::string action_text(std::size_t number, const fleet::Action& action, const Frontend& frontend,
                        const Configuration& configuration);

}  // namespace rampart::live::balancer
