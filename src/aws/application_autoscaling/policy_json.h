// Scaling policies between the API's JSON and the types of core/scaling. Errors: invalid, with AWS's texts.
#pragma once

#include <boost/json/object.hpp>

#include "base/result.h"
#include "core/scaling/policy.h"
#include "core/scaling/predictive.h"

namespace rampart::aws {

/// TargetTrackingScalingPolicyConfiguration, checked. Metric math (Metrics) is refused: nothing here can evaluate it.
Result<scaling::TargetTracking> read_target_tracking(const boost::json::object& configuration);

/// StepScalingPolicyConfiguration, checked.
Result<scaling::StepScaling> read_step_scaling(const boost::json::object& configuration);

/// PredictiveScalingPolicyConfiguration, checked. Customized metrics are refused.
Result<scaling::PredictiveScaling> read_predictive(const boost::json::object& configuration);

}  // namespace rampart::aws
