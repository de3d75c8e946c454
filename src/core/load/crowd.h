// Crowd: one worker's virtual users: starts each when its arrival is due, keeps them while they live, and writes a
// LoadSlot a second. The driver (a real loop, the simulator) calls it once a turn; it reads no clock.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ledger/journal.h"
#include "core/load/arrivals.h"
#include "core/load/virtual_user.h"

namespace rampart::load {

/// Running users of all workers together, for maxVusers. The one thing workers share while they run.
struct Population {
  std::atomic<std::int64_t> running{0};
};

struct CrowdOptions {
  std::uint64_t seed = 1;
  int worker = 0;
  int workers = 1;
  script::Variables initial;                  ///< As make_initial_variables() gives them.
  std::function<void(std::string)> log_line;  ///< May be called from this worker's thread at any time.
  Hooks* hooks = nullptr;                     ///< This worker's; none without a processor.
  /// A hook that hasn't ended so long after both its call and the end of the last phase fails its user: one that never
  /// calls next() must not keep the run alive.
  Duration hook_grace = std::chrono::seconds(60);
  Channels* channels = nullptr;                     ///< For ws and socketio scenarios.
  std::function<void(std::vector<Span>)> on_spans;  ///< Of config.traces; from this worker's thread.
};

/// Totals of a run or of one worker.
struct CrowdTotals {
  std::uint64_t arrivals_due = 0;
  std::uint64_t arrivals_started = 0;
  std::uint64_t skipped = 0;  ///< By maxVusers.
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t expect_failures = 0;
};

/// What every user starts with, in one copy for all: the script's shared variables, with $testId, $processEnvironment
/// and $env replaced where given here.
script::Variables make_initial_variables(const script::Script& script, const std::string& test_run_id,
                                         const boost::json::object& process_environment);

/// What the `number`th user begins with beside `initial`: a row of each payload, config.variables (one of a list),
/// $uuid. before and after begin so too.
script::Variables draw_variables(const script::Script& script, const script::Variables& initial, std::uint64_t number,
                                 Random& random);

/// One thread only. Everything passed by reference must outlive it.
class Crowd {
 public:
  Crowd(const script::Script& script, CrowdOptions options, Transport& transport, Timer& timer,
        ledger::Journal& journal, Population& population);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Phases begin at `start`. Call once, before any turn.
  void begin(Instant start);

  /// First in each turn, after the timer knows the turn's instant: closes slots whose second has passed.
  void begin_turn();

  /// When the next arrival is due, however late it is already; nothing when there are no more.
  [[nodiscard]] std::optional<Instant> next_arrival() const;
  /// The gap between the next arrival and the one before it.
  [[nodiscard]] Duration arrival_gap() const { return gap_; }

  /// Starts users whose arrival is due, `most` at most. Returns how many.
  std::size_t start_due(std::size_t most);

  /// When a turn is wanted at the latest though nothing happens: to hand over the open second, and to see that the last
  /// phase has ended.
  [[nodiscard]] Instant next_wake() const;

  /// No arrival is left, the last phase has ended, and every user has ended.
  [[nodiscard]] bool finished() const;

  /// No more arrivals; running users are dropped without being counted as completed or failed.
  void stop();

  /// Writes what is left in the open second. Last call.
  void flush();

  [[nodiscard]] CrowdTotals totals() const;
  [[nodiscard]] std::size_t running() const { return running_.size(); }

 private:
  [[nodiscard]] Instant next_roll() const { return collector_.open_since() + std::chrono::seconds(1); }
  void take_next();
  void count_due_before(Instant end);
  void start_user(const Arrival& arrival, Duration lateness);
  void end_user(VirtualUser& user, const UserEnd& end);
  void reap();
  void give_up_hooks(Instant now);
  [[nodiscard]] script::Variables variables_for(const Arrival& arrival, Random& random) const;

  const script::Script& script_;
  CrowdOptions options_;
  Transport& transport_;
  Timer& timer_;
  ledger::Journal& journal_;
  Population& population_;
  Collector collector_;
  Plan plan_;
  UserWorld world_;
  Arrivals arrivals_;
  Arrivals due_;  // runs ahead of arrivals_ when the worker is late: what the schedule asked for
  std::optional<Arrival> next_;
  std::optional<Arrival> next_due_;
  Duration gap_{};
  Instant start_;
  Duration phases_end_{};
  bool stopped_ = false;
  CrowdTotals totals_;
  std::vector<std::unique_ptr<VirtualUser>> running_;
  std::vector<std::unique_ptr<VirtualUser>> idle_;
  std::vector<VirtualUser*> ended_;
  const VirtualUser::Ended user_ended_ = [this](VirtualUser& user, const UserEnd& end) { end_user(user, end); };
};

}  // namespace rampart::load
