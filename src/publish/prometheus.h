// Prometheus: its push gateway, as Artillery has it.
#pragma once

#include <map>

#include "publish/reporter.h"

namespace rampart::publish {

/// Three metrics, <prefix>_counters, _rates and _summaries, told apart by the label `metric`. Counters grow from window
/// to window; the others hold what the last window that had them said.
class PrometheusPush : public Reporter {
 public:
  PrometheusPush(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

 private:
  void append_family(std::string& out, const char* family, const char* type, const char* help,
                     const std::map<std::string, double>& values) const;

  std::string url_;
  std::string prefix_;
  std::string authorities_;
  std::string labels_;  ///< `,env="x"`
  std::map<std::string, double> counters_, rates_, summaries_;
};

/// Spaces and dots become `_`, letters small: "http_codes_200".
std::string prometheus_key(std::string_view name);

}  // namespace rampart::publish
