#include "aws/cloudformation/change_preview.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

#include "aws/cloudformation/resource_type.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/resource_work.h"
#include "aws/cloudformation/stack_plan.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;

constexpr const char* known_later = "{{changeSet:KNOWN_AFTER_APPLY}}";

PlannedChange modification(const StackResource& old, const json::object& properties) {
  PlannedChange out{"Modify", old.logical_id, old.physical_id, old.type, "False", {}, {}};
  std::set<std::string> names;
  for (const json::object* side : {&old.properties, &properties})
    for (const auto& [name, value] : *side) names.emplace(name);
  const ResourceType* type = find_resource_type(old.type);
  bool sure = false;
  for (const std::string& name : names) {
    const json::value* then = old.properties.if_contains(name);
    const json::value* now = properties.if_contains(name);
    if (then != nullptr && now != nullptr && *then == *now) continue;
    out.properties.push_back(name);
    json::object before;
    json::object after;
    if (then != nullptr) before[name] = *then;
    if (now != nullptr) after[name] = *now;
    if (type == nullptr || !needs_replacement(*type, before, after)) continue;
    out.replacing.push_back(name);
    sure = sure || now == nullptr || json::serialize(*now).find(known_later) == std::string::npos;
  }
  if (!out.replacing.empty()) out.replacement = sure ? "True" : "Conditional";
  return out;
}

bool outputs_differ(const stack::Plan& plan, const stack::Attributes& attributes, const json::array& before) {
  const auto outputs = stack::resolve_outputs(plan, attributes);
  const auto exports = stack::resolve_exports(plan, attributes);
  if (outputs.has_error() || exports.has_error() || outputs->size() != before.size()) return true;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const json::object& old = before[i].as_object();
    const auto& [name, value] = (*outputs)[i];
    std::string exported;
    for (const auto& [output, export_name] : *exports)
      if (output == name) exported = export_name;
    const auto declared =
        std::find_if(plan.outputs.begin(), plan.outputs.end(), [&, &n = name](const auto& o) { return o.name == n; });
    if (text_at(old, "OutputKey") != name || text_at(old, "OutputValue") != value ||
        text_at(old, "ExportName") != exported || text_at(old, "Description") != declared->description)
      return true;
  }
  return false;
}

}  // namespace

Preview preview_changes(const stack::Plan& plan, const Stack& stack, const std::vector<StackResource>& resources) {
  Preview out;
  std::set<std::string, std::less<>> fresh;  // those whose attributes aren't known yet
  const stack::Attributes known = attributes_of(resources);
  const stack::Attributes attributes = [&](std::string_view id, std::string_view name) -> Result<stack::Node> {
    return fresh.contains(id) ? document::make_text(known_later) : known(id, name);
  };
  std::set<std::string, std::less<>> planned;
  for (const stack::Resource& resource : plan.resources) {
    planned.insert(resource.logical_id);
    const auto old = std::find_if(resources.begin(), resources.end(), [&](const StackResource& one) {
      return one.logical_id == resource.logical_id && one.exists();
    });
    if (old == resources.end()) {
      fresh.insert(resource.logical_id);
      out.changes.push_back({"Add", resource.logical_id, "", resource.type, "", {}, {}});
      continue;
    }
    out.policies_change = out.policies_change || old->deletion_policy != resource.deletion_policy ||
                          old->replace_policy != resource.update_replace_policy;
    const auto resolved = stack::resolve(plan, resource, attributes);
    const json::object properties = resolved.has_value() ? properties_of(*resolved) : json::object();
    if (resolved.has_value() && properties == old->properties && old->complete()) continue;
    PlannedChange change = modification(*old, properties);
    if (resolved.has_error()) change.replacement = "Conditional";
    if (change.replacement != "False") fresh.insert(resource.logical_id);
    out.changes.push_back(std::move(change));
  }
  for (const StackResource& resource : resources)
    if (!planned.contains(resource.logical_id) && resource.exists())
      out.changes.push_back({"Remove", resource.logical_id, resource.physical_id, resource.type, "", {}, {}});
  out.outputs_change = outputs_differ(plan, attributes, list_at(stack.described, "Outputs"));
  return out;
}

json::object json_of(const PlannedChange& change) {
  json::object resource = {{"Action", change.action},
                           {"LogicalResourceId", change.logical_id},
                           {"ResourceType", change.type},
                           {"Scope", json::array()},
                           {"Details", json::array()}};
  if (!change.physical_id.empty()) resource["PhysicalResourceId"] = change.physical_id;
  if (!change.replacement.empty()) {
    resource["Replacement"] = change.replacement;
    resource["Scope"] = json::array{json::value("Properties")};
  }
  for (const std::string& name : change.properties) {
    const bool replaces = std::find(change.replacing.begin(), change.replacing.end(), name) != change.replacing.end();
    resource["Details"].as_array().push_back(
        json::object{{"Target", json::object{{"Attribute", "Properties"},
                                             {"Name", name},
                                             {"RequiresRecreation", !replaces                      ? "Never"
                                                                    : change.replacement == "True" ? "Always"
                                                                                                   : "Conditionally"}}},
                     {"Evaluation", change.replacement == "Conditional" ? "Dynamic" : "Static"},
                     {"ChangeSource", "DirectModification"}});
  }
  return {{"Type", "Resource"}, {"ResourceChange", std::move(resource)}};
}

}  // namespace rampart::aws::cloudformation
