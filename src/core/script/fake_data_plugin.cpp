#include "core/script/fake_data_plugin.h"

#include <algorithm>

#include "core/script/fields.h"
#include "core/script/template.h"

namespace rampart::script {

using document::Node;

void read_fake_data(const Node& config, Config& out, Warnings& warnings) {
  const Node* own = config.find("fake-data");
  const Node* plugins = config.find("plugins");
  const Node* plugin = plugins == nullptr ? nullptr : plugins->find("fake-data");
  if (plugin == nullptr) {
    if (own != nullptr)
      warnings.add(own->key_place(),
                   "\"config.fake-data\" has no effect: the plugin fake-data isn't in config.plugins");
    return;
  }
  FakeDataPlugin made{{}, {}, plugin->key_place()};
  const Node* options = is_truthy(own) ? own : plugin;
  if (options == own && !own->is_mapping()) refuse_value("config.fake-data", "a mapping of functions' options", *own);
  if (options->is_mapping()) made.options = document::to_json(*options).as_object();
  out.fake_data = std::move(made);
}

bool may_be_fake_data(std::string_view function) { return function.starts_with("$rand"); }

void collect_fake_data(const Node& tree, FakeDataPlugin& out) {
  const auto take = [&](const std::string& text) {
    for (std::string& name : Template(text).unknown_functions())
      if (may_be_fake_data(name) && std::find(out.functions.begin(), out.functions.end(), name) == out.functions.end())
        out.functions.push_back(std::move(name));
  };
  if (tree.is_text()) take(tree.text);
  for (const Node& item : tree.items) collect_fake_data(item, out);
  for (const auto& [key, value] : tree.members) {
    take(key);
    collect_fake_data(value, out);
  }
}

}  // namespace rampart::script
