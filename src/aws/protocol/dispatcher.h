// One service calls another's operation as a client would, without the wire.
//
// The input is made to fit the operation's shape (fit.h), checked as a client's is (check.h), and given to the handler.
// What a client can't do, this can't: an unknown service or operation, or one without a handler, is answered as
// not implemented. One thread; the services must outlive it.
#pragma once

#include <string_view>
#include <vector>

#include "aws/protocol/service.h"

namespace rampart::aws::protocol {

class Dispatcher {
 public:
  explicit Dispatcher(const std::vector<Service>& services) : services_(services) {}

  /// `service` is a signing name ("ecs", "elasticloadbalancing") or an id ("ECS"). `call.operation` says what is asked.
  [[nodiscard]] Answer operator()(std::string_view service, Call call) const;

 private:
  const std::vector<Service>& services_;
};

/// Does the error say that there is no handler, rather than that the call is wrong?
bool is_not_implemented(const ApiError& error);

}  // namespace rampart::aws::protocol
