// How the generator itself did, said in every report: what it used of its limits, beside how late it was.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/ledger/event.h"

namespace rampart::report {

/// What the machine gives the generator; 0: not known.
struct GeneratorLimits {
  std::uint64_t ephemeral_ports = 0;  ///< Connections one address may have to one server's port.
};

struct GeneratorUse {
  std::optional<ledger::GeneratorAudit> audit;  ///< Nothing when the load never began.
  GeneratorLimits limits;

  /// Of the workers' cores, 0…1.
  [[nodiscard]] double cpu_share() const;
};

/// "Generator: 12 % of 2 cores, at most 812 of 28232 ports, 812 of 1024 descriptors.\n"; every open connection takes
/// one of each.
std::string generator_text(const GeneratorUse& use);

/// {workers, cpu_seconds, wall_seconds, cpu_share, connections_peak, ports_limit, descriptors_limit}; limits that
/// aren't known are null.
boost::json::object generator_object(const GeneratorUse& use);

}  // namespace rampart::report
