#include "report/limit_text.h"

#include <fmt/format.h>

namespace rampart::report {
namespace {

using End = stats::LimitResult::End;

std::string check_text(double rate, double badness) {
  return fmt::format("{:.1f}/s {} ({:.{}f} × the bad requests allowed)", rate, badness <= 1 ? "meets it" : "misses it",
                     badness, badness < 10 ? 1 : 0);
}

std::string curves_text(const LimitFindings& f) {
  std::string out;
  if (f.queue)
    out += fmt::format("  queueing curve   S = {:.3g} ms, saturates at {:.4g} requests/s (worst point {:.0f} % off)\n",
                       f.queue->service_time, f.queue->capacity, f.queue->worst_error * 100);
  if (f.usl)
    out += fmt::format(
        "  scalability law  γ = {:.4g}, α = {:.3g}, β = {:.3g}; {}\n", f.usl->gamma, f.usl->alpha, f.usl->beta,
        f.usl_peak.load
            ? fmt::format("peak {:.4g} requests/s with {:.3g} inside", f.usl_peak.throughput, *f.usl_peak.load)
            : f.usl_peak.why_not);
  if (f.knee) out += fmt::format("  knee (Kneedle)   {:.4g}/s, a second opinion\n", *f.knee);
  return out;
}

}  // namespace

std::string target_text(const LimitTarget& target) {
  return fmt::format("p{:g} ≤ {:g} ms and errors ≤ {:g} %", target.percentile, target.latency_ms, target.errors * 100);
}

std::string trial_line(const LimitTrialRow& row, const LimitTarget& target) {
  return fmt::format(
      "{:>3}  {:<11} {:>9.1f}/s {:>6.1f} s  p{:g} {:>8.1f} ms  {:>5} of {:<7} over  {:>5} errors  {}{}\n", row.number,
      row.purpose, row.rate, row.lasted_s, target.percentile, row.at_percentile_ms, row.over, row.requests, row.errors,
      !row.valid   ? "INVALID"
      : row.passed ? "met"
                   : "MISSED",
      row.remark.empty() ? "" : "  " + row.remark);
}

std::string answer_text(const LimitRun& run) {
  const stats::LimitResult& r = run.result;
  switch (r.end) {
    case End::found:
    case End::budget_spent:
      return fmt::format("limit: {:.4g}/s, 95 % between {:.4g} and {:.4g} ({:+.1f} % {:+.1f} %), for {}", r.limit,
                         r.low, r.high, (r.low / r.limit - 1) * 100, (r.high / r.limit - 1) * 100,
                         target_text(run.target));
    case End::always_met:
      return fmt::format("limit: above {:.4g}/s, the highest rate that was allowed", r.limit);
    case End::never_met:
      return fmt::format("no limit: {} isn't met at any rate that was tried", target_text(run.target));
    case End::generator_limit:
      return fmt::format(
          "the generator, not the service, is the limit: it can't make {:.4g}/s; {:.4g}/s met the target",
          r.generator_rate, r.limit);
    case End::searching:
      return "interrupted: no answer";
  }
  return {};
}

std::string limit_text(const LimitRun& run, const LimitFindings& f) {
  const stats::LimitResult& r = run.result;
  std::string out = "\n" + answer_text(run) + "\n";
  if (f.requests_per_arrival != 1 && r.limit > 0)
    out += fmt::format("  {:.3g} requests for each arrival: {:.4g} requests/s\n", f.requests_per_arrival,
                       f.requests_per_arrival * r.limit);
  if (r.check_badness) out += fmt::format("  check at         {}\n", check_text(r.checked_rate, *r.check_badness));
  if (r.check_above_badness)
    out += fmt::format("  check at 1.05 ×  {}\n", check_text(r.checked_rate * 1.05, *r.check_above_badness));
  out += curves_text(f);
  out +=
      fmt::format("  {:.1f} trial-equivalents of {:.0f} s, {:.0f} s in all\n", r.spent, run.full_trial_s, run.took_s);
  if (!f.proposals.empty()) out += "\nTargetValue of a target tracking policy:\n";
  for (const ProposedTarget& p : f.proposals)
    out +=
        fmt::format("  {:<46} {:>7}   {}\n", p.metric, p.value ? fmt::format("{:.0f}", *p.value) : "-", p.arithmetic);
  if (!f.head_room.empty()) out += "  " + f.head_room + "\n";
  for (const std::string& remark : run.remarks) out += "  note: " + remark + "\n";
  for (const std::string& remark : f.remarks) out += "  note: " + remark + "\n";
  return out;
}

}  // namespace rampart::report
