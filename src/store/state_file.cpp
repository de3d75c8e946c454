#include "store/state_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace rampart::store {
namespace {

constexpr int state_application_id = 0x526d7073;  // "Rmps"
constexpr int state_version = 1;

/// A file that is empty, or ours and not newer than this program.
Result<void> check_format(Database& db) {
  const auto tables = db.number("SELECT count(*) FROM sqlite_master");
  if (!tables) return tables.error();
  if (**tables == 0) return {};
  const auto application = db.number("PRAGMA application_id");
  if (!application) return application.error();
  if (*application != state_application_id)
    return invalid("It is an SQLite database, but not a state of rampart serve.");
  const auto version = db.number("PRAGMA user_version");
  if (!version) return version.error();
  if (**version > state_version)
    return invalid(fmt::format("A newer Rampart wrote it (format {}, this one reads up to {}): use that one.",
                               **version, state_version));
  return {};
}

Result<void> lay_out(Database& db) {
  // The lock is taken with the first write and held while the process lives.
  auto done = db.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  if (!done) return done;
  if (done = check_format(db); !done) return done;
  return db.execute(
      fmt::format("BEGIN IMMEDIATE; PRAGMA application_id = {}; PRAGMA user_version = {};"
                  "CREATE TABLE IF NOT EXISTS state(key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID; COMMIT",
                  state_application_id, state_version));
}

/// The first text that stands after all that begin with `prefix`, which must not be empty and end with 0xff.
std::string after_all_of(std::string_view prefix) {
  std::string out(prefix);
  out.back() = static_cast<char>(static_cast<unsigned char>(out.back()) + 1);
  return out;
}

}  // namespace

Result<std::unique_ptr<StateFile>> StateFile::open(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(path).parent_path();
  std::error_code failed;
  if (!folder.empty() && !fs::is_directory(folder, failed))
    return unavailable(fmt::format("\"{}\" can't be written: there is no folder \"{}\".", path, folder.string()));
  if (fs::is_directory(path, failed)) return invalid(fmt::format("\"{}\" is a folder; a file is wanted.", path));
  const auto at_path = [&](const Error& e) {
    if (e.message.find("locked") != std::string::npos)
      return conflict(fmt::format("\"{}\" is in use by another rampart serve: stop it, or name another file.", path));
    return Error{e.kind, fmt::format("\"{}\" can't be used. {}", path, e.message)};
  };
  Result<Database> db = Database::open(path, Database::Mode::create);
  if (!db) return at_path(db.error());
  if (const auto laid = lay_out(*db); !laid) return at_path(laid.error());
  Result<Statement> read = db->prepare("SELECT key, body FROM state WHERE key >= ?1 AND key < ?2 ORDER BY key");
  if (!read) return at_path(read.error());
  Result<Statement> put = db->prepare("INSERT OR REPLACE INTO state VALUES(?1, ?2)");
  if (!put) return at_path(put.error());
  Result<Statement> erase = db->prepare("DELETE FROM state WHERE key = ?1");
  if (!erase) return at_path(erase.error());
  return std::unique_ptr<StateFile>(
      new StateFile(std::move(*db), Statements{std::move(*read), std::move(*put), std::move(*erase)}));
}

void StateFile::put(std::string_view key, std::string_view body) { pending_[std::string(key)] = std::string(body); }

void StateFile::erase(std::string_view key) { pending_[std::string(key)] = std::nullopt; }

std::vector<std::pair<std::string, std::string>> StateFile::read(std::string_view prefix) const {
  std::map<std::string, std::string> rows;
  statements_.read.bind(1, prefix).bind(2, std::string_view(after_all_of(prefix)));
  for (;;) {
    const auto more = statements_.read.step();
    if (!more || !*more) break;
    rows[statements_.read.text(0)] = statements_.read.text(1);
  }
  statements_.read.reset();
  for (auto it = pending_.lower_bound(prefix); it != pending_.end() && it->first.starts_with(prefix); ++it) {
    if (it->second)
      rows[it->first] = *it->second;
    else
      rows.erase(it->first);
  }
  return {rows.begin(), rows.end()};
}

Result<void> StateFile::commit() {
  if (pending_.empty()) return {};
  auto done = db_.execute("BEGIN");
  if (done) done = write_pending();
  if (done) done = db_.execute("COMMIT");
  if (!done) {
    static_cast<void>(db_.execute("ROLLBACK"));
    return done;
  }
  pending_.clear();
  return {};
}

Result<void> StateFile::write_pending() {
  for (const auto& [key, body] : pending_) {
    const auto written = body ? statements_.put.bind(1, std::string_view(key)).bind(2, std::string_view(*body)).run()
                              : statements_.erase.bind(1, std::string_view(key)).run();
    if (!written) return written;
  }
  return {};
}

Result<void> StateFile::clear() {
  pending_.clear();
  return db_.execute("DELETE FROM state");
}

}  // namespace rampart::store
