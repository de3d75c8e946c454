#include "report/generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <cmath>

namespace rampart::report {
namespace {

boost::json::value known(std::uint64_t limit) {
  return limit == 0 ? boost::json::value(nullptr) : boost::json::value(limit);
}

std::string of_limit(std::uint64_t used, std::uint64_t limit, const char* what) {
  return limit == 0 ? fmt::format("{} {}", used, what) : fmt::format("{} of {} {}", used, limit, what);
}

}  // namespace

double GeneratorUse::cpu_share() const {
  if (!audit) return 0;
  const double available = audit->wall_seconds * std::max(audit->workers, 1);
  return available > 0 ? audit->cpu_seconds / available : 0;
}

std::string generator_text(const GeneratorUse& use) {
  if (!use.audit) return "Generator: it made no load.\n";
  const int cores = std::max(use.audit->workers, 1);
  const std::uint64_t most = use.audit->open_connections_peak;
  return fmt::format("Generator: {:.0f} % of {} {}, at most {}, {}.\n", use.cpu_share() * 100, cores,
                     cores == 1 ? "core" : "cores", of_limit(most, use.limits.ephemeral_ports, "ports"),
                     of_limit(most, use.audit->descriptors_limit, "descriptors"));
}

boost::json::object generator_object(const GeneratorUse& use) {
  if (!use.audit) return {};
  return {{"workers", use.audit->workers},
          {"cpu_seconds", std::round(use.audit->cpu_seconds * 1000) / 1000},
          {"wall_seconds", std::round(use.audit->wall_seconds * 1000) / 1000},
          {"cpu_share", std::round(use.cpu_share() * 1000) / 1000},
          {"connections_peak", use.audit->open_connections_peak},
          {"ports_limit", known(use.limits.ephemeral_ports)},
          {"descriptors_limit", known(use.audit->descriptors_limit)}};
}

}  // namespace rampart::report
