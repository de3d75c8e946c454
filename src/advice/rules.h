// One function a problem: from what is known to what is wrong with it. Each looks at what it needs and gives nothing
// where that is missing. The numbers, the evidence and the arithmetic: docs/lint.md; reference autoscaling.md §5.
//
// Pure and free of threads.
#pragma once

#include "advice/subject.h"

namespace rampart::advice {

inline constexpr std::string_view tracking_key = "TargetTrackingScalingPolicyConfiguration";
inline constexpr std::string_view step_key = "StepScalingPolicyConfiguration";

// From the template alone (some of them sharper with a capacity). bounds.cpp
Findings bounded_metric(const Subject& subject);           ///< P2
Findings target_against_capacity(const Subject& subject);  ///< P6
Findings launch_rate(const Subject& subject);              ///< P12
Findings downstream_limit(const Subject& subject);         ///< P18

// tracking.cpp
Findings never_scales_in(const Subject& subject);     ///< P3
Findings cooldown_confusion(const Subject& subject);  ///< P8
Findings missing_data(const Subject& subject);        ///< P19
Findings fighting_policies(const Subject& subject);   ///< P20

// steps.cpp
Findings flapping_thresholds(const Subject& subject);  ///< P7
Findings step_intervals(const Subject& subject);       ///< P21
/// The P21 that AWS refuses, and with it the catalogue: gaps and overlaps. Nothing when the error is another one.
Findings refused_steps(const Error& error);

// deployment.cpp
Findings health_check_grace(const Subject& subject);    ///< P10
Findings deregistration_delay(const Subject& subject);  ///< P14
Findings desired_count(const Subject& subject);         ///< P15
Findings deployment_room(const Subject& subject);       ///< P16

// From a run (subject.run). run_pace.cpp: does capacity come in time, and is it enough.
Findings slow_scale_out(const Subject& subject);  ///< P1
Findings at_maximum(const Subject& subject);      ///< P9
Findings cold_start(const Subject& subject);      ///< P11
Findings no_way_back(const Subject& subject);     ///< P17

// run_metric.cpp: is the metric one to scale by.
Findings memory_stays(const Subject& subject);        ///< P4
Findings not_proportional(const Subject& subject);    ///< P5
Findings threshold_in_noise(const Subject& subject);  ///< P22

// run_tasks.cpp: what becomes of the tasks.
Findings cuts_undone(const Subject& subject);        ///< P7
Findings killed_under_load(const Subject& subject);  ///< P10
Findings cut_requests(const Subject& subject);       ///< P13
Findings drain_needed(const Subject& subject);       ///< P14
Findings silent_at_the_end(const Subject& subject);  ///< P19

// From a trace. load_trace.cpp: requests, held against the policy; metric_trace.cpp: a utilisation as CloudWatch saw
// it.
Findings dead_band_of(const Subject& subject);          ///< P3
Findings capacity_bounds(const Subject& subject);       ///< P9
Findings recurring_saturation(const Subject& subject);  ///< P1 or P9

}  // namespace rampart::advice
