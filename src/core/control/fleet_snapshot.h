// A fleet's services and tasks as JSON, so that they outlive a crash: exact to the nanosecond, both ways from one list
// of members.
//
// Reading is forgiving of members that aren't there (an older version wrote it: they keep their defaults) and refuses
// those of another kind.
#pragma once

#include <boost/json/object.hpp>

#include "base/random.h"
#include "base/result.h"
#include "core/fleet/snapshot.h"
#include "core/fleet/task.h"

namespace rampart::control {

boost::json::object to_json(const fleet::ServiceSnapshot& service);
boost::json::object to_json(const fleet::Task& task);
boost::json::object to_json(const Random& random);

/// Errors: invalid, with the member's name.
Result<fleet::ServiceSnapshot> service_snapshot_of(const boost::json::object& object);
Result<fleet::Task> task_of(const boost::json::object& object);
Result<Random> random_of(const boost::json::object& object);

}  // namespace rampart::control
