#include "aws/cloudformation/resource_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "aws/account/account.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/protocol/dispatcher.h"
#include "base/uuid.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::ApiError;

/// What the operation is given: the properties under their names, the tags in the service's form.
json::object input_of(const ResourceType& type, const Subject& subject) {
  Subject named = subject;
  if (!type.name_property.empty() && text_at(subject.properties, type.name_property).empty())
    named.properties[type.name_property] = subject.updating ? subject.physical_id : subject.name;
  json::object out = type.input != nullptr ? type.input(named) : named.properties;
  json::array tags = merged_tags(subject);
  if (type.tags == Tags::none || tags.empty() || (type.input != nullptr && subject.updating)) return out;
  switch (type.tags) {
    case Tags::list:
      out["Tags"] = std::move(tags);
      break;
    case Tags::map: {
      json::object map;
      for (const json::value& tag : tags) map[text_at(tag.as_object(), "Key")] = text_at(tag.as_object(), "Value");
      out["Tags"] = std::move(map);
      break;
    }
    default:
      out["TagSpecifications"] = json::array{json::object{{"ResourceType", type.tagged_as}, {"Tags", std::move(tags)}}};
  }
  return out;
}

/// An id as the service that nobody has would have drawn it.
std::string recorded_id(const ResourceType& type, const Subject& subject) {
  if (type.recorded_as != "NAME") return std::string(type.recorded_as) + draw_hex(subject.ids, 17);
  const std::string own = text_at(subject.properties, type.name_property);
  return own.empty() ? subject.name : own;
}

bool is_missing(const ApiError& error) {
  return error.http_status == 404 || error.code.find("NotFound") != std::string::npos ||
         error.code.find("NoSuch") != std::string::npos || error.code.find("NotActive") != std::string::npos ||
         error.code.find("NonExist") != std::string::npos;
}

std::string_view name_in_reasons(std::string_view service) {
  struct Name {
    std::string_view signing;
    std::string_view spoken;
  };
  static constexpr Name names[] = {{"application-autoscaling", "ApplicationAutoScaling"},
                                   {"ec2", "Ec2"},
                                   {"ecr", "Ecr"},
                                   {"ecs", "Ecs"},
                                   {"elasticloadbalancing", "ElasticLoadBalancingV2"},
                                   {"iam", "Iam"},
                                   {"logs", "CloudWatchLogs"},
                                   {"monitoring", "CloudWatch"},
                                   {"sns", "Sns"},
                                   {"ssm", "Ssm"}};
  for (const Name& name : names)
    if (name.signing == service) return name.spoken;
  return service;
}

std::string_view handler_code(const ApiError& error) {
  if (is_missing(error)) return "NotFound";
  if (error.code.find("Already") != std::string::npos || error.code.find("Duplicate") != std::string::npos)
    return "AlreadyExists";
  if (error.code == "GeneralServiceException") return "GeneralServiceException";
  if (error.code == "NotStabilized") return "NotStabilized";
  if (error.code == "AccessDeniedException") return "AccessDenied";
  if (error.code.find("Limit") != std::string::npos) return "ServiceLimitExceeded";
  return error.http_status >= 500 ? "ServiceInternalError" : "InvalidRequest";
}

}  // namespace

Done make_resource(const ResourceType& type, Subject& subject) {
  if (type.lower_case)
    std::transform(subject.name.begin(), subject.name.end(), subject.name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  json::object answer;
  if (!type.create.empty()) {
    auto asked = subject.ask(type.service, type.create, input_of(type, subject));
    if (asked.has_error() && (type.recorded_as.empty() || !protocol::is_not_implemented(asked.error())))
      return asked.error();
    if (asked.has_value()) answer = std::move(*asked);
  }
  if (!type.id_path.empty()) subject.physical_id = text_at(answer, type.id_path);
  if (subject.physical_id.empty() && !type.name_property.empty() && (type.id_path.empty() || answer.empty())) {
    subject.physical_id = text_at(subject.properties, type.name_property);
    if (subject.physical_id.empty()) subject.physical_id = subject.name;
  }
  if (!type.recorded_as.empty() && (subject.physical_id.empty() || (answer.empty() && !type.id_path.empty())))
    subject.physical_id = recorded_id(type, subject);
  for (const Attribute& attribute : type.attributes)
    if (const json::value* value = find_path(answer, attribute.path))
      subject.attributes[attribute.name] = *value;
    else if (answer.empty() && attribute.name.ends_with("Id"))
      subject.attributes[attribute.name] = subject.physical_id;
  if (type.learn != nullptr) type.learn(subject, answer);
  if (subject.physical_id.empty()) subject.physical_id = subject.name;
  return type.after != nullptr ? type.after(subject) : Done();
}

bool needs_replacement(const ResourceType& type, const json::object& before, const json::object& after) {
  if (type.update.empty() && type.after == nullptr) return true;
  return std::any_of(type.replacing.begin(), type.replacing.end(), [&](std::string_view property) {
    const json::value* then = before.if_contains(property);
    const json::value* now = after.if_contains(property);
    return then == nullptr || now == nullptr ? then != now : *then != *now;
  });
}

Done change_resource(const ResourceType& type, Subject& subject) {
  subject.updating = true;
  if (!type.update.empty()) {
    json::object input = input_of(type, subject);
    if (!type.key.empty()) input[type.key] = subject.physical_id;
    const auto asked = subject.ask(type.service, type.update, std::move(input));
    if (asked.has_error() && (type.recorded_as.empty() || !protocol::is_not_implemented(asked.error())))
      return asked.error();
    if (asked.has_value() && type.learn != nullptr) type.learn(subject, *asked);
  }
  return type.after != nullptr ? type.after(subject) : Done();
}

Done unmake_resource(const ResourceType& type, Subject& subject) {
  if (type.before_remove != nullptr) (void)type.before_remove(subject);
  if (type.remove.empty()) return {};
  json::object input =
      type.removal != nullptr ? type.removal(subject) : json::object{{type.key, json::value(subject.physical_id)}};
  const auto asked = subject.ask(type.service, type.remove, std::move(input));
  if (asked.has_value() || is_missing(asked.error())) return {};
  if (!type.recorded_as.empty() && protocol::is_not_implemented(asked.error())) return {};
  return asked.error();
}

bool is_in_use(const ApiError& error) {
  for (const char* word : {"ResourceInUse", "DependencyViolation", "DeleteConflict", "ClusterContains", "InUse"})
    if (error.code.find(word) != std::string::npos) return true;
  return false;
}

std::string failure_reason(const ResourceType& type, const ApiError& error, Random& ids) {
  const std::string token = uuid(ids);
  if (error.code == "GeneralServiceException" || error.code == "NotStabilized")
    return fmt::format("Resource handler returned message: \"{}\" (RequestToken: {}, HandlerErrorCode: {})",
                       error.message, token, handler_code(error));
  return fmt::format(
      "Resource handler returned message: \"{} (Service: {}, Status Code: {}, Request ID: {})\" (RequestToken: {}, "
      "HandlerErrorCode: {})",
      error.message, name_in_reasons(type.service), error.http_status, uuid(ids), token, handler_code(error));
}

}  // namespace rampart::aws::cloudformation
