// Task definitions: registered, found, listed, deregistered. Source: reference aws-scaling.md §1.2.
//
// A record's id is FAMILY:REVISION; revisions are never reused, so records of deleted ones stay (DELETE_IN_PROGRESS).
#include <algorithm>
#include <map>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/task_definition_spec.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

namespace {

const json::object& definition_in(const json::object& record) { return record.at("taskDefinition").as_object(); }

json::object with_tags(const Records::Entry& entry, bool tags) {
  json::object out{{"taskDefinition", definition_in(*entry.object)}};
  if (tags) out["tags"] = entry.object->at("tags");
  return out;
}

/// Families with their revisions, in order.
std::map<std::string, std::map<int, const json::object*>> families_of(const std::vector<Records::Entry>& entries) {
  std::map<std::string, std::map<int, const json::object*>> out;
  for (const auto& [id, record] : entries) {
    auto [family, revision] = family_and_revision(id);
    out[std::move(family)][revision] = record;
  }
  return out;
}

bool has_status(const json::object& record, std::string_view status) {
  return text_of(definition_in(record), "status") == status;
}

}  // namespace

const json::object* Ecs::find_task_definition(std::string_view region, std::string_view named) const {
  const auto [family, revision] = family_and_revision(named);
  if (revision != 0) return records_.find(region, "task-definition", family + ":" + std::to_string(revision));
  const json::object* latest = nullptr;
  int highest = 0;
  for (const auto& [id, record] : records_.list(region, "task-definition")) {
    const auto [other, number] = family_and_revision(id);
    if (other != family || number < highest || !has_status(*record, "ACTIVE")) continue;
    highest = number;
    latest = record;
  }
  return latest;
}

protocol::Answered<const json::object*> Ecs::usable_task_definition(const Call& call) const {
  const std::string named = text_of(call.input, "taskDefinition");
  if (named.empty()) return invalid_parameter("TaskDefinition can not be blank.");
  const json::object* record = find_task_definition(call.region, named);
  if (record == nullptr || has_status(*record, "DELETE_IN_PROGRESS"))
    return invalid_parameter("TaskDefinition not found.");
  const json::object& definition = definition_in(*record);
  if (has_status(*record, "INACTIVE")) return invalid_parameter("TaskDefinition is inactive");
  if (!fits_fargate(definition)) return invalid_parameter("Task definition does not support launch_type FARGATE.");
  return &definition;
}

protocol::Answer Ecs::register_task_definition(const Call& call) {
  if (auto wrong = check_task_definition(call.input)) return *wrong;
  const std::string family = text_of(call.input, "family");
  int revision = 1;
  for (const auto& [id, record] : records_.list(call.region, "task-definition"))
    if (const auto [other, number] = family_and_revision(id); other == family)
      revision = std::max(revision, number + 1);
  const std::string id = family + ":" + std::to_string(revision);
  json::object definition = normalised_task_definition(call.input);
  definition["taskDefinitionArn"] = make_arn("ecs", call.region, call.account, "task-definition/" + id);
  definition["revision"] = revision;
  definition["status"] = "ACTIVE";
  definition["requiresAttributes"] = json::array();
  definition["registeredAt"] = timestamp_of(call.now);
  definition["registeredBy"] = "arn:aws:iam::" + call.account + ":root";
  fleet(call.region).put_task_definition(spec_of(definition));
  json::object record{{"taskDefinition", std::move(definition)}, {"tags", json::array()}};
  copy(call.input, record, {"tags"});
  json::object answer = record;
  records_.put(call.region, "task-definition", id, std::move(record));
  return answer;
}

protocol::Answer Ecs::describe_task_definition(const Call& call) {
  const json::object* record = find_task_definition(call.region, text_of(call.input, "taskDefinition"));
  if (record == nullptr) return client_error("Unable to describe task definition.");
  const auto include = texts(call.input, "include");
  return with_tags({"", record}, std::find(include.begin(), include.end(), "TAGS") != include.end());
}

protocol::Answer Ecs::list_task_definitions(const Call& call) {
  const std::string status = text_of(call.input, "status", "ACTIVE");
  const std::string wanted = text_of(call.input, "familyPrefix");
  json::array arns;
  for (const auto& [family, revisions] : families_of(records_.list(call.region, "task-definition"))) {
    if (!wanted.empty() && family != wanted) continue;
    for (const auto& [revision, record] : revisions)
      if (has_status(*record, status)) arns.push_back(definition_in(*record).at("taskDefinitionArn"));
  }
  if (text_of(call.input, "sort") == "DESC") std::reverse(arns.begin(), arns.end());
  return page_of(call, "taskDefinitionArns", std::move(arns));
}

protocol::Answer Ecs::list_task_definition_families(const Call& call) {
  const std::string status = text_of(call.input, "status", "ALL");
  const std::string prefix = text_of(call.input, "familyPrefix");
  json::array names;
  for (const auto& [family, revisions] : families_of(records_.list(call.region, "task-definition"))) {
    const bool active = std::any_of(revisions.begin(), revisions.end(),
                                    [](const auto& one) { return has_status(*one.second, "ACTIVE"); });
    const bool fits = status == "ALL" || (status == "ACTIVE") == active;
    if (fits && family.starts_with(prefix)) names.push_back(json::string(family));
  }
  return page_of(call, "families", std::move(names));
}

protocol::Answer Ecs::deregister_task_definition(const Call& call) {
  const auto [family, revision] = family_and_revision(text_of(call.input, "taskDefinition"));
  const std::string id = family + ":" + std::to_string(revision);
  const json::object* found = records_.find(call.region, "task-definition", id);
  if (found == nullptr) return client_error("The specified task definition does not exist.");
  json::object record = *found;
  json::object& definition = record.at("taskDefinition").as_object();
  if (text_of(definition, "status") == "ACTIVE") {
    definition["status"] = "INACTIVE";
    definition["deregisteredAt"] = timestamp_of(call.now);
  }
  json::object answer{{"taskDefinition", definition}};
  records_.put(call.region, "task-definition", id, std::move(record));
  return answer;
}

protocol::Answer Ecs::delete_task_definitions(const Call& call) {
  const auto all = texts(call.input, "taskDefinitions");
  if (all.empty() || all.size() > 10) return invalid_parameter("You must specify between 1 and 10 task definitions.");
  json::array deleted;
  json::array failures;
  for (const std::string& named : all) {
    const auto [family, revision] = family_and_revision(named);
    const std::string id = family + ":" + std::to_string(revision);
    const auto arn = make_arn("ecs", call.region, call.account, "task-definition/" + id);
    const json::object* found = records_.find(call.region, "task-definition", id);
    if (found == nullptr) {
      failures.push_back(json::object{{"arn", arn},
                                      {"reason",
                                       "The specified task definition does not exist. Specify a valid account, "
                                       "family, revision and try again."}});
      continue;
    }
    if (has_status(*found, "ACTIVE")) {
      failures.push_back(json::object{{"arn", arn},
                                      {"reason",
                                       "The specified task definition is still in ACTIVE status. Please "
                                       "deregister the target and try again."}});
      continue;
    }
    json::object record = *found;
    json::object& definition = record.at("taskDefinition").as_object();
    definition["status"] = "DELETE_IN_PROGRESS";
    definition["deleteRequestedAt"] = timestamp_of(call.now);
    deleted.push_back(definition);
    records_.put(call.region, "task-definition", id, std::move(record));
  }
  return json::object{{"taskDefinitions", std::move(deleted)}, {"failures", std::move(failures)}};
}

}  // namespace rampart::aws::ecs
