#include "report/seconds_csv.h"

#include <fmt/format.h>

namespace rampart::report {
namespace {

void append_latency(std::string& out, const stats::Histogram& h) {
  for (const double q : {0.5, 0.95, 0.99}) out += h.empty() ? "," : fmt::format(",{:.3f}", h.quantile(q) / 1000);
}

}  // namespace

std::string seconds_csv(const RunSummary& load) {
  std::string out =
      "time,arrivals_due,arrivals_started,requests,answered,failed,felt_p50_ms,felt_p95_ms,felt_p99_ms,service_p50_ms,"
      "service_p95_ms,service_p99_ms,lateness_p50_ms,lateness_p95_ms,lateness_p99_ms\n";
  const auto& all = load.seconds();
  if (all.empty()) return out;
  const LoadSecond idle;
  for (Instant at = all.begin()->first; at <= all.rbegin()->first; at += load.step()) {
    const auto found = all.find(at);
    const LoadSecond& second = found == all.end() ? idle : found->second;
    out += fmt::format("{},{},{},{},{},{}", iso8601(at), second.arrivals_due, second.arrivals_started,
                       second.requests_sent, second.requests_answered, second.requests_failed);
    append_latency(out, second.felt);
    append_latency(out, second.service);
    append_latency(out, second.lateness);
    out += '\n';
  }
  return out;
}

}  // namespace rampart::report
