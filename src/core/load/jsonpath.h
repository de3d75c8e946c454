// JsonPath: the part of the jsonpath-plus dialect that Artillery's captures use.
//
//   $   .name   ['name']   ["name"]   [n]   [-n]   .*   [*]   ..name   ..*   [a:b:c]   [0,2]   ['a','b']
//   [?(@.a == 1)] with == != === !== < <= > >= && || ! ( ) on @ and $ paths, numbers, texts, true, false, null,
//   [?(@.a)] for "is there",   [(@.length-1)]
// The leading `$` may be missing. Results come in document order.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rampart::load {

class JsonPath {
 public:
  /// Errors: invalid, with the part that was not understood.
  static Result<JsonPath> compile(std::string_view text);

  /// Every value the path leads to; pointers into `document`.
  [[nodiscard]] std::vector<const boost::json::value*> find_all(const boost::json::value& document) const;

 private:
  struct Segment;
  struct Selector;
  struct Condition;
  friend class JsonPathParser;
  friend class JsonPathEvaluation;
  std::shared_ptr<const std::vector<Segment>> segments_;
};

}  // namespace rampart::load
