#include "aws/protocol/route.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

constexpr std::string_view cbor_start = "/service/";
constexpr std::string_view cbor_middle = "/operation/";

ApiError unknown_operation(int status, std::string message = {}) {
  return {.code = "UnknownOperationException",
          .message = std::move(message),
          .http_status = status,
          .query_code = "InvalidAction"};
}

bool has_query_wire(const Service& service) { return service.speaks(Wire::query) || service.speaks(Wire::ec2); }

std::string_view value_of_pair(const FormPairs& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == name; });
  return found == pairs.end() ? std::string_view() : found->second;
}

}  // namespace

Wire wire_hint(const WireRequest& request) {
  const std::string type = media_type(request.headers);
  if (header(request.headers, "smithy-protocol") != nullptr || type == "application/cbor") return Wire::rpc_v2_cbor;
  if (type == "application/x-amz-json-1.0") return Wire::json_1_0;
  if (type == "application/x-amz-json-1.1" || header(request.headers, "x-amz-target") != nullptr) return Wire::json_1_1;
  if (type == "application/json") return Wire::rest_json;
  return Wire::query;
}

Routes::Routes(const std::vector<Service>& services) : services_(services) {
  for (const Service& service : services)
    for (const Operation& operation : service.operations) {
      operations_[&service][operation.name] = &operation;
      if (service.speaks(Wire::rest_json)) rest_.push_back({RestPath(operation.path), &service, &operation});
    }
}

const Operation* Routes::operation_of(const Service& service, std::string_view name) const {
  const auto names = operations_.find(&service);
  if (names == operations_.end()) return nullptr;
  const auto found = names->second.find(name);
  return found == names->second.end() ? nullptr : found->second;
}

Route Routes::find(const WireRequest& request, const std::optional<SignatureClaim>& claim) const {
  Route route;
  route.wire = wire_hint(request);
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, target.find('?'));
  const std::string* smithy = header(request.headers, "smithy-protocol");
  if (smithy != nullptr || (path.starts_with(cbor_start) && path.find(cbor_middle) != std::string_view::npos)) {
    route.wire = Wire::rpc_v2_cbor;
    if (smithy == nullptr || *smithy != "rpc-v2-cbor")
      route.error = unknown_operation(404, "The header smithy-protocol must be rpc-v2-cbor.");
    else if (request.method != "POST")
      route.error = unknown_operation(405);
    else if (const std::string type = media_type(request.headers); type != "application/cbor" && !request.body.empty())
      route.error = {.code = "UnsupportedMediaTypeException",
                     .message = fmt::format("Content-Type must be application/cbor, not '{}'.", printable(type)),
                     .http_status = 415};
    else
      find_cbor(route, path);
  } else if (const std::string* amz_target = header(request.headers, "x-amz-target")) {
    find_target(route, request, *amz_target);
  } else if (path != "/" && !path.empty()) {
    find_rest(route, request, path, claim);
  } else {
    find_query(route, request, claim);
  }
  return route;
}

void Routes::find_cbor(Route& route, std::string_view path) const {
  const std::size_t middle = path.find(cbor_middle);
  if (!path.starts_with(cbor_start) || middle == std::string_view::npos) {
    route.error = unknown_operation(404);
    return;
  }
  std::string_view name = path.substr(cbor_start.size(), middle - cbor_start.size());
  name = name.substr(name.rfind('.') + 1);  // a namespace before it is allowed
  for (const Service& service : services_)
    if (service.speaks(Wire::rpc_v2_cbor) && service.target_prefix == name) route.service = &service;
  if (route.service != nullptr)
    route.operation = operation_of(*route.service, path.substr(middle + cbor_middle.size()));
  if (route.operation == nullptr) route.error = unknown_operation(404);
}

