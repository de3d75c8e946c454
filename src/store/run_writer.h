// The ledger on disk: a Journal that appends to one SQLite file (run_schema.h says how it looks inside).
//
// write() only puts the event into a queue; a thread of its own commits about once a second, so that neither load nor
// control loop ever waits for a disk. A `kill -9` costs at most that last second: what was committed stays readable.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "core/ledger/journal.h"

namespace rampart::store {

struct RunWriterOptions {
  bool replace = false;                             ///< Remove an older run at this path, else it is an error.
  Duration commit_every = std::chrono::seconds(1);  ///< Between transactions: what a crash can cost.
  bool synchronous = false;                         ///< fsync each commit: survives a power cut, not only a kill.
};

/// Thread-safe. Errors on disk don't stop a run: they are kept and told by flush() and close().
class RunWriter : public ledger::Journal {
 public:
  /// Makes the file and its tables. Errors: conflict (it exists), unavailable (the folder can't be written).
  static Result<std::unique_ptr<RunWriter>> create(const std::string& path, RunWriterOptions options = {});
  ~RunWriter() override;
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;

  void write(Instant at, ledger::Event event) override;

  /// Waits until everything written so far is committed. Errors: the first one that happened since create().
  Result<void> flush();
  /// Flushes, folds the WAL into the one file and ends the thread; later events are dropped. Errors as flush().
  Result<void> close();

 private:
  class Worker;
  explicit RunWriter(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace rampart::store
