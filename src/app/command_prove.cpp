// `rampart prove PLAN`: stack, load and targets → report and verdict.
#include <fmt/format.h>

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/prove.h"
#include "app/stack_flags.h"

namespace rampart::app {
namespace {

struct ProveFlags {
  std::string plan;
  std::string output = "out/prove";
  std::string stack_template;
  StackFlags stack;
  int workers = 0;
  bool plain = false;
};

int prove(const ProveFlags& flags, const Invocation& invocation) {
  auto plan = read_plan(flags.plan);
  if (plan.has_error()) return fail(plan.error());
  if (!flags.stack_template.empty()) plan->template_path = flags.stack_template;
  auto cloud = cloud_options(flags.stack, plan->compute, plan->aws_minute);
  if (cloud.has_error()) return fail(cloud.error());
  auto parameters = pairs_of(flags.stack.parameters, "--parameter");
  if (parameters.has_error()) return fail(parameters.error());
  ProveOptions options;
  options.cloud = std::move(*cloud);
  options.parameters = std::move(*parameters);
  options.output = flags.output;
  options.command_line = invocation.command_line;
  options.drawing = !flags.plain && can_draw();
  options.workers = flags.workers;
  return ProveRun(std::move(*plan), std::move(options)).carry_out();
}

}  // namespace

void add_prove(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ProveFlags>();
  CLI::App* command = app.add_subcommand("prove", "Stack, load and targets → report and verdict");
  command->add_option("plan", flags->plan, "The plan (YAML)")->required();
  command->add_option("-o,--output", flags->output, "Folder for run.sqlite, report.json, report.html and logs")
      ->capture_default_str();
  command->add_option("--template", flags->stack_template, "Instead of the plan's template")->check(CLI::ExistingFile);
  command->add_option("--workers", flags->workers, "Load workers (default: one for each core)")
      ->check(CLI::Range(1, 256));
  command->add_flag("--plain", flags->plain, "Lines instead of a picture, also on a terminal");
  add_stack_flags(*command, flags->stack);
  command->callback([flags, &invocation] { invocation.exit_code = prove(*flags, invocation); });
}

}  // namespace rampart::app
