// The window that data/artillery/publish-metrics-wire-sample.txt was made from, shortened.
#pragma once

#include "publish/reporter.h"

namespace rampart::publish {

inline Instant instant_of_milliseconds(std::int64_t ms) { return Instant(std::chrono::milliseconds(ms)); }

inline WindowStats sample_window() {
  WindowStats out;
  out.start = instant_of_milliseconds(1795338390000);
  out.first_at = instant_of_milliseconds(1795338394709);
  out.last_at = instant_of_milliseconds(1795338395239);
  out.counters = {{"http.codes.200", 2}, {"plugins.metrics-by-endpoint./json (rq).codes.200", 2}, {"vusers.failed", 0}};
  out.rates = {{"http.request_rate", 2}};
  out.summaries = {{"http.response_time", {{"min", 0}, {"mean", 0.5}}}};
  return out;
}

inline RunFacts sample_facts() {
  RunFacts out;
  out.target = "http://127.0.0.1:3001";
  out.job = "worker-1";
  out.started = instant_of_milliseconds(1795338390588);
  return out;
}

}  // namespace rampart::publish
