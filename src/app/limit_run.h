// A search for the limit of a service: what is put under load, trial after trial, and what is written about it.
//
//   LimitCommand command(options);
//   return command.carry_out();
//
// The stages, each a function: prepare (all is read and checked), come_up (of a template: one task behind the load
// balancer, nothing scales), search, take_down, tell. Ctrl-C ends the stage it falls in.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/event_queue.h"
#include "app/local_cloud.h"
#include "app/real_clock.h"
#include "app/trial.h"
#include "core/stats/limit_search.h"

namespace rampart::app {

struct LimitOptions {
  std::string subject;  ///< URL, template or Artillery script.
  std::string script;   ///< Artillery script whose scenarios are the load on a URL or template; empty: GET `path`.
  std::string path = "/";
  std::optional<std::string> target;       ///< Of a script: replaces its own.
  std::optional<std::string> environment;  ///< Of a script.
  std::optional<std::string> service;      ///< Of a template; default: its only one.
  report::LimitTarget wanted;
  stats::LimitSearchOptions search;
  double head_room = 0.3;
  int workers = 0;
  int connections = 500;  ///< At most, of each load worker; not for scripts, which say it themselves.
  bool insecure = false;
  CloudOptions cloud;
  std::map<std::string, std::string> parameters;
  std::string output;
  std::string command_line;
};

class LimitCommand {
 public:
  explicit LimitCommand(LimitOptions options);
  ~LimitCommand();

  /// Runs all stages on this thread. The answer is the exit code; errors were printed.
  int carry_out();

 private:
  enum class Kind { url, stack, script };

  Result<void> prepare();
  Result<void> prepare_stack();
  Result<void> come_up();
  Result<script::Script> make_script() const;
  Result<void> search();
  Result<void> try_once(const stats::LimitTrial& trial, stats::LimitSearch& search);
  Result<double> recover(double baseline_ms);
  void take_down();
  Result<void> tell();
  void look();
  void read_cpu();

  LimitOptions options_;
  Kind kind_ = Kind::url;
  RealClock clock_;
  control::Catalogue catalogue_;
  std::string service_;
  ComputePlan compute_;
  EventQueue events_;  ///< Of the cloud; the trials have their own.
  std::vector<ledger::MetricPeriod> cpu_;
  std::unique_ptr<LocalCloud> cloud_;
  std::unique_ptr<TrialRunner> runner_;
  std::vector<std::pair<Instant, Instant>> counted_;  ///< When each trial's requests were counted.
  report::LimitRun run_;
};

}  // namespace rampart::app
