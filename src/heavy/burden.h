// What one request costs the server, and how it ends.
#pragma once

#include <string>

namespace rampart::heavy {

/// Defaults cost nothing. The costs are paid one after another, in this order, by the worker that has the request.
struct Burden {
  double memory_mb = 0;   ///< Allocated, every page touched, held until all other costs are paid.
  double cpu_ms = 0;      ///< CPU time of the worker's thread, not wall time: half a CPU makes it take twice as long.
  double sleep_ms = 0;    ///< The worker waits, as for a slow database. Costs no CPU.
  double lock_ms = 0;     ///< Holds the one lock of the process for so long: such requests go one at a time.
  double disk_kb = 0;     ///< Written to a temporary file, fsynced, removed.
  std::string call = {};  ///< GETs this http:// URL and waits for the answer; empty for none.
  double call_timeout_ms = 30000;
  double leak_kb = 0;      ///< Allocated, touched and kept until the process ends.
  double response_kb = 0;  ///< The answer's body is filled up to this size.
  double error_rate = 0;   ///< This share of the requests ends with 500, after paying all the same.
  int status = 0;          ///< Answers with this status; 0 lets the route decide.
  bool echo = false;       ///< Gives the request's body back as the answer's.
};

/// "cpu 20 ms, sleep 5 ms"; empty when it costs nothing.
std::string describe(const Burden& burden);

}  // namespace rampart::heavy
