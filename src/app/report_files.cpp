#include "app/report_files.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/output_file.h"
#include "report/elasticity.h"
#include "report/report_html.h"
#include "report/report_json.h"

namespace rampart::app {

std::vector<report::Target> report_targets(const PlanTargets& wanted, const std::string& service) {
  std::vector<report::Target> out;
  for (const LatencyTarget& latency : wanted.latency)
    out.emplace_back(report::LatencyTarget{latency.percentile, milliseconds(latency.max)});
  if (wanted.error_rate) out.emplace_back(report::ErrorRateTarget{*wanted.error_rate});
  if (wanted.scale_out_to) out.emplace_back(report::ScaleOutTarget{service, *wanted.scale_out_to, {}});
  if (wanted.scale_in_to) out.emplace_back(report::ScaleInTarget{service, *wanted.scale_in_to});
  if (wanted.failed_while_scaling_in)
    out.emplace_back(report::FailedWhileScalingInTarget{static_cast<std::uint64_t>(*wanted.failed_while_scaling_in)});
  return out;
}

Result<void> write_reports(const report::RunView& run, const report::Verdict& verdict, const std::string& folder,
                           const report::Insight& insight) {
  const std::filesystem::path into(folder);
  if (auto made = make_folder(folder); made.has_error()) return made;
  if (auto written = write_file((into / "report.json").string(), report::report_json(run, verdict, insight));
      written.has_error())
    return written;
  return write_file((into / "report.html").string(), report::report_html(run, verdict, insight));
}

std::string findings_text(const std::vector<report::Finding>& findings) {
  std::string out;
  for (const report::Finding& f : findings) {
    out += fmt::format("P{} {}: {}\n", f.problem, report::name_of(f.severity), f.title);
    out += fmt::format("    cause  {}\n", f.cause);
    out += fmt::format("    fix    {}\n", f.fix);
    out += fmt::format("    price  {}\n", f.price);
    if (f.place.line > 0) out += fmt::format("    line   {}:{}\n", f.place.file, f.place.line);
  }
  return out;
}

std::string verdict_text(const report::Verdict& verdict, const std::string& folder) {
  std::string out = "\n";
  for (const report::Check& check : verdict.checks) {
    const std::string value = check.value ? fmt::format("{:.4g} {}", *check.value, check.unit) : "not measured";
    out += fmt::format("  {}  {:<34} {:>14}   ({} {:.4g} {}){}\n", check.pass ? "ok  " : "FAIL", check.name, value,
                       check.comparison, check.target, check.unit, check.detail.empty() ? "" : "  " + check.detail);
  }
  out += fmt::format("  run {}\n", report::name_of(verdict.validity.grade));
  for (const std::string& reason : verdict.validity.reasons) out += fmt::format("        {}\n", reason);
  if (!verdict.complete) out += "  the run was interrupted: what was not seen can't be proved\n";
  out += fmt::format("\nverdict: {}\n", verdict.pass() ? "pass" : "fail");
  out += fmt::format("report: {0}/report.html  {0}/report.json\n", folder);
  return out;
}

std::string insight_text(const report::RunView& run, const report::Insight& insight) {
  const auto elasticity = report::elasticity_of(run, insight.capacity_per_task, insight.latency_limit_ms);
  std::string out = "\n" + report::elasticity_text(elasticity);
  if (!insight.findings.empty()) out += "\n" + findings_text(insight.findings);
  return out;
}

}  // namespace rampart::app
