#include <map>

#include "aws/cloudformation/resource_type.h"

namespace rampart::aws::cloudformation {
namespace {

const std::map<std::string_view, ResourceType>& table() {
  static const std::map<std::string_view, ResourceType> types = [] {
    std::map<std::string_view, ResourceType> out;
    for (const auto rows :
         {&container_types, &balancer_types, &scaling_types, &message_types, &identity_types, &network_types})
      for (ResourceType& type : rows()) out.emplace(type.name, std::move(type));
    return out;
  }();
  return types;
}

}  // namespace

const ResourceType* find_resource_type(std::string_view name) {
  const auto found = table().find(name);
  return found == table().end() ? nullptr : &found->second;
}

std::vector<std::string_view> resource_type_names() {
  std::vector<std::string_view> out;
  for (const auto& [name, type] : table()) out.push_back(name);
  return out;
}

}  // namespace rampart::aws::cloudformation
