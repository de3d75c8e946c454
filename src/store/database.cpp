#include "store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>

namespace rampart::store {
namespace {

Error error_of(sqlite3* db) {
  const int code = sqlite3_errcode(db) & 0xff;
  const char* text = sqlite3_errmsg(db);
  switch (code) {
    case SQLITE_NOTADB:
      return invalid("The file is not an SQLite database.");
    case SQLITE_CORRUPT:
      return invalid(fmt::format("The database is damaged ({}).", text));
    case SQLITE_FULL:
      return unavailable("The disk is full.");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_PERM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailable(fmt::format("The database can't be used: {}.", text));
    default:
      return {ErrorKind::internal, fmt::format("SQLite says: {}.", text)};
  }
}

/// As a "file:" URI, for opening with immutable=1.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#')
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      uri += c;
  }
  return uri + "?immutable=1";
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
void Database::Close::operator()(sqlite3* db) const { sqlite3_close(db); }

Statement& Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), parameter, value);
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(handle_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view bytes) {
  if (bytes.empty())
    sqlite3_bind_null(handle_.get(), parameter);
  else
    sqlite3_bind_blob64(handle_.get(), parameter, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error_of(sqlite3_db_handle(handle_.get()));
}

Result<void> Statement::run() {
  const Result<bool> row = step();
  reset();
  if (!row) return row.error();
  return {};
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

std::string Statement::text(int column) const { return blob(column); }

std::string Statement::blob(int column) const {
  // sqlite3_column_blob gives text too, byte for byte; it must be called before _bytes.
  const void* bytes = sqlite3_column_blob(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  if (bytes == nullptr || size <= 0) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

Result<Database> Database::open(const std::string& path, Mode mode) {
  std::error_code ignored;
  if (mode == Mode::read && !std::filesystem::exists(path, ignored))
    return not_found(fmt::format("There is no file \"{}\".", path));
  if (mode == Mode::read && std::filesystem::is_directory(path, ignored))
    return invalid(fmt::format("\"{}\" is a folder, not a file.", path));

  const auto try_open = [](const std::string& name, int flags) {
    sqlite3* raw = nullptr;
    sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    return Database(raw);
  };
  // A database in WAL mode needs a -shm file even for reading; where none can be made, the file can't change either.
  Database db = mode == Mode::create ? try_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
                                     : try_open(path, SQLITE_OPEN_READONLY);
  if (!db.handle_) return unavailable("There is no memory for a database.");
  Result<void> works = db.execute("PRAGMA busy_timeout = 5000; SELECT count(*) FROM sqlite_master");
  if (!works && works.error().kind == ErrorKind::unavailable && mode == Mode::read) {
    db = try_open(uri_of(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    works = db.execute("SELECT count(*) FROM sqlite_master");
  }
  if (!works) return works.error();
  return db;
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return error_of(handle_.get());
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr) != SQLITE_OK)
    return error_of(handle_.get());
  return Statement(raw);
}

Result<std::optional<std::int64_t>> Database::number(const std::string& sql) {
  Result<Statement> statement = prepare(sql);
  if (!statement) return statement.error();
  const Result<bool> row = statement->step();
  if (!row) return row.error();
  if (!*row) return std::optional<std::int64_t>();
  return std::optional(statement->integer(0));
}

}  // namespace rampart::store
