// PluginProcess: a Node.js in which the user's own plugins are made (sidecar/plugins.mjs), spoken to one question at a
// time.
//
//   to Node.js    ["plugins",{…}]  ["event",name,data]  ["end",{…}]
//   from Node.js  ["plugged",script] or ["refused",text,index of the plugin or -1,missing]  ["heard"]
//                 ["ended",exit code,failed]; at any time ["stop",exit code]
#pragma once

#include <boost/json/array.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "live/traffic/sidecar_frames.h"
#include "live/traffic/sidecar_process.h"

namespace rampart::live::traffic {

/// One thread only.
class PluginProcess {
 public:
  /// Errors: as those of SidecarProcess::start.
  static Result<PluginProcess> start(const std::string& node);

  /// `message`: JSON text of a list. What can't be sent in `most` is dropped. False: it can't be sent.
  bool send(std::string_view message, Duration most);

  /// Waits for the next message called `name`, or for a "refused". Nothing: the process ended, it took too long, or
  /// `given_up` (looked at ten times a second) said so.
  std::optional<boost::json::array> receive(std::string_view name, Duration most,
                                            const std::function<bool()>& given_up = {});

  /// Looks at what came without waiting.
  void look();

  /// The exit code of a plugin's artillery.shutdown().
  [[nodiscard]] std::optional<int> stop_asked() const { return stop_; }
  /// How the process ended by itself, or was ended: "ended with exit code 1".
  [[nodiscard]] const std::string& death() const { return death_; }
  /// The exit code of a process that ended by itself.
  [[nodiscard]] std::optional<int> exit_code() const;

  /// Gives the process away, for hooks. Only destruction may follow.
  SidecarProcess release() { return std::move(process_); }

 private:
  explicit PluginProcess(SidecarProcess process) : process_(std::move(process)) {}
  bool wait(short events, Duration most);
  void read();

  SidecarProcess process_;
  FrameReader inbox_;
  std::vector<boost::json::array> answers_;
  std::optional<int> stop_;
  std::string death_;
};

}  // namespace rampart::live::traffic
