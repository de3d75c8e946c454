#include "aws/protocol/endpoint.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "aws/protocol/cbor_form.h"
#include "aws/protocol/check.h"
#include "aws/protocol/content_coding.h"
#include "aws/protocol/envelope.h"
#include "aws/protocol/json_form.h"
#include "aws/protocol/query_form.h"
#include "aws/protocol/rest_form.h"
#include "base/uuid.h"

namespace rampart::aws::protocol {
namespace {

ApiError not_implemented(const Service& service, const Operation& operation) {
  return {.code = "NotImplementedException",
          .message = fmt::format("Rampart does not implement {}:{}; docs/aws_coverage.md lists what it does.",
                                 service.signing_name, operation.name),
          .http_status = 501,
          .sender = false,
          .query_code = "NotImplemented"};
}

ApiError internal(std::string message) {
  return {.code = "InternalFailure", .message = std::move(message), .http_status = 500, .sender = false};
}

Decoded decoded(const Route& route, const WireRequest& request) {
  const Shape& input = route.operation->input;
  switch (route.wire) {
    case Wire::query:
    case Wire::ec2: {
      const auto form = form_tree(route.pairs);
      if (!form)
        return ApiError{.code = "SerializationException",
                        .message = "The parameters are too many or nested too deeply.",
                        .query_code = "MalformedQueryString"};
      return read_query(input, *form, route.wire);
    }
    case Wire::rest_json:
      return read_rest(input, request, route.labels, route.pairs);
    case Wire::rpc_v2_cbor:
      return read_cbor(input, request.body);
    default:
      return read_json(input, request.body);
  }
}

/// Exceptions of a handler end here: they are defects.
Answer asked(const Handler& handler, const Call& call) {
  try {
    return handler(call);
  } catch (const std::exception& error) {
    return internal(fmt::format("A defect of Rampart's in {}: {}", call.operation, error.what()));
  }
}

}  // namespace

Endpoint::Endpoint(std::vector<Service> services, EndpointOptions options)
    : services_(std::move(services)), routes_(services_), options_(std::move(options)), random_(options_.seed) {}

WireResponse Endpoint::answer(const WireRequest& request, Instant now, Instant real) {
  Call call{.region = options_.region, .account = options_.account, .request_id = uuid(random_), .now = now};
  const std::string* mode = header(request.headers, "x-amzn-query-mode");
  const bool query_mode = mode != nullptr && same_word(*mode, "true");
  const auto refused = [&](Wire wire, const Service* service, const ApiError& error) {
    return failure(wire, service, error, query_mode, call.request_id);
  };
  const std::string* coding = header(request.headers, "content-encoding");
  auto body = unpacked(request.body, coding == nullptr ? "" : *coding, options_.most_body_bytes);
  if (body.has_error()) return refused(wire_hint(request), nullptr, body.error());
  const auto claim = signature_claim(request);
  if (claim.has_error()) return refused(wire_hint(request), nullptr, claim.error());
  const bool packed = *body != request.body;
  WireRequest plain = {request.method, request.target, request.headers, std::move(*body)};
  const Route route = routes_.find(plain, *claim);
  if (route.error) return refused(route.wire, route.service, *route.error);
  const bool is_open = route.operation->may_be_unsigned && !*claim;
  if (!options_.credentials.empty() && !is_open) {
    if (!*claim) return refused(route.wire, route.service, missing_signature());
    // What was signed is the body as it was sent.
    const auto who =
        verified(packed ? request : plain, **claim, options_.credentials, route.service->signing_name, real);
    if (who.has_error()) return refused(route.wire, route.service, who.error());
    if (!(*who)->account.empty()) call.account = (*who)->account;
  }
  if (*claim) {
    call.region = (*claim)->scope.region;
    call.access_key = (*claim)->access_key_id;
  }
  call.operation = route.operation->name;
  return answer_route(route, plain, std::move(call), query_mode);
}

WireResponse Endpoint::answer_route(const Route& route, const WireRequest& request, Call call, bool query_mode) const {
  const Service& service = *route.service;
  const auto refused = [&](const ApiError& error) {
    return failure(route.wire, &service, error, query_mode, call.request_id);
  };
  if (!route.operation->handler) return refused(not_implemented(service, *route.operation));
  Decoded input = decoded(route, request);
  if (input.has_error()) return refused(input.error());
  call.input = std::move(input->as_object());
  if (const auto error = check(route.operation->input, call.input, service.errors)) return refused(*error);
  Answer answer = asked(route.operation->handler, call);
  if (answer.has_error()) return refused(answer.error());
  const boost::json::value output(std::move(*answer));
  if (const auto member = misfit(route.operation->output, output))
    return refused(internal(fmt::format("A defect of Rampart's: {} answered '{}' in another kind than its shape's.",
                                        call.operation, *member)));
  return success(route.wire, service, *route.operation, output, call.request_id);
}

}  // namespace rampart::aws::protocol
