#include "publish/otlp_attribute.h"

namespace rampart::publish {

boost::json::object json_attribute(std::string_view key, const Span::Value& value) {
  boost::json::object any;
  if (const auto* text = std::get_if<std::string>(&value)) any["stringValue"] = *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) any["intValue"] = *whole;
  if (const auto* number = std::get_if<double>(&value)) any["doubleValue"] = *number;
  if (const auto* flag = std::get_if<bool>(&value)) any["boolValue"] = *flag;
  return {{"key", key}, {"value", std::move(any)}};
}

Protobuf protobuf_attribute(std::string_view key, const Span::Value& value) {
  Protobuf any, pair;
  if (const auto* text = std::get_if<std::string>(&value)) any.text(1, *text);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) any.varint(3, static_cast<std::uint64_t>(*whole));
  if (const auto* number = std::get_if<double>(&value)) any.number(4, *number);
  if (const auto* flag = std::get_if<bool>(&value)) any.varint(2, *flag ? 1 : 0);
  pair.text(1, key);
  pair.message(2, any);
  return pair;
}

}  // namespace rampart::publish
