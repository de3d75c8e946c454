// Runner: a script, run for real. Start reading here, then worker.h, sockets.h and core/load/crowd.h.
//
// Everything it finds out goes to the Journal: PhaseStarted and PhaseCompleted as they happen, a LoadSlot a worker and
// second, GeneratorAudit at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/span.h"
#include "core/ledger/journal.h"
#include "core/load/crowd.h"
#include "core/script/script.h"

namespace rampart::live::traffic {

class PluginHost;

struct RunnerOptions {
  int workers = 0;          ///< Threads; 0: one a core.
  std::uint64_t seed = 1;   ///< One seed gives one run: arrivals, scenarios, payload rows, random values.
  std::string test_run_id;  ///< $testId; empty: as the script was loaded with.
  std::map<std::string, std::string> process_environment;  ///< $processEnvironment, $env; empty: the same.
  bool h2c = false;  ///< Requests with `http2: true` to http targets speak HTTP/2 by prior knowledge.
  std::vector<std::string> local_addresses;  ///< Source addresses of connections, in turn; empty: the kernel chooses.
  Duration hook_grace = std::chrono::seconds(60);   ///< load::CrowdOptions::hook_grace
  std::shared_ptr<PluginHost> plugins;              ///< That loaded the script's user plugins; none: it has none.
  std::function<void(std::vector<Span>)> on_spans;  ///< Of publish-metrics' traces; from any thread, several at once.
  std::function<void(std::string)> log_line;        ///< Lines of `log` steps, one caller at a time, from any thread.
};

/// How it went. Complete once join() has returned.
struct Summary {
  load::CrowdTotals totals;
  double wall_seconds = 0;
  double cpu_seconds = 0;    ///< Of the load threads.
  std::string before_error;  ///< `before` failed: no load was made. "ECONNREFUSED", …
  std::string after_error;
  std::string hooks_error;  ///< The processor's Node.js ended by itself, and the run with it: why. Exit code 11.
};

class Runner {
 public:
  /// Errors: invalid, when an expression of the script can't be compiled or config.tls or a local address can't be
  /// used; unavailable, when the machine doesn't give what is needed; either, when the processor can't be loaded.
  /// `journal` must outlive the Runner. With a processor the calling thread must, too (SidecarProcess::start).
  static Result<std::unique_ptr<Runner>> create(std::shared_ptr<const script::Script> script, RunnerOptions options,
                                                ledger::Journal& journal);
  /// Stops and waits.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Begins on threads of its own and returns at once. Call once.
  void start();

  /// Graceful: no more arrivals, running users end where they are and are counted neither as completed nor as failed,
  /// open slots are written. Returns at once; may be called again. Any thread, not a signal handler.
  void stop();

  [[nodiscard]] bool finished() const;
  /// Waits until it is finished.
  void join();
  /// Lets the workers' user plugins clean up, `patience` at most; the exit code one of them suggests, else 0. After
  /// join().
  int clean_up_plugins(Duration patience);
  [[nodiscard]] Summary summary() const;

 private:
  class Run;
  explicit Runner(std::unique_ptr<Run> run);
  std::unique_ptr<Run> run_;
};

}  // namespace rampart::live::traffic
