// A Compute without a machine, moved by hand: tests say what time it is and what goes wrong.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/fleet/ports.h"

namespace rampart::fleet::testing {

class FakeCompute : public Compute {
 public:
  /// `transcript` gets a line per command: "start ID", "stop ID 30s". It may be shared with a FakeRouter, so that
  /// the order between the two can be asserted; nullptr for none.
  explicit FakeCompute(std::vector<std::string>* transcript = nullptr) : transcript_(transcript) {}

  Duration start_delay = std::chrono::seconds(1);  ///< From start() to running.
  Duration stop_delay{};                           ///< From SIGTERM to the end; past the timeout it is SIGKILL (137).
  int graceful_exit_code = 0;
  bool reports_health = false;  ///< checks_health(); what report_health() says is all it knows.

  /// Everything due by `now` becomes an event of the next take_events(). Call before each tick.
  void set_now(Instant now) { now_ = now; }
  /// The next `n` starts end in failed_to_start after start_delay.
  void fail_next_starts(int n, std::string reason = "CannotStartContainerError: no such image") {
    failing_ = n;
    failing_reason_ = std::move(reason);
  }
  /// SIGKILL from outside: stopped with 137 at now. False if it doesn't live.
  bool kill(const TaskId& task, bool out_of_memory = false);
  /// The program ends by itself.
  bool exit(const TaskId& task, int exit_code);
  /// What the containers' own checks say at now.
  void report_health(const TaskId& task, bool healthy);
  /// Started and not ended, in the order of their ids.
  [[nodiscard]] std::vector<TaskId> living() const;
  [[nodiscard]] const TaskLaunch* launch_of(const TaskId& task) const;

  void start(const TaskLaunch& task) override;
  void stop(const TaskId& task, Duration timeout) override;
  std::vector<ComputeEvent> take_events() override;
  [[nodiscard]] std::string description() const override { return "fake"; }
  [[nodiscard]] bool checks_health() const override { return reports_health; }

 private:
  struct Program {
    TaskLaunch launch;
    int port = 0;
    bool running = false;
    std::optional<std::string> fails;
    Instant due;                  // when it runs or fails
    std::optional<Instant> ends;  // after SIGTERM
    int exit_code = 0;
  };
  void end(const TaskId& task, int exit_code, bool out_of_memory);
  void write(std::string line);

  std::vector<std::string>* transcript_;
  Instant now_;
  int failing_ = 0;
  std::string failing_reason_;
  int next_port_ = 20000;
  std::map<TaskId, Program> programs_;
  std::vector<TaskId> start_order_;
  std::vector<ComputeEvent> events_;
};

}  // namespace rampart::fleet::testing
