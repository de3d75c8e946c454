#include "aws/ecs/requests.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "aws/protocol/page_token.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

std::vector<std::string> texts(const json::object& object, std::string_view member) {
  std::vector<std::string> out;
  const json::value* value = object.if_contains(member);
  if (value == nullptr || !value->is_array()) return out;
  for (const json::value& one : value->get_array())
    if (one.is_string()) out.emplace_back(std::string_view(one.get_string()));
  return out;
}

std::vector<const json::object*> objects(const json::object& object, std::string_view member) {
  std::vector<const json::object*> out;
  const json::value* value = object.if_contains(member);
  if (value == nullptr || !value->is_array()) return out;
  for (const json::value& one : value->get_array())
    if (one.is_object()) out.push_back(&one.get_object());
  return out;
}

const json::object* part(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  return value == nullptr || !value->is_object() ? nullptr : &value->get_object();
}

void copy(const json::object& from, json::object& to, std::initializer_list<std::string_view> members) {
  for (const std::string_view member : members)
    if (const json::value* value = from.if_contains(member)) to[member] = *value;
}

json::object without_ours(const json::object& object) {
  json::object out;
  for (const auto& [key, value] : object)
    if (!std::string_view(key).starts_with('_')) out[key] = value;
  return out;
}

double timestamp_of(Instant at) { return std::round(unix_seconds(at) * 1000) / 1000; }

protocol::ApiError invalid_parameter(std::string message) {
  return {.code = "InvalidParameterException", .message = std::move(message)};
}
protocol::ApiError client_error(std::string message) {
  return {.code = "ClientException", .message = std::move(message)};
}
protocol::ApiError unsupported(std::string message) {
  return {.code = "UnsupportedFeatureException", .message = std::move(message)};
}

json::object missing(std::string arn) { return {{"arn", std::move(arn)}, {"reason", "MISSING"}}; }

namespace {

/// A token says where it stopped and at which item, so that a list that changed in between loses nothing if it can be
/// helped.
std::size_t start_of_page(const json::array& all, const std::string& position) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), index);
  if (error != std::errc() || *end != ' ') return 0;
  const json::value last(position.substr(static_cast<std::size_t>(end - position.data()) + 1));
  const auto found = std::find_if(all.begin(), all.end(), [&](const json::value& one) {
    return (one.is_object() && !one.get_object().empty() ? one.get_object().begin()->value() : one) == last;
  });
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin()) + 1;
  return std::min(index, all.size());
}

std::string end_of_page(const json::array& all, std::size_t stop) {
  const json::value& last = all[stop - 1];
  const json::value& key = last.is_object() ? last.get_object().begin()->value() : last;
  return std::to_string(stop) + " " + std::string(std::string_view(key.as_string()));
}

}  // namespace

protocol::Answer page_of(const protocol::Call& call, std::string_view member, json::array all, std::int64_t otherwise) {
  const std::int64_t most = number_of(call.input, "maxResults", otherwise);
  if (most < 1 || most > 100) return invalid_parameter("maxResults must be between 1 and 100.");
  std::size_t start = 0;
  if (const std::string token = text_of(call.input, "nextToken"); !token.empty()) {
    const auto position = protocol::page_position(call, token, error_style());
    if (position.has_error()) return position.error();
    start = start_of_page(all, *position);
  }
  const std::size_t stop = std::min(all.size(), start + static_cast<std::size_t>(most));
  json::object out;
  if (stop < all.size()) out["nextToken"] = protocol::page_token(call, end_of_page(all, stop));
  json::array some;
  for (std::size_t i = start; i < stop; ++i) some.push_back(std::move(all[i]));
  out[member] = std::move(some);
  return out;
}

protocol::ErrorStyle error_style() {
  protocol::ErrorStyle style;
  style.validation_code = "InvalidParameterException";
  style.validation_query_code = "InvalidParameterException";
  style.token_code = "InvalidParameterException";
  style.token_query_code = "InvalidParameterException";
  style.token_message = "Invalid token.";
  return style;
}

}  // namespace rampart::aws::ecs
