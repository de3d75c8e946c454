// PluginHost: a run's user plugins: one Node.js that hears of the run, and before each worker's hooks the making of the
// plugins there, as Artillery makes them once in its main thread and once in each worker.
//
// Order: load() while the script is loaded, start_workers(), then the events, then end(). Nothing is
// started as long as no plugin is named. Behaviour: reference artillery.md §4.3.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/script/user_plugins.h"
#include "live/traffic/plugin_process.h"

namespace rampart::live::traffic {

struct PluginSettings {
  std::string script_path;
  std::optional<std::string> environment;
  std::optional<std::string> scenario_name;
  std::string test_run_id;
  std::map<std::string, std::string> process_environment;
  std::function<bool()> interrupted;  ///< Ends the wait for a plugin that is being made.
};

/// One thread only, the one that outlives the processes (SidecarProcess::start).
class PluginHost {
 public:
  explicit PluginHost(PluginSettings settings) : settings_(std::move(settings)) {}

  /// As script::RunPlugins says.
  Result<boost::json::value> load(const script::PluginCall& call);
  /// No plugin was loaded.
  [[nodiscard]] bool empty() const { return !main_.has_value(); }

  /// The processes of the workers' hooks, with the plugins made, side by side. Call once. Errors: as load().
  Result<std::vector<SidecarProcess>> start_workers(int workers);

  void phase_started(int index, Instant at) { tell_phase("phaseStarted", index, at); }
  void phase_completed(int index, Instant at) { tell_phase("phaseCompleted", index, at); }
  /// A window of the JSON report, and its aggregate. Returns when the listeners have returned, stats() after a second
  /// and done() after ten at the latest.
  void stats(const boost::json::object& window);
  void done(const boost::json::object& aggregate);

  /// A plugin ended the run: the exit code it wants, and what is to be said.
  struct Stop {
    int exit_code = 0;
    std::string why;
  };
  std::optional<Stop> stop_asked();

  struct End {
    int suggested_exit_code = 0;  ///< artillery.suggestedExitCode
    bool failed = false;          ///< A listener failed; it was said.
    std::string trouble;          ///< Empty, or what went wrong with the end.
  };
  /// Lets plugins end: artillery.ext's beforeExit and onShutdown, then cleanup; `patience` at most.
  End end(int exit_code, bool early, const boost::json::object& aggregate, Duration patience);

 private:
  Result<PluginProcess> begin(int worker);
  Result<boost::json::value> wait_plugged(PluginProcess& process);
  [[nodiscard]] Error at_first_plugin(Error error) const;
  Error error_of(const boost::json::array& refusal) const;
  [[nodiscard]] std::string message(int worker) const;
  void tell_phase(const char* event, int index, Instant at);
  void tell(const char* event, const boost::json::object& data, Duration most);

  PluginSettings settings_;
  script::PluginCall call_;
  std::string node_;
  std::optional<PluginProcess> main_;
  std::optional<PluginProcess> first_worker_;
  int unheard_ = 0;  // events that main_ hasn't answered yet
  int missed_ = 0;   // events that weren't sent because too many were unheard
};

}  // namespace rampart::live::traffic
