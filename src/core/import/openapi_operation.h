// One operation of an OpenAPI description as a request step. Inside this room only.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "core/document/document.h"
#include "core/import/openapi_tree.h"

namespace rampart::imports {

/// What the operations share while they are read.
struct OpenapiScript {
  boost::json::object variables;  ///< Of path parameters.
  std::vector<std::string> notes;
};

/// `path_item` holds the operation under `verb`. The answer is the step: {get: {…}}.
boost::json::object operation_step(const OpenapiTree& tree, const document::Node& root, const std::string& path,
                                   const document::Node& path_item, const std::string& verb, OpenapiScript& script);

}  // namespace rampart::imports
