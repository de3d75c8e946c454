// The scheduled actions of a scalable target and the configuration of a predictive policy. Only catalogue*.cpp includes
// this. Source: reference aws-scaling.md §4.6, §4.8.
#pragma once

#include <vector>

#include "core/control/catalogue_builder.h"
#include "core/scaling/predictive.h"
#include "core/scaling/schedule.h"

namespace rampart::control {

/// ScheduledActions, without their time zones' bytes, which the control plane looks up.
std::vector<scaling::ScheduledAction> read_scheduled_actions(const Properties& target);

/// PredictiveScalingPolicyConfiguration. Nothing when it uses what isn't emulated; then a line says so.
std::optional<scaling::PredictiveScaling> read_predictive_scaling(Builder& builder, const stack::Resource& resource,
                                                                  const Properties& policy);

}  // namespace rampart::control
