// The path of a rest-json operation: "/2015-03-31/functions/{FunctionName}/versions", "{Arn+}", "?List=ALL".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/form.h"

namespace rampart::aws::protocol {

class RestPath {
 public:
  explicit RestPath(std::string_view pattern);

  using Labels = std::map<std::string, std::string, std::less<>>;
  /// The labels' decoded values, or nothing when `path` (as sent) or `query` don't fit. A '/' at the end is as good
  /// as none: clients disagree about it. A label is never empty.
  [[nodiscard]] std::optional<Labels> match(std::string_view path, const FormPairs& query) const;

  /// Of two that match, the one that says more of its path is meant.
  [[nodiscard]] int weight() const { return weight_; }

  /// The path for these labels, without literals of the query.
  [[nodiscard]] std::string filled(const Labels& labels) const;
  [[nodiscard]] const FormPairs& query() const { return query_; }

 private:
  struct Segment {
    std::string text;  ///< The literal, or the label's name.
    bool is_label = false;
    bool is_greedy = false;
  };
  std::vector<Segment> segments_;
  FormPairs query_;
  int weight_ = 0;
};

}  // namespace rampart::aws::protocol
