// What Application Auto Scaling must not forget over a restart, as JSON: activities and the state of the rules.
//
// An activity's object is the API's with one member more, "Rampart", which holds what only we know of it; instants of
// our own are nanoseconds since 1970.
#pragma once

#include <boost/json/object.hpp>

#include "core/control/scaled_service.h"

namespace rampart::aws {

boost::json::object activity_to_json(const scaling::Activity& activity, const scaling::ScalableTarget& target,
                                     const std::string& target_uuid);
scaling::Activity activity_from_json(const boost::json::object& json);

/// Ascending by what DescribeScalingActivities lists first: the newest.
std::string activity_order(const boost::json::object& json);

boost::json::object memory_to_json(const control::ScaledService::Snapshot& memory);
control::ScaledService::Snapshot memory_from_json(const boost::json::object& json);

}  // namespace rampart::aws
