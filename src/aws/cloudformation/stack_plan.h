// From a request's template and parameters to a plan that can be carried out.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "aws/cloudformation/resource_type.h"
#include "aws/cloudformation/stack_book.h"
#include "aws/protocol/api_error.h"
#include "core/stack/stack.h"

namespace rampart::aws::cloudformation {

protocol::ApiError validation_error(std::string message);

/// The body is parsed and checked. Errors: ValidationError, "Template format error: …" with line and column.
protocol::Answered<stack::Template> read_body(const std::string& body);

/// TemplateBody, or the stack's own with UsePreviousTemplate. A TemplateURL is refused: there is no S3 here.
protocol::Answered<std::string> body_of(const boost::json::object& input, const std::string& previous);

/// Parameters as they are asked for, those kept (UsePreviousValue) taken from `previous`.
struct Values {
  boost::json::object texts;     ///< Name → text as the plan takes it: the parameter store's are read.
  boost::json::array described;  ///< As DescribeStacks answers them.
};
protocol::Answered<Values> read_values(const stack::Template& source, const boost::json::object& input,
                                       const boost::json::array& previous, const Ask& ask);

protocol::Answered<stack::Plan> plan_of(const stack::Template& source, const Stack& stack, const StackBook& book,
                                        const std::string& account);

/// What the template's IAM resources ask the caller to acknowledge.
struct Capabilities {
  std::vector<std::string> needed;  ///< "CAPABILITY_IAM" or "CAPABILITY_NAMED_IAM"; empty: none.
  std::string reason;
};
Capabilities capabilities_of(const stack::Template& source);
/// InsufficientCapabilitiesException, or nothing.
std::optional<protocol::ApiError> check_capabilities(const stack::Template& source, const boost::json::object& input);

/// What Ref (attribute "") and Fn::GetAtt give of the resources.
stack::Attributes attributes_of(const std::vector<StackResource>& resources);

/// A resolved property as JSON.
boost::json::object properties_of(const stack::Node& node);

}  // namespace rampart::aws::cloudformation
