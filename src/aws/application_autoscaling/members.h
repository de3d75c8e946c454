// Reading members of a decoded input or of a record: absent ones give the fallback. Decoders have seen to the kinds.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/account/members.h"

namespace rampart::aws {

inline std::optional<std::int64_t> whole(const boost::json::object& in, std::string_view key) {
  const auto* value = in.if_contains(key);
  if (value == nullptr || !(value->is_int64() || value->is_uint64())) return std::nullopt;
  return value->to_number<std::int64_t>();
}

inline std::optional<int> small(const boost::json::object& in, std::string_view key) {
  const auto value = whole(in, key);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

inline std::optional<double> number(const boost::json::object& in, std::string_view key) {
  const auto* value = in.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

inline std::optional<bool> flag(const boost::json::object& in, std::string_view key) {
  const auto* value = in.if_contains(key);
  return value != nullptr && value->is_bool() ? std::optional(value->as_bool()) : std::nullopt;
}

/// nullptr: absent.
inline const boost::json::object* group(const boost::json::object& in, std::string_view key) {
  const auto* value = in.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

/// Empty when absent.
inline const boost::json::array& list(const boost::json::object& in, std::string_view key) {
  static const boost::json::array none;
  const auto* value = in.if_contains(key);
  const auto* array = value == nullptr ? nullptr : value->if_array();
  return array == nullptr ? none : *array;
}

/// Whether a list of texts holds this one.
inline bool holds(const boost::json::array& texts, std::string_view wanted) {
  for (const auto& one : texts)
    if (one.is_string() && one.as_string() == wanted) return true;
  return false;
}

}  // namespace rampart::aws
