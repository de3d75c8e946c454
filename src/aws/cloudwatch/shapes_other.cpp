#include "aws/cloudwatch/shapes.h"

namespace rampart::aws::cloudwatch {

using namespace protocol;

OperationShapes tag_resource_shapes() {
  return {structure("TagResourceInput",
                    {required("ResourceARN", string({.least = 1, .most = 1024})), required("Tags", tags_shape())}),
          structure("TagResourceOutput", {})};
}

OperationShapes untag_resource_shapes() {
  return {structure("UntagResourceInput", {required("ResourceARN", string({.least = 1, .most = 1024})),
                                           required("TagKeys", list(string({.least = 1, .most = 128})))}),
          structure("UntagResourceOutput", {})};
}

OperationShapes list_tags_shapes() {
  return {structure("ListTagsForResourceInput", {required("ResourceARN", string({.least = 1, .most = 1024}))}),
          structure("ListTagsForResourceOutput", {optional("Tags", tags_shape())})};
}

OperationShapes put_dashboard_shapes() {
  const Shape message =
      structure("DashboardValidationMessage", {optional("DataPath", string()), optional("Message", string())});
  return {structure("PutDashboardInput", {required("DashboardName", string()), required("DashboardBody", string()),
                                          optional("Tags", tags_shape())}),
          structure("PutDashboardOutput", {optional("DashboardValidationMessages", list(message))})};
}

OperationShapes get_dashboard_shapes() {
  return {structure("GetDashboardInput", {required("DashboardName", string())}),
          structure("GetDashboardOutput", {optional("DashboardArn", string()), optional("DashboardBody", string()),
                                           optional("DashboardName", string())})};
}

OperationShapes list_dashboards_shapes() {
  const Shape entry =
      structure("DashboardEntry", {optional("DashboardName", string()), optional("DashboardArn", string()),
                                   optional("LastModified", timestamp()), optional("Size", long_integer())});
  return {
      structure("ListDashboardsInput", {optional("DashboardNamePrefix", string()), optional("NextToken", string())}),
      structure("ListDashboardsOutput", {optional("DashboardEntries", list(entry)), optional("NextToken", string())})};
}

OperationShapes delete_dashboards_shapes() {
  return {structure("DeleteDashboardsInput", {required("DashboardNames", list(string()))}),
          structure("DeleteDashboardsOutput", {})};
}

}  // namespace rampart::aws::cloudwatch
