#include "aws/cloudformation/stack_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "aws/cloudformation/resource_values.h"
#include "base/uuid.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;

std::string below(const Stack& stack, std::string_view rest) { return fmt::format("{}/{}", stack.key, rest); }

json::object json_of(const Stack& stack) {
  return {{"described", stack.described},   {"phase", static_cast<int>(stack.phase)},
          {"values", stack.values},         {"previous", stack.previous},
          {"on_failure", stack.on_failure}, {"failure", stack.failure},
          {"policy", stack.policy},         {"token", stack.token},
          {"retain", stack.retain},         {"deadline", stack.deadline}};
}

json::object object_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : json::object();
}

double number_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

bool flag_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

Stack stack_of(std::string_view region, std::string_view key, const json::object& object) {
  Stack out;
  out.region = region;
  out.key = key;
  out.described = object_at(object, "described");
  out.phase = static_cast<Phase>(number_at(object, "phase"));
  out.values = object_at(object, "values");
  out.previous = object_at(object, "previous");
  out.on_failure = text_at(object, "on_failure");
  out.failure = text_at(object, "failure");
  out.policy = text_at(object, "policy");
  out.token = text_at(object, "token");
  out.retain = list_at(object, "retain");
  out.deadline = number_at(object, "deadline");
  return out;
}

/// The entries of a kind that are the stack's, each with what follows "NAME/UUID/".
std::vector<std::pair<std::string_view, const json::object*>> of_stack(const Records& records, const Stack& stack,
                                                                       std::string_view kind) {
  std::vector<std::pair<std::string_view, const json::object*>> out;
  const std::string prefix = stack.key + "/";
  for (const Records::Entry& entry : records.list(stack.region, kind))
    if (entry.id.starts_with(prefix)) out.emplace_back(entry.id.substr(prefix.size()), entry.object);
  return out;
}

}  // namespace

std::string Stack::text(std::string_view member) const { return text_at(described, member); }

json::object json_of(const StackResource& resource) {
  json::array needs;
  for (const std::string& need : resource.needs) needs.emplace_back(need);
  return {{"logical_id", resource.logical_id},
          {"type", resource.type},
          {"physical_id", resource.physical_id},
          {"status", resource.status},
          {"reason", resource.reason},
          {"changed_at", resource.changed_at},
          {"properties", resource.properties},
          {"attributes", resource.attributes},
          {"needs", std::move(needs)},
          {"deletion_policy", resource.deletion_policy},
          {"replace_policy", resource.replace_policy},
          {"asked", resource.asked},
          {"seen", resource.seen},
          {"undo", static_cast<int>(resource.undo)},
          {"retry_until", resource.retry_until},
          {"previous", resource.previous}};
}

StackResource resource_of(const json::object& object) {
  StackResource out;
  out.logical_id = text_at(object, "logical_id");
  out.type = text_at(object, "type");
  out.physical_id = text_at(object, "physical_id");
  out.status = text_at(object, "status");
  out.reason = text_at(object, "reason");
  out.changed_at = number_at(object, "changed_at");
  out.properties = object_at(object, "properties");
  out.attributes = object_at(object, "attributes");
  for (const json::value& need : list_at(object, "needs")) out.needs.emplace_back(need.as_string());
  out.deletion_policy = text_at(object, "deletion_policy");
  out.replace_policy = text_at(object, "replace_policy");
  out.asked = flag_at(object, "asked");
  out.seen = flag_at(object, "seen");
  out.undo = static_cast<Undo>(number_at(object, "undo"));
  out.retry_until = number_at(object, "retry_until");
  out.previous = object_at(object, "previous");
  return out;
}

std::optional<Stack> StackBook::find(std::string_view region, std::string_view name_or_id) const {
  for (const Records::Entry& entry : records_.list(region, "stack")) {
    Stack stack = stack_of(region, entry.id, *entry.object);
    if (stack.id() == name_or_id || (stack.name() == name_or_id && !stack.deleted())) return stack;
  }
  return std::nullopt;
}

std::vector<Stack> StackBook::stacks(std::string_view region) const {
  std::vector<Stack> out;
  for (const Records::Entry& entry : records_.list(region, "stack"))
    out.push_back(stack_of(region, entry.id, *entry.object));
  return out;
}

void StackBook::put(const Stack& stack) { records_.put(stack.region, "stack", stack.key, json_of(stack)); }

std::vector<StackResource> StackBook::resources(const Stack& stack) const {
  std::vector<StackResource> out;
  for (const auto& [id, object] : of_stack(records_, stack, "resource")) out.push_back(resource_of(*object));
  return out;
}

std::optional<StackResource> StackBook::resource(const Stack& stack, std::string_view logical_id) const {
  const json::object* found = records_.find(stack.region, "resource", below(stack, logical_id));
  if (found == nullptr) return std::nullopt;
  return resource_of(*found);
}

void StackBook::put(const Stack& stack, const StackResource& resource) {
  records_.put(stack.region, "resource", below(stack, resource.logical_id), json_of(resource));
}

void StackBook::erase(const Stack& stack, std::string_view logical_id) {
  records_.erase(stack.region, "resource", below(stack, logical_id));
}

