// What the builders of the single resource types share. Only catalogue*.cpp includes this.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/control/catalogue.h"
#include "core/control/catalogue_names.h"
#include "core/control/catalogue_properties.h"
#include "core/control/fargate_size.h"

namespace rampart::control {

/// What Ref and Fn::GetAtt of a made resource give.
struct Made {
  std::string ref;
  std::vector<std::pair<std::string, stack::Node>> attributes;
  bool open = false;  ///< Not emulated: any other attribute has a made-up value instead of an error.

  void add(std::string name, std::string value) {
    attributes.emplace_back(std::move(name), document::make_text(std::move(value)));
  }
};

/// A resource with its resolved properties, kept for the checks that need the whole stack.
struct Built {
  const stack::Resource* resource = nullptr;
  stack::Node properties;
  Made made;
};

struct Builder {
  const stack::Plan& plan;
  Names names;
  Catalogue out = {};
  Findings findings = {};
  std::vector<Built> built = {};                                                ///< In the order of the plan.
  std::vector<std::pair<std::string, std::vector<std::string>>> recorded = {};  ///< Type → logical ids, not emulated.
  std::vector<std::string> left_out = {};                                       ///< Further lines of not_emulated.

  [[nodiscard]] const Built* find(std::string_view logical_id) const;
  [[nodiscard]] Properties properties_of(const Built& b);
  void leave_out(const stack::Resource& resource, const std::string& feature);
};

/// Reads one resource, adds its spec to `builder.out`; errors go to `builder.findings`.
using Build = Made (*)(Builder& builder, const stack::Resource& resource, const Properties& properties);

Made build_cluster(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_log_group(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_task_definition(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_service(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_load_balancer(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_listener(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_target_group(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_scalable_target(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_scaling_policy(Builder& builder, const stack::Resource& resource, const Properties& properties);
Made build_alarm(Builder& builder, const stack::Resource& resource, const Properties& properties);
/// Every type Rampart doesn't emulate: a plausible id, and any attribute one asks for.
Made build_recorded(Builder& builder, const stack::Resource& resource, const Properties& properties);

/// Value of an attribute that a recorded resource has no value for.
stack::Node recorded_attribute(const Builder& builder, const Built& built, std::string_view attribute);

/// What can only be checked once everything is there: services with their target groups, policies with their targets.
void check_services(Builder& builder);
void check_scaling(Builder& builder);

}  // namespace rampart::control
