// What the process ends with. `run` and `quick` keep Artillery's codes; every other command uses the first five.
#pragma once

#include <fmt/format.h>

#include <cstdio>

#include "base/result.h"

namespace rampart::app {

namespace exit_code {
inline constexpr int done = 0;  ///< Done, and targets met.
inline constexpr int targets_not_met = 1;
inline constexpr int invalid_input = 2;
inline constexpr int environment = 3;       ///< The environment can't do it: no engine, port taken.
inline constexpr int run_not_valid = 4;     ///< The generator was late.
inline constexpr int artillery_error = 1;   ///< run, quick: preparation failed or a strict ensure check did.
inline constexpr int artillery_crash = 11;  ///< The processor's Node.js ended by itself: Artillery's worker crash.
inline constexpr int artillery_expect = 21;
inline constexpr int interrupted = 130;  ///< 128 + SIGINT, as Artillery; 143 for SIGTERM.
}  // namespace exit_code

/// For every command but run and quick.
inline int exit_code_for(const Error& error) {
  switch (error.kind) {
    case ErrorKind::invalid:
    case ErrorKind::not_found:
    case ErrorKind::conflict:
      return exit_code::invalid_input;
    case ErrorKind::unavailable:
    case ErrorKind::overloaded:
    case ErrorKind::internal:
      return exit_code::environment;
  }
  return exit_code::environment;
}

/// Tells a command's user why it ends here, and gives what it ends with.
inline int fail(const Error& error) {
  fmt::print(stderr, "{}\n", to_string(error));
  return exit_code_for(error);
}

/// The same for run and quick.
inline int fail_as_artillery(const Error& error) {
  fail(error);
  return exit_code::artillery_error;
}

}  // namespace rampart::app
