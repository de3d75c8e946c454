#include "app/plan_load.h"

#include <fmt/format.h>

#include <cmath>

#include "app/environment.h"
#include "app/template_file.h"
#include "core/script/load.h"
#include "live/traffic/script_module.h"

namespace rampart::app {
namespace {

/// Of a user of all scenarios, by their weights. Endless loops count once.
double requests_of_a_user(const sim::Programs& programs) {
  double weights = 0;
  double sum = 0;
  for (const sim::UserProgram& program : programs.scenarios) {
    double requests = 0;
    std::vector<double> times{1};
    for (const sim::UserStep& step : program.steps) {
      if (step.kind == sim::UserStep::Kind::loop)
        times.push_back(times.back() * static_cast<double>(step.times < 0 ? 1 : step.times));
      if (step.kind == sim::UserStep::Kind::again) times.pop_back();
      if (step.kind == sim::UserStep::Kind::request) requests += times.back() * step.probability;
    }
    weights += program.weight;
    sum += program.weight * requests;
  }
  return weights > 0 ? sum / weights : 1;
}

Result<void> read_script_load(const Plan& plan, std::uint64_t seed, PlannedLoad& out) {
  script::LoadOptions how;
  how.script_path = plan.script_path;
  how.environment = plan.script_environment;
  how.target = "http://simulated";
  how.seed = seed;
  how.process_environment = process_environment();
  how.read_module = live::traffic::read_script_module;
  auto script = script::load(how, read_text_file);
  if (script.has_error()) return script.error();
  for (const std::string& warning : script->warnings) fmt::print(stderr, "{}\n", warning);
  auto programs = sim::programs_of(*script);
  if (programs.has_error()) return programs.error();
  out.programs = std::move(*programs);
  out.phases = script->config.phases;
  out.remarks = out.programs.remarks;
  out.timeout_s = out.programs.timeout_s;
  return {};
}

}  // namespace

Result<PlannedLoad> read_plan_load(const Plan& plan, double step_s, std::uint64_t seed) {
  PlannedLoad out;
  if (!plan.script_path.empty()) {
    if (auto read = read_script_load(plan, seed, out); read.has_error()) return read.error();
  } else {
    out.programs.scenarios.push_back({.name = "", .weight = 1, .steps = {sim::UserStep{}}});
  }
  if (!plan.load) {
    out.curve = sim::curve_of(out.phases, requests_of_a_user(out.programs), step_s);
    return out;
  }
  out.phases.clear();
  if (plan.load->trace.empty()) {
    auto curve = sim::shape_named(plan.load->shape, step_s);
    if (curve.has_error()) return invalid(curve.error().message, {plan.file, 0, 0});
    out.curve = std::move(*curve);
  } else {
    auto text = read_text_file(plan.load->trace);
    if (text.has_error()) return text.error();
    auto curve = sim::read_trace(*text, plan.load->trace);
    if (curve.has_error()) return curve.error();
    if (curve->counted)
      out.remarks.push_back(fmt::format("{} has a request a line: {:.0f} of them, counted into {} minutes",
                                        plan.load->trace, curve->total(), curve->rates.size()));
    out.curve = std::move(*curve);
  }
  out.curve.scale(plan.load->scale);
  return out;
}

}  // namespace rampart::app
