#include "app/report_files.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/output_file.h"
#include "report/report_html.h"
#include "report/report_json.h"

namespace rampart::app {

Result<void> write_reports(const report::RunView& run, const report::Verdict& verdict, const std::string& folder) {
  const std::filesystem::path into(folder);
  if (auto made = make_folder(folder); made.has_error()) return made;
  if (auto written = write_file((into / "report.json").string(), report::report_json(run, verdict));
      written.has_error())
    return written;
  return write_file((into / "report.html").string(), report::report_html(run, verdict));
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
  out += fmt::format("report: {0}/report.html  {0}/report.json  {0}/run.sqlite\n", folder);
  return out;
}

}  // namespace rampart::app
