// AWS Auto Scaling plans' inputs and outputs (API version 2018-01-06), one function per operation.
// Source: botocore's service model.
#pragma once

#include "aws/protocol/shape.h"

namespace rampart::aws::plan_shapes {

struct Message {
  protocol::Shape input;
  protocol::Shape output;
};

Message create_scaling_plan();
Message update_scaling_plan();
Message delete_scaling_plan();
Message describe_scaling_plans();
Message describe_scaling_plan_resources();
Message get_scaling_plan_resource_forecast_data();

}  // namespace rampart::aws::plan_shapes
