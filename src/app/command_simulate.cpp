// `rampart simulate PLAN`: a proof in virtual time.
#include <fmt/format.h>

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/simulate.h"
#include "app/stack_flags.h"
#include "conformance/conformance.h"
#include "core/import/iso_time.h"

namespace rampart::app {
namespace {

struct SimulateFlags {
  std::string plan;
  std::string output = "out/simulate";
  std::string from;
  std::string stack_template;
  std::vector<std::string> parameters;
  std::string delays = "measured";
  std::optional<std::string> aws_minute;
  std::optional<std::string> start;
  std::uint64_t seed = 1;
  bool conformance = false;
  bool minutes = false;
  bool requests = false;
};

/// What AWS does, a line for each row: see conformance/conformance.h.
int show_conformance() {
  std::size_t held = 0;
  for (const conformance::Row& row : conformance::rows()) {
    const conformance::Finding finding = row.look({});
    held += finding.ok ? 1 : 0;
    fmt::print("{}\n", line_of(row, finding));
    std::fflush(stdout);
  }
  fmt::print("conformance {}/{}\n", held, conformance::rows().size());
  return held == conformance::rows().size() ? exit_code::done : exit_code::targets_not_met;
}

int simulate(const SimulateFlags& flags, const Invocation& invocation) {
  if (flags.conformance) return show_conformance();
  if (flags.plan.empty()) return fail(invalid("simulate needs a plan, or --conformance"));
  auto plan = read_plan(flags.plan);
  if (plan.has_error()) return fail(plan.error());
  if (!flags.stack_template.empty()) plan->template_path = flags.stack_template;
  auto parameters = pairs_of(flags.parameters, "--parameter");
  if (parameters.has_error()) return fail(parameters.error());
  SimulateOptions options;
  options.parameters = std::move(*parameters);
  options.output = flags.output;
  options.from = flags.from;
  options.command_line = invocation.command_line;
  options.seed = flags.seed;
  options.delays = flags.delays == "local" ? sim::CloudWatchDelays::local : sim::CloudWatchDelays::measured;
  if (flags.minutes) options.detail = Detail::minutes;
  if (flags.requests) options.detail = Detail::requests;
  if (flags.aws_minute) {
    options.aws_minute = parse_plain_duration(*flags.aws_minute);
    if (!options.aws_minute || *options.aws_minute < std::chrono::seconds(1) ||
        *options.aws_minute > std::chrono::seconds(60))
      return fail(invalid("--aws-minute must lie between 1s and 60s (60s is real time)"));
  }
  if (flags.start) {
    const auto start = imports::read_iso_time(*flags.start);
    if (!start) return fail(invalid("--start must be a time like 2026-01-05T08:00:36Z"));
    options.start = *start;
    options.started_as_asked = true;
  }
  return SimulateRun(std::move(*plan), std::move(options)).carry_out();
}

}  // namespace

void add_simulate(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<SimulateFlags>();
  CLI::App* command = app.add_subcommand("simulate", "The same as prove, in virtual time");
  command->add_option("plan", flags->plan, "The plan (YAML), with a model of a task");
  command->add_option("-o,--output", flags->output, "Folder for run.sqlite, report.json and report.html")
      ->capture_default_str();
  command->add_option("--from", flags->from, "run.sqlite of a recorded run, or limit.json: what a task is like");
  command->add_option("--template", flags->stack_template, "Instead of the plan's template")->check(CLI::ExistingFile);
  command->add_option("--parameter", flags->parameters, "KEY=VALUE of the template's parameters; may be repeated");
  command->add_option("--seed", flags->seed, "One seed gives one run")->capture_default_str();
  command
      ->add_option("--delays", flags->delays,
                   "CloudWatch's: measured (AWS 2026: 153 s, 20-second metrics 16 s) or local (30 s, 10 s, as prove)")
      ->check(CLI::IsMember({"measured", "local"}))
      ->capture_default_str();
  CLI::Option* minutes = command->add_flag(
      "--minutes", flags->minutes, "A minute at a time, requests as a flow; so are loads of more than six hours");
  command->add_flag("--requests", flags->requests, "Request by request; at most six hours of load")->excludes(minutes);
  command->add_flag("--conformance", flags->conformance,
                    "Without a plan: show what AWS does and whether the simulator does the same, with sources");
  command->add_option("--aws-minute", flags->aws_minute, "Real length of an AWS minute, over the plan's");
  command->add_option(
      "--start", flags->start,
      "When it begins, like 2026-01-05T08:00:36Z: for scheduled actions, and alarms look at that second "
      "of each minute. The load begins as soon as the service is up");
  command->callback([flags, &invocation] { invocation.exit_code = simulate(*flags, invocation); });
}

}  // namespace rampart::app
