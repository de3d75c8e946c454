// HAProxy's `show stat` table. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rampart::live::balancer {

/// One line: a frontend, a backend or a server. Counters are since the start of HAProxy (of the server).
struct StatisticsRow {
  enum class Kind { frontend, backend, server, other };
  Kind kind = Kind::other;
  int process = 0;  ///< Which HAProxy said it: each begins its counters at zero. Not in the table.
  std::string proxy;
  std::string server;        ///< "FRONTEND", "BACKEND" or the server's name.
  std::string status;        ///< "UP", "DOWN 1/5", "DRAIN", "MAINT", …
  std::string check_status;  ///< "L7OK", "L7STS", "L4CON", "INI", … without the "* " of a check in progress.
  int check_code = 0;        ///< HTTP status of the last check; 0 when there is none.
  std::int64_t current_sessions = 0;
  std::int64_t queued = 0;
  std::int64_t sessions = 0;                     ///< Requests given to a server.
  std::int64_t answers[6] = {0, 0, 0, 0, 0, 0};  ///< By first digit of the status; [0] unused.
  std::int64_t connection_errors = 0;
  double response_time_s = 0;  ///< Mean of the last 1024, in steps of a millisecond.
};

/// Errors: unavailable when the text isn't the table (its first line names the columns).
Result<std::vector<StatisticsRow>> parse_statistics(std::string_view text);

/// The ids of the sessions with that "BACKEND/SERVER", from `show sess`.
std::vector<std::string> sessions_of(std::string_view text, std::string_view server);

}  // namespace rampart::live::balancer
