// A script's scenario as the simulator runs it: requests, pauses and loops, without their texts.
//
// What a request says and what an answer holds isn't simulated, so whatever depends on it is taken at its word:
// captures and expectations succeed, a condition or `whileTrue` that only an answer can decide counts as true once, and
// hooks do nothing. remarks_on() names each such place. Times are real seconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "core/script/script.h"

namespace rampart::sim {

struct UserStep {
  enum class Kind : std::uint8_t {
    request,
    pause,
    loop,  ///< Begins; `jump` is the step behind its end.
    again  ///< Its end; `jump` is the first step inside.
  };
  Kind kind = Kind::request;
  std::uint32_t jump = 0;
  std::int64_t times = 0;  ///< loop; below 0: for ever.
  double seconds = 0;      ///< pause
  double jitter = 0;       ///< pause: ± this share of it, evenly.
  double probability = 1;  ///< request
  std::uint32_t endpoint = 0;
};

struct UserProgram {
  std::string name;
  double weight = 1;
  std::vector<UserStep> steps;
  int depth = 0;  ///< Of loops inside loops.
};

struct Programs {
  std::vector<UserProgram> scenarios;
  std::vector<std::string> endpoints;  ///< Names, by UserStep::endpoint; none: nobody counts by endpoint.
  std::string endpoint_namespace = "plugins.metrics-by-endpoint";
  std::vector<std::string> remarks;  ///< What was taken at its word, a sentence each.
  double timeout_s = 10;             ///< Of a request.
};

/// Errors: invalid, where a scenario speaks WebSocket or Socket.IO, which the simulator has no model of.
Result<Programs> programs_of(const script::Script& script);

}  // namespace rampart::sim
