// control::State in one SQLite file: table state(key, body), WAL.
//
// What commit() has returned for survives kill -9 at any instant; a power cut may cost the last moments (no fsync), as
// for a run's ledger. PRAGMA application_id is "Rmps", user_version the format's; one process at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/control/state.h"
#include "store/database.h"

namespace rampart::store {

class StateFile : public control::State {
 public:
  /// Opens or makes it. Errors: conflict (another process has it open), invalid (it is something else, damaged, or of a
  /// newer Rampart), unavailable (the folder isn't there or can't be written).
  static Result<std::unique_ptr<StateFile>> open(const std::string& path);
  /// A state that is forgotten with the process.
  static Result<std::unique_ptr<StateFile>> in_memory() { return open(":memory:"); }

  void put(std::string_view key, std::string_view body) override;
  void erase(std::string_view key) override;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> read(std::string_view prefix) const override;
  Result<void> commit() override;

  /// Everything goes, also what isn't committed yet.
  Result<void> clear();

 private:
  struct Statements {
    Statement read;
    Statement put;
    Statement erase;
  };
  StateFile(Database db, Statements statements) : db_(std::move(db)), statements_(std::move(statements)) {}
  Result<void> write_pending();

  Database db_;
  mutable Statements statements_;
  std::map<std::string, std::optional<std::string>, std::less<>> pending_;  // nothing: erased
};

}  // namespace rampart::store
