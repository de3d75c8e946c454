// CloudWatch's errors, each under the name its model gives it and the older one that query clients know.
#pragma once

#include <string>
#include <utility>

#include "aws/protocol/api_error.h"

namespace rampart::aws::cloudwatch {

using protocol::ApiError;

inline ApiError invalid_value(std::string message) {
  return {
      .code = "InvalidParameterValueException", .message = std::move(message), .query_code = "InvalidParameterValue"};
}
inline ApiError invalid_combination(std::string message) {
  return {.code = "InvalidParameterCombinationException",
          .message = std::move(message),
          .query_code = "InvalidParameterCombination"};
}
inline ApiError missing_parameter(const std::string& name) {
  return {.code = "MissingRequiredParameterException",
          .message = "The parameter " + name + " is required.",
          .query_code = "MissingParameter"};
}
inline ApiError validation_error(std::string message) {
  return {.code = "ValidationException", .message = std::move(message), .query_code = "ValidationError"};
}
inline ApiError limit_exceeded(std::string message) {
  return {.code = "LimitExceededFault", .message = std::move(message), .query_code = "LimitExceeded"};
}
inline ApiError no_such_alarm(std::string message) {
  return {.code = "ResourceNotFound", .message = std::move(message), .http_status = 404};
}

}  // namespace rampart::aws::cloudwatch
