// What CloudFormation knows of one resource type: which calls of which service make, change and delete a resource, and
// what Ref and Fn::GetAtt give.
//
// A row says what all types have in common: the operation's input is the properties themselves (protocol/fit.h brings
// them into the operation's own names and kinds), the id is found in the answer. Functions say what a type does
// differently. A change of a property in `replacing` needs a new resource; so does every change of a type without
// `update` and `after`.
//
// Sources: AWS CloudFormation Template Reference, "Properties" ("Update requires: …") and "Return values" of each type;
// the services' API models. No type's function reads a clock or keeps anything: what it learns stands in the Subject.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/service.h"
#include "base/random.h"

namespace rampart::aws::cloudformation {

/// A call of another service: its signing name, an operation, a loosely written input.
using Ask =
    std::function<protocol::Answer(std::string_view service, std::string_view operation, boost::json::object input)>;
using Done = protocol::Answered<void>;

/// The resource that a type's functions work on.
struct Subject {
  Ask ask;
  Random& ids;
  std::string region;
  std::string account;
  std::string name;                ///< What it is called when the template doesn't say.
  boost::json::object properties;  ///< Resolved, as they are to be; when deleting, as they are.
  boost::json::object before;      ///< When updating: as they were. Empty when creating.
  bool updating = false;
  boost::json::array tags;         ///< The stack's: {"Key", "Value"}.
  std::string physical_id;         ///< Empty until it is made. What Ref gives.
  boost::json::object attributes;  ///< What Fn::GetAtt gives.
};

/// How an operation takes tags.
enum class Tags { none, list, map, specification };

/// An attribute and where the creating call's answer holds it: "LoadBalancers.0.DNSName".
struct Attribute {
  std::string_view name;
  std::string_view path;
};

struct ResourceType {
  std::string_view name;          ///< "AWS::ECS::Cluster"
  std::string_view service = {};  ///< Signing name. Empty: nothing is called, the resource is only recorded.
  std::string_view create = {};
  std::string_view id_path = {};  ///< Of the physical id in the answer; empty: it is the name property's value.
  std::vector<Attribute> attributes = {};
  std::string_view name_property = {};  ///< Gets a drawn name when the template has none.
  std::size_t most_name = 255;
  bool lower_case = false;  ///< Of a drawn name.
  Tags tags = Tags::none;
  std::string_view tagged_as = {};  ///< Tags::specification: "vpc".
  std::string_view update = {};     ///< Takes what `create` takes and the id under `key`.
  std::string_view remove = {};     ///< Takes the id under `key`.
  std::string_view key = {};
  std::vector<std::string_view> replacing = {};
  /// When no service has the operation, the resource is recorded under an id that begins so ("vpc-"), with as many
  /// hexadecimal digits as AWS's; empty: that fails it. What stands here has no effect on a local run.
  std::string_view recorded_as = {};

  boost::json::object (*input)(const Subject&) = nullptr;                ///< Instead of the properties.
  void (*learn)(Subject&, const boost::json::object& answer) = nullptr;  ///< Further ids and attributes.
  Done (*after)(Subject&) = nullptr;                         ///< Further calls, after creating and updating.
  boost::json::object (*removal)(const Subject&) = nullptr;  ///< The whole input of `remove`.
  Done (*before_remove)(Subject&) = nullptr;
  protocol::Answered<bool> (*stable)(const Subject&) = nullptr;  ///< Is it ready, after creating and updating?
  protocol::Answered<bool> (*gone)(const Subject&) = nullptr;    ///< Is it away, after deleting?
};

/// nullptr: there is no such type here.
const ResourceType* find_resource_type(std::string_view name);
std::vector<std::string_view> resource_type_names();

/// The rows by service; resource_types.cpp puts them together.
std::vector<ResourceType> container_types();  ///< ECS, ECR.
std::vector<ResourceType> balancer_types();   ///< ELBv2.
std::vector<ResourceType> scaling_types();    ///< Application Auto Scaling, CloudWatch.
std::vector<ResourceType> message_types();    ///< SNS, SSM, Logs, and what is only recorded.
std::vector<ResourceType> identity_types();   ///< IAM.
std::vector<ResourceType> network_types();    ///< EC2.

}  // namespace rampart::aws::cloudformation
