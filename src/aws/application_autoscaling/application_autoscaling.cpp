#include "aws/application_autoscaling/application_autoscaling.h"

#include <fmt/format.h>

#include "aws/application_autoscaling/members.h"
#include "aws/application_autoscaling/requests.h"
#include "aws/application_autoscaling/shapes.h"

namespace rampart::aws {

ApplicationAutoScaling::ApplicationAutoScaling(Account& account)
    : account_(account), records_(account.state, "application-autoscaling") {
  for (const std::string& region : records_.regions()) restore(region);
}

protocol::Service ApplicationAutoScaling::service() {
  using namespace autoscaling_shapes;
  protocol::Service out{.id = "Application Auto Scaling",
                        .signing_name = "application-autoscaling",
                        .api_version = "2016-02-06",
                        .target_prefix = "AnyScaleFrontendService",
                        .wires = {protocol::Wire::json_1_1}};
  out.errors = autoscaling_errors();
  const auto add = [&](const char* name, Message message, auto handler) {
    out.operations.push_back({name, std::move(message.input), std::move(message.output),
                              [this, handler](const protocol::Call& call) { return (this->*handler)(call); }});
  };
  using Self = ApplicationAutoScaling;
  add("RegisterScalableTarget", register_scalable_target(), &Self::register_target);
  add("DescribeScalableTargets", describe_scalable_targets(), &Self::describe_targets);
  add("DeregisterScalableTarget", deregister_scalable_target(), &Self::deregister_target);
  add("PutScalingPolicy", put_scaling_policy(), &Self::put_policy);
  add("DescribeScalingPolicies", describe_scaling_policies(), &Self::describe_policies);
  add("DeleteScalingPolicy", delete_scaling_policy(), &Self::delete_policy);
  add("PutScheduledAction", put_scheduled_action(), &Self::put_action);
  add("DescribeScheduledActions", describe_scheduled_actions(), &Self::describe_actions);
  add("DeleteScheduledAction", delete_scheduled_action(), &Self::delete_action);
  add("DescribeScalingActivities", describe_scaling_activities(), &Self::describe_activities);
  add("TagResource", tag_resource(), &Self::tag);
  add("UntagResource", untag_resource(), &Self::untag);
  add("ListTagsForResource", list_tags_for_resource(), &Self::list_tags);
  add("GetPredictiveScalingForecast", get_predictive_scaling_forecast(), &Self::get_forecast);
  return out;
}

void ApplicationAutoScaling::tick(Instant now) {
  for (const std::string& region : records_.regions()) keep_up(region, now);
}

void ApplicationAutoScaling::note_recorded(const protocol::Call& call) const {
  account_.plane(call.region)
      .chronicle()
      .note(call.now, "warning",
            fmt::format("Application Auto Scaling, namespace {}: {} of {} is recorded, nothing scales.",
                        text_of(call.input, "ServiceNamespace"), call.operation, text_of(call.input, "ResourceId")));
}

}  // namespace rampart::aws
