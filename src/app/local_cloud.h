// A stack running on this machine: the control plane's rules wired to real tasks and a real load balancer.
//
// One thread of its own runs everything (live_region.h); the caller's thread asks and is answered by value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/real_clock.h"
#include "base/result.h"
#include "core/control/catalogue.h"
#include "core/ledger/journal.h"
#include "live/balancer/haproxy.h"

namespace rampart::app {

enum class ComputeChoice { automatic, process, docker };
std::optional<ComputeChoice> compute_named(const std::string& name);

struct CloudOptions {
  ComputeChoice compute =
      ComputeChoice::automatic;                    ///< automatic: a container engine when one answers, else processes.
  Duration aws_minute = std::chrono::seconds(60);  ///< Real length of an AWS minute.
  std::uint64_t seed = 1;
  std::string run_id;                                        ///< Names the run directory, cgroups and containers.
  std::filesystem::path log_directory;                       ///< Of the tasks' output.
  std::map<std::string, std::vector<std::string>> programs;  ///< Image → program, for process tasks.
  std::string haproxy;                                       ///< Path; empty: looked for.
};

struct ServiceStatus {
  std::string name;
  int desired = 0;
  int pending = 0;
  int running = 0;
  int healthy = 0;
};

struct CloudStatus {
  std::vector<ServiceStatus> services;
  bool stable = false;           ///< Every service has what it wants, healthy.
  std::optional<Error> failure;  ///< The cloud can't go on (HAProxy ended).
};

/// Which compute driver would serve, before anything is started: "docker" or "process", and the engine's socket.
struct ComputePlan {
  std::string kind;
  std::string socket;
  std::string said;  ///< One line for the user: "Docker 20.10.24 answers: tasks are containers".
};
Result<ComputePlan> choose_compute(ComputeChoice choice);

class LocalCloud {
 public:
  /// Starts HAProxy and makes the stack's resources; tasks come up afterwards (see status()). Errors: unavailable
  /// (no HAProxy, no engine, port taken), invalid (the stack can't be made). `journal` must outlive it.
  static Result<std::unique_ptr<LocalCloud>> start(const control::Catalogue& catalogue, const ComputePlan& compute,
                                                   CloudOptions options, const RealClock& clock,
                                                   ledger::Journal& journal);
  /// Kills whatever is left and waits for it.
  ~LocalCloud();
  LocalCloud(const LocalCloud&) = delete;
  LocalCloud& operator=(const LocalCloud&) = delete;

  [[nodiscard]] const std::vector<live::balancer::BoundListener>& listeners() const;
  [[nodiscard]] std::string compute_description() const;
  [[nodiscard]] CloudStatus status() const;

  /// Asks every task to drain and stop; finished() tells when all is gone. Can be repeated.
  void shutdown();
  /// The same, at once and without draining.
  void kill();
  [[nodiscard]] bool finished() const;

 private:
  class Loop;
  explicit LocalCloud(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace rampart::app
