// The checks of a request's `expect:` (Artillery's expect plugin, reference artillery.md §7 "expect").
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "core/load/extract.h"
#include "core/load/jmespath.h"
#include "core/script/script.h"
#include "core/script/template.h"

namespace rampart::load {

/// An expectation made ready once.
class Expectation {
 public:
  explicit Expectation(const script::Expectation& check);

  /// Whether it holds for this answer. `values` are the check's, rendered for this user.
  [[nodiscard]] bool holds(const std::vector<boost::json::value>& values, OpenedAnswer& opened) const;

  /// What Artillery's reporters show of it: ok, expected, type, got, in its order; what JavaScript would call undefined
  /// is left out.
  [[nodiscard]] boost::json::object describe(bool ok, const std::vector<boost::json::value>& values,
                                             OpenedAnswer& opened) const;

  [[nodiscard]] std::vector<boost::json::value> render(const script::Variables& variables, Random& random) const;
  [[nodiscard]] bool needs_body() const;
  [[nodiscard]] bool needs_headers() const;
  [[nodiscard]] const std::string& problem() const { return problem_; }  ///< An expression that doesn't compile.

 private:
  const script::Expectation* check_;
  std::optional<JmesPath> jmespath_;
  std::string problem_;
};

}  // namespace rampart::load
