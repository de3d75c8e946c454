// The configuration of one scaling policy. Only catalogue*.cpp includes this.
#pragma once

#include "core/control/catalogue_builder.h"

namespace rampart::control {

/// Fills `policy.what` from the policy's configuration. False when it is of a kind that isn't emulated; then a line
/// says so.
bool read_policy(Builder& builder, const stack::Resource& resource, const Properties& properties,
                 scaling::Policy& policy);

}  // namespace rampart::control