std::vector<StackBook::Leftover> StackBook::leftovers(const Stack& stack) const {
  std::vector<Leftover> out;
  for (const auto& [id, object] : of_stack(records_, stack, "leftover"))
    out.push_back({std::string(id), resource_of(*object)});
  return out;
}

void StackBook::put_aside(const Stack& stack, const StackResource& resource) {
  put(stack, Leftover{uuid(account_.ids), resource});
}

void StackBook::put(const Stack& stack, const Leftover& leftover) {
  records_.put(stack.region, "leftover", below(stack, leftover.key), json_of(leftover.resource));
}

void StackBook::erase(const Stack& stack, const Leftover& leftover) {
  records_.erase(stack.region, "leftover", below(stack, leftover.key));
}

std::string StackBook::template_body(const Stack& stack, std::string_view which) const {
  const json::object* found = records_.find(stack.region, "template", below(stack, which));
  return found == nullptr ? std::string() : text_at(*found, "body");
}

void StackBook::put_template(const Stack& stack, std::string_view which, std::string_view body) {
  records_.put(stack.region, "template", below(stack, which), {{"body", body}});
}

void StackBook::erase_template(const Stack& stack, std::string_view which) {
  records_.erase(stack.region, "template", below(stack, which));
}

std::vector<std::pair<std::string, json::object>> StackBook::change_sets(const Stack& stack) const {
  std::vector<std::pair<std::string, json::object>> out;
  for (const auto& [id, object] : of_stack(records_, stack, "changeset")) out.emplace_back(std::string(id), *object);
  return out;
}

void StackBook::put_change_set(const Stack& stack, std::string_view key, json::object change_set) {
  records_.put(stack.region, "changeset", below(stack, key), std::move(change_set));
}

void StackBook::erase_change_set(const Stack& stack, std::string_view key) {
  records_.erase(stack.region, "changeset", below(stack, key));
  erase_template(stack, key);
}

void StackBook::note(const Stack& stack, Instant now) {
  json::object event = {{"EventId", uuid(account_.ids)},    {"LogicalResourceId", stack.name()},
                        {"PhysicalResourceId", stack.id()}, {"ResourceType", "AWS::CloudFormation::Stack"},
                        {"ResourceStatus", stack.status()}, {"Timestamp", unix_seconds(now)}};
  if (const std::string reason = text_at(stack.described, "StackStatusReason"); !reason.empty())
    event["ResourceStatusReason"] = reason;
  add_event(stack, std::move(event));
}

void StackBook::note(const Stack& stack, const StackResource& resource, Instant now) {
  json::object event = {{"EventId", fmt::format("{}-{}-{}", resource.logical_id, resource.status, iso8601(now))},
                        {"LogicalResourceId", resource.logical_id},
                        {"PhysicalResourceId", resource.physical_id},
                        {"ResourceType", resource.type},
                        {"ResourceStatus", resource.status},
                        {"Timestamp", unix_seconds(now)}};
  if (!resource.reason.empty()) event["ResourceStatusReason"] = resource.reason;
  if (!resource.properties.empty()) event["ResourceProperties"] = json::serialize(resource.properties);
  add_event(stack, std::move(event));
}

void StackBook::add_event(const Stack& stack, json::object event) {
  event["StackId"] = stack.id();
  event["StackName"] = stack.name();
  if (!stack.token.empty()) event["ClientRequestToken"] = stack.token;
  const auto written = of_stack(records_, stack, "event").size();
  records_.put(stack.region, "event", below(stack, fmt::format("{:08}", written)), std::move(event));
}

std::vector<const json::object*> StackBook::events(const Stack& stack) const {
  std::vector<const json::object*> out;
  for (const auto& [id, object] : of_stack(records_, stack, "event")) out.push_back(object);
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<StackBook::Export> StackBook::exports(std::string_view region) const {
  std::vector<Export> out;
  for (const Stack& stack : stacks(region)) {
    if (stack.deleted()) continue;
    for (const json::value& output : list_at(stack.described, "Outputs"))
      if (const std::string name = text_at(output.as_object(), "ExportName"); !name.empty())
        out.push_back({name, text_at(output.as_object(), "OutputValue"), stack.id()});
  }
  std::sort(out.begin(), out.end(), [](const Export& a, const Export& b) { return a.name < b.name; });
  return out;
}

std::vector<std::string> StackBook::importers(std::string_view region, std::string_view name) const {
  std::vector<std::string> out;
  for (const Stack& stack : stacks(region)) {
    const json::object* imports = records_.find(region, "imports", stack.key);
    if (stack.deleted() || imports == nullptr) continue;
    const json::array names = list_at(*imports, "names");
    if (std::any_of(names.begin(), names.end(), [&](const json::value& one) { return one.as_string() == name; }))
      out.push_back(stack.name());
  }
  return out;
}

void StackBook::put_imports(const Stack& stack, const std::vector<std::string>& names) {
  json::array list(names.begin(), names.end());
  records_.put(stack.region, "imports", stack.key, {{"names", std::move(list)}});
}

}  // namespace rampart::aws::cloudformation
