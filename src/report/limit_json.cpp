#include "report/limit_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "report/json_text.h"
#include "report/limit_text.h"

namespace rampart::report {
namespace {

template <class T>
boost::json::value or_null(const std::optional<T>& value) {
  return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

std::string_view end_name(stats::LimitResult::End end) {
  using End = stats::LimitResult::End;
  switch (end) {
    case End::searching:
      return "interrupted";
    case End::found:
      return "found";
    case End::budget_spent:
      return "budget_spent";
    case End::always_met:
      return "always_met";
    case End::never_met:
      return "never_met";
    case End::generator_limit:
      return "generator_limit";
  }
  return "";
}

boost::json::object trial_object(const LimitTrialRow& t) {
  return {{"number", t.number},
          {"purpose", t.purpose},
          {"rate", t.rate},
          {"asked_s", t.asked_s},
          {"lasted_s", t.lasted_s},
          {"trial_equivalents", t.fullness},
          {"requests_per_second", t.requests_per_second},
          {"requests", t.requests},
          {"over", t.over},
          {"errors", t.errors},
          {"p50_ms", t.p50_ms},
          {"p95_ms", t.p95_ms},
          {"p99_ms", t.p99_ms},
          {"at_percentile_ms", t.at_percentile_ms},
          {"mean_service_ms", t.mean_service_ms},
          {"badness", t.badness},
          {"passed", t.passed},
          {"valid", t.valid},
          {"remark", t.remark},
          {"in_progress", t.inside},
          {"little_error", or_null(t.little)},
          {"cpu_percent", or_null(t.cpu)},
          {"steady", or_null(t.steady)},
          {"recovery_s", t.recovery_s}};
}

boost::json::object curves_object(const LimitFindings& f) {
  boost::json::object out;
  out["usl"] = nullptr;
  if (f.usl)
    out["usl"] = {{"gamma", f.usl->gamma},
                  {"alpha", f.usl->alpha},
                  {"beta", f.usl->beta},
                  {"peak_load", or_null(f.usl_peak.load)},
                  {"why_no_peak", f.usl_peak.why_not}};
  out["queueing"] = nullptr;
  if (f.queue)
    out["queueing"] = {{"service_time_ms", f.queue->service_time},
                       {"capacity", f.queue->capacity},
                       {"worst_error", f.queue->worst_error}};
  out["knee"] = or_null(f.knee);
  return out;
}

}  // namespace

std::string limit_json(const LimitRun& run, const LimitFindings& f) {
  const stats::LimitResult& r = run.result;
  boost::json::array trials;
  for (const LimitTrialRow& t : run.trials) trials.emplace_back(trial_object(t));
  boost::json::array proposals;
  for (const ProposedTarget& p : f.proposals)
    proposals.emplace_back(
        boost::json::object{{"metric", p.metric}, {"target_value", or_null(p.value)}, {"arithmetic", p.arithmetic}});
  boost::json::array remarks;
  for (const std::string& remark : run.remarks) remarks.emplace_back(remark);
  for (const std::string& remark : f.remarks) remarks.emplace_back(remark);
  const boost::json::object out{
      {"name", run.name},
      {"subject", run.subject},
      {"command", run.command},
      {"compute", run.compute},
      {"seed", run.seed},
      {"target",
       {{"percentile", run.target.percentile}, {"latency_ms", run.target.latency_ms}, {"errors", run.target.errors}}},
      {"end", end_name(r.end)},
      {"answer", answer_text(run)},
      {"limit", r.limit},
      {"low", r.low},
      {"high", r.high},
      {"requests_per_arrival", f.requests_per_arrival},
      {"trial_equivalents", r.spent},
      {"full_trial_s", run.full_trial_s},
      {"took_s", run.took_s},
      {"checks",
       {{"rate", r.checked_rate},
        {"badness", or_null(r.check_badness)},
        {"badness_at_105_percent", or_null(r.check_above_badness)}}},
      {"curves", curves_object(f)},
      {"cpu_percent_at_limit", or_null(f.cpu_at_limit)},
      {"target_values", std::move(proposals)},
      {"head_room", {{"share", run.head_room}, {"text", f.head_room}}},
      {"remarks", std::move(remarks)},
      {"trials", std::move(trials)}};
  return pretty_json(out) + "\n";
}

}  // namespace rampart::report
