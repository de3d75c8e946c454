// Reporter: one entry of the plugin publish-metrics: what is sent to a metrics service, as bytes. Start reading here.
//
// Nothing here sends, waits or reads a clock: a reporter is told what happened and answers with messages. Who sends
// them (app/publisher) says once when a service can't be reached, and never lets the run wait. Source: reference
// artillery.md §7 "publish-metrics" and the payloads in data/artillery/publish-metrics-wire-sample.txt.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::publish {

/// What Artillery reports about one window of ten seconds.
struct WindowStats {
  struct Summary {
    std::string name;
    std::vector<std::pair<std::string, double>>
        values;  ///< min, max, count, …: milliseconds, rounded as in the report.
  };
  Instant start;     ///< Of the window.
  Instant first_at;  ///< Of the first and the last metric in it.
  Instant last_at;
  std::vector<std::pair<std::string, std::uint64_t>> counters;
  std::vector<std::pair<std::string, std::uint64_t>> rates;
  std::vector<Summary> summaries;
};

struct HttpPost {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string authorities = {};  ///< A PEM file, instead of the system's.
};

struct Datagram {
  std::string host;
  int port = 0;
  std::string bytes;
};

using Message = std::variant<HttpPost, Datagram>;

/// What a reporter knows of the run beside its options.
struct RunFacts {
  std::string target;
  std::string environment;     ///< -e; may be empty.
  std::string first_scenario;  ///< Its name; may be empty.
  std::string job;             ///< WORKER_ID, or the test run id.
  Instant started;
  std::string aws_access_key_id, aws_secret_access_key, aws_session_token;
  std::string aws_endpoint;  ///< AWS_ENDPOINT_URL_CLOUDWATCH or AWS_ENDPOINT_URL; empty: Amazon's.
};

class Reporter {
 public:
  virtual ~Reporter() = default;
  /// The run's first phase begins; the run has ended.
  virtual std::vector<Message> start(Instant /*now*/) { return {}; }
  virtual std::vector<Message> window(const WindowStats& stats, Instant now) = 0;
  virtual std::vector<Message> end(Instant /*now*/) { return {}; }
};

/// `type` and `options` as core/script has checked them. Errors: invalid for a type that isn't known; unavailable when
/// the environment lacks what it needs (AWS credentials).
Result<std::unique_ptr<Reporter>> make_reporter(const std::string& type, const boost::json::object& options,
                                                const RunFacts& facts);

}  // namespace rampart::publish
