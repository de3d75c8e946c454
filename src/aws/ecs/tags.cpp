// Tags of clusters, services, task definitions and tasks: kept in their records, at most fifty.
#include <algorithm>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using protocol::ApiError;

namespace {

constexpr std::size_t most_tags = 50;

json::array tags_in(const json::object* record) {
  const json::value* tags = record == nullptr ? nullptr : record->if_contains("tags");
  return tags != nullptr && tags->is_array() ? tags->get_array() : json::array();
}

void erase_tag(json::array& tags, std::string_view key) {
  const auto gone = std::remove_if(tags.begin(), tags.end(),
                                   [key](const json::value& one) { return text_of(one.as_object(), "key") == key; });
  tags.erase(gone, tags.end());
}

}  // namespace

protocol::Answered<Ecs::Tagged> Ecs::tagged(const Call& call) const {
  const std::string arn = text_of(call.input, "resourceArn");
  const std::string prefix = make_arn("ecs", call.region, call.account, "");
  if (!arn.starts_with(prefix)) return invalid_parameter("Long arn format must be used for tagging operations");
  const std::string rest = arn.substr(prefix.size());
  const std::string id = rest.substr(std::min(rest.find('/'), rest.size() - 1) + 1);
  if (rest.starts_with("cluster/") && records_.find(call.region, "cluster", id) != nullptr)
    return Tagged{"cluster", id};
  if (rest.starts_with("service/") && records_.find(call.region, "service", id) != nullptr)
    return Tagged{"service", id};
  if (rest.starts_with("task-definition/") && records_.find(call.region, "task-definition", id) != nullptr)
    return Tagged{"task-definition", id};
  if (rest.starts_with("task/"))
    if (const fleet::Task* task = fleet(call.region).find_task(std::string(short_name(arn))))
      return Tagged{fleet(call.region).find_standalone_task(task->id) != nullptr ? "run-task" : "task-tags", task->id};
  return invalid_parameter("The specified resource was not found: " + arn);
}

protocol::Answer Ecs::tag_resource(const Call& call) {
  const auto where = tagged(call);
  if (where.has_error()) return where.error();
  const json::object* found = records_.find(call.region, where->kind, where->id);
  json::object record = found == nullptr ? json::object() : *found;
  json::array tags = tags_in(&record);
  for (const json::object* tag : objects(call.input, "tags")) {
    erase_tag(tags, text_of(*tag, "key"));
    tags.push_back(*tag);
  }
  if (tags.size() > most_tags) return invalid_parameter("A resource can have at most 50 tags.");
  record["tags"] = std::move(tags);
  records_.put(call.region, where->kind, where->id, std::move(record));
  return json::object();
}

protocol::Answer Ecs::untag_resource(const Call& call) {
  const auto where = tagged(call);
  if (where.has_error()) return where.error();
  const json::object* found = records_.find(call.region, where->kind, where->id);
  if (found == nullptr) return json::object();
  json::object record = *found;
  json::array tags = tags_in(&record);
  for (const std::string& key : texts(call.input, "tagKeys")) erase_tag(tags, key);
  record["tags"] = std::move(tags);
  records_.put(call.region, where->kind, where->id, std::move(record));
  return json::object();
}

protocol::Answer Ecs::list_tags_for_resource(const Call& call) {
  const auto where = tagged(call);
  if (where.has_error()) return where.error();
  return json::object{{"tags", tags_in(records_.find(call.region, where->kind, where->id))}};
}

}  // namespace rampart::aws::ecs
