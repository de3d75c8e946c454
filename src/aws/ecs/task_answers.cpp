// Tasks as the API shows them. Source: reference aws-scaling.md §1.6.
//
// What a machine here doesn't have (a network interface, an availability zone) is made up from the task's id: always
// the same for one task. The address is the true one as soon as there is one, and networkBindings say the port at
// which the task is reached.
#include <fmt/format.h>

#include <algorithm>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/service_requests.h"
#include "base/uuid.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using fleet::Task;
using fleet::TaskStatus;

namespace {

struct Invented {
  std::string attachment;
  std::string interface;
  std::string mac;
  std::string address;
  std::string zone;
  std::string runtime;  ///< Followed by the container's number.
};

Invented invented_for(const Task& task, const std::string& region) {
  Random draw = Random::stream(0, task.id);
  Invented out;
  out.attachment = uuid(draw);
  out.interface = "eni-" + fmt::format("{:016x}{:x}", draw(), draw() % 16);
  const std::uint64_t bits = draw();
  out.mac = fmt::format("0a:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", bits & 255, (bits >> 8) & 255, (bits >> 16) & 255,
                        (bits >> 24) & 255, (bits >> 32) & 255);
  out.address = fmt::format("172.31.{}.{}", (bits >> 40) % 96, 4 + (bits >> 48) % 250);
  out.zone = region + (draw() % 2 == 0 ? "a" : "b");
  out.runtime = task.id;
  return out;
}

std::string attachment_status(const Task& task) {
  if (task.stopped()) return "DELETED";
  if (task.last_status == TaskStatus::deprovisioning) return "DETACHING";
  return task.last_status <= TaskStatus::provisioning ? "PRECREATED" : "ATTACHED";
}

json::array attachments(const Task& task, const Invented& made, const json::object& settings) {
  std::string subnet = "subnet-00000000000000000";
  if (const json::object* network = part(settings, "networkConfiguration"))
    if (const json::object* awsvpc = part(*network, "awsvpcConfiguration"))
      if (const auto subnets = texts(*awsvpc, "subnets"); !subnets.empty())
        subnet = subnets[Random::stream(1, task.id)() % subnets.size()];
  const std::string address = task.host.empty() ? made.address : task.host;
  std::string dotted = address;
  std::replace(dotted.begin(), dotted.end(), '.', '-');
  json::array details;
  const auto add = [&details](std::string_view name, const std::string& value) {
    details.push_back(json::object{{"name", name}, {"value", value}});
  };
  add("subnetId", subnet);
  add("networkInterfaceId", made.interface);
  add("macAddress", made.mac);
  add("privateDnsName", "ip-" + dotted + ".ec2.internal");
  add("privateIPv4Address", address);
  return {json::object{{"id", made.attachment},
                       {"type", "ElasticNetworkInterface"},
                       {"status", attachment_status(task)},
                       {"details", std::move(details)}}};
}

std::string_view container_status(const Task& task) {
  if (task.stopped() || task.last_status == TaskStatus::deprovisioning) return "STOPPED";
  return task.pending() ? "PENDING" : "RUNNING";
}

std::string_view health_of(const Task& task) {
  return task.checks_containers ? fleet::name_of(task.container_health) : "UNKNOWN";
}

/// nullptr: the driver has told nothing of it yet.
const fleet::ContainerReading* reading_of(const Task& task, const std::string& container) {
  for (const fleet::ContainerReading& one : task.containers)
    if (one.name == container) return &one;
  return nullptr;
}

std::string_view container_status(const Task& task, const fleet::ContainerReading* reading) {
  if (reading == nullptr || task.stopped()) return container_status(task);
  if (reading->status == fleet::ContainerReading::Status::stopped) return "STOPPED";
  return reading->status == fleet::ContainerReading::Status::pending ? "PENDING" : "RUNNING";
}

/// Of a task that has ended by itself, where its driver told nothing of the container: the task's.
std::optional<int> exit_code_of(const Task& task, const fleet::ContainerReading* reading) {
  const std::optional<int> code = reading == nullptr ? task.exit_code : reading->exit_code;
  return code && *code >= 0 ? code : std::nullopt;
}

std::string container_id(const Task& task, const fleet::ContainerSpec& container) {
  Random draw = Random::stream(2, task.id + container.name);
  return uuid(draw);
}

json::object container_answer(const Task& task, const fleet::ContainerSpec& container, std::size_t index,
                              const Invented& made) {
  const fleet::ContainerReading* reading = reading_of(task, container.name);
  json::object out{
      {"containerArn", task.arn.substr(0, task.arn.find(":task/")) + ":container/" +
                           task.arn.substr(task.arn.find(":task/") + 6) + "/" + container_id(task, container)},
      {"taskArn", task.arn},
      {"name", container.name},
      {"image", container.image},
      {"lastStatus", container_status(task, reading)},
      {"networkBindings", json::array()},
      {"networkInterfaces",
       json::array{json::object{{"attachmentId", made.attachment},
                                {"privateIpv4Address", task.host.empty() ? made.address : task.host}}}},
      {"healthStatus", fleet::name_of(reading == nullptr ? fleet::TaskHealth::unknown : reading->health)},
      {"cpu", "0"}};
  if (!task.pending()) out["runtimeId"] = fmt::format("{}-{:010}", made.runtime, index + 1);
  if (container.memory_mib > 0) out["memory"] = std::to_string(container.memory_mib);
  if (const auto code = exit_code_of(task, reading)) out["exitCode"] = *code;
  if (!task.container_reason.empty() && container.essential) out["reason"] = task.container_reason;
  if (task.port != 0 && !container.ports.empty())
    out["networkBindings"] = json::array{json::object{{"bindIP", task.host},
                                                      {"containerPort", container.ports.front().container_port},
                                                      {"hostPort", task.port},
                                                      {"protocol", container.ports.front().protocol}}};
  return out;
}

void add_times(const Task& task, json::object& out) {
  out["createdAt"] = timestamp_of(task.created_at);
  if (task.started_at) {
    for (const std::string_view name : {"connectivityAt", "pullStartedAt", "pullStoppedAt", "startedAt"})
      out[name] = timestamp_of(*task.started_at);
    out["connectivityAt"] = timestamp_of(task.created_at);
    out["pullStartedAt"] = timestamp_of(task.created_at);
    out["connectivity"] = "CONNECTED";
  }
  if (task.stopping_at) out["stoppingAt"] = timestamp_of(*task.stopping_at);
  if (task.stopped_at) {
    out["stoppedAt"] = timestamp_of(*task.stopped_at);
    out["executionStoppedAt"] = timestamp_of(*task.stopped_at);
  }
  if (task.stop_code != fleet::StopCode::none) {
    out["stopCode"] = fleet::name_of(task.stop_code);
    out["stoppedReason"] = task.stopped_reason;
  }
}

}  // namespace

