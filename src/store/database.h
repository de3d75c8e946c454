// SQLite as values: a connection, a statement, errors as sentences. Only this room includes <sqlite3.h>.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace rampart::store {

/// A prepared statement. Columns and parameters are numbered as SQLite does: columns from 0, parameters from 1.
/// Must not outlive its Database.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind_blob(int parameter, std::string_view bytes);

  /// Next row: true when there is one. Errors as Database::execute().
  Result<bool> step();
  /// Runs a statement without rows and makes it ready for the next bind.
  Result<void> run();
  /// Ready for the next bind() after rows were read. run() does it by itself.
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::string blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* s) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// One connection; use it from one thread at a time.
class Database {
 public:
  enum class Mode { create, read };
  /// create: makes or opens the file for writing. read: opens an existing file; also one in a folder that can't be
  /// written to. Errors: not_found (no such file), unavailable (can't be opened).
  static Result<Database> open(const std::string& path, Mode mode);

  /// Runs statements without rows. Errors: invalid when the file isn't a database or is damaged, unavailable when the
  /// disk is full or can't be written, else internal.
  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);
  /// The first column of the first row; nothing when there is no row.
  Result<std::optional<std::int64_t>> number(const std::string& sql);

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace rampart::store
