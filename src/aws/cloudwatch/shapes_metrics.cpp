#include "aws/cloudwatch/shapes.h"

namespace rampart::aws::cloudwatch {

using namespace protocol;

OperationShapes put_metric_data_shapes() {
  const Shape set =
      structure("StatisticSet", {required("SampleCount", double_number()), required("Sum", double_number()),
                                 required("Minimum", double_number()), required("Maximum", double_number())});
  const Shape datum =
      structure("MetricDatum", {required("MetricName", string({.least = 1, .most = 255})),
                                optional("Dimensions", dimensions_shape()), optional("Timestamp", timestamp()),
                                optional("Value", double_number()), optional("StatisticValues", set),
                                optional("Values", list(double_number())), optional("Counts", list(double_number())),
                                optional("Unit", unit_shape()), optional("StorageResolution", integer({.least = 1}))});
  const Shape of_entity = structure("EntityMetricData", {optional("MetricData", list(datum))});
  return {structure("PutMetricDataInput",
                    {required("Namespace", namespace_shape()), optional("MetricData", list(datum)),
                     optional("EntityMetricData", list(of_entity)), optional("StrictEntityValidation", boolean())}),
          structure("PutMetricDataOutput", {})};
}

OperationShapes get_metric_statistics_shapes() {
  const Shape point = structure(
      "Datapoint", {optional("Timestamp", timestamp()), optional("SampleCount", double_number()),
                    optional("Average", double_number()), optional("Sum", double_number()),
                    optional("Minimum", double_number()), optional("Maximum", double_number()),
                    optional("Unit", unit_shape()), optional("ExtendedStatistics", map(string(), double_number()))});
  return {
      structure(
          "GetMetricStatisticsInput",
          {required("Namespace", namespace_shape()), required("MetricName", string({.least = 1, .most = 255})),
           optional("Dimensions", dimensions_shape()), required("StartTime", timestamp()),
           required("EndTime", timestamp()), required("Period", integer({.least = 1})),
           optional("Statistics", list(statistic_shape(), {.least = 1, .most = 5})),
           optional("ExtendedStatistics", list(string(), {.least = 1, .most = 10})), optional("Unit", unit_shape())}),
      structure("GetMetricStatisticsOutput", {optional("Label", string()), optional("Datapoints", list(point))})};
}

OperationShapes get_metric_data_shapes() {
  const Shape message = structure("MessageData", {optional("Code", string()), optional("Value", string())});
  const Shape result = structure("MetricDataResult",
                                 {optional("Id", string()), optional("Label", string()),
                                  optional("Timestamps", list(timestamp())), optional("Values", list(double_number())),
                                  optional("StatusCode", string()), optional("Messages", list(message))});
  return {structure("GetMetricDataInput",
                    {required("MetricDataQueries", metric_queries_shape()), required("StartTime", timestamp()),
                     required("EndTime", timestamp()), optional("NextToken", string()),
                     optional("ScanBy", enumeration({"TimestampDescending", "TimestampAscending"})),
                     optional("MaxDatapoints", integer()),
                     optional("LabelOptions", structure("LabelOptions", {optional("Timezone", string())}))}),
          structure("GetMetricDataOutput", {optional("MetricDataResults", list(result)),
                                            optional("NextToken", string()), optional("Messages", list(message))})};
}

OperationShapes list_metrics_shapes() {
  const Shape filter = structure("DimensionFilter", {required("Name", string({.least = 1, .most = 255})),
                                                     optional("Value", string({.least = 1, .most = 1024}))});
  const Shape metric = structure("Metric", {optional("Namespace", string()), optional("MetricName", string()),
                                            optional("Dimensions", dimensions_shape())});
  return {
      structure("ListMetricsInput",
                {optional("Namespace", namespace_shape()), optional("MetricName", string({.least = 1, .most = 255})),
                 optional("Dimensions", list(filter, {.most = 10})), optional("NextToken", string()),
                 optional("RecentlyActive", enumeration({"PT3H"})), optional("IncludeLinkedAccounts", boolean()),
                 optional("OwningAccount", string({.least = 1, .most = 255}))}),
      structure("ListMetricsOutput", {optional("Metrics", list(metric)), optional("NextToken", string()),
                                      optional("OwningAccounts", list(string()))})};
}

}  // namespace rampart::aws::cloudwatch
