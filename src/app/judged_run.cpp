#include "app/judged_run.h"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "app/report_files.h"
#include "app/run_advice.h"
#include "app/template_file.h"
#include "store/run_reader.h"

namespace rampart::app {

Result<JudgedRun> judge_run(const std::string& folder, const Plan& plan, const std::string& service) {
  auto recorded = store::read_run((std::filesystem::path(folder) / "run.sqlite").string());
  if (recorded.has_error()) return recorded.error();
  const report::RunView run = report::RunView::of(*recorded);
  JudgedRun out;
  out.verdict = report::judge(run, report_targets(plan.targets, service));
  // Read again for its places; it was read before, so it is there unless somebody has just taken it away.
  const auto stack = read_template_file(plan.template_path, plan.parameters);
  const report::Insight insight = advise_on_run(run, stack.has_value() ? &*stack : nullptr, plan.targets);
  if (auto written = write_reports(run, out.verdict, folder, insight); written.has_error()) return written.error();
  out.insight = insight_text(run, insight);
  return out;
}

std::string watched_service(const Plan& plan, const control::Catalogue& catalogue) {
  for (const auto& service : catalogue.services)
    if (!plan.service || service.name == *plan.service) return service.name;
  return {};
}

Result<void> check_service(const Plan& plan, const control::Catalogue& catalogue) {
  if (!plan.service || watched_service(plan, catalogue) == *plan.service) return {};
  std::vector<std::string> names;
  for (const auto& service : catalogue.services) names.push_back(service.name);
  return invalid(fmt::format("the plan's service \"{}\" isn't in the template; its services are {}", *plan.service,
                             fmt::join(names, ", ")),
                 {plan.file, 0, 0});
}

}  // namespace rampart::app
