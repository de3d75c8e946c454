#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/stack/conditions.h"
#include "core/stack/order.h"
#include "core/stack/parameters.h"
#include "core/stack/references.h"
#include "core/stack/resolver.h"
#include "core/stack/stack.h"

namespace rampart::stack {
namespace {

bool holds(const Plan& plan, const std::string& condition) {
  return condition.empty() || plan.conditions.at(condition);
}

/// What `resource` needs among the resources that will be made. read_template() has checked that every name exists.
Result<std::vector<std::string>> needs_of(const Resource& resource, const Template& source, const Plan& plan) {
  const auto found = find_references(resource.properties, &plan.conditions);
  if (found.has_error()) return found.error();
  std::set<std::string> needs;
  for (const Reference& reference : found->names) {
    const Resource* other = source.find_resource(reference.name);
    if (other == nullptr) continue;  // a parameter
    if (!holds(plan, other->condition))
      return invalid(fmt::format("{} refers to {}, which isn't made because its condition {} is false. Put the "
                                 "reference under Fn::If with the same condition.",
                                 resource.logical_id, other->logical_id, other->condition),
                     reference.place);
    needs.insert(other->logical_id);
  }
  for (const Dependency& dependency : resource.depends_on)
    if (holds(plan, source.find_resource(dependency.logical_id)->condition)) needs.insert(dependency.logical_id);
  return std::vector<std::string>(needs.begin(), needs.end());
}

}  // namespace

Result<Plan> make_plan(const Template& source, const std::map<std::string, std::string>& parameters,
                       const Pseudo& pseudo) {
  Plan plan;
  plan.pseudo = pseudo;
  plan.mappings = source.mappings;
  plan.notes = source.notes;
  auto values = decide_parameters(source, parameters, pseudo, plan.notes);
  if (values.has_error()) return values.error();
  plan.parameters = std::move(*values);
  auto conditions = decide_conditions(source, plan);
  if (conditions.has_error()) return conditions.error();
  plan.conditions = std::move(*conditions);

  std::vector<Resource> made;
  for (const Resource& resource : source.resources) {
    if (!holds(plan, resource.condition)) continue;
    auto needs = needs_of(resource, source, plan);
    if (needs.has_error()) return needs.error();
    plan.needs.emplace(resource.logical_id, std::move(*needs));
    made.push_back(resource);
  }
  auto ordered = order_by_need(made, plan.needs);
  if (ordered.has_error()) return ordered.error();
  plan.resources = std::move(*ordered);
  for (const Output& output : source.outputs)
    if (holds(plan, output.condition)) plan.outputs.push_back(output);
  return plan;
}

bool Plan::comes_after(std::string_view logical_id, std::string_view other) const {
  std::vector<std::string> open{std::string(logical_id)};
  std::set<std::string> seen;
  while (!open.empty()) {
    const std::string id = std::move(open.back());
    open.pop_back();
    const auto it = needs.find(id);
    if (it == needs.end() || !seen.insert(id).second) continue;
    if (std::find(it->second.begin(), it->second.end(), other) != it->second.end()) return true;
    open.insert(open.end(), it->second.begin(), it->second.end());
  }
  return false;
}

Result<Node> resolve(const Plan& plan, const Resource& resource, const Attributes& attributes) {
  auto properties = Resolver(plan, &attributes).resolve(resource.properties);
  if (properties.has_error()) return properties.error();
  if (!*properties || !(*properties)->is_mapping())
    return invalid(fmt::format("Properties of {} must be a mapping.", resource.logical_id),
                   resource.properties.key_place());
  return std::move(**properties);
}

Result<std::vector<std::pair<std::string, std::string>>> resolve_outputs(const Plan& plan,
                                                                         const Attributes& attributes) {
  const Resolver resolver(plan, &attributes);
  std::vector<std::pair<std::string, std::string>> out;
  for (const Output& output : plan.outputs) {
    auto text = resolver.resolve_text(output.value, fmt::format("The Value of output {}", output.name));
    if (text.has_error()) return text.error();
    out.emplace_back(output.name, std::move(*text));
  }
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> resolve_exports(const Plan& plan,
                                                                         const Attributes& attributes) {
  const Resolver resolver(plan, &attributes);
  std::vector<std::pair<std::string, std::string>> out;
  for (const Output& output : plan.outputs) {
    if (!output.export_name) continue;
    auto text = resolver.resolve_text(*output.export_name, fmt::format("The Export's Name of output {}", output.name));
    if (text.has_error()) return text.error();
    out.emplace_back(output.name, std::move(*text));
  }
  return out;
}

Result<std::vector<std::string>> imported_names(const Plan& plan) {
  std::set<std::string> names;
  const Resolver resolver(plan);
  const auto add = [&](const Node& node) -> Result<void> {
    const auto found = find_references(node, &plan.conditions);
    if (found.has_error()) return found.error();
    for (const Node& argument : found->imports)
      if (const auto name = resolver.resolve_text(argument, "The name in Fn::ImportValue"); name.has_value())
        names.insert(*name);
    return {};
  };
  for (const Resource& resource : plan.resources)
    if (auto r = add(resource.properties); r.has_error()) return r.error();
  for (const Output& output : plan.outputs)
    if (auto r = add(output.value); r.has_error()) return r.error();
  return std::vector<std::string>(names.begin(), names.end());
}

std::string scalar_text(const Node& node) {
  if (node.is_bool()) return node.boolean ? "true" : "false";
  return node.is_scalar() ? node.text : std::string();
}

std::string Pseudo::stack_id() const {
  if (!stack_arn.empty()) return stack_arn;
  return fmt::format("arn:{}:cloudformation:{}:{}:stack/{}/00000000-0000-4000-8000-000000000000", partition, region,
                     account_id, stack_name);
}

const Resource* Template::find_resource(std::string_view logical_id) const {
  for (const Resource& r : resources)
    if (r.logical_id == logical_id) return &r;
  return nullptr;
}

const Parameter* Template::find_parameter(std::string_view name) const {
  for (const Parameter& p : parameters)
    if (p.name == name) return &p;
  return nullptr;
}

}  // namespace rampart::stack
