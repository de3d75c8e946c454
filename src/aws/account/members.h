// Reading the members of canonical objects (aws/protocol/shape.h). Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace rampart::aws {

/// The member as text; `otherwise` when there is none.
inline std::string text_of(const boost::json::object& object, std::string_view member,
                           std::string_view otherwise = "") {
  const boost::json::value* found = object.if_contains(member);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string(otherwise);
}

/// The member's elements; empty when there is none.
inline boost::json::array list_of(const boost::json::object& object, std::string_view member) {
  const boost::json::value* found = object.if_contains(member);
  return found != nullptr && found->is_array() ? found->get_array() : boost::json::array();
}

inline bool flag_of(const boost::json::object& object, std::string_view member, bool otherwise = false) {
  const boost::json::value* found = object.if_contains(member);
  return found != nullptr && found->is_bool() ? found->get_bool() : otherwise;
}

inline std::int64_t number_of(const boost::json::object& object, std::string_view member, std::int64_t otherwise = 0) {
  const boost::json::value* found = object.if_contains(member);
  return found != nullptr && found->is_int64() ? found->get_int64() : otherwise;
}

}  // namespace rampart::aws
