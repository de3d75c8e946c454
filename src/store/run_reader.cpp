#include "store/run_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <utility>

#include "store/database.h"
#include "store/event_json.h"
#include "store/run_schema.h"

namespace rampart::store {
namespace {

struct Row {
  std::int64_t id = 0;
  ledger::Recorded recorded;
};

Instant instant_of(std::int64_t ns) { return Instant(Duration(ns)); }

Result<void> check_schema(Database& db) {
  const auto application = db.number("PRAGMA application_id");
  if (!application) return application.error();
  if (*application != run_application_id)
    return invalid("It is an SQLite database, but not a run recorded by Rampart.");
  const auto version = db.number("PRAGMA user_version");
  if (!version) return version.error();
  if (**version > run_schema_version)
    return invalid(
        fmt::format("A newer Rampart wrote it (format {}, this one reads up to {}): use that one to read it.",
                    **version, run_schema_version));
  return {};
}

Result<ledger::Event> parse_event(std::string_view kind, const std::string& body) {
  boost::json::parse_options lenient;
  lenient.allow_invalid_utf8 = true;  // a container's words may hold any bytes
  boost::system::error_code failed;
  const boost::json::value value = boost::json::parse(body, failed, {}, lenient);
  if (failed || !value.is_object()) return invalid(fmt::format("A stored {} event is not a JSON object.", kind));
  return event_from_json(kind, value.get_object());
}

Result<void> decode_into(stats::Histogram& out, const std::string& bytes) {
  if (bytes.empty()) return {};
  Result<stats::Histogram> decoded = stats::Histogram::decode(bytes);
  if (!decoded) return decoded.error();
  out = std::move(*decoded);
  return {};
}

Result<void> read_events(Database& db, std::vector<Row>& rows) {
  Result<Statement> all = db.prepare("SELECT id, at_ns, kind, body FROM event");
  if (!all) return all.error();
  for (;;) {
    const Result<bool> row = all->step();
    if (!row) return row.error();
    if (!*row) return {};
    Result<ledger::Event> event = parse_event(all->text(2), all->text(3));
    if (!event) return event.error();
    rows.push_back({all->integer(0), {instant_of(all->integer(1)), std::move(*event)}});
  }
}

Result<void> read_slots(Database& db, std::vector<Row>& rows) {
  Result<Statement> all = db.prepare("SELECT id, at_ns, body, felt, service, lateness FROM slot");
  if (!all) return all.error();
  std::map<std::int64_t, std::size_t> place_of;
  for (;;) {
    const Result<bool> row = all->step();
    if (!row) return row.error();
    if (!*row) break;
    Result<ledger::Event> event = parse_event("load_slot", all->text(2));
    if (!event) return event.error();
    auto& slot = std::get<ledger::LoadSlot>(*event);
    for (const auto& [histogram, column] : {std::pair(&slot.felt, 3), {&slot.service, 4}, {&slot.lateness, 5}})
      if (const Result<void> done = decode_into(*histogram, all->blob(column)); !done) return done;
    place_of[all->integer(0)] = rows.size();
    rows.push_back({all->integer(0), {instant_of(all->integer(1)), std::move(*event)}});
  }
  Result<Statement> summaries = db.prepare("SELECT slot, name, histogram FROM slot_summary");
  if (!summaries) return summaries.error();
  for (;;) {
    const Result<bool> row = summaries->step();
    if (!row) return row.error();
    if (!*row) return {};
    const auto found = place_of.find(summaries->integer(0));
    if (found == place_of.end()) return invalid("It holds a summary of a slot that isn't there.");
    auto& slot = std::get<ledger::LoadSlot>(rows[found->second].recorded.event);
    stats::Histogram& into = slot.summaries[summaries->text(1)];
    if (const Result<void> done = decode_into(into, summaries->blob(2)); !done) return done;
  }
}

Result<std::vector<Row>> read_rows(const std::string& path) {
  Result<Database> db = Database::open(path, Database::Mode::read);
  if (!db) return db.error();
  if (const Result<void> ok = check_schema(*db); !ok) return ok.error();
  // One transaction, so that a run that is still being written is seen at one moment.
  if (const Result<void> ok = db->execute("BEGIN"); !ok) return ok.error();
  std::vector<Row> rows;
  if (const Result<void> ok = read_events(*db, rows); !ok) return ok.error();
  if (const Result<void> ok = read_slots(*db, rows); !ok) return ok.error();
  return rows;
}

}  // namespace

Result<std::vector<ledger::Recorded>> read_run(const std::string& path) {
  Result<std::vector<Row>> rows = read_rows(path);
  if (!rows) {
    if (rows.error().kind == ErrorKind::not_found) return rows.error();
    return Error{rows.error().kind, fmt::format("\"{}\" can't be read as a run. {}", path, rows.error().message)};
  }
  std::sort(rows->begin(), rows->end(),
            [](const Row& a, const Row& b) { return std::pair(a.recorded.at, a.id) < std::pair(b.recorded.at, b.id); });
  std::vector<ledger::Recorded> run;
  run.reserve(rows->size());
  for (Row& row : *rows) run.push_back(std::move(row.recorded));
  return run;
}

}  // namespace rampart::store
