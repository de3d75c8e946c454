// The compiled form of a JsonPath: shared by its parser and its evaluation, of no use to others.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/load/jsonpath.h"

namespace rampart::load {

/// One choice inside brackets.
struct JsonPath::Selector {
  enum class Kind { name, index, wildcard, slice, filter };
  Kind kind = Kind::name;
  std::string name;
  std::int64_t index = 0;  ///< Negative: from the end.
  std::optional<std::int64_t> from, to;
  std::int64_t step = 1;
  std::shared_ptr<const Condition> filter;
};

struct JsonPath::Segment {
  bool descend = false;  ///< `..`
  std::vector<Selector> selectors;
};

/// A filter expression, or a part of one.
struct JsonPath::Condition {
  enum class Kind {
    literal,
    here,
    root,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    both,
    either,
    negation
  };
  Kind kind = Kind::literal;
  boost::json::value literal;
  std::vector<Segment> path;  ///< here (`@`), root (`$`)
  bool length = false;        ///< The path ends in `.length`.
  std::shared_ptr<const Condition> left, right;
};

}  // namespace rampart::load
