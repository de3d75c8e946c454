#include "core/script/user_plugins.h"

#include <algorithm>

#include "core/script/language.h"
#include "core/script/read_inputs.h"

namespace rampart::script {
namespace {

namespace json = boost::json;
using document::Node;

const Node* scope_of(const Node& options) {
  const Node* scope = options.find("scope");
  return scope != nullptr && scope->is_text() && !scope->text.empty() ? scope : nullptr;
}

/// JavaScript has one kind of number, and that has 53 bits.
bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  return a == b;
}

void lay_members(Node& tree, const json::object& before, const json::object& after, const Node& at) {
  std::erase_if(tree.members,
                [&](const auto& member) { return before.contains(member.first) && !after.contains(member.first); });
  for (const auto& member : after) {
    const std::string key(member.key());
    const json::value* old = before.if_contains(key);
    if (old != nullptr && same(*old, member.value())) continue;
    Node* own = tree.find(key);
    if (old != nullptr && own != nullptr)
      lay_changes(*own, *old, member.value(), at);
    else
      tree.set(key, from_json(member.value(), at));
  }
}

void lay_items(Node& tree, const json::array& before, const json::array& after, const Node& at) {
  tree.items.resize(std::min(tree.items.size(), after.size()));
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (i < tree.items.size() && i < before.size())
      lay_changes(tree.items[i], before[i], after[i], at);
    else
      tree.items.push_back(from_json(after[i], at));
  }
}

}  // namespace

UserPlugin user_plugin(const std::string& name, const Node& options) {
  const Node* scope = scope_of(options);
  return {name, (scope != nullptr ? scope->text : "artillery-plugin-") + name, options.key_place()};
}

bool is_user_plugin(const std::string& name, const Node& options) {
  const auto known = language::mapping_of(language::Part::plugins).key_names();
  return scope_of(options) != nullptr || std::find(known.begin(), known.end(), name) == known.end();
}

std::vector<UserPlugin> find_user_plugins(const Node& config) {
  std::vector<UserPlugin> out;
  const Node* plugins = config.find("plugins");
  if (plugins == nullptr) return out;
  for (const auto& [name, options] : plugins->members)
    if (is_user_plugin(name, options)) out.push_back(user_plugin(name, options));
  return out;
}

void lay_changes(Node& tree, const json::value& before, const json::value& after, const Node& at) {
  if (same(before, after)) return;
  if (before.is_object() && after.is_object() && tree.is_mapping())
    return lay_members(tree, before.get_object(), after.get_object(), at);
  if (before.is_array() && after.is_array() && tree.is_sequence())
    return lay_items(tree, before.get_array(), after.get_array(), at);
  Node made = from_json(after, at);
  made.key_line = tree.key_line;
  made.key_column = tree.key_column;
  tree = std::move(made);
}

}  // namespace rampart::script
