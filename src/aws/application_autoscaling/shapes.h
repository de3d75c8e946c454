// Application Auto Scaling's inputs and outputs (API version 2016-02-06), one function per operation.
// Source: botocore's service model; high-resolution metric types of 2026 added.
#pragma once

#include "aws/protocol/shape.h"

namespace rampart::aws::autoscaling_shapes {

struct Message {
  protocol::Shape input;
  protocol::Shape output;
};

Message register_scalable_target();
Message describe_scalable_targets();
Message deregister_scalable_target();
Message put_scaling_policy();
Message describe_scaling_policies();
Message delete_scaling_policy();
Message put_scheduled_action();
Message describe_scheduled_actions();
Message delete_scheduled_action();
Message describe_scaling_activities();
Message tag_resource();
Message untag_resource();
Message list_tags_for_resource();
Message get_predictive_scaling_forecast();

}  // namespace rampart::aws::autoscaling_shapes
