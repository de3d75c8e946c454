#include <algorithm>
#include <array>

#include "aws/logs/logs.h"

namespace rampart::aws::logs {

namespace json = boost::json;
using protocol::ApiError;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

namespace {

constexpr std::array<int, 22> retentions = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                                            365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

json::object make_group(const std::string& region, const std::string& account, const std::string& name,
                        std::int64_t created) {
  const std::string arn = make_arn("logs", region, account, "log-group:" + name);
  return {{"logGroupName", name}, {"creationTime", created},     {"metricFilterCount", 0}, {"arn", arn + ":*"},
          {"storedBytes", 0},     {"logGroupClass", "STANDARD"}, {"logGroupArn", arn},     {"tags", json::object()}};
}

}  // namespace

protocol::Answer Logs::group_of(const Call& call, const std::string& name) const {
  if (const json::object* found = records_.find(call.region, "group", name)) return *found;
  for (const json::object& one : all_groups(call))
    if (text_of(one, "logGroupName") == name) return one;
  return no_such_group();
}

std::vector<json::object> Logs::all_groups(const Call& call) const {
  std::map<std::string, json::object> out;
  for (const TaskStream& stream : tasks_.streams(call.region)) {
    const std::int64_t created = milliseconds_of(stream.created);
    const json::object* gone = records_.find(call.region, "deleted", stream.group);
    if (gone != nullptr && created <= number_of(*gone, "at", 0)) continue;
    const auto [at, is_new] =
        out.try_emplace(stream.group, make_group(call.region, call.account, stream.group, created));
    if (created < number_of(at->second, "creationTime", 0)) at->second["creationTime"] = created;
  }
  for (const Records::Entry& entry : records_.list(call.region, "group")) out[std::string(entry.id)] = *entry.object;
  std::vector<json::object> groups;
  for (auto& [name, group] : out) groups.push_back(std::move(group));
  return groups;
}

protocol::Answer Logs::create_group(const Call& call) {
  const std::string name = text_of(call.input, "logGroupName");
  if (records_.find(call.region, "group", name) != nullptr)
    return ApiError{.code = "ResourceAlreadyExistsException", .message = "The specified log group already exists"};
  json::object group = make_group(call.region, call.account, name, milliseconds_of(call.now));
  for (const char* member : {"kmsKeyId", "logGroupClass", "tags"})
    if (const json::value* given = call.input.if_contains(member)) group[member] = *given;
  records_.put(call.region, "group", name, std::move(group));
  return json::object();
}

bool Logs::ready_for_task(const std::string& region, const std::string& group, bool create, Instant now) {
  if (records_.find(region, "group", group) != nullptr) return true;
  if (create) records_.put(region, "group", group, make_group(region, account_.id, group, milliseconds_of(now)));
  return create;
}

protocol::Answer Logs::delete_group(const Call& call) {
  const std::string name = text_of(call.input, "logGroupName");
  if (const Answer group = group_of(call, name); group.has_error()) return group.error();
  std::vector<std::string> gone;
  for (const Records::Entry& entry : records_.list(call.region, "stream"))
    if (text_of(*entry.object, "group") == name) gone.emplace_back(entry.id);
  for (const std::string& id : gone) records_.erase(call.region, "stream", id);
  forget_events(call.region, name, {}, INT64_MAX);
  records_.erase(call.region, "group", name);
  records_.put(call.region, "deleted", name, {{"at", milliseconds_of(call.now)}});
  return json::object();
}

protocol::Answer Logs::describe_groups(const Call& call) {
  const std::string prefix = text_of(call.input, "logGroupNamePrefix");
  const std::string part = text_of(call.input, "logGroupNamePattern");
  if (!prefix.empty() && !part.empty())
    return bad_parameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  json::array out;
  for (json::object& group : all_groups(call)) {
    const std::string name = text_of(group, "logGroupName");
    if (!name.starts_with(prefix) || name.find(part) == std::string::npos) continue;
    group.erase("tags");
    out.push_back(std::move(group));
  }
  return page(call, std::move(out), number_of(call.input, "limit", 50), "logGroups");
}

protocol::Answer Logs::put_retention(const Call& call) {
  const std::string name = text_of(call.input, "logGroupName");
  Answer group = group_of(call, name);
  if (group.has_error()) return group.error();
  const std::int64_t days = number_of(call.input, "retentionInDays", 0);
  if (std::find(retentions.begin(), retentions.end(), days) == retentions.end())
    return bad_parameter(
        "The specified retention period is not valid: it must be one of the days that CloudWatch Logs "
        "offers.");
  (*group)["retentionInDays"] = days;
  records_.put(call.region, "group", name, std::move(*group));
  return json::object();
}

protocol::Answer Logs::delete_retention(const Call& call) {
  const std::string name = text_of(call.input, "logGroupName");
  Answer group = group_of(call, name);
  if (group.has_error()) return group.error();
  group->erase("retentionInDays");
  records_.put(call.region, "group", name, std::move(*group));
  return json::object();
}

protocol::Answer Logs::tag(const Call& call) {
  const std::string name = group_named(call);
  Answer group = group_of(call, name);
  if (group.has_error()) return group.error();
  json::object& tags = (*group)["tags"].as_object();
  for (const auto& [key, value] : call.input.at("tags").as_object()) tags[key] = value;
  records_.put(call.region, "group", name, std::move(*group));
  return json::object();
}

protocol::Answer Logs::untag(const Call& call) {
  const std::string name = group_named(call);
  Answer group = group_of(call, name);
  if (group.has_error()) return group.error();
  const json::value& keys = call.input.contains("tagKeys") ? call.input.at("tagKeys") : call.input.at("tags");
  for (const json::value& key : keys.as_array()) (*group)["tags"].as_object().erase(key.as_string());
  records_.put(call.region, "group", name, std::move(*group));
  return json::object();
}

protocol::Answer Logs::list_tags(const Call& call) {
  const Answer group = group_of(call, group_named(call));
  if (group.has_error()) return group.error();
  return json::object{{"tags", group->at("tags")}};
}

void Logs::add_groups() {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto whole = [](const char* name) { return optional(name, protocol::long_integer()); };
  const auto nothing = [](const char* name) { return structure(name, {}); };
  const auto name = required("logGroupName", string({.least = 1, .most = 512, .pattern = "[\\.\\-_/#A-Za-z0-9]+"}));
  const auto tags = protocol::map(string({.least = 1, .most = 128}), string({.most = 256}), {.least = 1, .most = 50});
  const auto any_tags = protocol::map(string(), string());
  const auto arn = required("resourceArn", string({.least = 1, .most = 1011}));
  const auto keys = protocol::list(string());
  const auto group = structure(
      "LogGroup", {text("logGroupName"), whole("creationTime"), optional("retentionInDays", protocol::integer()),
                   optional("metricFilterCount", protocol::integer()), text("arn"), whole("storedBytes"),
                   text("kmsKeyId"), text("logGroupClass"), text("logGroupArn")});
  on("CreateLogGroup",
     structure("CreateLogGroupRequest", {name, text("kmsKeyId"), optional("tags", tags), text("logGroupClass")}),
     nothing("CreateLogGroupResponse"), &Logs::create_group);
  on("DeleteLogGroup", structure("DeleteLogGroupRequest", {name}), nothing("DeleteLogGroupResponse"),
     &Logs::delete_group);
  on("DescribeLogGroups",
     structure("DescribeLogGroupsRequest",
               {text("logGroupNamePrefix"), text("logGroupNamePattern"), text("nextToken"),
                optional("limit", protocol::integer({.least = 1, .most = 50})), text("logGroupClass")}),
     structure("DescribeLogGroupsResponse", {optional("logGroups", protocol::list(group)), text("nextToken")}),
     &Logs::describe_groups);
  on("PutRetentionPolicy",
     structure("PutRetentionPolicyRequest", {name, required("retentionInDays", protocol::integer())}),
     nothing("PutRetentionPolicyResponse"), &Logs::put_retention);
  on("DeleteRetentionPolicy", structure("DeleteRetentionPolicyRequest", {name}),
     nothing("DeleteRetentionPolicyResponse"), &Logs::delete_retention);
  on("TagLogGroup", structure("TagLogGroupRequest", {name, required("tags", tags)}), nothing("TagLogGroupResponse"),
     &Logs::tag);
  on("UntagLogGroup", structure("UntagLogGroupRequest", {name, required("tags", keys)}),
     nothing("UntagLogGroupResponse"), &Logs::untag);
  on("ListTagsLogGroup", structure("ListTagsLogGroupRequest", {name}),
     structure("ListTagsLogGroupResponse", {optional("tags", any_tags)}), &Logs::list_tags);
  on("TagResource", structure("TagResourceRequest", {arn, required("tags", tags)}), nothing("TagResourceResponse"),
     &Logs::tag);
  on("UntagResource", structure("UntagResourceRequest", {arn, required("tagKeys", keys)}),
     nothing("UntagResourceResponse"), &Logs::untag);
  on("ListTagsForResource", structure("ListTagsForResourceRequest", {arn}),
     structure("ListTagsForResourceResponse", {optional("tags", any_tags)}), &Logs::list_tags);
}

}  // namespace rampart::aws::logs
