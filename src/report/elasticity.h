// How well supply followed demand: the elasticity metrics of the SPEC research group, over the seconds of a run.
//
// d_t = ceil(offered rate / what one task holds), at least 1, the rate being the mean of five seconds; s_t = healthy
// tasks. T is the time in which load was sent. Of a run whose load was simulated as a flow: over its minutes, the rate
// being that of the slot.
//   under-provisioning accuracy  θ_U = 100/T Σ max(d−s, 0)/d      over  θ_O = 100/T Σ max(s−d, 0)/d
//   time shares                  τ_U = 100/T Σ [d > s]            τ_O = 100/T Σ [d < s]
//   instability                  υ = 100/T Σ min(|sgn Δs − sgn Δd|, 1), Δ from one second to the next
//   jitter                       (changes of s − changes of d) a minute; negative: supply is inert
// Beside them, ours: the longest time from demand over supply to supply at demand, and, where a latency limit is set,
// the offered rate at which felt p95 first passed it on the way up and the one at which it last did on the way down.
// Source: Herbst et al., "Ready for Rain?", SPEC-RG-2016-01; reference autoscaling.md §2.1.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "report/run_view.h"
#include "report/task_capacity.h"

namespace rampart::report {

struct Hysteresis {
  double up = 0;    ///< Requests a second when felt p95 first passed the limit.
  double down = 0;  ///< When it last did. Lower than `up`: the service needed less load to recover than to fail.
};

struct Elasticity {
  std::string not_computed;  ///< Why there is none; then nothing below holds.
  std::string service;
  TaskCapacity capacity;
  double theta_under = 0;           ///< %
  double theta_over = 0;            ///< %, without an upper end
  double tau_under = 0;             ///< % of the time
  double tau_over = 0;              ///< % of the time
  double instability = 0;           ///< % of the time
  double jitter = 0;                ///< Changes a minute.
  std::optional<double> recover_s;  ///< Nothing when demand never passed supply.
  bool recovered = true;            ///< False: the run ended before supply was at demand again.
  std::optional<Hysteresis> hysteresis;
  std::string no_hysteresis;  ///< Why there is none.
};

/// Demand and supply second by second, for tests and for whoever draws them.
struct DemandSupply {
  std::vector<int> demand;
  std::vector<int> supply;
  double step_s = 1;
};
/// The metrics of two curves of equal length, one value a step. Needs two steps.
Elasticity elasticity_of(const DemandSupply& curves);

/// `capacity` is the plan's word; without it the run is asked (task_capacity.h).
Elasticity elasticity_of(const RunView& run, std::optional<double> capacity = std::nullopt,
                         std::optional<double> latency_limit_ms = std::nullopt);

/// {not_computed} or {service, capacity_per_task, capacity_from, theta_under, …}.
boost::json::object elasticity_object(const Elasticity& elasticity);
/// Lines for a terminal.
std::string elasticity_text(const Elasticity& elasticity);

}  // namespace rampart::report
