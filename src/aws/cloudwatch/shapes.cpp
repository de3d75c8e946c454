#include "aws/cloudwatch/shapes.h"

namespace rampart::aws::cloudwatch {

using namespace protocol;

Shape namespace_shape() { return string({.least = 1, .most = 255, .pattern = "[^:].*"}); }

Shape dimensions_shape() {
  return list(structure("Dimension", {required("Name", string({.least = 1, .most = 255})),
                                      required("Value", string({.least = 1, .most = 1024}))}),
              {.most = 30});
}

Shape unit_shape() {
  return enumeration({"Seconds",
                      "Microseconds",
                      "Milliseconds",
                      "Bytes",
                      "Kilobytes",
                      "Megabytes",
                      "Gigabytes",
                      "Terabytes",
                      "Bits",
                      "Kilobits",
                      "Megabits",
                      "Gigabits",
                      "Terabits",
                      "Percent",
                      "Count",
                      "Bytes/Second",
                      "Kilobytes/Second",
                      "Megabytes/Second",
                      "Gigabytes/Second",
                      "Terabytes/Second",
                      "Bits/Second",
                      "Kilobits/Second",
                      "Megabits/Second",
                      "Gigabits/Second",
                      "Terabits/Second",
                      "Count/Second",
                      "None"});
}

Shape statistic_shape() { return enumeration({"SampleCount", "Average", "Sum", "Minimum", "Maximum"}); }

Shape metric_queries_shape() {
  const Shape metric = structure(
      "Metric", {optional("Namespace", namespace_shape()), optional("MetricName", string({.least = 1, .most = 255})),
                 optional("Dimensions", dimensions_shape())});
  const Shape stat = structure("MetricStat", {required("Metric", metric), required("Period", integer({.least = 1})),
                                              required("Stat", string()), optional("Unit", unit_shape())});
  return list(structure("MetricDataQuery",
                        {required("Id", string({.least = 1, .most = 255})), optional("MetricStat", stat),
                         optional("Expression", string({.least = 1, .most = 2048})), optional("Label", string()),
                         optional("ReturnData", boolean()), optional("Period", integer({.least = 1})),
                         optional("AccountId", string({.least = 1, .most = 255}))}));
}

Shape tags_shape() {
  return list(structure("Tag", {required("Key", string({.least = 1, .most = 128})),
                                required("Value", string({.least = 0, .most = 256}))}));
}

Shape names_shape() { return list(string({.least = 1, .most = 255}), {.most = 100}); }

}  // namespace rampart::aws::cloudwatch
