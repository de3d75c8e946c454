#include "report/validity.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/artillery_number.h"

namespace rampart::report {
namespace {

/// The worst grade so far and why.
class Findings {
 public:
  void add(ValidityGrade grade, std::string reason) {
    validity_.grade = std::max(validity_.grade, grade);
    validity_.reasons.push_back(std::move(reason));
  }
  /// At most one of the two sentences.
  void above(double value, double suspect, double invalid, const std::string& reason) {
    if (value > invalid)
      add(ValidityGrade::invalid, reason);
    else if (value > suspect)
      add(ValidityGrade::suspect, reason);
  }
  [[nodiscard]] Validity take() { return std::move(validity_); }

 private:
  Validity validity_;
};

std::uint64_t counter(const RunSummary& load, const std::string& name) {
  const MetricSet total = load.total();
  const auto found = total.counters.find(name);
  return found == total.counters.end() ? 0 : found->second;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::uint64_t less(std::uint64_t from, std::uint64_t what) { return from > what ? from - what : 0; }

void judge_lateness(const LoadSecond& total, Findings& findings) {
  using namespace validity_limit;
  const double p99 = quantile_ms(total.lateness, 0.99);
  findings.above(p99, suspect_lateness_p99_ms, invalid_lateness_p99_ms,
                 fmt::format("One arrival in a hundred was more than {} ms late (suspect above {}, invalid above {}): "
                             "the generator could not keep up with the script. Use fewer arrivals or more workers.",
                             number_text(p99), suspect_lateness_p99_ms, invalid_lateness_p99_ms));
  const double worst = to_artillery_ms(static_cast<double>(total.lateness.max()));
  if (worst > suspect_lateness_max_ms)
    findings.add(ValidityGrade::suspect,
                 fmt::format("An arrival was {} ms late: this machine stood still for a moment.", number_text(worst)));
}

void judge_counts(const RunSummary& load, bool ended_by_itself, Findings& findings) {
  using namespace validity_limit;
  const LoadSecond& total = load.total_load();
  if (total.arrivals_due == 0 && total.requests_sent == 0) {
    findings.add(ValidityGrade::invalid, "No load was sent.");
    return;
  }
  if (!ended_by_itself) return;
  const std::uint64_t skipped = counter(load, "vusers.skipped");  // by the script's own maxVusers
  const std::uint64_t missing = less(total.arrivals_due, total.arrivals_started + skipped);
  findings.above(share(missing, total.arrivals_due), suspect_not_started, invalid_not_started,
                 fmt::format("{} of {} arrivals that were due never became users.", missing, total.arrivals_due));
  const std::uint64_t open = less(total.requests_sent, total.requests_answered + total.requests_failed);
  if (share(open, total.requests_sent) > suspect_unanswered)
    findings.add(ValidityGrade::suspect,
                 fmt::format("{} of {} requests have neither an answer nor an error.", open, total.requests_sent));
}

void judge_generator(const ledger::GeneratorAudit& audit, Findings& findings) {
  using namespace validity_limit;
  const double available = audit.wall_seconds * std::max(audit.workers, 1);
  const double busy = available > 0 ? audit.cpu_seconds / available : 0;
  if (busy > suspect_cpu)
    findings.add(ValidityGrade::suspect,
                 fmt::format("The generator used {:.0f} % of its {} cores: latencies may be its own.", busy * 100,
                             std::max(audit.workers, 1)));
  if (share(audit.open_connections_peak, audit.descriptors_limit) > suspect_descriptors)
    findings.add(ValidityGrade::suspect,
                 fmt::format("{} connections were open at once and the limit of descriptors is {}: raise it with "
                             "ulimit -n.",
                             audit.open_connections_peak, audit.descriptors_limit));
}

}  // namespace

std::string_view name_of(ValidityGrade grade) {
  switch (grade) {
    case ValidityGrade::valid:
      return "VALID";
    case ValidityGrade::suspect:
      return "SUSPECT";
    case ValidityGrade::invalid:
      return "INVALID";
  }
  return "";
}

Validity judge_validity(const RunSummary& load, const std::optional<ledger::GeneratorAudit>& audit,
                        bool ended_by_itself) {
  Findings findings;
  judge_counts(load, ended_by_itself, findings);
  judge_lateness(load.total_load(), findings);
  if (audit) judge_generator(*audit, findings);
  return findings.take();
}

}  // namespace rampart::report
