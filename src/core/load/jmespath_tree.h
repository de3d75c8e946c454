// The parts of a compiled JMESPath. Inside this room only.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rampart::load {

struct JmesNode {
  enum class Kind {
    current,     ///< @
    field,       ///< text
    index,       ///< from
    slice,       ///< from : to : step
    literal,     ///< value
    chain,       ///< second on what first gives (`.`, `|`)
    project,     ///< second on each item of first's list
    values,      ///< second on each value of first's object
    flatten,     ///< first's list, lists in it laid flat
    filter,      ///< second on each item of first's list for which third is true
    both,        ///< &&
    either,      ///< ||
    negation,    ///< !
    comparison,  ///< text is the operator
    list,        ///< [a, b]
    object,      ///< {names: children}
    function,    ///< text is the name
    expression   ///< &first, an argument of sort_by and its like
  };
  using Child = std::shared_ptr<const JmesNode>;

  Kind kind = Kind::current;
  std::string text = {};
  std::vector<Child> children = {};
  boost::json::value value = {};
  std::vector<std::string> names = {};
  std::optional<std::int64_t> from = {};
  std::optional<std::int64_t> to = {};
  std::optional<std::int64_t> step = {};
};

Result<JmesNode::Child> parse_jmespath(std::string_view text);

/// Thrown while an expression is evaluated, caught by search().
struct JmesMistake {
  std::string what;
};

bool is_jmes_function(std::string_view name);
/// Whether `node` gives something on `here` that counts as true: not null, false, "", [] or {}.
bool is_jmes_true(const boost::json::value& value);
boost::json::value evaluate_jmes(const JmesNode& node, const boost::json::value& here);
boost::json::value call_jmes_function(const JmesNode& call, const boost::json::value& here);

}  // namespace rampart::load
