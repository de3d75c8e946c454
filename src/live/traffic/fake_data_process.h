// FakeDataProcess: the FakeData of the real world: a Node.js beside each load worker that makes up values in batches,
// ahead of their use. A template waits only where values are used faster than Node.js makes them (some µs each); the
// lateness that comes of it is measured like any other. The seed decides each function's values and their order.
//
// What travels, in frames (sidecar_frames.h): ["fake data",{…}]; ["ready",names…] or ["refused",text], once; then
// ["fake",function's number,how many] and [number,[texts…]]. sidecar/fake_data.mjs is the other side.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/script/fake_data.h"
#include "core/script/script.h"
#include "live/traffic/sidecar_frames.h"
#include "live/traffic/sidecar_process.h"

namespace rampart::live::traffic {

struct FakeDataSettings {
  std::string node;  ///< find_node()
  script::FakeDataPlugin plugin;
  std::string script_folder;
  std::string seed;
  bool warns = false;  ///< Of functions and options that the package doesn't have.
};

class FakeDataProcess : public script::FakeData {
 public:
  /// Starts the process and lets it load the package.
  static Result<std::unique_ptr<FakeDataProcess>> start(const FakeDataSettings& settings);

  /// Waits until it has. Errors: invalid, at the plugin's place: there is no such package, or a function that is
  /// called needs an argument.
  Result<void> wait_ready(Duration most);

  [[nodiscard]] bool has(std::string_view name) const override { return pools_.contains(name); }
  void append(std::string_view name, std::string& out) override;
  [[nodiscard]] const std::string& death() const override { return death_; }
  [[nodiscard]] pid_t pid() const { return process_.pid(); }

 private:
  struct Pool {
    std::size_t number = 0;           // of the function
    std::vector<std::string> values;  // to be used next
    std::size_t used = 0;
    std::vector<std::string> ahead;  // after those; empty: asked for
    std::size_t asked = 16;          // how many, the last time
  };

  FakeDataProcess(SidecarProcess process, script::FakeDataPlugin plugin);
  void ask(Pool& pool, std::size_t how_many);
  void refill(Pool& pool);
  void send(std::string frame);
  bool wait(Duration most, short events);
  void receive();
  void take(boost::json::array& message);
  void die(const std::string& how);

  SidecarProcess process_;
  script::FakeDataPlugin plugin_;
  FrameReader inbox_;
  std::map<std::string, Pool, std::less<>> pools_;  // by the function's name
  bool ready_ = false;
  std::string refused_;
  std::string death_;
};

}  // namespace rampart::live::traffic
