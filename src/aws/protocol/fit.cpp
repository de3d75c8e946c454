#include "aws/protocol/fit.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <string>

#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// The member as the shape spells it, else as another case spells it.
const json::value* find_member(const json::object& object, std::string_view name) {
  if (const json::value* exact = object.if_contains(name)) return exact;
  for (const auto& [key, value] : object)
    if (same_name(key, name)) return &value;
  return nullptr;
}

json::object fit_structure(const Shape& shape, const json::object& value) {
  json::object out;
  for (const Member& member : shape->members)
    if (const json::value* one = find_member(value, member.name)) out[member.name] = fit(member.shape, *one);
  return out;
}

/// A scalar as text: what the number or truth value would have been if it had been written in quotes.
std::string scalar(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_double()) return text_of(double_number(), value);
  return json::serialize(value);
}

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array() && !value.is_null(); }

json::value fit_scalar(const Shape& shape, const json::value& value) {
  // A number with nothing after the point is a whole one.
  if ((shape->kind == Kind::integer || shape->kind == Kind::long_integer) && value.is_double()) {
    const auto whole = static_cast<std::int64_t>(value.get_double());
    if (static_cast<double>(whole) == value.get_double()) return whole;
  }
  auto read = value_of(shape, scalar(value));
  return read ? std::move(*read) : value;
}

}  // namespace

json::value fit(const Shape& shape, const json::value& value) {
  switch (shape->kind) {
    case Kind::structure:
      return value.is_object() ? json::value(fit_structure(shape, value.get_object())) : value;
    case Kind::list: {
      if (!value.is_array()) return value;
      json::array out;
      for (const json::value& one : value.get_array()) out.push_back(fit(shape->element(), one));
      return out;
    }
    case Kind::map: {
      if (!value.is_object()) return value;
      json::object out;
      for (const auto& [key, one] : value.get_object()) out[key] = fit(shape->element(), one);
      return out;
    }
    case Kind::string:
      return is_scalar(value) ? json::value(scalar(value)) : json::value(json::serialize(value));
    default:
      return is_scalar(value) ? fit_scalar(shape, value) : value;
  }
}

}  // namespace rampart::aws::protocol
