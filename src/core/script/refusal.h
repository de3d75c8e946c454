// How the reading of a script says no, and what it says beside. Inside this room only.
//
// A script is a deep tree, so the readers throw a Refusal and load() turns it into a Result: no exception leaves the
// room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/document/document.h"

namespace rampart::script {

/// Thrown by the readers of this room, caught by load().
struct Refusal {
  Error error;
};

/// Refuses with Artillery's "Scenario validation error: " in front.
[[noreturn]] void refuse(std::string_view message, const Place& place);
/// `"scenarios[0].name" must be text; found a list`. `name` is the path of the value as a person would write it.
[[noreturn]] void refuse_value(std::string_view name, std::string_view must, const document::Node& found);
/// For a part of the language that is known but not built yet: running without it would be running another script.
[[noreturn]] void refuse_unsupported(std::string_view what, const Place& place);
/// `"plugins.enure" isn't known; did you mean "ensure"? Allowed: …`
[[noreturn]] void refuse_unknown(std::string_view what, std::string_view given,
                                 const std::vector<std::string_view>& allowed, const Place& place);

/// A value as a message shows it: `the text "abc"`, `5`, `a list`.
std::string found(const document::Node& node);
/// ` Did you mean "x"?` or nothing.
std::string did_you_mean(std::string_view given, const std::vector<std::string_view>& allowed);

/// Collects what is said once before the run.
class Warnings {
 public:
  void add(std::string text) { texts_.push_back(std::move(text)); }
  void add(const Place& place, std::string text);
  /// A warning for every key of `mapping` that isn't one of `known`.
  void about_unknown_keys(const document::Node& mapping, std::string_view where,
                          const std::vector<std::string_view>& known);
  [[nodiscard]] std::vector<std::string> take() { return std::move(texts_); }

 private:
  std::vector<std::string> texts_;
};

}  // namespace rampart::script
