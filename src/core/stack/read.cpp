// read_template(): the sections of a template and the names in it.
#include <fmt/format.h>

#include <algorithm>

#include "core/stack/parameters.h"
#include "core/stack/references.h"
#include "core/stack/stack.h"
#include "core/stack/type_names.h"

namespace rampart::stack {
namespace {

constexpr std::size_t resource_limit = 500;  // CloudFormation's own quota per template

const std::vector<std::string_view> sections = {"AWSTemplateFormatVersion",
                                                "Description",
                                                "Metadata",
                                                "Parameters",
                                                "Rules",
                                                "Mappings",
                                                "Conditions",
                                                "Transform",
                                                "Resources",
                                                "Outputs",
                                                "Hooks"};
const std::vector<std::string_view> resource_keys = {"Type",         "Properties",     "DependsOn",
                                                     "Condition",    "Metadata",       "DeletionPolicy",
                                                     "UpdatePolicy", "CreationPolicy", "UpdateReplacePolicy"};
const std::vector<std::string_view> output_keys = {"Value", "Description", "Export", "Condition"};

Result<void> check_keys(const Node& mapping, const std::vector<std::string_view>& allowed, const std::string& what) {
  for (const auto& [key, value] : mapping.members) {
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    const std::string_view near = document::nearest(key, allowed);
    return invalid(fmt::format("{} has no key \"{}\"; {}", what, key,
                               near.empty() ? fmt::format("allowed are {}.", fmt::join(allowed, ", "))
                                            : fmt::format("did you mean {}?", near)),
                   value.key_place());
  }
  return {};
}

bool alphanumeric(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

class Reader {
 public:
  Result<Template> read(const Node& document) {
    if (!document.is_mapping())
      return invalid(
          fmt::format("a template is a mapping with a Resources section, but this is {}.", name_of(document.kind)),
          document.place());
    for (auto step : {&Reader::read_head, &Reader::read_parameters, &Reader::read_mappings, &Reader::read_resources,
                      &Reader::read_outputs, &Reader::check_names})
      if (auto r = (this->*step)(document); r.has_error()) return r.error();
    return std::move(out_);
  }

 private:
  Result<void> read_head(const Node& document) {
    if (auto r = check_keys(document, sections, "A template"); r.has_error()) return r;
    if (const Node* transform = document.find("Transform"); transform != nullptr)
      return invalid(
          "Transform (SAM, Include, LanguageExtensions) is carried out on AWS's servers, not here; give "
          "Rampart the processed template (aws cloudformation get-template --template-stage Processed).",
          transform->key_place());
    const Node* version = document.find("AWSTemplateFormatVersion");
    if (version != nullptr && version->text != "2010-09-09")
      return invalid(
          fmt::format("AWSTemplateFormatVersion is \"{}\"; the only one there is, is 2010-09-09.", version->text),
          version->place());
    if (const Node* text = document.find("Description"); text != nullptr) {
      if (!text->is_scalar()) return invalid("Description must be a text.", text->key_place());
      out_.description = scalar_text(*text);
    }
    for (const char* unread : {"Rules", "Hooks"})
      if (document.find(unread) != nullptr) out_.notes.push_back(fmt::format("{}: read over, not checked", unread));
    return {};
  }

  /// The section, when it is there, checked to be a mapping with alphanumeric keys.
  Result<const Node*> section(const Node& document, std::string_view name) {
    const Node* node = document.find(name);
    if (node == nullptr || node->is_null()) return nullptr;
    if (!node->is_mapping())
      return invalid(fmt::format("{} must be a mapping, but this is {}.", name, name_of(node->kind)),
                     node->key_place());
    for (const auto& [key, value] : node->members)
      if (!alphanumeric(key))
        return invalid(fmt::format("\"{}\" isn't a name for {}; names hold letters and digits only.", key, name),
                       value.key_place());
    return node;
  }

  Result<void> read_parameters(const Node& document) {
    const auto node = section(document, "Parameters");
    if (node.has_error()) return node.error();
    if (*node == nullptr) return {};
    for (const auto& [name, declaration] : (*node)->members) {
      auto parameter = read_parameter(name, declaration);
      if (parameter.has_error()) return parameter.error();
      out_.parameters.push_back(std::move(*parameter));
    }
    return {};
  }

  Result<void> read_mappings(const Node& document) {
    const auto mappings = section(document, "Mappings");
    if (mappings.has_error()) return mappings.error();
    if (*mappings != nullptr) out_.mappings = **mappings;
    for (const auto& [name, top] : out_.mappings.members) {
      if (!top.is_mapping()) return invalid(fmt::format("Mappings.{} must be a mapping.", name), top.key_place());
      for (const auto& [key, second] : top.members)
        if (!second.is_mapping())
          return invalid(fmt::format("Mappings.{}.{} must be a mapping of names to values.", name, key),
                         second.key_place());
    }
    const auto conditions = section(document, "Conditions");
    if (conditions.has_error()) return conditions.error();
    if (*conditions != nullptr) out_.conditions = **conditions;
    return {};
  }

  Result<void> read_resources(const Node& document) {
    const auto node = section(document, "Resources");
    if (node.has_error()) return node.error();
    if (*node == nullptr || (*node)->members.empty())
      return invalid("At least one Resources member must be defined.", document.place());
    if ((*node)->members.size() > resource_limit)
      return invalid(
          fmt::format("{} resources, but a template holds at most {}.", (*node)->members.size(), resource_limit),
          (*node)->key_place());
    for (const auto& [name, declaration] : (*node)->members) {
      auto resource = read_resource(name, declaration);
      if (resource.has_error()) return resource.error();
      out_.resources.push_back(std::move(*resource));
    }
    return {};
  }

  Result<Resource> read_resource(const std::string& name, const Node& declaration) {
    Resource resource;
    resource.logical_id = name;
    resource.place = declaration.key_place();
    const Node* type = declaration.find("Type");
    if (!declaration.is_mapping() || type == nullptr || !type->is_text())
      return invalid(fmt::format("resource {} needs a Type, for example AWS::ECS::Service.", name), resource.place);
    if (out_.find_parameter(name) != nullptr)
      return invalid(fmt::format("{} is a parameter and a resource; rename one.", name), resource.place);
    if (auto r = check_keys(declaration, resource_keys, "Resource " + name); r.has_error()) return r.error();
    resource.type = type->text;
    resource.type_place = type->place();
    if (auto complaint = complain_about_type(resource.type); !complaint.empty())
      return invalid(fmt::format("resource {}: {}", name, complaint), resource.type_place);
    resource.properties.kind = document::Kind::mapping;
    resource.properties.line = declaration.line;
    resource.properties.column = declaration.column;
    resource.properties.file = declaration.file;
    if (const Node* properties = declaration.find("Properties"); properties != nullptr) {
      if (!properties->is_mapping())
        return invalid(fmt::format("Properties of {} must be a mapping.", name), properties->key_place());
      resource.properties = *properties;
    }
    if (auto r = read_condition(declaration, resource.condition); r.has_error()) return r.error();
    if (auto r = read_depends_on(declaration, resource); r.has_error()) return r.error();
    if (auto r = read_policy(declaration, "DeletionPolicy", resource.deletion_policy); r.has_error()) return r.error();
    if (auto r = read_policy(declaration, "UpdateReplacePolicy", resource.update_replace_policy); r.has_error())
      return r.error();
    return resource;
  }

  static Result<void> read_policy(const Node& declaration, std::string_view key, std::string& out) {
    static const std::vector<std::string_view> policies = {"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"};
    const Node* node = declaration.find(key);
    if (node == nullptr) return {};
    if (!node->is_text() || !node->tag.empty() ||
        std::find(policies.begin(), policies.end(), node->text) == policies.end())
      return invalid(fmt::format("{} is one of {}.", key, fmt::join(policies, ", ")), node->key_place());
    out = node->text;
    return {};
  }

  static Result<void> read_depends_on(const Node& declaration, Resource& resource) {
    const Node* node = declaration.find("DependsOn");
    if (node == nullptr) return {};
    std::vector<const Node*> names;
    if (node->is_sequence()) {
      for (const Node& item : node->items) names.push_back(&item);
    } else {
      names.push_back(node);
    }
    for (const Node* name : names) {
      if (!name->is_text() || !name->tag.empty())
        return invalid("DependsOn takes the logical id of a resource, or a list of them.", name->place());
      resource.depends_on.push_back({name->text, name->place()});
    }
    return {};
  }

  Result<void> read_condition(const Node& declaration, std::string& out) const {
    const Node* node = declaration.find("Condition");
    if (node == nullptr) return {};
    if (!node->is_text() || !node->tag.empty())
      return invalid("Condition takes the name of a condition.", node->key_place());
    out = node->text;
    return check_condition(out, node->place());
  }

  [[nodiscard]] Result<void> check_condition(const std::string& name, const Place& place) const {
    if (out_.conditions.find(name) != nullptr) return {};
    std::vector<std::string_view> known;
    for (const auto& [key, value] : out_.conditions.members) known.push_back(key);
    return invalid(with_nearest(fmt::format("there is no condition {}", name), name, known), place);
  }

  static std::string with_nearest(const std::string& sentence, std::string_view name,
                                  const std::vector<std::string_view>& known) {
    const std::string_view near = document::nearest(name, known);
    return near.empty() ? sentence + "." : fmt::format("{}; did you mean {}?", sentence, near);
  }

  Result<void> read_outputs(const Node& document) {
    const auto node = section(document, "Outputs");
    if (node.has_error()) return node.error();
    if (*node == nullptr) return {};
    for (const auto& [name, declaration] : (*node)->members) {
      const Node* value = declaration.find("Value");
      if (!declaration.is_mapping() || value == nullptr)
        return invalid(fmt::format("output {} needs a Value.", name), declaration.key_place());
      if (auto r = check_keys(declaration, output_keys, "Output " + name); r.has_error()) return r;
      Output output;
      output.name = name;
      output.value = *value;
      output.place = declaration.key_place();
      if (const Node* exported = declaration.find("Export"); exported != nullptr) {
        const Node* export_name = exported->find("Name");
        if (export_name == nullptr)
          return invalid(fmt::format("the Export of output {} needs a Name.", name), exported->key_place());
        output.export_name = *export_name;
      }
      if (const Node* text = declaration.find("Description"); text != nullptr) output.description = scalar_text(*text);
      if (auto r = read_condition(declaration, output.condition); r.has_error()) return r;
      out_.outputs.push_back(std::move(output));
    }
    return {};
  }

  /// Every name that is referred to must exist, whatever the conditions will be.
  Result<void> check_names(const Node& document) {
    for (const Resource& resource : out_.resources) {
      for (const Dependency& dependency : resource.depends_on)
        if (out_.find_resource(dependency.logical_id) == nullptr)
          return invalid(with_nearest(fmt::format("DependsOn of {}: there is no resource {}", resource.logical_id,
                                                  dependency.logical_id),
                                      dependency.logical_id, names(false)),
                         dependency.place);
      if (auto r = check_references(resource.properties); r.has_error()) return r;
    }
    for (const Output& output : out_.outputs) {
      if (auto r = check_references(output.value); r.has_error()) return r;
      if (!output.export_name) continue;
      if (auto r = check_references(*output.export_name); r.has_error()) return r;
    }
    (void)document;
    return {};
  }

  Result<void> check_references(const Node& node) {
    const auto found = find_references(node, nullptr);
    if (found.has_error()) return found.error();
    for (const ConditionUse& use : found->conditions)
      if (auto r = check_condition(use.name, use.place); r.has_error()) return r;
    for (const Reference& reference : found->names) {
      const std::string& name = reference.name;
      if (out_.find_resource(name) != nullptr) continue;
      if (!reference.attribute && (is_pseudo_parameter(name) || out_.find_parameter(name) != nullptr)) continue;
      return invalid(with_nearest(fmt::format("there is no {} {}",
                                              reference.attribute ? "resource" : "parameter or resource", name),
                                  name, names(!reference.attribute)),
                     reference.place);
    }
    return {};
  }

  [[nodiscard]] std::vector<std::string_view> names(bool with_parameters) const {
    std::vector<std::string_view> out;
    for (const Resource& r : out_.resources) out.push_back(r.logical_id);
    if (with_parameters)
      for (const Parameter& p : out_.parameters) out.push_back(p.name);
    return out;
  }

  Template out_;
};

}  // namespace

Result<Template> read_template(const Node& document) { return Reader().read(document); }

}  // namespace rampart::stack
