// An access log as a script that keeps its times: as many arrivals in each step of time as the log has, and its URLs in
// its order, from a CSV file.
//
// The language has no list of instants; its exactest form is a phase of `arrivalCount` a step. Within a step (a second)
// arrivals are spaced evenly: Common and Combined logs know no more than the second anyway.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "core/import/imported.h"

namespace rampart::imports {

struct AccessLogOptions {
  std::string payload_name = "requests.csv";  ///< What the script calls the file of URLs.
  std::optional<std::string> target;          ///< Else what the log says (load balancers'), else a stand-in.
  Duration step = std::chrono::seconds(1);    ///< Whole seconds. Longer: fewer phases, coarser times.
  bool all_methods = false;                   ///< Also send what changes things (POST, …), without its body.
};

/// Errors: invalid, at a line that is no log line, or when there is nothing to send.
Result<Imported> import_access_log(std::string_view text, const std::string& file, const AccessLogOptions& options);

}  // namespace rampart::imports
