#include "report/apdex.h"

#include <fmt/format.h>

namespace rampart::report {

std::optional<Apdex> apdex_of(const MetricSet& total) {
  const auto counter = [&](const char* name) { return static_cast<double>(total.counter(name)); };
  const double satisfied = counter("apdex.satisfied");
  const double tolerated = counter("apdex.tolerated");
  const double all = satisfied + tolerated + counter("apdex.frustrated");
  if (all == 0) return std::nullopt;
  const double score = (satisfied + tolerated / 2) / all;
  const char* ranking = score >= 0.94   ? "excellent"
                        : score >= 0.85 ? "good"
                        : score >= 0.7  ? "fair"
                        : score >= 0.49 ? "poor"
                                        : "unacceptable";
  return Apdex{score, ranking};
}

std::string apdex_text(const Apdex& apdex) {
  return fmt::format("\nApdex score: {} ({})\n", apdex.score, apdex.ranking);
}

}  // namespace rampart::report
