#include "aws/application_autoscaling/memory_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "aws/application_autoscaling/members.h"

namespace rampart::aws {
namespace {

using boost::json::object;
using scaling::ActivityStatus;
using scaling::NotScaled;

std::int64_t nanoseconds(Instant t) { return t.time_since_epoch().count(); }
Instant instant(std::int64_t ns) { return Instant(Duration(ns)); }

NotScaled reason_named(std::string_view code) {
  for (const auto one :
       {NotScaled::anticipated_flapping, NotScaled::target_service_put_resource_unscalable,
        NotScaled::already_at_max_capacity, NotScaled::already_at_min_capacity, NotScaled::already_at_desired_capacity})
    if (scaling::name_of(one) == code) return one;
  return NotScaled::none;
}

ActivityStatus status_named(std::string_view code) {
  for (const auto one : {ActivityStatus::pending, ActivityStatus::in_progress, ActivityStatus::successful,
                         ActivityStatus::overridden, ActivityStatus::unfulfilled})
    if (scaling::name_of(one) == code) return one;
  return ActivityStatus::failed;
}

const object& ours(const object& json) { return json.at("Rampart").as_object(); }

}  // namespace

object activity_to_json(const scaling::Activity& a, const scaling::ScalableTarget& target, const std::string& uuid) {
  object out{{"ActivityId", a.id},
             {"ServiceNamespace", target.service_namespace},
             {"ResourceId", target.resource_id},
             {"ScalableDimension", target.scalable_dimension},
             {"Description", a.decision.description},
             {"Cause", a.decision.cause},
             {"StartTime", unix_seconds(a.start)},
             {"StatusCode", scaling::name_of(a.status)}};
  if (a.end) out["EndTime"] = unix_seconds(*a.end);
  if (!a.status_message.empty()) out["StatusMessage"] = a.status_message;
  const auto& reason = a.decision.not_scaled_reason;
  if (const auto code = scaling::name_of(reason.code); !code.empty()) {
    object why{{"Code", code}};
    if (reason.max_capacity) why["MaxCapacity"] = *reason.max_capacity;
    if (reason.min_capacity) why["MinCapacity"] = *reason.min_capacity;
    if (reason.current_capacity) why["CurrentCapacity"] = *reason.current_capacity;
    out["NotScaledReasons"] = boost::json::array{std::move(why)};
  }
  object rest{{"Target", uuid},
              {"Scale", a.decision.scale},
              {"From", a.decision.from},
              {"To", a.decision.to},
              {"Explanation", a.decision.explanation},
              {"PolicyArn", a.decision.policy_arn},
              {"Alarm", a.decision.alarm},
              {"Number", a.decision.number},
              {"Ordinal", a.ordinal},
              {"Start", nanoseconds(a.start)}};
  if (a.end) rest["End"] = nanoseconds(*a.end);
  out["Rampart"] = std::move(rest);
  return out;
}

scaling::Activity activity_from_json(const object& json) {
  const object& rest = ours(json);
  scaling::Activity a;
  a.id = text_of(json, "ActivityId");
  a.start = instant(whole(rest, "Start").value_or(0));
  if (const auto end = whole(rest, "End")) a.end = instant(*end);
  a.status = status_named(text_of(json, "StatusCode"));
  a.status_message = text_of(json, "StatusMessage");
  a.ordinal = static_cast<std::uint64_t>(whole(rest, "Ordinal").value_or(0));
  a.decision.scale = flag(rest, "Scale").value_or(false);
  a.decision.from = small(rest, "From").value_or(0);
  a.decision.to = small(rest, "To").value_or(0);
  a.decision.description = text_of(json, "Description");
  a.decision.cause = text_of(json, "Cause");
  a.decision.explanation = text_of(rest, "Explanation");
  a.decision.policy_arn = text_of(rest, "PolicyArn");
  a.decision.alarm = text_of(rest, "Alarm");
  a.decision.number = static_cast<std::uint64_t>(whole(rest, "Number").value_or(0));
  for (const auto& one : list(json, "NotScaledReasons")) {
    const object& reason = one.as_object();
    a.decision.not_scaled_reason = {reason_named(text_of(reason, "Code")), small(reason, "MaxCapacity"),
                                    small(reason, "MinCapacity"), small(reason, "CurrentCapacity")};
  }
  return a;
}

std::string activity_order(const object& json) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const object& rest = ours(json);
  return fmt::format("{:020d}{:020d}{}", most - whole(rest, "Start").value_or(0),
                     most - whole(rest, "Ordinal").value_or(0), text_of(json, "ActivityId"));
}

object memory_to_json(const control::ScaledService::Snapshot& memory) {
  const auto& scaler = memory.scaler;
  object cooldown{{"OutUntil", nanoseconds(scaler.cooldown.out_until)}, {"Credit", scaler.cooldown.credit}};
  if (scaler.cooldown.in_until) cooldown["InUntil"] = nanoseconds(*scaler.cooldown.in_until);
  object lows, looked, histories;
  for (const auto& [policy, low] : scaler.last_lows) lows[policy] = low;
  for (const auto& [action, at] : memory.looked) looked[action] = nanoseconds(at);
  for (const auto& [policy, history] : memory.histories) {
    boost::json::array hours;
    for (const auto& [hour, load] : history.hours()) hours.push_back(boost::json::array{nanoseconds(hour), load});
    histories[policy] = std::move(hours);
  }
  return {{"PendingOut", scaler.pending_out}, {"PendingIn", scaler.pending_in}, {"Decided", scaler.decided},
          {"Cooldown", std::move(cooldown)},  {"Lows", std::move(lows)},        {"Looked", std::move(looked)},
          {"Histories", std::move(histories)}};
}

control::ScaledService::Snapshot memory_from_json(const object& json) {
  control::ScaledService::Snapshot out;
  out.scaler.pending_out = small(json, "PendingOut").value_or(0);
  out.scaler.pending_in = flag(json, "PendingIn").value_or(false);
  out.scaler.decided = static_cast<std::uint64_t>(whole(json, "Decided").value_or(0));
  if (const object* cooldown = group(json, "Cooldown")) {
    out.scaler.cooldown.out_until = instant(whole(*cooldown, "OutUntil").value_or(nanoseconds(Instant::min())));
    out.scaler.cooldown.credit = small(*cooldown, "Credit").value_or(0);
    if (const auto until = whole(*cooldown, "InUntil")) out.scaler.cooldown.in_until = instant(*until);
  }
  if (const object* lows = group(json, "Lows"))
    for (const auto& [policy, low] : *lows) out.scaler.last_lows.emplace(policy, low.to_number<double>());
  if (const object* looked = group(json, "Looked"))
    for (const auto& [action, at] : *looked) out.looked.emplace(action, instant(at.to_number<std::int64_t>()));
  if (const object* histories = group(json, "Histories"))
    for (const auto& [policy, hours] : *histories)
      for (const auto& hour : hours.as_array())
        out.histories[policy].put(instant(hour.as_array().at(0).to_number<std::int64_t>()),
                                  hour.as_array().at(1).to_number<double>());
  return out;
}

}  // namespace rampart::aws
