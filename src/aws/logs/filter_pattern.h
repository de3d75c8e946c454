// CloudWatch Logs' filter patterns: which events FilterLogEvents answers.
//
//   ERROR "not found"              both must be in the message, as they are
//   ?ERROR ?WARN                   one of them
//   ERROR -timeout                 and this not
//   { $.level = "error" && ($.status >= 500 || $.path = "/api/*") }    the message is JSON and fits
//
// A text pattern with required terms ignores its ? terms, as AWS does. JSON: = != < > <= >=, && ||, parentheses, IS
// TRUE, IS FALSE, IS NULL, NOT EXISTS, paths with names and [indices], '*' in compared texts. Not done: %regular
// expressions% and space-delimited [patterns]; they are answered as invalid rather than misread. Source:
// docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rampart::aws::logs {

struct JsonCondition;  // filter_pattern.cpp

class FilterPattern {
 public:
  /// Errors: invalid, with AWS's sentence.
  static Result<FilterPattern> read(std::string_view text);
  [[nodiscard]] bool matches(std::string_view message) const;

 private:
  std::vector<std::string> required_;
  std::vector<std::string> any_;
  std::vector<std::string> excluded_;
  std::shared_ptr<const JsonCondition> json_;  // null: a text pattern
};

}  // namespace rampart::aws::logs
