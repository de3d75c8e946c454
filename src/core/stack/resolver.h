// Carries out the intrinsic functions of one expression.
#pragma once

#include <optional>
#include <string>

#include "core/stack/call.h"
#include "core/stack/stack.h"

namespace rampart::stack {

/// Reads `plan` and `attributes` for as long as it lives. Without `attributes` (nullptr) resources can't be referred
/// to: that is so in Conditions.
class Resolver {
 public:
  explicit Resolver(const Plan& plan, const Attributes* attributes = nullptr) : plan_(plan), attributes_(attributes) {}

  /// The value; nothing for AWS::NoValue, whose key or item is to be left out.
  [[nodiscard]] Result<std::optional<Node>> resolve(const Node& node) const;

  /// The value as text; lists, mappings and AWS::NoValue are errors that name `what`.
  [[nodiscard]] Result<std::string> resolve_text(const Node& node, std::string_view what) const;

  /// What Ref of `name` gives, placed at `site`.
  [[nodiscard]] Result<std::optional<Node>> reference(const std::string& name, const Node& site) const;

 private:
  using Value = Result<std::optional<Node>>;

  [[nodiscard]] Value plain(const Node& node) const;
  [[nodiscard]] Value call(const Call& call, const Node& site) const;
  [[nodiscard]] Result<Node> argument(const Call& call) const;
  [[nodiscard]] Value attribute(const std::string& logical_id, const std::string& name, const Node& site) const;
  [[nodiscard]] Value get_attribute(const Call& call, const Node& site) const;
  [[nodiscard]] Value substitute(const Call& call, const Node& site) const;
  [[nodiscard]] Result<std::string> variable(const std::string& name, const Node* own, const Node& site) const;
  [[nodiscard]] Value choose(const Call& call) const;
  [[nodiscard]] Value find_in_map(const Node& keys, const Node& site) const;
  [[nodiscard]] Value import_value(const Call& call, const Node& name, const Node& site) const;
  [[nodiscard]] Value zones(const Node& region, const Node& site) const;

  const Plan& plan_;
  const Attributes* attributes_;
};

}  // namespace rampart::stack
