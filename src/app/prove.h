// A proof: a stack, a load, and what came of it.
//
//   ProveRun run(plan, options);
//   auto outcome = run.carry_out();
//
// The stages, each a function of ProveRun: prepare (everything is read and checked before anything starts), come_up,
// put_under_load, settle, take_down, judge. Ctrl-C ends the stage it falls in; what was started is taken down.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/event_queue.h"
#include "app/judged_run.h"
#include "app/live_view.h"
#include "app/local_cloud.h"
#include "app/plan.h"
#include "app/real_clock.h"
#include "core/script/load.h"
#include "live/traffic/runner.h"
#include "store/fan_out.h"
#include "store/run_writer.h"

namespace rampart::app {

struct ProveOptions {
  CloudOptions cloud;
  std::map<std::string, std::string> parameters;  ///< Over the plan's.
  std::string output;                             ///< Folder for run.sqlite, report.json, report.html, logs/.
  std::string command_line;
  bool drawing = false;
  int workers = 0;
};

class ProveRun {
 public:
  ProveRun(Plan plan, ProveOptions options);
  ~ProveRun();

  /// Runs all stages on this thread. The answer is the exit code; errors were printed.
  int carry_out();

 private:
  Result<void> prepare();
  Result<void> open_ledger();
  Result<void> come_up();
  Result<void> put_under_load();
  void settle();
  Result<void> take_down();

  [[nodiscard]] script::LoadOptions load_options(const std::string& target) const;
  [[nodiscard]] std::string target_url() const;
  void look();  ///< Waits a little, then shows what is new.
  void show();
  int say_verdict(const JudgedRun& judged) const;
  int fail(const Error& error);

  Plan plan_;
  ProveOptions options_;
  RealClock clock_;
  control::Catalogue catalogue_;
  ComputePlan compute_;
  EventQueue queue_;
  std::unique_ptr<store::RunWriter> writer_;
  std::unique_ptr<store::FanOut> journal_;
  std::unique_ptr<LocalCloud> cloud_;
  std::shared_ptr<const script::Script> script_;
  LiveView view_;
};

}  // namespace rampart::app
