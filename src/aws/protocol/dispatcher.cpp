#include "aws/protocol/dispatcher.h"

#include <fmt/format.h>

#include <exception>

#include "aws/protocol/check.h"
#include "aws/protocol/fit.h"

namespace rampart::aws::protocol {
namespace {

ApiError not_implemented(std::string_view service, std::string_view operation) {
  return {.code = "NotImplementedException",
          .message = fmt::format("Rampart does not implement {}:{}; docs/aws_coverage.md lists what it does.", service,
                                 operation),
          .http_status = 501,
          .sender = false,
          .query_code = "NotImplemented"};
}

}  // namespace

bool is_not_implemented(const ApiError& error) { return error.code == "NotImplementedException"; }

Answer Dispatcher::operator()(std::string_view service, Call call) const {
  for (const Service& one : services_) {
    if (one.signing_name != service && one.id != service) continue;
    for (const Operation& operation : one.operations) {
      if (operation.name != call.operation) continue;
      if (!operation.handler) return not_implemented(service, call.operation);
      boost::json::value input = fit(operation.input, call.input);
      if (const auto member = misfit(operation.input, input))
        return ApiError{.code = one.errors.validation_code,
                        .message = fmt::format("The value of {} has the wrong type.", *member),
                        .query_code = one.errors.validation_query_code};
      call.input = std::move(input.as_object());
      if (auto error = check(operation.input, call.input, one.errors)) return *error;
      try {
        return operation.handler(call);
      } catch (const std::exception& error) {
        return ApiError{.code = "InternalFailure",
                        .message = fmt::format("A defect of Rampart's in {}: {}", call.operation, error.what()),
                        .http_status = 500,
                        .sender = false};
      }
    }
  }
  return not_implemented(service, call.operation);
}

}  // namespace rampart::aws::protocol
