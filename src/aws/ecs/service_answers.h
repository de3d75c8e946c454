// What several answers about services hold.
#pragma once

#include <boost/json/object.hpp>

#include "core/fleet/spec.h"

namespace rampart::aws::ecs {

boost::json::object deployment_configuration(const fleet::ServiceSpec& spec);

}  // namespace rampart::aws::ecs
