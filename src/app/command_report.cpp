// `rampart report RUN`: the reports again, from a recorded run.
#include <fmt/format.h>

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/report_files.h"
#include "app/run_advice.h"
#include "app/stack_flags.h"
#include "store/run_reader.h"

namespace rampart::app {
namespace {

struct ReportFlags {
  std::string run;
  std::string output = "out/report";
  std::string template_path;
  std::vector<std::string> parameters;
};

int report_again(const ReportFlags& flags) {
  auto recorded = store::read_run(flags.run);
  if (recorded.has_error()) return fail(recorded.error());
  const report::RunView run = report::RunView::of(*recorded);
  std::vector<report::Target> targets;
  PlanTargets asked;
  if (run.started && !run.started->what.plan.empty()) {
    std::string service;
    auto wanted = targets_of_plan(run.started->what.plan, service);
    if (wanted.has_error()) return fail(wanted.error());
    targets = report_targets(*wanted, service);
    asked = *wanted;
  }
  const report::Verdict verdict = report::judge(run, targets);
  std::optional<TemplateFile> stack;
  if (!flags.template_path.empty()) {
    auto parameters = pairs_of(flags.parameters, "--parameter");
    if (parameters.has_error()) return fail(parameters.error());
    auto read = read_template_file(flags.template_path, *parameters);
    if (read.has_error()) return fail(read.error());
    stack = std::move(*read);
  }
  const report::Insight insight = advise_on_run(run, stack ? &*stack : nullptr, asked);
  if (auto written = write_reports(run, verdict, flags.output, insight); written.has_error())
    return fail(written.error());
  fmt::print("{}{}", verdict_text(verdict, flags.output), insight_text(run, insight));
  return verdict.pass() ? exit_code::done : exit_code::targets_not_met;
}

}  // namespace

void add_report(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ReportFlags>();
  CLI::App* command = app.add_subcommand("report", "The reports again, from a recorded run");
  command->add_option("run", flags->run, "run.sqlite of a former run")->required();
  command->add_option("-o,--output", flags->output, "Folder for report.json and report.html")->capture_default_str();
  command->add_option("--template", flags->template_path, "The template that ran: findings then name its lines");
  command->add_option("--parameter", flags->parameters, "A parameter of the template, KEY=VALUE (repeatable)");
  command->callback([flags, &invocation] { invocation.exit_code = report_again(*flags); });
}

}  // namespace rampart::app
