#include "aws/protocol/json_form.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <cmath>
#include <optional>

#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

/// AWS's own names of what a parser met.
std::string_view token_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "NULL";
    case json::kind::bool_:
      return value.get_bool() ? "TRUE_VALUE" : "FALSE_VALUE";
    case json::kind::string:
      return "STRING_VALUE";
    case json::kind::double_:
      return "DECIMAL_VALUE";
    case json::kind::object:
      return "START_OBJECT";
    case json::kind::array:
      return "START_ARRAY";
    default:
      return "NUMBER_VALUE";
  }
}

std::string_view noun_of(Kind kind) {
  switch (kind) {
    case Kind::integer:
      return "Integer";
    case Kind::long_integer:
      return "Long";
    case Kind::double_number:
      return "Double";
    case Kind::boolean:
      return "Boolean";
    case Kind::timestamp:
      return "Timestamp";
    case Kind::blob:
      return "Blob";
    case Kind::list:
      return "List";
    case Kind::map:
      return "Map";
    case Kind::structure:
      return "Structure";
    default:
      return "String";
  }
}

ApiError wrong_type(const Shape& shape, const json::value& value) {
  if (value.is_object()) return serialization_error("Start of structure or map found where not expected.");
  if (value.is_array()) return serialization_error("Start of list found where not expected.");
  return serialization_error(fmt::format("{} can not be converted to {} {}", token_of(value),
                                         shape->kind == Kind::integer ? "an" : "a", noun_of(shape->kind)));
}

std::optional<std::int64_t> whole(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_double()) {
    const double number = value.get_double();
    if (std::trunc(number) == number && std::fabs(number) < 9.2e18) return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

std::optional<double> floating(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string()) return std::nullopt;
  const json::string& text = value.get_string();
  if (text != "NaN" && text != "Infinity" && text != "-Infinity") return std::nullopt;
  return value_of(double_number(), text)->get_double();
}

Decoded scalar(const Shape& shape, const json::value& value) {
  switch (shape->kind) {
    case Kind::integer:
    case Kind::long_integer:
      if (const auto number = whole(value))
        if (shape->kind == Kind::long_integer || (*number >= INT32_MIN && *number <= INT32_MAX))
          return json::value(*number);
      break;
    case Kind::double_number:
      if (const auto number = floating(value)) return json::value(*number);
      break;
    case Kind::boolean:
      if (value.is_bool()) return value;
      break;
    case Kind::timestamp:
      if (value.is_number())
        if (const auto at = canonical_timestamp(value.to_number<double>())) return json::value(*at);
      break;
    case Kind::blob:
      if (value.is_string())
        if (const auto bytes = from_base64(value.get_string())) return json::value(*bytes);
      break;
    default:
      if (value.is_string()) return value;
      break;
  }
  return wrong_type(shape, value);
}

Decoded object(const Shape& shape, const json::object& value) {
  json::object out;
  for (const Member& member : shape->members) {
    if (member.location != Location::body) continue;
    const json::value* one = value.if_contains(member.wire_name);
    if (one == nullptr || one->is_null()) continue;
    Decoded read = from_json(member.shape, *one);
    if (read.has_error()) return read.error();
    out[member.name] = std::move(*read);
  }
  return json::value(std::move(out));
}

/// More values than are allowed? Counted over the bytes, before anything is built of them.
bool has_too_many(std::string_view text) {
  std::size_t values = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size() && values <= most_json_values; ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (!in_string && (c == ',' || c == '[' || c == '{')) ++values;
  }
  return values > most_json_values;
}

}  // namespace

Decoded read_json(const Shape& shape, std::string_view text) {
  if (text.empty()) return json::value(json::object());
  if (has_too_many(text)) return serialization_error("The request body has too many elements.");
  json::parse_options options;
  options.max_depth = deepest_json;
  boost::system::error_code failed;
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed, {}, options);
  if (failed) return serialization_error("The request body is not valid JSON.");
  return from_json(shape, parsed);
}

Decoded from_json(const Shape& shape, const json::value& value) {
  switch (shape->kind) {
    case Kind::structure:
      if (!value.is_object()) return wrong_type(shape, value);
      return object(shape, value.get_object());
    case Kind::list: {
      if (!value.is_array()) return wrong_type(shape, value);
      json::array out;
      out.reserve(value.get_array().size());
      for (const json::value& one : value.get_array()) {
        Decoded read = from_json(shape->element(), one);
        if (read.has_error()) return read.error();
        out.push_back(std::move(*read));
      }
      return json::value(std::move(out));
    }
    case Kind::map: {
      if (!value.is_object()) return wrong_type(shape, value);
      json::object out;
      for (const auto& [key, one] : value.get_object()) {
        Decoded read = from_json(shape->element(), one);
        if (read.has_error()) return read.error();
        out[key] = std::move(*read);
      }
      return json::value(std::move(out));
    }
    default:
      return scalar(shape, value);
  }
}

json::value to_json(const Shape& shape, const json::value& value) {
  switch (shape->kind) {
    case Kind::structure: {
      json::object out;
      for (const Member& member : shape->members)
        if (const json::value* one = value.as_object().if_contains(member.name);
            one != nullptr && member.location == Location::body)
          out[member.wire_name] = to_json(member.shape, *one);
      return out;
    }
    case Kind::list: {
      json::array out;
      out.reserve(value.as_array().size());
      for (const json::value& one : value.as_array()) out.push_back(to_json(shape->element(), one));
      return out;
    }
    case Kind::map: {
      json::object out;
      for (const auto& [key, one] : value.as_object()) out[key] = to_json(shape->element(), one);
      return out;
    }
    case Kind::double_number: {
      const double number = value.to_number<double>();
      if (!std::isfinite(number)) return json::value(text_of(shape, value));
      return number;
    }
    case Kind::blob:
      return json::value(base64(value.as_string()));
    default:
      return value;
  }
}

}  // namespace rampart::aws::protocol
