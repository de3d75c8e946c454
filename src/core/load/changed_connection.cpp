#include "core/load/changed_connection.h"

#include <algorithm>
#include <string>

#include "core/script/json_text.h"

namespace rampart::load {
namespace {

std::string text_of(const boost::json::value& value) {
  std::string text;
  script::append_text(text, value);
  return text;
}

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

}  // namespace

void change_connection(script::Connection& connection, const boost::json::object& changed) {
  if (const auto* target = changed.if_contains("target"); target != nullptr && target->is_string())
    connection.target = script::Template(std::string(target->get_string()));
  if (const auto* headers = changed.if_contains("headers"); headers != nullptr && headers->is_object()) {
    connection.headers.clear();
    for (const auto& [name, value] : headers->get_object())
      if (!value.is_null()) connection.headers.push_back({in_lower_case(name), script::Template(text_of(value))});
  }
  if (const auto* list = changed.if_contains("subprotocols"); list != nullptr && list->is_array()) {
    connection.subprotocols.clear();
    for (const auto& item : list->get_array()) connection.subprotocols.push_back(text_of(item));
  }
}

}  // namespace rampart::load
