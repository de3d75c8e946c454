// RegisterScalableTarget and what belongs to a target: describing, tags, its end.
#include <fmt/format.h>

#include <algorithm>

#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/application_autoscaling/members.h"
#include "aws/application_autoscaling/requests.h"
#include "base/uuid.h"

namespace rampart::aws {
namespace {

using boost::json::object;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

constexpr std::size_t most_tags = 50;

/// The service-linked role, whatever role was given.
std::string linked_role(const std::string& account, const std::string& service_namespace) {
  static const std::map<std::string, std::string> suffixes = {
      {"ecs", "ECSService"},
      {"lambda", "LambdaConcurrency"},
      {"custom-resource", "CustomResource"},
      {"dynamodb", "DynamoDBTable"},
      {"rds", "RDSCluster"},
      {"ec2", "EC2SpotFleetRequest"},
      {"appstream", "AppStreamFleet"},
      {"sagemaker", "SageMakerEndpoint"},
      {"comprehend", "ComprehendEndpoint"},
      {"cassandra", "CassandraTable"},
      {"kafka", "KafkaCluster"},
      {"elasticache", "ElastiCacheRG"},
      {"neptune", "NeptuneCluster"},
      {"workspaces", "WorkSpacesPool"},
      {"elasticmapreduce", "EMRContainerService"},
  };
  const auto suffix = suffixes.find(service_namespace);
  return fmt::format(
      "arn:aws:iam::{}:role/aws-service-role/{}.application-autoscaling.amazonaws.com/"
      "AWSServiceRoleForApplicationAutoScaling_{}",
      account, service_namespace, suffix == suffixes.end() ? "Resource" : suffix->second);
}

object merged_suspension(const object& record, const object& input) {
  object out;
  const object* before = group(record, "SuspendedState");
  const object* given = group(input, "SuspendedState");
  for (const char* key : {"DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended"}) {
    bool value = before != nullptr && flag(*before, key).value_or(false);
    if (given != nullptr) value = flag(*given, key).value_or(value);
    out[key] = value;
  }
  return out;
}

std::optional<ApiError> check_tags(const object& tags) {
  if (tags.empty()) return validation("Tags cannot be empty");
  if (tags.size() > most_tags)
    return ApiError{"TooManyTagsException", fmt::format("A scalable target can have at most {} tags", most_tags)};
  return std::nullopt;
}

struct Tagged {
  std::string id;
  const object* record = nullptr;
};

protocol::Answered<Tagged> find_tagged(const Records& records, const Call& call) {
  const std::string arn = text_of(call.input, "ResourceARN");
  for (const auto& [id, record] : records.list(call.region, "target"))
    if (text_of(*record, "ScalableTargetARN") == arn) return Tagged{std::string(id), record};
  return ApiError{"ResourceNotFoundException", "Scalable Target not found"};
}

object tags_of(const object& record) {
  const object* tags = group(record, "Tags");
  return tags == nullptr ? object() : *tags;
}

}  // namespace

Answer ApplicationAutoScaling::register_target(const Call& call) {
  const object& input = call.input;
  if (auto wrong = check_target(input)) return *wrong;
  const std::string id = target_id(input);
  const object* before = records_.find(call.region, "target", id);
  if (const std::string role = text_of(input, "RoleARN"); !role.empty() && !role.starts_with("arn:"))
    return validation(fmt::format("'{}' is not a valid ARN", role));
  object record;
  if (before != nullptr) {
    if (input.contains("Tags"))
      return validation(
          "The scalable target that you tried to tag already exists. To update tags on an existing scalable target, "
          "use the TagResource API.");
    if (is_ecs(input)) keep_up(call.region, call.now);  // a scheduled action may have moved the bounds
    record = *records_.find(call.region, "target", id);
  } else {
    if (!input.contains("MinCapacity")) return validation("Minimum capacity must be specified");
    if (!input.contains("MaxCapacity")) return validation("Maximum capacity must be specified");
    const std::string name = uuid(account_.ids);
    std::string digits = name;
    std::erase(digits, '-');
    record = {{"ServiceNamespace", text_of(input, "ServiceNamespace")},
              {"ResourceId", text_of(input, "ResourceId")},
              {"ScalableDimension", text_of(input, "ScalableDimension")},
              {"RoleARN", linked_role(call.account, text_of(input, "ServiceNamespace"))},
              {"CreationTime", unix_seconds(call.now)},
              {"ScalableTargetARN", make_arn("application-autoscaling", call.region, call.account,
                                             fmt::format("scalable-target/0ec5{}", digits))},
              {"Uuid", name}};
    if (const object* tags = group(input, "Tags")) {
      if (auto wrong = tags->empty() ? std::nullopt : check_tags(*tags)) return *wrong;
      record["Tags"] = *tags;
    }
  }
  for (const char* key : {"MinCapacity", "MaxCapacity"})
    if (const auto given = whole(input, key)) record[key] = *given;
  record["SuspendedState"] = merged_suspension(record, input);
  const int least = small(record, "MinCapacity").value_or(0), most = small(record, "MaxCapacity").value_or(0);
  if (least < 0) return validation("Minimum capacity cannot be less than 0");
  if (most < least) return validation("Maximum capacity cannot be less than minimum capacity");
  if (is_ecs(input)) {
    const object& suspended = record["SuspendedState"].as_object();
    scaling::ScalableTarget target{
        .resource_id = text_of(input, "ResourceId"),
        .min_capacity = least,
        .max_capacity = most,
        .dynamic_scaling_in_suspended = suspended.at("DynamicScalingInSuspended").as_bool(),
        .dynamic_scaling_out_suspended = suspended.at("DynamicScalingOutSuspended").as_bool(),
        .scheduled_scaling_suspended = suspended.at("ScheduledScalingSuspended").as_bool()};
    if (auto put = scaling(call.region).put_target(std::move(target), call.now); !put) return api_error(put.error());
  } else {
    note_recorded(call);
  }
  object out{{"ScalableTargetARN", text_of(record, "ScalableTargetARN")}};
  records_.put(call.region, "target", id, std::move(record));
  keep_up(call.region, call.now);
  return out;
}

Answer ApplicationAutoScaling::describe_targets(const Call& call) {
  keep_up(call.region, call.now);
  const auto& ids = list(call.input, "ResourceIds");
  if (ids.empty() && call.input.contains("ScalableDimension"))
    return validation("Scalable dimension cannot be provided without a resource ID.");
  std::vector<std::pair<std::string, object>> found;
  for (const auto& [id, record] : records_.list(call.region, "target")) {
    if (!asked_for(*record, call.input)) continue;
    if (!ids.empty() && !holds(ids, text_of(*record, "ResourceId"))) continue;
    object out = *record;
    out.erase("Uuid");
    out.erase("Tags");
    if (is_ecs(out))
      if (const auto* scaled = scaling(call.region).find(text_of(out, "ResourceId")))
        if (const auto predicted = scaled->predicted_capacity()) out["PredictedCapacity"] = *predicted;
    found.emplace_back(id, std::move(out));
  }
  return page_of(call, "ScalableTargets", found, 50);
}

Answer ApplicationAutoScaling::deregister_target(const Call& call) {
  keep_up(call.region, call.now);  // its activities stay listed
  const std::string id = target_id(call.input);
  if (!records_.erase(call.region, "target", id))
    return object_not_found(fmt::format("No scalable target found for {}", target_words(call.input)));
  if (is_ecs(call.input))
    if (auto erased = scaling(call.region).erase_target(text_of(call.input, "ResourceId")); !erased)
      return api_error(erased.error());
  for (const char* kind : {"policy", "action"}) {
    std::vector<std::string> theirs;
    for (const auto& [other, record] : records_.list(call.region, kind))
      if (target_id(*record) == id) theirs.emplace_back(other);
    for (const std::string& one : theirs) records_.erase(call.region, kind, one);
  }
  records_.erase(call.region, "memory", id);
  kept_.erase(fmt::format("{}/{}", call.region, id));
  return object{};
}

Answer ApplicationAutoScaling::tag(const Call& call) {
  auto found = find_tagged(records_, call);
  if (!found) return found.error();
  object tags = tags_of(*found->record);
  const object& given = call.input.at("Tags").as_object();
  if (given.empty()) return validation("Tags cannot be empty");
  for (const auto& tag : given) tags[tag.key()] = tag.value();
  if (auto wrong = check_tags(tags)) return *wrong;
  object record = *found->record;
  record["Tags"] = std::move(tags);
  records_.put(call.region, "target", found->id, std::move(record));
  return object{};
}

Answer ApplicationAutoScaling::untag(const Call& call) {
  auto found = find_tagged(records_, call);
  if (!found) return found.error();
  if (list(call.input, "TagKeys").empty()) return validation("TagKeys cannot be null or empty");
  object tags = tags_of(*found->record);
  for (const auto& key : list(call.input, "TagKeys")) tags.erase(key.as_string());
  object record = *found->record;
  record["Tags"] = std::move(tags);
  records_.put(call.region, "target", found->id, std::move(record));
  return object{};
}

Answer ApplicationAutoScaling::list_tags(const Call& call) {
  auto found = find_tagged(records_, call);
  if (!found) return found.error();
  return object{{"Tags", tags_of(*found->record)}};
}

}  // namespace rampart::aws
