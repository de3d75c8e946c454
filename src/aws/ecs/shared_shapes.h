// Shapes that several groups of ECS's operations hold; the groups themselves are in shapes.h.
// Source: botocore's model of ECS 2014-11-13.
#pragma once

#include "aws/protocol/shape.h"

namespace rampart::aws::ecs {

protocol::Shape enabled_or_disabled();
protocol::Shape setting_name();
protocol::Shape transport_protocol();
protocol::Shape launch_type();
protocol::Shape task_definition_status();
protocol::Shape scheduling_strategy();
protocol::Shape propagate_tags();
protocol::Shape service_deployment_status();
protocol::Shape monitor_status();
protocol::Shape health_status();

protocol::Shape tag();
protocol::Shape failure();
protocol::Shape key_value_pair();
protocol::Shape capacity_provider_strategy_item();
protocol::Shape network_configuration();
protocol::Shape ephemeral_storage();
protocol::Shape secret();
protocol::Shape log_configuration();
protocol::Shape attachment();
protocol::Shape placement_constraint();
protocol::Shape placement_strategy();
protocol::Shape deployment_configuration();
protocol::Shape load_balancer();
protocol::Shape service_registry();
protocol::Shape service_connect_configuration();
protocol::Shape environment_file();
protocol::Shape attribute();

}  // namespace rampart::aws::ecs
