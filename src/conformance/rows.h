// The rows' questions, by what they are about. conformance.cpp has their order, titles and sources.
#pragma once

#include "conformance/conformance.h"

namespace rampart::conformance {

// trigger_rows.cpp: how long it takes.
Finding trigger_60_s(const Facts& facts);
Finding trigger_20_s(const Facts& facts);
Finding trigger_and_provisioning(const Facts& facts);

// tracking_rows.cpp: when target tracking acts, and by how much.
Finding two_breaches_and_one_ok(const Facts& facts);
Finding fourteen_of_fifteen(const Facts& facts);
Finding between_low_and_target(const Facts& facts);
Finding rounds_up(const Facts& facts);
Finding missing_data(const Facts& facts);
Finding bounded_metric(const Facts& facts);

// cooldown_rows.cpp
Finding only_the_difference(const Facts& facts);
Finding breach_ends_scale_in_cooldown(const Facts& facts);
Finding default_cooldown(const Facts& facts);

// policy_rows.cpp: several policies, and step scaling.
Finding one_out_one_in(const Facts& facts);
Finding one_in_one_idle(const Facts& facts);
Finding disabled_scale_in_has_no_veto(const Facts& facts);
Finding step_bounds(const Facts& facts);

// service_rows.cpp: deployments, bounds, schedules, forecasts.
Finding deployment_running(const Facts& facts);
Finding bounds_changed(const Facts& facts);
Finding scheduled_action(const Facts& facts);
Finding forecast_only(const Facts& facts);

}  // namespace rampart::conformance
