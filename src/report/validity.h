// Was the generator on time? A run whose load was not the load that was asked for proves nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ledger/event.h"
#include "report/generator.h"
#include "report/run_summary.h"

namespace rampart::report {

/// Limits, and why they lie where they do.
namespace validity_limit {
/// An event loop under its own timer's resolution starts arrivals within a few ms; 20 ms is what a person can't feel
/// and below the latency of most services under test. Later than that and percentiles begin to be ours.
inline constexpr double suspect_lateness_p99_ms = 20;
/// At 100 ms one in a hundred users waits for the generator as long as for a slow service: not the asked-for load.
inline constexpr double invalid_lateness_p99_ms = 100;
/// One pause of a second (a stopped machine, swapping) bends a ramp without moving p99.
inline constexpr double suspect_lateness_max_ms = 1000;
/// Of its workers' cores: above this a loop has no slack left for the next burst.
inline constexpr double suspect_cpu = 0.90;
/// Arrivals that never became users although nothing in the script held them back (maxVusers is the user's wish).
inline constexpr double suspect_not_started = 0.001;
inline constexpr double invalid_not_started = 0.01;
/// Requests with neither an answer nor an error when the run ended by itself.
inline constexpr double suspect_unanswered = 0.001;
/// Of the process's file descriptors, or of the ports of one address: above this, connects begin to fail for a reason
/// of ours.
inline constexpr double suspect_descriptors = 0.95;
}  // namespace validity_limit

enum class ValidityGrade { valid, suspect, invalid };
std::string_view name_of(ValidityGrade grade);  ///< "VALID", "SUSPECT", "INVALID"

struct Validity {
  ValidityGrade grade = ValidityGrade::valid;
  std::vector<std::string> reasons;  ///< Sentences; empty when VALID.

  /// SUSPECT still counts.
  [[nodiscard]] bool valid() const { return grade != ValidityGrade::invalid; }
};

/// Requests that failed because this machine had no port or descriptor left make a run INVALID: they never were sent.
/// `ended_by_itself` false (Ctrl-C, killed): requests under way at the end are not held against the run.
Validity judge_validity(const RunSummary& load, const std::optional<ledger::GeneratorAudit>& audit,
                        bool ended_by_itself = true, const GeneratorLimits& limits = {});

}  // namespace rampart::report
