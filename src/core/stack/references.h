// Every name that an expression of a template refers to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/document/document.h"

namespace rampart::stack {

/// A Ref, a Fn::GetAtt or a variable of Fn::Sub.
struct Reference {
  std::string name;        ///< Of a parameter, pseudo parameter or resource.
  bool attribute = false;  ///< Fn::GetAtt, or ${Name.Attribute}: must be a resource.
  Place place;
};

/// A condition named by Fn::If or Condition.
struct ConditionUse {
  std::string name;
  Place place;
};

struct References {
  std::vector<Reference> names;
  std::vector<ConditionUse> conditions;
  std::vector<document::Node> imports;  ///< The argument of each Fn::ImportValue, an untagged expression.
};

/// Walks `node` and checks each function's shape on the way. With `decided` only the branch that a Fn::If takes is
/// walked; without (nullptr) both are.
Result<References> find_references(const document::Node& node, const std::map<std::string, bool>* decided);

/// Is it one of AWS::Region, AWS::NoValue, …?
bool is_pseudo_parameter(std::string_view name);

}  // namespace rampart::stack
