#include "aws/elbv2/shapes.h"

namespace rampart::aws::elbv2 {

using namespace protocol;

Shape protocol_names() {
  return enumeration({"HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"});
}

Shape strings() { return list(string()); }

Shape tags_shape() {
  static const Shape tag =
      structure("Tag", {required("Key", string({.least = 1, .most = 128})), optional("Value", string({.most = 256}))});
  return list(tag);
}

Shape attributes_shape() {
  static const Shape attribute =
      structure("Attribute", {optional("Key", string({.most = 256})), optional("Value", string())});
  return list(attribute);
}

Shape certificates_shape() {
  static const Shape certificate =
      structure("Certificate", {optional("CertificateArn", string()), optional("IsDefault", boolean())});
  return list(certificate);
}

Shape actions_shape() {
  static const Shape redirect = structure(
      "RedirectActionConfig",
      {optional("Protocol", string({.pattern = "(HTTPS?|#\\{protocol\\})"})), optional("Port", string()),
       optional("Host", string({.least = 1, .most = 128})), optional("Path", string({.least = 1, .most = 128})),
       optional("Query", string({.most = 128})), required("StatusCode", enumeration({"HTTP_301", "HTTP_302"}))});
  static const Shape fixed =
      structure("FixedResponseActionConfig", {optional("MessageBody", string({.most = 1024})),
                                              required("StatusCode", string({.pattern = "(2|4|5)\\d\\d"})),
                                              optional("ContentType", string({.most = 32}))});
  static const Shape group =
      structure("TargetGroupTuple", {optional("TargetGroupArn", string()), optional("Weight", integer())});
  static const Shape stickiness = structure("TargetGroupStickinessConfig",
                                            {optional("Enabled", boolean()), optional("DurationSeconds", integer())});
  static const Shape forward = structure("ForwardActionConfig", {optional("TargetGroups", list(group)),
                                                                 optional("TargetGroupStickinessConfig", stickiness)});
  static const Shape action = structure(
      "Action", {required("Type", enumeration({"forward", "authenticate-oidc", "authenticate-cognito", "redirect",
                                               "fixed-response", "jwt-validation"})),
                 optional("TargetGroupArn", string()), optional("Order", integer({.least = 1, .most = 50000})),
                 optional("RedirectConfig", redirect), optional("FixedResponseConfig", fixed),
                 optional("ForwardConfig", forward)});
  return list(action);
}

Shape conditions_shape() {
  static const Shape values = structure("ValuesConfig", {optional("Values", strings())});
  static const Shape header =
      structure("HttpHeaderConditionConfig", {optional("HttpHeaderName", string()), optional("Values", strings())});
  static const Shape pair =
      structure("QueryStringKeyValuePair", {optional("Key", string()), optional("Value", string())});
  static const Shape query = structure("QueryStringConditionConfig", {optional("Values", list(pair))});
  static const Shape condition =
      structure("RuleCondition", {optional("Field", string({.most = 64})), optional("Values", strings()),
                                  optional("HostHeaderConfig", values), optional("PathPatternConfig", values),
                                  optional("HttpHeaderConfig", header), optional("QueryStringConfig", query),
                                  optional("HttpRequestMethodConfig", values), optional("SourceIpConfig", values)});
  return list(condition);
}

Shape of_one(const char* name, const char* arn_member) { return structure(name, {required(arn_member, string())}); }

Shape with_list(const char* name, const char* member, Shape element) {
  return structure(name, {optional(member, list(std::move(element)))});
}

Shape empty(const char* name) { return structure(name, {}); }

Shape describing(const char* name, std::vector<Member> members) {
  members.push_back(optional("Marker", string()));
  members.push_back(optional("PageSize", integer({.least = 1, .most = 400})));
  return structure(name, std::move(members));
}

Shape page_of(const char* name, const char* member, Shape element) {
  return structure(name, {optional(member, list(std::move(element))), optional("NextMarker", string())});
}

OperationShapes attribute_reading(const char* arn_member) {
  return {of_one("DescribeAttributesInput", arn_member),
          structure("DescribeAttributesOutput", {optional("Attributes", attributes_shape())})};
}

OperationShapes attribute_writing(const char* arn_member) {
  return {
      structure("ModifyAttributesInput", {required(arn_member, string()), required("Attributes", attributes_shape())}),
      structure("ModifyAttributesOutput", {optional("Attributes", attributes_shape())})};
}

}  // namespace rampart::aws::elbv2
