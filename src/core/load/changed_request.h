// ChangedRequest: a request as a beforeRequest hook left it, made ready to be written. Lives as long as the request
// runs.
#pragma once

#include <boost/json/object.hpp>

#include "core/load/plan.h"

namespace rampart::load {

struct UserWorld;

class ChangedRequest {
 public:
  /// `changes`: attributes of `req` that differ from the step as written; null where the hook took one away. An
  /// attribute that would change the request but can't be carried out is said on the user's log, once a run.
  ChangedRequest(const PlannedRequest& planned, const boost::json::object& changes, UserWorld& world);

  [[nodiscard]] const PlannedRequest& planned() const { return planned_; }
  [[nodiscard]] Duration timeout() const { return timeout_; }

 private:
  script::Request request_;
  PlannedRequest planned_;
  Duration timeout_;
};

}  // namespace rampart::load
