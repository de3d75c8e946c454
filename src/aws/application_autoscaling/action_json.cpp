#include "aws/application_autoscaling/action_json.h"

#include "aws/application_autoscaling/members.h"

namespace rampart::aws {

Result<scaling::ScheduledAction> read_action(const boost::json::object& record, const control::ScalableTargets& zones) {
  scaling::ScheduledAction out;
  out.name = text_of(record, "ScheduledActionName");
  out.arn = text_of(record, "ScheduledActionARN");
  out.expression = text_of(record, "Schedule");
  auto schedule = scaling::parse_schedule(out.expression);
  if (!schedule) return schedule.error();
  out.schedule = std::move(*schedule);
  out.zone_name = text_of(record, "Timezone");
  auto zone = zones.zone(out.zone_name);
  if (!zone) return zone.error();
  out.zone = *zone;
  out.created = instant_from_unix_seconds(number(record, "CreationTime").value_or(0));
  if (const auto start = number(record, "StartTime")) out.start = instant_from_unix_seconds(*start);
  if (const auto end = number(record, "EndTime")) out.end = instant_from_unix_seconds(*end);
  if (out.start && out.end && *out.start >= *out.end) return invalid("StartTime must be before EndTime");
  if (const auto* action = group(record, "ScalableTargetAction")) {
    out.min_capacity = small(*action, "MinCapacity");
    out.max_capacity = small(*action, "MaxCapacity");
  }
  if (out.min_capacity && *out.min_capacity < 0) return invalid("Minimum capacity cannot be less than 0");
  if (out.max_capacity && *out.max_capacity < out.min_capacity.value_or(0))
    return invalid("Maximum capacity cannot be less than minimum capacity");
  return out;
}

}  // namespace rampart::aws
