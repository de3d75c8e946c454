#include "aws/elbv2/shapes.h"

namespace rampart::aws::elbv2 {

using namespace protocol;

OperationShapes add_tags_shapes() {
  return {structure("AddTagsInput", {required("ResourceArns", strings()), required("Tags", tags_shape())}),
          empty("AddTagsOutput")};
}

OperationShapes remove_tags_shapes() {
  return {structure("RemoveTagsInput", {required("ResourceArns", strings()), required("TagKeys", strings())}),
          empty("RemoveTagsOutput")};
}

OperationShapes describe_tags_shapes() {
  static const Shape description =
      structure("TagDescription", {optional("ResourceArn", string()), optional("Tags", tags_shape())});
  return {structure("DescribeTagsInput", {required("ResourceArns", strings())}),
          with_list("DescribeTagsOutput", "TagDescriptions", description)};
}

}  // namespace rampart::aws::elbv2
