#include "core/script/merge.h"

namespace rampart::script {

using document::Node;

void merge(Node& into, const Node& from, Lists lists) {
  if (into.is_mapping() && from.is_mapping()) {
    for (const auto& [key, value] : from.members) {
      if (Node* existing = into.find(key))
        merge(*existing, value, lists);
      else
        into.members.emplace_back(key, value);
    }
    return;
  }
  if (into.is_sequence() && from.is_sequence() && lists == Lists::by_index) {
    for (std::size_t i = 0; i < from.items.size(); ++i) {
      if (i < into.items.size())
        merge(into.items[i], from.items[i], lists);
      else
        into.items.push_back(from.items[i]);
    }
    return;
  }
  into = from;
}

}  // namespace rampart::script
