#include "report/limit_html.h"

#include <fmt/format.h>

#include "report/limit_picture.h"
#include "report/limit_text.h"

namespace rampart::report {
namespace {

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string trial_rows(const LimitRun& run) {
  std::string out;
  for (const LimitTrialRow& t : run.trials)
    out += fmt::format(
        "<tr><td>{}<td "
        "class=\"word\">{}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{:.1f}<td>{}<td>{}<td>{}<td>{}<td>"
        "{}<td class=\"word {}\">{}<td class=\"word\">{}</tr>\n",
        t.number, t.purpose, t.rate, t.lasted_s, t.requests_per_second, t.p50_ms, t.p95_ms, t.p99_ms, t.requests,
        t.over, t.errors, t.little ? fmt::format("{:.1f} %", *t.little * 100) : "",
        t.cpu ? fmt::format("{:.0f} %", *t.cpu) : "", outcome_of(t), outcome_of(t), html_text(t.remark));
  return out;
}

std::string banner(const LimitRun& run) {
  const stats::LimitResult& r = run.result;
  using End = stats::LimitResult::End;
  if (r.end != End::found && r.end != End::budget_spent)
    return fmt::format("<section class=\"banner\"><p>{}</p></section>\n", html_text(answer_text(run)));
  return fmt::format(
      "<section class=\"banner\"><b>{:.4g}<small> a second</small></b><p>meet {}.<br>95 % between {:.4g} and {:.4g} "
      "({:+.1f} %, {:+.1f} %).</p></section>\n",
      r.limit, html_text(target_text(run.target)), r.low, r.high, (r.low / r.limit - 1) * 100,
      (r.high / r.limit - 1) * 100);
}

std::string proposals_table(const LimitFindings& findings) {
  if (findings.proposals.empty()) return {};
  std::string out =
      "<h2>Target values</h2>\n<p class=\"muted\">For a target tracking policy, with room for the load to grow while "
      "tasks are added.</p>\n<div class=\"card\"><table><tr><th class=\"word\">Metric<th>TargetValue<th "
      "class=\"word\">How it comes about</tr>\n";
  for (const ProposedTarget& p : findings.proposals)
    out += fmt::format("<tr><td class=\"word\">{}<td><b>{}</b><td class=\"long\">{}</tr>\n", html_text(p.metric),
                       p.value ? fmt::format("{:.0f}", *p.value) : "–", html_text(p.arithmetic));
  return out + "</table></div>\n";
}

constexpr std::string_view limit_style = R"(<style>
:root{--bg:#f6f6f3;--surface:#fff;--ink:#1a1e23;--muted:#5c6670;--line:#e2e4e0;--pass:#14713f;--fail:#b0261c;--blue:#2267c9;
--banner:#e6eefa}
@media(prefers-color-scheme:dark){:root{--bg:#0f1316;--surface:#161b1f;--ink:#e7eaed;--muted:#9ba5af;--line:#293038;
--pass:#55cf93;--fail:#ff8177;--blue:#62a3fa;--banner:#15202f}}
*{box-sizing:border-box}html{background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,'DejaVu Sans',sans-serif;
font-variant-numeric:tabular-nums}body{margin:0}main{max-width:1120px;margin:0 auto;padding:40px 24px 72px}
h1{margin:2px 0 4px;font-size:28px;line-height:1.2;overflow-wrap:anywhere}h2{margin:44px 0 4px;font-size:20px}p{margin:0}
.eyebrow{color:var(--muted);font-size:13px;font-weight:600}.muted{color:var(--muted)}
.banner{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:center;margin:24px 0;padding:20px 24px;border-radius:10px;background:var(--banner)}
.banner b{font-size:34px;line-height:1.1;color:var(--blue);white-space:nowrap}.banner small{font-size:18px}
.card{margin-top:12px;padding:4px 0;background:var(--surface);border:1px solid var(--line);border-radius:10px;overflow-x:auto}
.card svg{display:block;width:100%;height:auto;padding:12px}svg text{font-size:12px;fill:var(--muted)}
.grid{stroke:var(--ink);opacity:.1}.target{stroke:var(--fail);stroke-dasharray:6 4;stroke-width:1.5}
.limit{stroke:var(--blue);stroke-width:2}.interval{fill:var(--blue);opacity:.15}circle.met{fill:var(--pass)}
circle.missed{fill:none;stroke:var(--fail);stroke-width:2}circle.invalid{fill:var(--muted)}
td.met{color:var(--pass)}td.missed{color:var(--fail)}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:7px 12px;text-align:right;white-space:nowrap;border-top:1px solid var(--line)}
tr:first-child>*{border-top:0}th{color:var(--muted);font-weight:400;font-size:13px}.word,.long{text-align:left}.long{white-space:normal}
pre{margin:0;padding:12px;white-space:pre-wrap;font:13px/1.6 ui-monospace,'DejaVu Sans Mono',monospace}
footer{margin-top:32px;color:var(--muted);font-size:13px;overflow-wrap:anywhere}</style>)";

}  // namespace

std::string limit_html(const LimitRun& run, const LimitFindings& findings) {
  std::string out = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n";
  out += fmt::format("<title>Limit of {}</title>\n{}\n<main>\n", html_text(run.name), limit_style);
  out += fmt::format("<p class=\"eyebrow\">Rampart limit</p>\n<h1>{}</h1>\n", html_text(run.name));
  if (run.subject != run.name) out += fmt::format("<p class=\"muted\">{}</p>\n", html_text(run.subject));
  out += banner(run);
  out += "<div class=\"card\">" + limit_picture(run) + "</div>\n";
  out +=
      "<p class=\"muted\">A mark is a trial: full ones met the target, rings missed it, larger ones lasted longer. "
      "Blue: "
      "the limit and its 95 % interval. Dashed: the target.</p>\n";
  out += proposals_table(findings);
  out += fmt::format("<h2>What the search says</h2>\n<div class=\"card\"><pre>{}</pre></div>\n",
                     html_text(limit_text(run, findings)));
  out +=
      "<h2>Every trial</h2>\n<div class=\"card\"><table><tr><th>#<th class=\"word\">purpose<th>arrivals/s<th>s<th>"
      "requests/s<th>p50 ms<th>p95 ms<th>p99 ms<th>requests<th>over<th>errors<th>Little<th>CPU<th "
      "class=\"word\">target<th class=\"word\">remark</tr>\n";
  out += trial_rows(run) + "</table></div>\n";
  out +=
      fmt::format("<footer><code>{}</code> · seed {}</footer>\n</main>\n</html>\n", html_text(run.command), run.seed);
  return out;
}

}  // namespace rampart::report
