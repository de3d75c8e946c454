#include "core/control/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/control/catalogue_builder.h"

namespace rampart::control {
namespace {

struct Emulated {
  std::string_view type;
  Build build;
};

constexpr std::array emulated{
    Emulated{"AWS::ECS::Cluster", build_cluster},
    Emulated{"AWS::ECS::TaskDefinition", build_task_definition},
    Emulated{"AWS::ECS::Service", build_service},
    Emulated{"AWS::ElasticLoadBalancingV2::LoadBalancer", build_load_balancer},
    Emulated{"AWS::ElasticLoadBalancingV2::Listener", build_listener},
    Emulated{"AWS::ElasticLoadBalancingV2::TargetGroup", build_target_group},
    Emulated{"AWS::ApplicationAutoScaling::ScalableTarget", build_scalable_target},
    Emulated{"AWS::ApplicationAutoScaling::ScalingPolicy", build_scaling_policy},
    Emulated{"AWS::CloudWatch::Alarm", build_alarm},
    Emulated{"AWS::Logs::LogGroup", build_log_group},
};

/// Types that change where requests go or how the service scales: to record them only would prove the wrong thing.
constexpr std::array refused{
    std::pair<std::string_view, std::string_view>{"AWS::ElasticLoadBalancingV2::ListenerRule",
                                                  "listeners forward by their default action only"},
    std::pair<std::string_view, std::string_view>{"AWS::ECS::TaskSet", "services deploy by the ECS controller only"},
};

Result<stack::Node> attribute_of(const Builder& builder, std::string_view logical_id, std::string_view attribute) {
  const Built* built = builder.find(logical_id);
  if (built == nullptr)  // the plan's order makes this a defect, except for what a cycle check can't see
    return invalid(fmt::format("{} is referred to before it is made.", logical_id));
  if (attribute.empty()) return document::make_text(built->made.ref);
  std::vector<std::string_view> known;
  for (const auto& [name, value] : built->made.attributes) {
    if (name == attribute) return value;
    known.push_back(name);
  }
  if (built->made.open) return recorded_attribute(builder, *built, attribute);
  const std::string_view near = document::nearest(attribute, known);
  return invalid(fmt::format("{} ({}) has no attribute {}{} It has: {}.", logical_id, built->resource->type, attribute,
                             near.empty() ? "." : fmt::format("; did you mean {}?", near), fmt::join(known, ", ")));
}

Result<void> build_resource(Builder& builder, const stack::Resource& resource, const stack::Attributes& attributes) {
  for (const auto& [type, why] : refused)
    if (resource.type == type)
      return invalid(fmt::format("{} ({}) isn't emulated yet: {}.", resource.logical_id, resource.type, why),
                     resource.type_place);
  auto properties = stack::resolve(builder.plan, resource, attributes);
  if (properties.has_error()) return properties.error();
  Built built{&resource, std::move(*properties), {}};
  const auto* known =
      std::find_if(emulated.begin(), emulated.end(), [&](const Emulated& e) { return e.type == resource.type; });
  const Build build = known == emulated.end() ? build_recorded : known->build;
  built.made = build(builder, resource, builder.properties_of(built));
  if (builder.findings.error) return *builder.findings.error;
  builder.out.resources.push_back(
      {resource.logical_id, resource.type, built.made.ref, !built.made.open, resource.place});
  builder.built.push_back(std::move(built));
  return {};
}

std::vector<std::string> not_emulated_lines(const Builder& builder) {
  std::vector<std::string> types;
  for (const auto& [type, ids] : builder.recorded) types.push_back(fmt::format("{} ({})", type, fmt::join(ids, ", ")));
  std::vector<std::string> lines;
  if (!types.empty()) lines.push_back(fmt::format("{}: recorded, not enforced", fmt::join(types, ", ")));
  lines.insert(lines.end(), builder.left_out.begin(), builder.left_out.end());
  return lines;
}

template <class T>
const T* find_by_arn(const std::vector<T>& list, std::string_view arn) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const T& t) { return t.arn == arn; });
  return it == list.end() ? nullptr : &*it;
}

}  // namespace

const Built* Builder::find(std::string_view logical_id) const {
  for (const Built& b : built)
    if (b.resource->logical_id == logical_id) return &b;
  return nullptr;
}

Properties Builder::properties_of(const Built& b) {
  return {&b.properties, b.resource->place, fmt::format("{} ({})", b.resource->logical_id, b.resource->type), findings};
}

void Builder::leave_out(const stack::Resource& resource, const std::string& feature) {
  left_out.push_back(fmt::format("{} ({}): {}", resource.type, resource.logical_id, feature));
}

Result<Catalogue> build_catalogue(const stack::Template& source, const std::map<std::string, std::string>& parameters,
                                  const stack::Pseudo& pseudo) {
  const auto plan = stack::make_plan(source, parameters, pseudo);
  if (plan.has_error()) return plan.error();
  Builder builder{*plan, Names(pseudo)};
  const stack::Attributes attributes = [&builder](std::string_view logical_id, std::string_view attribute) {
    return attribute_of(builder, logical_id, attribute);
  };
  for (const stack::Resource& resource : plan->resources)
    if (auto r = build_resource(builder, resource, attributes); r.has_error()) return r.error();
  check_services(builder);
  check_scaling(builder);
  if (builder.findings.error) return *builder.findings.error;
  auto outputs = stack::resolve_outputs(*plan, attributes);
  if (outputs.has_error()) return outputs.error();
  builder.out.outputs = std::move(*outputs);
  builder.out.not_emulated = not_emulated_lines(builder);
  builder.out.warnings = std::move(builder.findings.warnings);
  builder.out.notes = plan->notes;
  return std::move(builder.out);
}

const fleet::TaskDefinition* Catalogue::find_task_definition(std::string_view arn) const {
  return find_by_arn(task_definitions, arn);
}
const fleet::TargetGroup* Catalogue::find_target_group(std::string_view arn) const {
  return find_by_arn(target_groups, arn);
}
const fleet::LoadBalancer* Catalogue::find_load_balancer(std::string_view arn) const {
  return find_by_arn(load_balancers, arn);
}

}  // namespace rampart::control
