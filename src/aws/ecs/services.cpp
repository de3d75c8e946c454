// Services: made, changed, deleted. Source: reference aws-scaling.md §1.3.
#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/service_requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using protocol::ApiError;

namespace {

ApiError service_not_found() { return {.code = "ServiceNotFoundException", .message = "Service not found."}; }
ApiError service_not_active() { return {.code = "ServiceNotActiveException", .message = "Service was not ACTIVE."}; }

/// What the fleet refused, in ECS's name for it.
ApiError refused(const Error& error) { return invalid_parameter(error.message); }

constexpr std::string_view grace_without_balancer =
    "Health check grace period is only valid for services configured to use load balancers";

}  // namespace

const fleet::Service* Ecs::find_service(const Call& call, const std::string& cluster, std::string_view named) const {
  return fleet(call.region)
      .find_service(
          make_arn("ecs", call.region, call.account, "service/" + cluster + "/" + std::string(short_name(named))));
}

protocol::Answer Ecs::create_service(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  if (auto wrong = check_service(call, *cluster)) return *wrong;
  const std::string name = text_of(call.input, "serviceName");
  if (const fleet::Service* there = find_service(call, *cluster, name)) {
    if (there->status() == fleet::ServiceStatus::draining)
      return invalid_parameter("Unable to Start a service that is still Draining.");
    const json::object* record = records_.find(call.region, "service", record_id(*there));
    if (there->status() == fleet::ServiceStatus::active) {
      if (record == nullptr || record->at("_request") != call.input)
        return invalid_parameter("Creation of service was not idempotent.");
      return json::object{{"service", service_answer(call, *there, true)}};
    }
  }
  const auto definition = usable_task_definition(call);
  if (definition.has_error()) return definition.error();
  if (auto wrong = check_load_balancers(call, **definition)) return *wrong;
  if (call.input.contains("healthCheckGracePeriodSeconds") && objects(call.input, "loadBalancers").empty())
    return invalid_parameter(std::string(grace_without_balancer));
  const std::string arn = make_arn("ecs", call.region, call.account, "service/" + *cluster + "/" + name);
  auto made = fleet(call.region)
                  .create_service(service_spec(call.input, arn, *cluster, text_of(**definition, "taskDefinitionArn")),
                                  call.now);
  if (made.has_error()) return refused(made.error());
  regions_.insert(call.region);
  records_.put(call.region, "service", *cluster + "/" + name, service_record(call.input, call.account));
  const fleet::Service& service = *find_service(call, *cluster, name);
  note_revision(call, service);
  keep(call.region, service);
  return json::object{{"service", service_answer(call, service, true)}};
}

protocol::Answer Ecs::update_service(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const fleet::Service* service = find_service(call, *cluster, text_of(call.input, "service"));
  if (service == nullptr) return service_not_found();
  if (service->status() != fleet::ServiceStatus::active) return service_not_active();
  std::string definition_arn;
  if (call.input.contains("taskDefinition")) {
    const auto definition = usable_task_definition(call);
    if (definition.has_error()) return definition.error();
    definition_arn = text_of(**definition, "taskDefinitionArn");
  }
  const std::string runs = definition_arn.empty() ? service->spec().task_definition_arn : definition_arn;
  if (const json::object* record = find_task_definition(call.region, runs); record != nullptr)
    if (auto wrong = check_load_balancers(call, record->at("taskDefinition").as_object())) return *wrong;
  const fleet::ServiceUpdate update = service_update(call.input, definition_arn, service->spec());
  const bool balanced = !update.load_balancers.value_or(service->spec().load_balancers).empty();
  if (update.health_check_grace_period.value_or(Duration::zero()) > Duration::zero() && !balanced)
    return invalid_parameter(std::string(grace_without_balancer));
  const std::string before = service->deployments().front().id;
  if (auto updated = fleet(call.region).update_service(service->spec().arn, update, call.now); updated.has_error())
    return refused(updated.error());
  if (const json::object* found = records_.find(call.region, "service", record_id(*service)); found != nullptr) {
    json::object record = *found;
    update_record(call.input, record);
    records_.put(call.region, "service", record_id(*service), std::move(record));
  }
  if (service->deployments().front().id != before) note_revision(call, *service);
  keep(call.region, *service);
  return json::object{{"service", service_answer(call, *service, false)}};
}

protocol::Answer Ecs::delete_service(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const fleet::Service* service = find_service(call, *cluster, text_of(call.input, "service"));
  if (service == nullptr || service->status() == fleet::ServiceStatus::inactive) return service_not_found();
  if (service->status() == fleet::ServiceStatus::active) {
    auto deleted = fleet(call.region).delete_service(service->spec().arn, flag_of(call.input, "force"), call.now);
    if (deleted.has_error()) return refused(deleted.error());
    keep(call.region, *service);
  }
  return json::object{{"service", service_answer(call, *service, false)}};
}

}  // namespace rampart::aws::ecs