const Task* Ecs::find_task(const Call& call, const std::string& cluster, std::string_view named) const {
  const Task* task = fleet(call.region).find_task(std::string(short_name(named)));
  if (task == nullptr) return nullptr;
  return task->arn == make_arn("ecs", call.region, call.account, "task/" + cluster + "/" + task->id) ? task : nullptr;
}

json::object Ecs::task_answer(const Call& call, const Task& task, bool with_tags) const {
  fleet::Fleet& all = fleet(call.region);
  const fleet::Service* service = all.find_service_of(task.id);
  const fleet::StandaloneTask* alone = all.find_standalone_task(task.id);
  const std::string cluster = service != nullptr ? service->spec().cluster : alone->cluster;
  const json::object* settings = service != nullptr ? records_.find(call.region, "service", record_id(*service))
                                                    : records_.find(call.region, "run-task", task.id);
  static const json::object none;
  if (settings == nullptr) settings = &none;
  const fleet::TaskDefinition* definition =
      alone != nullptr ? &alone->definition : all.find_task_definition(task.task_definition_arn);
  const Invented made = invented_for(task, call.region);
  json::object out{{"attachments", attachments(task, made, *settings)},
                   {"attributes", json::array{json::object{{"name", "ecs.cpu-architecture"}, {"value", "x86_64"}}}},
                   {"availabilityZone", made.zone},
                   {"clusterArn", make_arn("ecs", call.region, call.account, "cluster/" + cluster)},
                   {"containers", json::array()},
                   {"desiredStatus", task.wanted ? "RUNNING" : "STOPPED"},
                   {"enableExecuteCommand", flag_of(*settings, "enableExecuteCommand")},
                   {"group", service != nullptr ? "service:" + service->spec().name : alone->group},
                   {"healthStatus", health_of(task)},
                   {"lastStatus", fleet::name_of(task.last_status)},
                   {"launchType", "FARGATE"},
                   {"overrides", json::object{{"containerOverrides", json::array()},
                                              {"inferenceAcceleratorOverrides", json::array()}}},
                   {"platformVersion", "1.4.0"},
                   {"platformFamily", "Linux"},
                   {"tags", json::array()},
                   {"taskArn", task.arn},
                   {"taskDefinitionArn", task.task_definition_arn},
                   {"version", static_cast<std::int64_t>(task.version)},
                   {"ephemeralStorage", json::object{{"sizeInGiB", 20}}}};
  if (!task.deployment_id.empty()) out["startedBy"] = task.deployment_id;
  if (definition != nullptr) {
    out["cpu"] = std::to_string(definition->cpu_units);
    out["memory"] = std::to_string(definition->memory_mib);
    json::array& containers = out["containers"].as_array();
    for (const auto& container : definition->containers)
      containers.push_back(container_answer(task, container, containers.size(), made));
  }
  add_times(task, out);
  if (const json::object* strategy = settings; strategy->contains("capacityProviderStrategy"))
    for (const json::object* item : objects(*strategy, "capacityProviderStrategy"))
      if (number_of(*item, "weight") > 0 || number_of(*item, "base") > 0)
        out["capacityProviderName"] = item->at("capacityProvider");
  if (alone != nullptr) copy(*settings, out, {"overrides", "ephemeralStorage"});
  if (with_tags) {
    const json::object* tags = alone != nullptr ? settings : records_.find(call.region, "task-tags", task.id);
    if (tags != nullptr) copy(*tags, out, {"tags"});
    if (service != nullptr && text_of(*settings, "propagateTags") == "SERVICE" && tags == nullptr)
      copy(*settings, out, {"tags"});
  }
  return out;
}

}  // namespace rampart::aws::ecs
