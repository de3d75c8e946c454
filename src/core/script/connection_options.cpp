#include "core/script/connection_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/fields.h"
#include "core/script/load.h"
#include "core/script/refusal.h"

namespace rampart::script {

using document::Node;

const Node* find_option(const Node* mapping, std::string_view key) {
  const Node* node = mapping == nullptr ? nullptr : mapping->find(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

void refuse_other_options(const Node& node, const std::string& name, const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : node.members)
    if (std::find(known.begin(), known.end(), key) == known.end())
      refuse_unsupported(fmt::format("\"{}\"{}", name_in(name, key), did_you_mean(key, known)), value.key_place());
}

Duration read_milliseconds(const Node& node, const std::string& name) {
  const double ms = read_number(node, name);
  if (ms < 0) refuse_value(name, "a number of milliseconds", node);
  return std::min(from_seconds(ms / 1000), longest_duration);
}

Duration read_reply_timeout(const Node& config, const Node* engine_options) {
  const std::pair<const Node*, const char*> places[] = {{find_option(&config, "timeout"), "config.timeout"},
                                                        {find_option(engine_options, "timeout"), "config.ws.timeout"}};
  for (const auto& [node, name] : places) {
    if (node == nullptr) continue;
    const double timeout = read_number(*node, name);
    if (timeout < 0) refuse_value(name, "a number of seconds, more than 0", *node);
    if (timeout > 0) return std::min(from_seconds(timeout), longest_duration);
  }
  return std::chrono::seconds(10);
}

}  // namespace rampart::script
