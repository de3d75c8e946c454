// Reading and writing the canonical objects of ELBv2's calls: small words that every file here uses.
#pragma once

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aws/account/members.h"
#include "aws/protocol/page_token.h"
#include "aws/protocol/service.h"

namespace rampart::aws::elbv2 {

namespace json = boost::json;

inline const json::array& items(const json::object& object, std::string_view key) {
  static const json::array none;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

inline const json::object& part(const json::object& object, std::string_view key) {
  static const json::object none;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

inline std::vector<std::string> texts(const json::object& object, std::string_view key) {
  std::vector<std::string> out;
  for (const json::value& value : items(object, key)) out.emplace_back(value.get_string());
  return out;
}

inline bool holds(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// "Key", "Value" pairs as one object, the other way round, and back.
inline json::object by_key(const json::array& pairs) {
  json::object out;
  for (const json::value& pair : pairs)
    if (pair.is_object()) out[text_of(pair.get_object(), "Key")] = text_of(pair.get_object(), "Value");
  return out;
}

inline json::array pairs_of(const json::object& values) {
  json::array out;
  for (const auto& [key, value] : values) out.push_back({{"Key", key}, {"Value", value}});
  return out;
}

/// How ELBv2 words the errors that come from the shapes alone.
inline protocol::ErrorStyle error_style() {
  return {.validation_code = "ValidationError",
          .token_code = "ValidationError",
          .token_query_code = "ValidationError",
          .token_message = "The marker is not valid for this request"};
}

/// The page of `all` that the call asks for, as the answer's `member`. `id` names what tells items apart.
inline protocol::Answer page(const protocol::Call& call, std::string_view member, std::string_view id,
                             std::vector<json::object> all) {
  std::size_t from = 0;
  if (const std::string marker = text_of(call.input, "Marker"); !marker.empty()) {
    const auto position = protocol::page_position(call, marker, error_style());
    if (position.has_error()) return position.error();
    while (from < all.size() && text_of(all[from], id) != *position) ++from;
  }
  const auto size = static_cast<std::size_t>(number_of(call.input, "PageSize", 400));
  json::array out;
  json::object answer;
  for (std::size_t i = from; i < all.size(); ++i) {
    if (out.size() == size) {
      answer["NextMarker"] = protocol::page_token(call, text_of(all[i], id));
      break;
    }
    out.emplace_back(std::move(all[i]));
  }
  answer[member] = std::move(out);
  return answer;
}

/// An answer that is a list of one.
inline json::object only(std::string_view member, json::object item) {
  json::object answer;
  answer[member] = json::array{std::move(item)};
  return answer;
}

}  // namespace rampart::aws::elbv2
