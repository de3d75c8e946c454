// `rampart lint TEMPLATE`: what is wrong with a scaling policy, before any load and after it.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "advice/advise.h"
#include "advice/rules.h"
#include "app/commands.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/output_file.h"
#include "app/report_files.h"
#include "app/stack_flags.h"
#include "app/template_file.h"
#include "report/finding_json.h"
#include "report/json_text.h"
#include "report/task_capacity.h"
#include "store/run_reader.h"

namespace rampart::app {
namespace {

struct LintFlags {
  std::string template_path;
  std::vector<std::string> parameters;
  std::optional<double> capacity;
  std::string run;
  std::string trace;
  std::string json;
};

/// "2 findings: 1 problem, 1 warning"
std::string count_text(const std::vector<report::Finding>& findings) {
  std::size_t problems = 0;
  for (const report::Finding& f : findings) problems += f.severity == report::Severity::problem ? 1 : 0;
  const auto plural = [](std::size_t n, const char* what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  };
  if (findings.empty()) return "no findings";
  return fmt::format("{}: {}, {}", plural(findings.size(), "finding"), plural(problems, "problem"),
                     plural(findings.size() - problems, "warning"));
}

int say(const LintFlags& flags, const std::vector<report::Finding>& findings,
        const std::vector<std::string>& thresholds, const std::vector<std::string>& unseen) {
  fmt::print("{}", findings_text(findings));
  for (const std::string& line : thresholds) fmt::print("{}\n", line);
  for (const std::string& line : unseen) fmt::print("not looked at: {}\n", line);
  fmt::print("{}\n", count_text(findings));
  if (!flags.json.empty()) {
    boost::json::array not_seen(unseen.begin(), unseen.end()), at(thresholds.begin(), thresholds.end());
    const boost::json::object out{{"template", flags.template_path},
                                  {"findings", report::findings_array(findings)},
                                  {"scale_in_thresholds", std::move(at)},
                                  {"not_looked_at", std::move(not_seen)}};
    if (auto written = write_file(flags.json, report::pretty_json(out) + "\n"); written.has_error())
      return fail(written.error());
  }
  const bool any = std::any_of(findings.begin(), findings.end(),
                               [](const auto& f) { return f.severity == report::Severity::problem; });
  return any ? exit_code::targets_not_met : exit_code::done;
}

int lint(const LintFlags& flags) {
  auto parameters = pairs_of(flags.parameters, "--parameter");
  if (parameters.has_error()) return fail(parameters.error());
  auto stack = read_template_file(flags.template_path, *parameters);
  if (stack.has_error()) {
    // A policy that AWS refuses for its steps is a finding; every other refusal is wrong input.
    const auto refused = advice::refused_steps(stack.error());
    return refused.empty() ? fail(stack.error())
                           : say(flags, refused, {}, {"everything else: AWS doesn't take this template"});
  }
  const advice::Sources sources(stack->document, stack->plan, stack->catalogue);
  advice::Subject subject = advice::subject_of(stack->catalogue, sources);
  if (flags.capacity) {
    subject.capacity_per_task = *flags.capacity;
    subject.capacity_from = "--capacity";
  }
  report::RunView run;
  if (!flags.run.empty()) {
    auto recorded = store::read_run(flags.run);
    if (recorded.has_error()) return fail(recorded.error());
    run = report::RunView::of(*recorded);
    subject.run = &run;
    if (const auto shown = report::capacity_shown_by(run); shown && !subject.capacity_per_task) {
      subject.capacity_per_task = shown->requests_per_second;
      subject.capacity_from = shown->from;
    }
  }
  advice::Trace trace;
  if (!flags.trace.empty()) {
    auto text = read_text_file(flags.trace);
    if (text.has_error()) return fail(text.error());
    auto parsed = advice::parse_trace(*text, flags.trace);
    if (parsed.has_error()) return fail(parsed.error());
    trace = std::move(*parsed);
    subject.trace = &trace;
  }
  if (subject.services.empty())
    return fail(invalid("the template scales no ECS service: it has no AWS::ApplicationAutoScaling::ScalableTarget",
                        {flags.template_path, 0, 0}));
  return say(flags, advice::advise(subject), advice::scale_in_thresholds(subject), advice::not_looked_at(subject));
}

}  // namespace

void add_lint(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<LintFlags>();
  CLI::App* command = app.add_subcommand("lint", "What is wrong with a scaling policy");
  command->add_option("template", flags->template_path, "The template (YAML or JSON)")->required();
  command->add_option("--parameter", flags->parameters, "A parameter of the template, KEY=VALUE (repeatable)");
  command->add_option("--capacity", flags->capacity, "Requests a second that one task holds")
      ->check(CLI::PositiveNumber);
  command->add_option("--from", flags->run, "run.sqlite of a run of this template: what it shows");
  command->add_option("--trace", flags->trace,
                      "CSV of time,rate · time,requests (a load) or time,value (a metric of CloudWatch)");
  command->add_option("--json", flags->json, "Writes the findings there too");
  command->callback([flags, &invocation] { invocation.exit_code = lint(*flags); });
}

}  // namespace rampart::app
