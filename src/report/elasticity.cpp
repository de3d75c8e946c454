#include "report/elasticity.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <cmath>

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

int sign(int x) { return (x > 0) - (x < 0); }

constexpr Duration smoothing = 5s;

struct Edges {
  Instant from, to;
};

/// The seconds in which requests were sent.
std::optional<Edges> edges_of(const RunSummary& load) {
  std::optional<Edges> out;
  for (const auto& [at, second] : load.seconds()) {
    if (second.requests_sent == 0) continue;
    if (!out) out = Edges{at, at};
    out->to = at + load.step();
  }
  return out;
}

/// Of the second (or slot) that begins at `at`.
double rate_at(const RunSummary& load, Instant at, Instant from) {
  if (load.step() > 1s) return offered_between(load, at, at + load.step());
  return offered_between(load, std::max(from, at + 1s - smoothing), at + 1s);
}

DemandSupply curves_of(const RunView& run, const ServiceView& service, double capacity, const Edges& edges) {
  DemandSupply out;
  const Duration step = std::min<Duration>(run.load.step(), 1min);
  out.step_s = seconds(step);
  for (Instant at = edges.from; at < edges.to; at += step) {
    const double need = rate_at(run.load, floor_to(at, run.load.step()), edges.from) / capacity;
    out.demand.push_back(std::max(1, static_cast<int>(std::ceil(need - 1e-9))));
    out.supply.push_back(healthy_at(service, at + step));
  }
  return out;
}

std::optional<Hysteresis> hysteresis_of(const RunView& run, double limit_ms, const Edges& edges) {
  std::optional<Hysteresis> out;
  for (const auto& [at, second] : run.load.seconds()) {
    if (second.felt.empty() || second.felt.quantile(0.95) / 1000 <= limit_ms) continue;
    const double rate = rate_at(run.load, at, edges.from);
    if (!out) out = Hysteresis{rate, rate};
    out->down = rate;
  }
  return out;
}

double rounded(double value) { return std::round(value * 100) / 100; }

}  // namespace

Elasticity elasticity_of(const DemandSupply& curves) {
  Elasticity out;
  const std::size_t length = curves.demand.size();
  int supply_changes = 0, demand_changes = 0;
  double short_for = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const int d = curves.demand[i], s = curves.supply[i];
    out.theta_under += std::max(d - s, 0) / static_cast<double>(d);
    out.theta_over += std::max(s - d, 0) / static_cast<double>(d);
    out.tau_under += d > s ? 1 : 0;
    out.tau_over += d < s ? 1 : 0;
    short_for = d > s ? short_for + curves.step_s : 0;
    if (d > s) out.recover_s = std::max(out.recover_s.value_or(0), short_for);
    if (i == 0) continue;
    const int ds = sign(s - curves.supply[i - 1]), dd = sign(d - curves.demand[i - 1]);
    out.instability += std::min(std::abs(ds - dd), 1);
    supply_changes += ds != 0 ? 1 : 0;
    demand_changes += dd != 0 ? 1 : 0;
  }
  out.recovered = short_for == 0;
  const auto whole = static_cast<double>(length);
  for (double* share : {&out.theta_under, &out.theta_over, &out.tau_under, &out.tau_over}) *share *= 100 / whole;
  out.instability *= 100 / (whole - 1);
  out.jitter = (supply_changes - demand_changes) * 60 / (whole * curves.step_s);
  return out;
}

Elasticity elasticity_of(const RunView& run, std::optional<double> capacity, std::optional<double> latency_limit_ms) {
  Elasticity out;
  const ServiceView* service = busiest_service(run);
  const auto edges = edges_of(run.load);
  if (service == nullptr) {
    out.not_computed = "no service ran";
    return out;
  }
  if (!edges || edges->to - edges->from < 2 * run.load.step()) {
    out.not_computed = "no load was sent";
    return out;
  }
  const auto known = capacity ? std::optional(TaskCapacity{*capacity, "the plan"}) : capacity_shown_by(run);
  if (!known) {
    out.not_computed =
        "what one task holds isn't known: the run never loaded its tasks, and the plan's targets have no "
        "\"capacity\" (requests a second of one task)";
    return out;
  }
  out = elasticity_of(curves_of(run, *service, known->requests_per_second, *edges));
  out.service = service->name;
  out.capacity = *known;
  if (!latency_limit_ms)
    out.no_hysteresis = "the plan has no latency target";
  else if (out.hysteresis = hysteresis_of(run, *latency_limit_ms, *edges); !out.hysteresis)
    out.no_hysteresis = "felt p95 never passed the plan's limit";
  return out;
}

boost::json::object elasticity_object(const Elasticity& e) {
  if (!e.not_computed.empty()) return {{"not_computed", e.not_computed}};
  boost::json::object out{{"service", e.service},
                          {"capacity_per_task", rounded(e.capacity.requests_per_second)},
                          {"capacity_from", e.capacity.from},
                          {"theta_under", rounded(e.theta_under)},
                          {"theta_over", rounded(e.theta_over)},
                          {"tau_under", rounded(e.tau_under)},
                          {"tau_over", rounded(e.tau_over)},
                          {"instability", rounded(e.instability)},
                          {"jitter", rounded(e.jitter)},
                          {"recover_s", e.recover_s ? boost::json::value(*e.recover_s) : boost::json::value(nullptr)},
                          {"recovered", e.recovered}};
  if (e.hysteresis)
    out["hysteresis"] = boost::json::object{{"up", rounded(e.hysteresis->up)}, {"down", rounded(e.hysteresis->down)}};
  else
    out["hysteresis"] = boost::json::object{{"not_computed", e.no_hysteresis}};
  return out;
}

std::string elasticity_text(const Elasticity& e) {
  if (!e.not_computed.empty()) return fmt::format("  elasticity not computed: {}\n", e.not_computed);
  std::string out = fmt::format("  elasticity of {}, a task holding {:.1f} requests a second ({})\n", e.service,
                                e.capacity.requests_per_second, e.capacity.from);
  out += fmt::format("        too few tasks {:.1f} % of the time (θU {:.1f} %), too many {:.1f} % (θO {:.1f} %)\n",
                     e.tau_under, e.theta_under, e.tau_over, e.theta_over);
  out += fmt::format("        instability {:.1f} %, jitter {:+.2f} changes a minute\n", e.instability, e.jitter);
  if (!e.recovered)
    out +=
        fmt::format("        demand was over supply for {:.0f} s at the longest, and still at the end\n", *e.recover_s);
  else if (e.recover_s)
    out += fmt::format("        demand was over supply for {:.0f} s at the longest\n", *e.recover_s);
  if (e.hysteresis)
    out += fmt::format(
        "        felt p95 passed its limit at {:.1f} requests a second on the way up, at {:.1f} on the way "
        "down\n",
        e.hysteresis->up, e.hysteresis->down);
  return out;
}

}  // namespace rampart::report
