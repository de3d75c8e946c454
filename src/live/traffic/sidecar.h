// Sidecar: the Hooks of the real world: one Node.js process for each load worker, spoken to in batches over a socket
// pair. A virtual user's context lives there; only variables that changed travel, either way.
//
// What travels, in frames (sidecar_frames.h):
//   to Node.js    ["settings",{…}]  ["scenario",number,spec]  ["request",number,method,spec]  ["open",user,scenario]
//                 ["call",number,user,kind,names,changed variables or 0,request's number,about]  ["close",user]
//   from Node.js  ["ready",names…] or ["refused",text], once;  [number,error or 0,truth,changed variables or 0,
//                 deleted variables or 0,changes of req or 0], zeros at the end left out;  metrics: ["c",name,n]
//                 counter, ["h",name,value] histogram, ["r",name] rate, ["e",name] error;  ["died",text]
//   with user plugins, at the end: ["clean up",ms], answered by ["clean",exit code]
// Start reading at sidecar/calls.mjs for the other side. Behaviour: reference artillery.md §4.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/load/hooks.h"
#include "core/script/script.h"
#include "live/traffic/reactor.h"
#include "live/traffic/sidecar_frames.h"
#include "live/traffic/sidecar_process.h"

namespace rampart::live::traffic {

struct SidecarSettings {
  std::string node;  ///< find_node()
  script::Processor processor;
  std::string target;
  Duration timeout{};                                    ///< `req.timeout` as hooks find it.
  std::shared_ptr<const boost::json::object> variables;  ///< What all users share.
  std::string test_run_id;
  std::optional<script::FakeDataPlugin> fake_data;  ///< Its functions are in context.funcs, then.
  std::string script_folder;                        ///< Where fake-data's package is looked for.
};

/// One thread only, once wait_ready() has returned.
class Sidecar : public load::Hooks, public Watcher {
 public:
  /// Starts the process and lets it load the processor.
  static Result<std::unique_ptr<Sidecar>> start(const SidecarSettings& settings);
  /// With a process in which user plugins were made, and the processor loaded (plugin_host.h).
  static std::unique_ptr<Sidecar> start(const SidecarSettings& settings, SidecarProcess plugged);
  virtual ~Sidecar();
  Sidecar(const Sidecar&) = delete;
  Sidecar& operator=(const Sidecar&) = delete;

  /// Waits until the processor is loaded. Errors: invalid, at the place of config.processor, with what Node.js said.
  Result<void> wait_ready(Duration most);

  /// Lets user plugins clean up; wait_clean() gives the exit code one of them suggested, else 0. No loop may watch.
  void ask_to_clean(Duration patience);
  int wait_clean(Duration most);

  /// From now on a turn of this loop reads what came. One loop at a time.
  void join(Reactor& reactor);

  [[nodiscard]] bool exports(std::string_view name) const override { return exports_.contains(name); }
  load::HookUser open_user(const boost::json::value& scenario) override;
  void close_user(load::HookUser user) override;
  void call(load::HookCall& call) override;
  void on_metric(std::function<void(const load::HookMetric&)> listener) override { listener_ = std::move(listener); }

  void handle_event(std::uint64_t tag, std::uint32_t events) override;

  /// Sends what was asked since; at the end of each turn.
  void flush();

  /// Why the process ended by itself; empty while it runs. Calls that were running then never finish.
  [[nodiscard]] const std::string& death() const { return death_; }
  [[nodiscard]] pid_t pid() const { return process_.pid(); }

 private:
  struct Running {
    load::HookCall* call = nullptr;
    std::uint32_t generation = 0;
  };
  struct User {
    bool open = false;
    std::uint32_t running = 0;
  };

  Sidecar(SidecarProcess process, script::Processor processor);
  std::uint32_t number_of(const boost::json::value& scenario);
  std::uint32_t number_of(const script::Request& request);
  void wait_until(const std::function<bool()>& there, Duration most);
  void write_changes(script::Variables& variables);
  void write_connection(const script::Connection& connection);
  void write_about(const load::HookAsk& ask);
  void read();
  void take(boost::json::array& message);
  void take_reply(boost::json::array& message);
  void take_metric(const boost::json::array& message);
  void die();

  SidecarProcess process_;
  script::Processor processor_;
  std::set<std::string, std::less<>> exports_;
  std::function<void(const load::HookMetric&)> listener_;
  bool ready_ = false;
  std::optional<int> clean_;  // the exit code suggested, once plugins have cleaned up
  std::string refused_;
  std::string died_;  // what Node.js said of it
  std::string death_;
  std::vector<User> users_;
  std::vector<load::HookUser> free_users_;
  std::vector<Running> running_;
  std::vector<std::uint32_t> free_running_;
  std::unordered_map<const void*, std::uint32_t> scenarios_;
  std::unordered_map<const void*, std::uint32_t> requests_;
  std::string outbox_;  // the frame being gathered, from its length on; empty: none
  std::string unsent_;
  std::size_t unsent_from_ = 0;
  FrameReader inbox_;
};

}  // namespace rampart::live::traffic
