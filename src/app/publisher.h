// Publisher: sends what publish-metrics' reporters make, on a thread of its own, so that no service can delay the run.
// A reporter that can't be reached is named once, and tried again with the next window.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/span.h"
#include "core/script/script.h"
#include "publish/reporter.h"
#include "publish/traces.h"
#include "report/run_summary.h"

namespace rampart::app {

class Publisher {
 public:
  /// Errors: those of make_reporter().
  static Result<std::unique_ptr<Publisher>> create(const script::Config& config, const publish::RunFacts& facts);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// All but finish() return at once; one thread.
  void start(Instant now);
  void window(const report::MetricSet& metrics, Instant start, Instant now);
  /// Of traced users; any thread.
  void take_spans(std::vector<Span> spans);
  /// The run has ended: sends what is left, for ten seconds at most.
  void finish(Instant now);

 private:
  struct Service {
    std::string type;
    std::unique_ptr<publish::Reporter> reporter;
    bool complained = false;  // the sending thread's
  };
  Publisher() = default;
  void enqueue(std::size_t service, std::vector<publish::Message> messages);
  void send_all();
  void send(std::size_t service, const publish::Message& message);
  void make_batch();
  [[nodiscard]] bool batch_is_due(std::chrono::steady_clock::time_point last) const;

  std::vector<Service> services_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::size_t, publish::Message>> waiting_;
  std::optional<publish::Traces> traces_;
  std::size_t traces_service_ = 0;
  std::deque<Span> spans_;  // to be sent; made into messages one at a time
  std::uint64_t spans_dropped_ = 0;
  bool sending_ = false;
  bool finishing_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

/// What the environment and the run tell reporters.
publish::RunFacts run_facts(const script::Script& script, const std::map<std::string, std::string>& environment,
                            const std::string& test_run_id, Instant now);

}  // namespace rampart::app
