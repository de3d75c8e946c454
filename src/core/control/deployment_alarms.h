// What CloudWatch says of the alarms that deployments watch. Source: reference aws-scaling.md §1.4, "Deployment
// alarms".
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/fleet/service.h"
#include "core/watch/alarms.h"

namespace rampart::control {

/// Of those `names` that there are.
std::map<std::string, fleet::AlarmReading> read_alarms(const watch::Alarms& alarms, const std::set<std::string>& names);

}  // namespace rampart::control
