// Which operation of which service is asked for, and on which wire?
//
// In this order: CBOR's path with its smithy-protocol header, X-Amz-Target, a rest-json path, Action and Version. A
// query request that all services POST to "/" is told apart by the service in the signature's scope, an unsigned one
// by its Version. Source: reference aws-scaling.md §6.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/api_error.h"
#include "aws/protocol/form.h"
#include "aws/protocol/http_message.h"
#include "aws/protocol/rest_path.h"
#include "aws/protocol/service.h"
#include "aws/protocol/signature.h"

namespace rampart::aws::protocol {

struct Route {
  Wire wire = Wire::query;
  const Service* service = nullptr;      ///< As far as it could be found, for the style of errors.
  const Operation* operation = nullptr;  ///< Set unless there is an error.
  std::optional<ApiError> error;         ///< AWS's words for why there is no operation.
  RestPath::Labels labels;               ///< rest-json.
  FormPairs pairs;                       ///< rest-json: the query. query, ec2: query and body.
};

/// The wire that a request's headers speak of, when nothing else is known: what an early error is written in.
Wire wire_hint(const WireRequest& request);

class Routes {
 public:
  /// `services` must outlive the Routes and not move.
  explicit Routes(const std::vector<Service>& services);

  /// `request` with its body unpacked.
  [[nodiscard]] Route find(const WireRequest& request, const std::optional<SignatureClaim>& claim) const;

 private:
  struct RestEntry {
    RestPath path;
    const Service* service;
    const Operation* operation;
  };

  void find_cbor(Route& route, std::string_view path) const;
  void find_target(Route& route, const WireRequest& request, std::string_view target) const;
  void find_rest(Route& route, const WireRequest& request, std::string_view path,
                 const std::optional<SignatureClaim>& claim) const;
  void find_query(Route& route, const WireRequest& request, const std::optional<SignatureClaim>& claim) const;
  [[nodiscard]] const Operation* operation_of(const Service& service, std::string_view name) const;

  const std::vector<Service>& services_;
  std::map<const Service*, std::map<std::string, const Operation*, std::less<>>> operations_;
  std::vector<RestEntry> rest_;
};

}  // namespace rampart::aws::protocol
