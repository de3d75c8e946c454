// What is always so where everything is Fargate's: two capacity providers that nobody made, and no service in any Cloud
// Map namespace (Service Connect is recorded, not done). Whole operations, as they need nothing but the call.
// Source: botocore's model of ECS 2014-11-13.
#pragma once

#include "aws/protocol/service.h"

namespace rampart::aws::ecs {

/// FARGATE and FARGATE_SPOT; others are failures, MISSING. No name: both.
protocol::Operation describe_capacity_providers();
/// None, whatever the namespace.
protocol::Operation list_services_by_namespace();

}  // namespace rampart::aws::ecs
