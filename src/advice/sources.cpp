#include "advice/sources.h"

#include <algorithm>
#include <charconv>

namespace rampart::advice {
namespace {

const document::Node* child_of(const document::Node& node, std::string_view key) {
  if (node.is_mapping()) return node.find(key);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (!node.is_sequence() || error != std::errc() || index >= node.items.size()) return nullptr;
  return &node.items[index];
}

}  // namespace

Sources::Sources(const document::Node& document, const stack::Plan& plan, const control::Catalogue& catalogue) {
  const stack::Attributes attributes = [&](std::string_view id, std::string_view attribute) -> Result<stack::Node> {
    for (const control::StackResource& r : catalogue.resources)
      if (r.logical_id == id && attribute.empty()) return document::make_text(r.physical_id);
    return document::make_text(std::string(id) + "." + std::string(attribute));
  };
  const document::Node* sections = document.find("Resources");
  for (const stack::Resource& resource : plan.resources) {
    One one{resource.type, {}, resource.place, resource.properties, {}};
    // A stand-in may be no ARN to split: then the properties stay as they are written.
    if (auto resolved = stack::resolve(plan, resource, attributes); resolved.has_value())
      one.properties = std::move(*resolved);
    const auto* written = sections == nullptr ? nullptr : sections->find(resource.logical_id);
    const auto* metadata = written == nullptr ? nullptr : written->find("Metadata");
    if (const auto* ours = metadata == nullptr ? nullptr : metadata->find("Rampart"); ours != nullptr) {
      stack::Resource said = resource;
      said.properties = *ours;
      auto resolved = stack::resolve(plan, said, attributes);
      one.metadata = resolved.has_value() ? std::move(*resolved) : *ours;
    }
    resources_.emplace(resource.logical_id, std::move(one));
  }
  for (const control::StackResource& r : catalogue.resources)
    if (const auto it = resources_.find(r.logical_id); it != resources_.end()) it->second.ref = r.physical_id;
}

std::string Sources::id_of(std::string_view type, std::string_view ref) const {
  for (const auto& [id, one] : resources_)
    if (one.type == type && one.ref == ref) return id;
  return {};
}

const document::Node* Sources::find(const std::string& logical_id, Path path) const {
  const auto it = resources_.find(logical_id);
  if (it == resources_.end()) return nullptr;
  const document::Node* node = &it->second.properties;
  for (const std::string_view key : path)
    if (node = child_of(*node, key); node == nullptr) return nullptr;
  return node;
}

Place Sources::place(const std::string& logical_id, Path path) const {
  const auto it = resources_.find(logical_id);
  if (it == resources_.end()) return {};
  Place place = it->second.place;
  const document::Node* node = &it->second.properties;
  for (const std::string_view key : path) {
    node = child_of(*node, key);
    if (node == nullptr) return place;
    if (const Place here = node->key_place(); here.line > 0) place = here;
  }
  return place;
}

const document::Node* Sources::metadata(const std::string& logical_id) const {
  const auto it = resources_.find(logical_id);
  return it == resources_.end() || it->second.metadata.is_null() ? nullptr : &it->second.metadata;
}

}  // namespace rampart::advice
