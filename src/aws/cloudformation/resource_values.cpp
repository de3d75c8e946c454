#include "aws/cloudformation/resource_values.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <charconv>

#include "aws/protocol/dispatcher.h"

namespace rampart::aws::cloudformation {

namespace json = boost::json;

const json::value* find_path(const json::object& object, std::string_view path) {
  const std::size_t dot = path.find('.');
  const json::value* at = object.if_contains(path.substr(0, dot));
  std::string_view rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  while (at != nullptr && !rest.empty()) {
    const std::string_view step = rest.substr(0, rest.find('.'));
    rest = step.size() == rest.size() ? std::string_view() : rest.substr(step.size() + 1);
    if (at->is_object()) {
      at = at->get_object().if_contains(step);
      continue;
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (!at->is_array() || error != std::errc() || end != step.data() + step.size()) return nullptr;
    at = index < at->get_array().size() ? &at->get_array()[index] : nullptr;
  }
  return at;
}

std::string text_at(const json::object& object, std::string_view path) {
  const json::value* value = find_path(object, path);
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

json::array list_at(const json::object& object, std::string_view path) {
  const json::value* value = find_path(object, path);
  return value != nullptr && value->is_array() ? value->get_array() : json::array();
}

std::string from(const std::string& arn, std::string_view mark) {
  const std::size_t at = arn.find(mark);
  return at == std::string::npos ? std::string() : arn.substr(at);
}

json::array merged_tags(const Subject& subject) {
  json::array out;
  const json::value* own = subject.properties.if_contains("Tags");
  if (own != nullptr && own->is_array()) out = own->get_array();
  if (own != nullptr && own->is_object())
    for (const auto& [key, value] : own->get_object()) out.push_back(json::object{{"Key", key}, {"Value", value}});
  const std::size_t count = out.size();
  for (const json::value& tag : subject.tags) {
    bool set = false;
    for (std::size_t i = 0; i < count; ++i)
      set = set || (out[i].is_object() && text_at(out[i].get_object(), "Key") == text_at(tag.get_object(), "Key"));
    if (!set) out.push_back(tag);
  }
  return out;
}

bool changed(const Subject& subject, std::string_view property) {
  const json::value* now = subject.properties.if_contains(property);
  const json::value* then = subject.before.if_contains(property);
  if (now == nullptr || then == nullptr) return now != then;
  return *now != *then;
}

Done ask_if_known(const Subject& subject, std::string_view service, std::string_view operation, json::object input) {
  const auto answer = subject.ask(service, operation, std::move(input));
  if (answer.has_error() && !protocol::is_not_implemented(answer.error())) return answer.error();
  return {};
}

Done ask_all(const Subject& subject, std::string_view service, std::string_view operation, json::object input) {
  const auto answer = subject.ask(service, operation, std::move(input));
  if (answer.has_error()) return answer.error();
  return {};
}

std::string drawn_name(Random& ids, const std::string& stack, const std::string& logical_id, std::size_t most) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::string tail;
  for (int i = 0; i < 12; ++i) tail += letters[static_cast<std::size_t>(ids.between(0, 35))];
  std::string out = fmt::format("{}-{}-{}", stack, logical_id, tail);
  if (out.size() <= most) return out;
  // As AWS shortens them: six of the stack's characters, six of the resource's.
  if (most < 64) return fmt::format("{}-{}-{}", stack.substr(0, 6), logical_id.substr(0, 6), tail).substr(0, most);
  const std::size_t half = (most - 14) / 2;
  return fmt::format("{}-{}-{}", stack.substr(0, half), logical_id.substr(0, half), tail);
}

}  // namespace rampart::aws::cloudformation
