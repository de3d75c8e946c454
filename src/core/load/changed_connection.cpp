#include "core/load/changed_connection.h"

#include <string>

#include "base/ascii.h"
#include "core/script/json_text.h"

namespace rampart::load {
void change_connection(script::Connection& connection, const boost::json::object& changed) {
  if (const auto* target = changed.if_contains("target"); target != nullptr && target->is_string())
    connection.target = script::Template(std::string(target->get_string()));
  if (const auto* headers = changed.if_contains("headers"); headers != nullptr && headers->is_object()) {
    connection.headers.clear();
    for (const auto& [name, value] : headers->get_object())
      if (!value.is_null()) connection.headers.push_back({lowered(name), script::Template(script::text_of(value))});
  }
  if (const auto* list = changed.if_contains("subprotocols"); list != nullptr && list->is_array()) {
    connection.subprotocols.clear();
    for (const auto& item : list->get_array()) connection.subprotocols.push_back(script::text_of(item));
  }
}

}  // namespace rampart::load