void Routes::find_target(Route& route, const WireRequest& request, std::string_view target) const {
  if (route.wire != Wire::json_1_0) route.wire = Wire::json_1_1;
  const std::string type = media_type(request.headers);
  const std::size_t dot = target.rfind('.');
  const std::string_view prefix = target.substr(0, dot);
  for (const Service& service : services_)
    if (!service.target_prefix.empty() && service.target_prefix == prefix &&
        (service.speaks(Wire::json_1_0) || service.speaks(Wire::json_1_1)))
      route.service = &service;
  if (request.method != "POST" || (type != "application/x-amz-json-1.0" && type != "application/x-amz-json-1.1")) {
    route.error = unknown_operation(404);
    return;
  }
  if (route.service != nullptr && dot != std::string_view::npos)
    route.operation = operation_of(*route.service, target.substr(dot + 1));
  if (route.operation == nullptr)
    route.error = unknown_operation(400, fmt::format("The operation '{}' is not known.", printable(target)));
}

void Routes::find_rest(Route& route, const WireRequest& request, std::string_view path,
                       const std::optional<SignatureClaim>& claim) const {
  route.wire = Wire::rest_json;
  const std::size_t mark = request.target.find('?');
  if (mark != std::string::npos) route.pairs = form_pairs(std::string_view(request.target).substr(mark + 1));
  int best = -1;
  for (const RestEntry& entry : rest_) {
    const bool meant = claim && claim->scope.service == entry.service->signing_name;
    const int weight = entry.path.weight() + (meant ? 1'000'000 : 0);
    if (entry.operation->method != request.method || weight <= best) continue;
    auto labels = entry.path.match(path, route.pairs);
    if (!labels) continue;
    best = weight;
    route.service = entry.service;
    route.operation = entry.operation;
    route.labels = std::move(*labels);
  }
  if (route.operation == nullptr)
    route.error =
        unknown_operation(404, fmt::format("No operation is at {} {}.", printable(request.method), printable(path)));
  else if (const std::string type = media_type(request.headers);
           !request.body.empty() && !type.empty() && type != "application/json" &&
           std::none_of(route.operation->input->members.begin(), route.operation->input->members.end(),
                        [](const Member& member) { return member.location == Location::payload; }))
    route.error = {.code = "UnsupportedMediaTypeException",
                   .message = fmt::format("Content-Type must be application/json, not '{}'.", printable(type)),
                   .http_status = 415};
}

void Routes::find_query(Route& route, const WireRequest& request, const std::optional<SignatureClaim>& claim) const {
  route.wire = Wire::query;
  const std::size_t mark = request.target.find('?');
  if (mark != std::string::npos) route.pairs = form_pairs(std::string_view(request.target).substr(mark + 1));
  if (request.method == "POST" && media_type(request.headers) == "application/x-www-form-urlencoded") {
    FormPairs body = form_pairs(request.body);
    std::move(body.begin(), body.end(), std::back_inserter(route.pairs));
  }
  const std::string_view action = value_of_pair(route.pairs, "Action");
  const std::string_view version = value_of_pair(route.pairs, "Version");
  bool signed_for_ours = false;
  for (const Service& service : services_) {
    const bool mine = !claim || service.signing_name == claim->scope.service;
    signed_for_ours = signed_for_ours || mine;
    if (!mine || !has_query_wire(service)) continue;
    // Unsigned: by the version alone, and by the operation where two services share a version.
    const bool fits = service.api_version == version && (claim || operation_of(service, action) != nullptr);
    if (route.service == nullptr || fits) route.service = &service;
    if (fits) route.operation = operation_of(service, action);
    if (fits) break;
  }
  if (!claim && route.operation == nullptr) route.service = nullptr;
  if (route.service != nullptr && route.service->speaks(Wire::ec2)) route.wire = Wire::ec2;
  if (request.method != "POST" && request.method != "GET") {
    route.error = {.code = "MethodNotAllowed", .message = "Only GET and POST are served here.", .http_status = 405};
  } else if (!signed_for_ours) {
    route.error = unknown_operation(
        404, fmt::format("Rampart has no service that is signed as '{}'; docs/aws_coverage.md lists those it has.",
                         printable(claim->scope.service)));
  } else if (action.empty()) {
    route.error = {.code = "MissingAction", .message = "The request must contain the parameter Action."};
  } else if (route.operation == nullptr) {
    route.error = unknown_operation(400, fmt::format("Could not find operation {} for version {}", printable(action),
                                                     version.empty() ? "NO_VERSION_SPECIFIED" : printable(version)));
  }
}

}  // namespace rampart::aws::protocol
