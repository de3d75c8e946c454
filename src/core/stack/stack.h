// A CloudFormation template as a checked value, its resources in the order in which they can be made, and their
// properties with every intrinsic function carried out.
//
// Three steps, because some values exist only once a resource does:
//   read_template()  sections, types, parameters, every name that is referred to. Nothing is decided yet.
//   make_plan()      parameters take their values, conditions become true or false, the order is found.
//   resolve()        one resource's properties, asked in the plan's order; `Attributes` answers what Ref and
//                    Fn::GetAtt of the resources made so far give.
// Positions survive every step: a node of the answer carries the file, line and column of the template's node that
// gave it (a Ref's own place, not its parameter's), so that whoever reads "Cpu" later can still point at it.
//
// Functions: Ref, Fn::Sub, Fn::GetAtt, Fn::Join, Fn::Select, Fn::Split, Fn::If, Fn::FindInMap, Fn::GetAZs, Fn::Cidr,
// Fn::Base64; in Conditions Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition; short tags and long forms. Fn::ImportValue
// where there are other stacks (Pseudo::exports). Whatever needs a Transform is refused by name. Source: AWS
// CloudFormation User Guide, "Template reference".
//
// Pure and free of threads; every error is `invalid` and carries its place.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/document/document.h"

namespace rampart::stack {

using document::Node;

struct Parameter {
  std::string name;
  std::string type;  ///< "String", "Number", "CommaDelimitedList", "List<Number>", "AWS::EC2::VPC::Id", …
  Node declaration;  ///< The mapping as written: Default, AllowedValues, AllowedPattern, MinLength, …
  Place place;
};

/// One name in a DependsOn.
struct Dependency {
  std::string logical_id;
  Place place;
};

struct Resource {
  std::string logical_id;
  std::string type;       ///< "AWS::ECS::Service"
  Node properties;        ///< As written; an empty mapping when the template has none.
  std::string condition;  ///< Name, or empty.
  std::vector<Dependency> depends_on;
  std::string deletion_policy;        ///< "Delete", "Retain", "RetainExceptOnCreate", "Snapshot"; empty: none given.
  std::string update_replace_policy;  ///< Likewise, for what an update replaces.
  Place place;                        ///< Of the logical id.
  Place type_place;                   ///< Of the type's name.
};

struct Output {
  std::string name;
  std::string description;
  Node value;
  std::optional<Node> export_name;  ///< Export.Name as written.
  std::string condition;            ///< Name, or empty.
  Place place;
};

struct Template {
  std::string description;
  std::vector<Parameter> parameters;  ///< All lists keep the order of the file.
  Node mappings;
  Node conditions;
  std::vector<Resource> resources;
  std::vector<Output> outputs;
  std::vector<std::string> notes;  ///< What was read but has no effect here ("Rules: …").

  [[nodiscard]] const Resource* find_resource(std::string_view logical_id) const;
  [[nodiscard]] const Parameter* find_parameter(std::string_view name) const;
};

/// What the pseudo parameters AWS::… give.
struct Pseudo {
  std::string account_id = "123456789012";
  std::string region = "us-east-1";
  std::string stack_name = "rampart";
  std::string partition = "aws";
  std::string url_suffix = "amazonaws.com";
  std::string stack_arn = {};  ///< AWS::StackId; empty: one made of the others.
  std::vector<std::string> notification_arns = {};
  std::vector<std::string> zones = {};  ///< Of Fn::GetAZs for `region`; empty: its a and b.
  /// What the other stacks export, by name. None: there are no other stacks, and Fn::ImportValue is refused.
  std::optional<std::map<std::string, std::string>> exports = std::nullopt;

  [[nodiscard]] std::string stack_id() const;  ///< The stack's ARN.
};

/// A template with its decisions taken.
struct Plan {
  Pseudo pseudo;
  std::map<std::string, Node> parameters;  ///< Text, or a sequence of texts for the list types.
  std::map<std::string, bool> conditions;
  Node mappings;
  std::vector<Resource> resources;  ///< In an order in which they can be made; those whose condition is false are out.
  std::vector<Output> outputs;      ///< Likewise without those whose condition is false.
  /// What each resource needs directly: through Ref, Fn::GetAtt, Fn::Sub or DependsOn.
  std::map<std::string, std::vector<std::string>> needs;
  std::vector<std::string> notes;  ///< For the user's eyes: values that were assumed.

  /// Does `logical_id` need `other`, directly or through others?
  [[nodiscard]] bool comes_after(std::string_view logical_id, std::string_view other) const;
};

/// The value of one attribute of a resource that has been made; attribute "" is what Ref gives. An error without a
/// place gets the place of the Ref or Fn::GetAtt.
using Attributes = std::function<Result<Node>(std::string_view logical_id, std::string_view attribute)>;

/// Checks sections, names and types; offers the nearest name where one is unknown.
Result<Template> read_template(const Node& document);

/// Decides parameters and conditions and finds the order. A parameter without Default must be in `parameters`, except
/// a VPC, subnet, security group or availability zone: those don't exist here, so the account's default network
/// stands in and a note says so. A cycle is an error that names its members.
Result<Plan> make_plan(const Template& source, const std::map<std::string, std::string>& parameters,
                       const Pseudo& pseudo);

/// The properties of a resource of the plan, as a mapping without functions.
Result<Node> resolve(const Plan& plan, const Resource& resource, const Attributes& attributes);

/// (name, value) in the template's order, once every resource is made.
Result<std::vector<std::pair<std::string, std::string>>> resolve_outputs(const Plan& plan,
                                                                         const Attributes& attributes);

/// (output, name under which it is exported) of those that have an Export, in the template's order.
Result<std::vector<std::pair<std::string, std::string>>> resolve_exports(const Plan& plan,
                                                                         const Attributes& attributes);

/// The names that `plan` imports: of every Fn::ImportValue in properties and outputs that can be known before resources
/// are made. In order, each once.
Result<std::vector<std::string>> imported_names(const Plan& plan);

/// How CloudFormation writes a scalar as text: true → "true", 5 → "5". Empty for lists and mappings.
std::string scalar_text(const Node& node);

}  // namespace rampart::stack
