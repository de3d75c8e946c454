// A scheduled action's record → the type of core/scaling.
#pragma once

#include <boost/json/object.hpp>

#include "base/result.h"
#include "core/control/scalable_targets.h"

namespace rampart::aws {

/// `record` has the form of the API's ScheduledAction; `zones` knows the time zones. invalid, with AWS's texts.
Result<scaling::ScheduledAction> read_action(const boost::json::object& record, const control::ScalableTargets& zones);

}  // namespace rampart::aws
