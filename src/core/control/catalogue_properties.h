// Typed reading of a resource's resolved properties, as CloudFormation coerces them: "256" is a number where a number
// is wanted, "true" a boolean.
//
// Errors stick: the first one is kept in Findings and every later read gives its fallback, so that a builder reads all
// its properties in one go and looks once at the end.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/stack/stack.h"

namespace rampart::control {

/// What a catalogue's building found. One per catalogue.
struct Findings {
  std::optional<Error> error;  ///< The first.
  std::vector<std::string> warnings;

  void refuse(std::string message, Place place);
  void warn(const std::string& message, const Place& place);
};

struct Range {
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int32_t>::max();
};

/// A mapping of properties, or none (then every read gives its fallback). Doesn't own the node.
class Properties {
 public:
  /// `what` names it in messages: "Web (AWS::ECS::Service)", "Web.LoadBalancers[0]".
  Properties(const stack::Node* mapping, Place place, std::string what, Findings& findings);

  /// Warns of every key that is in neither list, and, where it matters, of those whose effect is left out.
  /// `ignored` holds what CloudFormation knows, Rampart doesn't act on and a local run can't show.
  void expect(const std::vector<std::string_view>& read, const std::vector<std::string_view>& ignored = {},
              const std::vector<std::string_view>& left_out = {}) const;

  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] const stack::Node* find(std::string_view key) const;
  [[nodiscard]] Place place() const { return place_; }
  [[nodiscard]] Place place(std::string_view key) const;  ///< Of the value, or of this mapping.
  [[nodiscard]] const std::string& what() const { return what_; }
  [[nodiscard]] Findings& findings() const { return findings_; }

  [[nodiscard]] std::string text(std::string_view key, std::string fallback = {}) const;
  [[nodiscard]] std::string required_text(std::string_view key) const;
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  [[nodiscard]] int whole(std::string_view key, int fallback, Range range = {}) const;
  [[nodiscard]] Duration in_seconds(std::string_view key, Duration fallback, Range range = {}) const;
  [[nodiscard]] bool flag(std::string_view key, bool fallback) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] Properties group(std::string_view key) const;
  [[nodiscard]] std::vector<Properties> list(std::string_view key) const;
  /// One of `allowed`, by its index; `fallback` when the key is absent. Also called for its check alone.
  std::size_t one_of(std::string_view key, const std::vector<std::string_view>& allowed, std::size_t fallback) const;

  /// Notes an error at `key`'s value: "<what>: <message>".
  void refuse(std::string_view key, const std::string& message) const;
  void warn(std::string_view key, const std::string& message) const;

 private:
  const stack::Node* mapping_;
  Place place_;
  std::string what_;
  Findings& findings_;
};

}  // namespace rampart::control
