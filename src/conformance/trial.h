// One service in virtual time, set up for a question: the real control plane over the simulated world.
//
//   Trial trial({.desired = 4, .policies = {tracking("load", 100)}});
//   trial.feed("load", steady(150));
//   trial.run_to(10min);
//   trial.scalings()          // when the desired count was set, from what to what, and why
//
// Time counts from the full minute at which the service has been up for a while. Requests come from a load curve where
// a row needs what the service is really measured at; else a row feeds each period's datapoint. One thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/control/control_plane.h"
#include "sim/world.h"

namespace rampart::conformance {

using namespace std::chrono_literals;

/// Requests a second from `at` on, evenly spaced.
struct LoadStep {
  Duration at{};
  double rate = 0;
};

struct TrialSetup {
  int desired = 1;
  int min = 1;
  int max = 100;
  std::vector<scaling::Policy> policies = {};
  std::vector<scaling::PredictivePolicy> predictive = {};
  std::vector<LoadStep> load = {};
  sim::TaskModel model = {};
  watch::AlarmOptions cloudwatch = {};
  Duration made_past_minute{};   ///< The second of its minute at which alarms were made: they look then.
  Duration made_before = 10min;  ///< The first minute of the trial; at least the tasks' start.
};

/// Target tracking at `target` on the fed metric `metric`, with AWS's default cooldowns.
scaling::Policy tracking(const std::string& metric, double target);
/// Likewise on what ECS or the load balancer measures.
scaling::Policy tracking(scaling::PredefinedMetric metric, double target);

/// A period's value, by its beginning and the tasks that run at its end; nothing: no datapoint.
using Value = std::function<std::optional<double>(Duration at, int running)>;
/// The same in every period.
Value steady(double value);
/// No datapoints.
Value silent();

class Trial {
 public:
  explicit Trial(TrialSetup setup);

  /// From now on, in place of what was fed before; period 60 s.
  void feed(const std::string& metric, Value value);
  /// RequestCountPerTarget of the service's target group, which ALBRequestCount policies look at.
  void feed_requests_per_target(Value value);

  void run_to(Duration until);
  /// As far as the next change of the desired count by scaling, at most to `until`, ten seconds exact.
  void run_to_scaling(Duration until);

  struct Scaling {
    Duration at{};
    int from = 0;
    int to = 0;
    std::string cause;        ///< AWS's.
    std::string explanation;  ///< Ours.
  };
  /// Every time that scaling set the desired count.
  [[nodiscard]] const std::vector<Scaling>& scalings() const { return journal_.scalings; }
  /// The codes of decisions not to scale that AWS tells, in order.
  [[nodiscard]] const std::vector<std::string>& refusals() const { return journal_.refusals; }
  /// The first time from `after` on at which so many tasks ran.
  [[nodiscard]] std::optional<Duration> running_at_least(int tasks, Duration after) const;
  /// Whether an alarm whose name holds `part` ever went into ALARM.
  [[nodiscard]] bool alarmed(const std::string& part) const;

  [[nodiscard]] int desired() const;
  [[nodiscard]] int running() const;
  [[nodiscard]] Duration now() const { return world_->now() - begin_; }

  // Commands that come while it goes.
  void set_bounds(int min, int max);
  /// At `at`, once: new bounds.
  void schedule(Duration at, std::optional<int> min, std::optional<int> max);
  void deploy();
  [[nodiscard]] bool deploying() const;

 private:
  struct Journal : ledger::Journal {
    void write(Instant at, ledger::Event event) override;
    Instant begin;
    std::vector<Scaling> scalings;
    std::vector<std::string> refusals;
    std::vector<std::string> alarmed;
  };
  struct Feed {
    watch::MetricId metric;
    Value value;
    Instant due;
  };
  void feed(watch::MetricId metric, Value value);
  void put_feeds();
  void note_running();
  [[nodiscard]] const fleet::Service& service() const;

  Instant begin_;
  Journal journal_;
  std::unique_ptr<sim::World> world_;
  std::unique_ptr<control::ControlPlane> plane_;
  std::vector<Feed> feeds_;
  std::vector<std::pair<Duration, int>> running_;
};

}  // namespace rampart::conformance
