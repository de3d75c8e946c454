#include "aws/application_autoscaling/requests.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/application_autoscaling/members.h"
#include "aws/protocol/page_token.h"

namespace rampart::aws {

using boost::json::object;
using protocol::ApiError;

const protocol::ErrorStyle& autoscaling_errors() {
  static const protocol::ErrorStyle style = [] {
    protocol::ErrorStyle out;
    out.message_member = "Message";
    out.token_message = "The NextToken value is not valid";
    return out;
  }();
  return style;
}

std::string target_id(const object& input) {
  return fmt::format("{}|{}|{}", text_of(input, "ServiceNamespace"), text_of(input, "ResourceId"),
                     text_of(input, "ScalableDimension"));
}

std::string target_id(const object& input, std::string_view name) {
  return fmt::format("{}|{}", target_id(input), name);
}

std::string target_words(const object& input) {
  return fmt::format("service namespace: {}, resource ID: {}, scalable dimension: {}",
                     text_of(input, "ServiceNamespace"), text_of(input, "ResourceId"),
                     text_of(input, "ScalableDimension"));
}

bool is_ecs(const object& input) { return text_of(input, "ServiceNamespace") == "ecs"; }

ApiError validation(std::string message) { return {"ValidationException", std::move(message)}; }
ApiError object_not_found(std::string message) { return {"ObjectNotFoundException", std::move(message)}; }

ApiError api_error(const Error& error) {
  return error.kind == ErrorKind::not_found ? object_not_found(error.message) : validation(error.message);
}

std::optional<ApiError> check_target(const object& input) {
  const std::string dimension = text_of(input, "ScalableDimension");
  if (!dimension.starts_with(text_of(input, "ServiceNamespace") + ":"))
    return ApiError{"AccessDeniedException", "Account is not authorized"};
  const std::string resource = text_of(input, "ResourceId");
  const bool is_service = resource.starts_with("service/") && std::count(resource.begin(), resource.end(), '/') == 2 &&
                          !resource.ends_with('/') && resource.find("//") == std::string::npos;
  if (is_ecs(input) && !is_service)
    return validation("Unsupported service namespace, resource type or scalable dimension");
  return std::nullopt;
}

bool asked_for(const object& record, const object& input) {
  for (const char* key : {"ServiceNamespace", "ScalableDimension", "ResourceId"})
    if (const std::string wanted = text_of(input, key); !wanted.empty() && text_of(record, key) != wanted) return false;
  return true;
}

std::size_t count_of(const Records& records, const protocol::Call& call, std::string_view kind) {
  const std::string id = target_id(call.input);
  std::size_t out = 0;
  for (const auto& [key, record] : records.list(call.region, kind)) out += target_id(*record) == id ? 1 : 0;
  return out;
}

protocol::Answer page_of(const protocol::Call& call, const char* name,
                         const std::vector<std::pair<std::string, object>>& items, std::size_t most) {
  std::string after;
  if (const std::string token = text_of(call.input, "NextToken"); !token.empty()) {
    auto position = protocol::page_position(call, token, autoscaling_errors());
    if (!position) return position.error();
    after = *position;
  }
  const std::int64_t wanted = whole(call.input, "MaxResults").value_or(static_cast<std::int64_t>(most));
  if (wanted < 0) return validation("MaxResults cannot be less than 0");
  const std::size_t size = std::min(most, static_cast<std::size_t>(wanted));
  boost::json::array page;
  object out;
  std::string last;
  for (const auto& [key, item] : items) {
    if (!after.empty() && key <= after) continue;
    if (page.size() == size) {
      if (size > 0) out["NextToken"] = protocol::page_token(call, last);
      break;
    }
    page.push_back(item);
    last = key;
  }
  out[name] = std::move(page);
  return out;
}

}  // namespace rampart::aws
