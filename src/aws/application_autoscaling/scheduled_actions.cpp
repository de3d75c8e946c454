// PutScheduledAction, DescribeScheduledActions, DeleteScheduledAction.
#include <fmt/format.h>

#include "aws/application_autoscaling/action_json.h"
#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/application_autoscaling/members.h"
#include "aws/application_autoscaling/requests.h"
#include "base/uuid.h"

namespace rampart::aws {
namespace {

using boost::json::object;
using protocol::Answer;
using protocol::Call;

constexpr std::size_t most_actions = 200;

/// The model's pattern of a name, which looks ahead; the sentence is that of any other pattern.
bool is_action_name(std::string_view name) {
  if (name.front() == ' ' || name.back() == ' ') return false;
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == ':' || c == '/' || c == '|') return false;
  return true;
}

}  // namespace

Answer ApplicationAutoScaling::put_action(const Call& call) {
  const object& input = call.input;
  if (auto wrong = check_target(input)) return *wrong;
  const std::string name = text_of(input, "ScheduledActionName");
  if (!is_action_name(name))
    return validation(fmt::format(
        "1 validation error detected: Value '{}' at 'scheduledActionName' failed to satisfy constraint: Member must "
        "satisfy regular expression pattern: "
        "(?!((^[ ]+.*)|(.*([\\u0000-\\u001f]|[\\u007f-\\u009f]|[:/|])+.*)|(.*[ ]+$))).+",
        name));
  const object* target = records_.find(call.region, "target", target_id(input));
  if (target == nullptr)
    return object_not_found(fmt::format("No scalable target registered for {}", target_words(input)));
  const std::string id = target_id(input, name);
  object record;
  if (const object* before = records_.find(call.region, "action", id)) {
    record = *before;
  } else {
    if (count_of(records_, call, "action") >= most_actions)
      return protocol::ApiError{"LimitExceededException",
                                fmt::format("A scalable target can have at most {} scheduled actions", most_actions)};
    if (!input.contains("Schedule")) return validation("Schedule must be specified");
    if (group(input, "ScalableTargetAction") == nullptr) return validation("ScalableTargetAction must be set");
    record = {{"ScheduledActionName", name},
              {"ScheduledActionARN", make_arn("autoscaling", call.region, call.account,
                                              fmt::format("scheduledAction:{}:resource/{}/{}:scheduledActionName/{}",
                                                          text_of(*target, "Uuid"), text_of(input, "ServiceNamespace"),
                                                          text_of(input, "ResourceId"), name))},
              {"ServiceNamespace", text_of(input, "ServiceNamespace")},
              {"ResourceId", text_of(input, "ResourceId")},
              {"ScalableDimension", text_of(input, "ScalableDimension")},
              {"CreationTime", unix_seconds(call.now)}};
  }
  for (const char* key : {"Schedule", "Timezone", "ScalableTargetAction"})
    if (input.contains(key)) record[key] = input.at(key);
  for (const char* key : {"StartTime", "EndTime"}) {  // left out means no longer
    record.erase(key);
    if (input.contains(key)) record[key] = input.at(key);
  }
  auto action = read_action(record, scaling(call.region));
  if (!action) return api_error(action.error());
  if (is_ecs(input)) {
    if (auto put =
            scaling(call.region).put_scheduled_action(text_of(input, "ResourceId"), std::move(*action), call.now);
        !put)
      return api_error(put.error());
  } else {
    note_recorded(call);
  }
  records_.put(call.region, "action", id, std::move(record));
  keep_up(call.region, call.now);
  return object{};
}

Answer ApplicationAutoScaling::describe_actions(const Call& call) {
  const object& input = call.input;
  if (input.contains("ScalableDimension") && !input.contains("ResourceId"))
    return validation("Scalable dimension cannot be provided without a resource ID.");
  const auto& names = list(input, "ScheduledActionNames");
  std::vector<std::pair<std::string, object>> found;
  for (const auto& [id, record] : records_.list(call.region, "action"))
    if (asked_for(*record, input) && (names.empty() || holds(names, text_of(*record, "ScheduledActionName")) ||
                                      holds(names, text_of(*record, "ScheduledActionARN"))))
      found.emplace_back(id, *record);
  return page_of(call, "ScheduledActions", found, 50);
}

Answer ApplicationAutoScaling::delete_action(const Call& call) {
  const object& input = call.input;
  const std::string name = text_of(input, "ScheduledActionName");
  if (!records_.erase(call.region, "action", target_id(input, name)))
    return object_not_found(
        fmt::format("No scheduled action found for {}, scheduled action name: {}", target_words(input), name));
  if (is_ecs(input))
    if (auto erased = scaling(call.region).erase_scheduled_action(text_of(input, "ResourceId"), name);
        !erased && erased.error().kind != ErrorKind::not_found)
      return api_error(erased.error());
  keep_up(call.region, call.now);
  return object{};
}

}  // namespace rampart::aws
