// The deliberately heavy server: a small web application whose requests cost what you ask for, to put under stress.
//
// Reading order: this file, burden.h (what a request can cost), routes.h (the application), service.h (how they meet).
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "heavy/burden.h"

namespace rampart::heavy {

/// Each field is a flag (--cpu-ms 20), an environment variable (RAMPART_HEAVY_CPU_MS=20) and, for the burden, a query
/// parameter of a request (?cpu-ms=20). A query parameter goes before a flag, a flag before the environment.
struct HeavyOptions {
  Burden burden;                 ///< What every request costs, but those to /health and /stats.
  std::string host = "0.0.0.0";  ///< An IP address of this machine.
  int port = 8080;          ///< Also the environment variable PORT, as container platforms set it. 0: any free one.
  int workers = 8;          ///< Requests worked on at once.
  int queue = 128;          ///< Requests that may wait for a worker; one more gets 503 with Retry-After.
  double start_ms = 0;      ///< The port is opened only after this: a slow start-up.
  double sick_after_s = 0;  ///< /health turns 503 this long after the port is open, until POST /health/well; 0: never.
  double drain_s = 25;      ///< On SIGTERM, requests in progress get this long. ECS' stopTimeout is 30 s by default.
  double body_limit_mb = 1024;    ///< Larger request bodies get 413.
  std::string temp_dir = "/tmp";  ///< Where disk-kb writes.
  std::uint64_t seed = 1;         ///< Draws the errors of error-rate and the tokens of /login.
};

using Environment = std::map<std::string, std::string>;

/// The environment of this process.
Environment read_environment();

/// Errors: invalid, for an unknown flag or RAMPART_HEAVY_ variable (with the nearest known name) or a value out of
/// its range (with what is allowed).
Result<HeavyOptions> options_from(const std::vector<std::string>& args, const Environment& environment);

/// What --help prints.
std::string usage();

/// Serves until SIGTERM or SIGINT, then finishes what it has, for at most drain_s: returns 0. A second signal ends the
/// process at once. Says on `out` when it listens and when it stops. Errors: unavailable when the port is taken.
/// Call it from the main thread with no other loop handling signals.
Result<int> serve(const HeavyOptions& options, std::ostream& out);

/// The whole command: `args` without the program's name; returns the exit code (0, 2 wrong input, 3 can't listen).
int run(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

}  // namespace rampart::heavy
