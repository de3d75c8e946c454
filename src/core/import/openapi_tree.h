// An OpenAPI description's tree: references followed, and example values made from schemas. Inside this room only.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "base/result.h"
#include "core/document/document.h"

namespace rampart::imports {

/// Thrown by the readers of this format, caught by import_openapi().
struct WrongDescription {
  Error error;
};

[[noreturn]] void refuse(std::string message, const document::Node& at);

class OpenapiTree {
 public:
  explicit OpenapiTree(const document::Node& root) : root_(root) {}

  /// `node` itself, or what its local "$ref" leads to. Throws WrongDescription for one that leads nowhere.
  [[nodiscard]] const document::Node& resolved(const document::Node& node) const;
  /// A member that is there, resolved; nullptr otherwise.
  [[nodiscard]] const document::Node* member(const document::Node& node, std::string_view key) const;

  /// A value that fits the schema: its example, default, first enum, or one made from its type.
  [[nodiscard]] boost::json::value example_of(const document::Node& schema) const;
  /// The example of a parameter or a media type: `example`, the first of `examples`, else of its schema.
  [[nodiscard]] boost::json::value example_beside(const document::Node& node) const;

 private:
  [[nodiscard]] boost::json::value example_of(const document::Node& schema, int depth) const;
  [[nodiscard]] boost::json::value object_example(const document::Node& schema, int depth) const;

  const document::Node& root_;
};

}  // namespace rampart::imports
