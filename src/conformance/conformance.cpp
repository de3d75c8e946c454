#include "conformance/conformance.h"

#include <fmt/format.h>

#include "conformance/rows.h"

namespace rampart::conformance {

void Finding::claim(bool holds, std::string_view text) {
  ok = ok && holds;
  figures += fmt::format("{}{}{}", figures.empty() ? "" : "; ", holds ? "" : "WRONG: ", text);
}

const std::vector<Row>& rows() {
  // The guides' dates are those of their public text (June 2023); recordings of AWS itself are radkawar/stackd's.
  static constexpr auto guide = "Application Auto Scaling user guide, target tracking, 2023-06";
  static const std::vector<Row> all = {
      {"C1", "trigger, 60 s metrics, step load", "aws/containers-roadmap#2113 (363 s), 2026-09-15", trigger_60_s},
      {"C2", "trigger, 20 s metrics, step load", "aws/containers-roadmap#2113 (86 s), 2026-09-15", trigger_20_s},
      {"C3", "trigger and provisioning", "aws/containers-roadmap#2113 (386 s, 109 s), 2026-09-15",
       trigger_and_provisioning},
      {"C4", "AlarmHigh: 2 breaches and 1 ok", "recorded managed alarms, 3 of 3 (radkawar/stackd), 2026-09",
       two_breaches_and_one_ok},
      {"C5", "AlarmLow: 14 of 15", "recorded managed alarms, 15 of 15 (radkawar/stackd), 2026-09", fourteen_of_fifteen},
      {"C6", "metric from 0.9 of the target to the target",
       "recorded managed alarms, 0.9 of the target (radkawar/stackd), 2026-09", between_low_and_target},
      {"C7", "0.83 of the target with 5 tasks",
       "Application Auto Scaling user guide: rounds up (by how much is inferred), 2023-06", rounds_up},
      {"C8", "scale-out cooldown: +3 asked after +2", "Application Auto Scaling user guide, cooldowns, 2023-06",
       only_the_difference},
      {"C9", "scale-in cooldown, then a breach", "Application Auto Scaling user guide, cooldowns, 2023-06",
       breach_ends_scale_in_cooldown},
      {"C10", "two policies, one out and one in", guide, one_out_one_in},
      {"C11", "two policies, one in and one idle", guide, one_in_one_idle},
      {"C12", "DisableScaleIn on one of two policies", guide, disabled_scale_in_has_no_veto},
      {"C13", "missing data", guide, missing_data},
      {"C14", "deployment running", "ECS developer guide, service auto scaling, 2023-06", deployment_running},
      {"C15", "min and max changed below and above desired",
       "recorded activities, RegisterScalableTarget (radkawar/stackd), 2026-09", bounds_changed},
      {"C16", "scheduled action beside target tracking",
       "Application Auto Scaling user guide, scheduled scaling, 2023-06", scheduled_action},
      {"C17", "step bounds, percent rounding, MinAdjustmentMagnitude",
       "Application Auto Scaling user guide, step scaling, 2023-06", step_bounds},
      {"C18", "cooldowns when unset", "Application Auto Scaling API reference, 300 s for ECS, 2023-06",
       default_cooldown},
      {"C19", "metric bounded at 100 %", "arithmetic: n × 100 / target (reported by Segment as a surprise)",
       bounded_metric},
      {"C20", "predictive policy, ForecastOnly", "Application Auto Scaling user guide, predictive scaling, 2024-11",
       forecast_only},
  };
  return all;
}

std::string line_of(const Row& row, const Finding& finding) {
  return fmt::format("{:<4} {:<5} {}: {}   source: {}", row.id, finding.ok ? "ok" : "WRONG", row.title, finding.figures,
                     row.source);
}

}  // namespace rampart::conformance
