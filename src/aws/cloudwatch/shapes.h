// The shapes of CloudWatch's operations: what each call may hold and what each answer holds.
// Source: botocore's model of 2010-08-01.
#pragma once

#include "aws/protocol/shape.h"

namespace rampart::aws::cloudwatch {

using protocol::Shape;

/// Input and output of one operation.
struct OperationShapes {
  Shape input;
  Shape output;
};

// shapes.cpp: what several use.
Shape namespace_shape();
Shape dimensions_shape();
Shape unit_shape();
Shape statistic_shape();
Shape metric_queries_shape();
Shape tags_shape();
Shape names_shape();  ///< AlarmNames.

// shapes_metrics.cpp
OperationShapes put_metric_data_shapes();
OperationShapes get_metric_statistics_shapes();
OperationShapes get_metric_data_shapes();
OperationShapes list_metrics_shapes();

// shapes_alarms.cpp
OperationShapes put_metric_alarm_shapes();
OperationShapes put_composite_alarm_shapes();
OperationShapes describe_alarms_shapes();
OperationShapes describe_alarms_for_metric_shapes();
OperationShapes describe_alarm_history_shapes();
OperationShapes set_alarm_state_shapes();
OperationShapes alarm_names_shapes();  ///< DeleteAlarms, EnableAlarmActions, DisableAlarmActions.

// shapes_other.cpp
OperationShapes tag_resource_shapes();
OperationShapes untag_resource_shapes();
OperationShapes list_tags_shapes();
OperationShapes put_dashboard_shapes();
OperationShapes get_dashboard_shapes();
OperationShapes list_dashboards_shapes();
OperationShapes delete_dashboards_shapes();

}  // namespace rampart::aws::cloudwatch
