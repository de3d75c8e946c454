// JMESPath (jmespath.org's specification), for `expect: {jmespath: …}`: what Artillery's own library understands.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace rampart::load {

struct JmesNode;

/// Compiled once, cheap to copy, never changes.
class JmesPath {
 public:
  /// Errors: invalid, with the part that was not understood, or the function that doesn't exist.
  static Result<JmesPath> compile(std::string_view text);

  /// What the expression gives on this document; null where it leads nowhere. Errors: invalid, when a function is given
  /// what it can't work on (`length(null)`).
  [[nodiscard]] Result<boost::json::value> search(const boost::json::value& document) const;

 private:
  explicit JmesPath(std::shared_ptr<const JmesNode> root) : root_(std::move(root)) {}
  std::shared_ptr<const JmesNode> root_;
};

}  // namespace rampart::load
