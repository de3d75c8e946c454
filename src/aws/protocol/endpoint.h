// All services on one port: a request's bytes → the answer's bytes.
//
//   Endpoint endpoint(services, {.account = "123456789012"});
//   WireResponse response = endpoint.answer(request, now);
//
// Reading order of the room: shape.h, service.h, this file; then route.h (whose request is it?), the wire forms
// (query_form, json_form, cbor_form, rest_form, xml_form), check.h, envelope.h, signature.h.
//
// Whatever the bytes are, the answer is one of AWS's: never an exception, time and memory bounded by the body's limit.
// One thread only. `now` is the caller's; request ids come from the seed. With credentials configured every request
// must be signed by one of them, but for the operations that may be unsigned; without any, signatures only say the
// region, and app serves loopback alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "aws/protocol/http_message.h"
#include "aws/protocol/route.h"
#include "aws/protocol/service.h"
#include "aws/protocol/signature.h"
#include "base/random.h"

namespace rampart::aws::protocol {

struct EndpointOptions {
  std::string account = "123456789012";
  std::string region = "us-east-1";  ///< Of requests that aren't signed.
  std::vector<Credential> credentials;
  std::size_t most_body_bytes = std::size_t{2} << 20;  ///< Unpacked. PutMetricData allows 1 MB; nothing needs more.
  std::uint64_t seed = 1;
};

class Endpoint {
 public:
  Endpoint(std::vector<Service> services, EndpointOptions options);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  /// `now` is the control plane's time, which handlers get; `real` is that of the clients' clocks, by which signatures
  /// are dated. They differ where the control plane's time is scaled.
  WireResponse answer(const WireRequest& request, Instant now, Instant real);
  WireResponse answer(const WireRequest& request, Instant now) { return answer(request, now, now); }

  [[nodiscard]] const std::vector<Service>& services() const { return services_; }

 private:
  WireResponse answer_route(const Route& route, const WireRequest& request, Call call, bool query_mode) const;

  std::vector<Service> services_;
  Routes routes_;
  EndpointOptions options_;
  Random random_;
};

}  // namespace rampart::aws::protocol
