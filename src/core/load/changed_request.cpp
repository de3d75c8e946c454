#include "core/load/changed_request.h"

#include <algorithm>

#include "core/load/virtual_user.h"
#include "core/script/request_change.h"

namespace rampart::load {
namespace {

// What writing a request needs; captures and checks stay with the request as planned.
script::Request copy_for_writing(const script::Request& from) {
  script::Request to;
  to.method = from.method;
  to.url = from.url;
  to.headers = from.headers;
  to.json = from.json;
  to.body = from.body;
  to.form = from.form;
  to.query = from.query;
  to.cookies = from.cookies;
  to.basic_auth = from.basic_auth;
  to.gzip = from.gzip;
  to.follow_redirect = from.follow_redirect;
  return to;
}

// A number of milliseconds, or {request: milliseconds}.
Duration timeout_of(const boost::json::object& changes, Duration otherwise) {
  const auto* value = changes.if_contains("timeout");
  if (value == nullptr) return otherwise;
  if (const auto* parts = value->if_object()) value = parts->if_contains("request");
  if (value == nullptr || !value->is_number()) return otherwise;
  const auto ms = value->to_number<double>();
  return ms > 0 ? std::min(from_seconds(ms / 1000), Duration(std::chrono::hours(24))) : otherwise;
}

void complain(const std::string& attribute, UserWorld& world) {
  if (std::find(world.unmet_changes.begin(), world.unmet_changes.end(), attribute) != world.unmet_changes.end()) return;
  world.unmet_changes.push_back(attribute);
  if (world.log_line)
    world.log_line("WARNING: a beforeRequest hook set \"" + attribute +
                   "\" of its request to what can't be carried out; the request went without");
}

}  // namespace

ChangedRequest::ChangedRequest(const PlannedRequest& planned, const boost::json::object& changes, UserWorld& world)
    : request_(copy_for_writing(*planned.script)), timeout_(timeout_of(changes, world.script.config.timeout)) {
  for (const std::string& attribute : script::change_request(request_, changes)) complain(attribute, world);
  planned_ = plan_changed(world.script, request_, planned, world.transport, world.collector);
}

}  // namespace rampart::load
