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

void judge_counts(const RunSummary& load, const MetricSet& metrics, bool ended_by_itself, Findings& findings) {
  using namespace validity_limit;
  const LoadSecond& total = load.total_load();
  if (total.arrivals_due == 0 && total.requests_sent == 0) {
    findings.add(ValidityGrade::invalid, "No load was sent.");
    return;
  }
  if (!ended_by_itself) return;
  const std::uint64_t skipped = metrics.counter("vusers.skipped");  // by the script's own maxVusers
  const std::uint64_t missing = less(total.arrivals_due, total.arrivals_started + skipped);
  findings.above(share(missing, total.arrivals_due), suspect_not_started, invalid_not_started,
                 fmt::format("{} of {} arrivals that were due never became users.", missing, total.arrivals_due));
  const std::uint64_t open = less(total.requests_sent, total.requests_answered + total.requests_failed);
  if (share(open, total.requests_sent) > suspect_unanswered)
    findings.add(ValidityGrade::suspect,
                 fmt::format("{} of {} requests have neither an answer nor an error.", open, total.requests_sent));
}

/// Errors that are the generator's own: the service never saw these requests.
void judge_own_errors(const MetricSet& metrics, Findings& findings) {
  if (const auto n = metrics.counter("errors.EADDRNOTAVAIL"); n > 0)
    findings.add(
        ValidityGrade::invalid,
        fmt::format("{} requests failed because no local port was left (EADDRNOTAVAIL). Share connections with "
                    "config.http.pool, give more source addresses with --local-addresses, or widen "
                    "net.ipv4.ip_local_port_range.",
                    n));
  if (const auto n = metrics.counter("errors.EMFILE") + metrics.counter("errors.ENFILE"); n > 0)
    findings.add(ValidityGrade::invalid,
                 fmt::format("{} requests failed because no descriptor was left (EMFILE). Raise the limit with ulimit "
                             "-n, or share connections with config.http.pool.",
                             n));
}

void judge_generator(const ledger::GeneratorAudit& audit, const GeneratorLimits& limits, Findings& findings) {
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
  if (share(audit.open_connections_peak, limits.ephemeral_ports) > suspect_descriptors)
    findings.add(ValidityGrade::suspect,
                 fmt::format("{} connections were open at once and one address has {} ports: widen "
                             "net.ipv4.ip_local_port_range.",
                             audit.open_connections_peak, limits.ephemeral_ports));
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
                        bool ended_by_itself, const GeneratorLimits& limits) {
  Findings findings;
  const MetricSet metrics = load.total();
  judge_counts(load, metrics, ended_by_itself, findings);
  judge_own_errors(metrics, findings);
  judge_lateness(load.total_load(), findings);
  if (audit) judge_generator(*audit, limits, findings);
  return findings.take();
}

}  // namespace rampart::report
