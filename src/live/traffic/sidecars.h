// Sidecars: the Node.js processes of a run: one for each worker, and one for before and after when the script has them,
// as Artillery loads a processor once in each worker thread and once in the main thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/script/script.h"
#include "live/traffic/sidecar.h"

namespace rampart::live::traffic {

class Sidecars {
 public:
  /// Starts them side by side and waits until all have loaded the processor; nothing without one. `initial`: what all
  /// users start with. Errors: as Sidecar's and find_node's, at the place of config.processor.
  Result<void> start(const script::Script& script, int workers, const script::Variables& initial,
                     const std::string& test_run_id);

  /// nullptr without a processor.
  [[nodiscard]] Sidecar* of_worker(int worker);
  [[nodiscard]] Sidecar* of_sections();

  /// Why one of them ended by itself, or nothing. Not while workers run.
  [[nodiscard]] std::string death() const;

 private:
  std::vector<std::unique_ptr<Sidecar>> workers_;
  std::unique_ptr<Sidecar> sections_;
};

}  // namespace rampart::live::traffic
