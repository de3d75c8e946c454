// Sidecars: the Node.js processes of a run: one for each worker, and one for before and after when the script has them,
// as Artillery loads a processor once in each worker thread and once in the main thread. Another for each worker where
// templates call functions of the plugin fake-data.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/script/script.h"
#include "live/traffic/fake_data_process.h"
#include "live/traffic/plugin_host.h"
#include "live/traffic/sidecar.h"

namespace rampart::live::traffic {

class Sidecars {
 public:
  /// Starts them side by side and waits until all are ready; nothing without a processor or fake-data. `initial`: what
  /// all users start with. `plugins`: the host of the script's user plugins, if it has any. Errors: as those of
  /// Sidecar, FakeDataProcess, PluginHost and find_node, at the place of config.processor or of the plugin.
  Result<void> start(const script::Script& script, int workers, const script::Variables& initial,
                     const std::string& test_run_id, std::uint64_t seed, PluginHost* plugins);

  /// nullptr without a processor.
  [[nodiscard]] Sidecar* of_worker(int worker);
  [[nodiscard]] Sidecar* of_sections();

  /// nullptr where no template needs it. before and after, which run alone, may use that of worker 0.
  [[nodiscard]] script::FakeData* fake_data_of(int worker);

  /// Lets the user plugins of the workers clean up, side by side; `patience` at most. The answer is the exit code that
  /// one of them suggested, or 0. Not while workers run.
  int clean_up(Duration patience);

  /// Why one of them ended by itself, or nothing. Not while workers run.
  [[nodiscard]] std::string death() const;

 private:
  Result<void> start_hooks(const script::Script& script, int workers, const script::Variables& initial,
                           const std::string& test_run_id, PluginHost* plugins);
  Result<void> start_fake_data(const script::Script& script, int workers, std::uint64_t seed);
  std::vector<std::unique_ptr<Sidecar>> workers_;
  std::unique_ptr<Sidecar> sections_;
  std::vector<std::unique_ptr<FakeDataProcess>> fake_data_;
};

}  // namespace rampart::live::traffic
