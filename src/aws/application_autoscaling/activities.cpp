// What the rules did: DescribeScalingActivities, and its way into the records.
#include <fmt/format.h>

#include <algorithm>

#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/application_autoscaling/members.h"
#include "aws/application_autoscaling/memory_json.h"
#include "aws/application_autoscaling/requests.h"

namespace rampart::aws {
namespace {

using boost::json::object;
using protocol::Answer;
using protocol::Call;

constexpr double kept_seconds = 6 * 7 * 86400.0;

}  // namespace

Answer ApplicationAutoScaling::describe_activities(const Call& call) {
  const object& input = call.input;
  if (input.contains("ScalableDimension") && !input.contains("ResourceId"))
    return validation("Scalable dimension cannot be provided without a resource ID.");
  keep_up(call.region, call.now);
  const bool all = flag(input, "IncludeNotScaledActivities").value_or(false);
  std::vector<std::pair<std::string, object>> found;
  for (const auto& [id, record] : records_.list(call.region, "activity")) {
    if (!asked_for(*record, input)) continue;
    if (!all && !flag(record->at("Rampart").as_object(), "Scale").value_or(false)) continue;
    object out = *record;
    out.erase("Rampart");
    found.emplace_back(activity_order(*record), std::move(out));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return page_of(call, "ScalingActivities", found, 50);
}

void ApplicationAutoScaling::keep_up(const std::string& region, Instant now) {
  std::vector<std::string> ids;
  for (const auto& [id, record] : records_.list(region, "target"))
    if (is_ecs(*record)) ids.emplace_back(id);
  for (const std::string& id : ids)
    if (const auto* scaled = scaling(region).find(text_of(*records_.find(region, "target", id), "ResourceId")))
      keep_up(region, id, *scaled);
  // Of targets that are gone; a target's own log forgets by itself.
  auto& swept = swept_[region];
  if (now - swept < std::chrono::hours(1)) return;
  swept = now;
  std::vector<std::string> old;
  for (const auto& [id, record] : records_.list(region, "activity"))
    if (unix_seconds(now) - number(*record, "StartTime").value_or(0) > kept_seconds) old.emplace_back(id);
  for (const std::string& id : old) records_.erase(region, "activity", id);
}

void ApplicationAutoScaling::keep_up(const std::string& region, const std::string& id,
                                     const control::ScaledService& scaled) {
  auto& kept = kept_[fmt::format("{}/{}", region, id)];
  if (kept == scaled.revision()) return;
  kept = scaled.revision();
  const object* target = records_.find(region, "target", id);
  const scaling::ScalableTarget& bounds = scaled.target();
  if (small(*target, "MinCapacity") != bounds.min_capacity || small(*target, "MaxCapacity") != bounds.max_capacity) {
    object changed = *target;
    changed["MinCapacity"] = bounds.min_capacity;
    changed["MaxCapacity"] = bounds.max_capacity;
    records_.put(region, "target", id, std::move(changed));
    target = records_.find(region, "target", id);
  }
  const std::string uuid = text_of(*target, "Uuid");
  for (const scaling::Activity& activity : scaled.activities(true)) {
    const object* known = records_.find(region, "activity", activity.id);
    if (known == nullptr || text_of(*known, "StatusCode") != scaling::name_of(activity.status))
      records_.put(region, "activity", activity.id, activity_to_json(activity, bounds, uuid));
  }
  records_.put(region, "memory", id, memory_to_json(scaled.snapshot()));
}

}  // namespace rampart::aws
