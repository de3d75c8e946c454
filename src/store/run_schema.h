// How a run looks on disk. docs: this comment is the reference.
//
//   meta(key, value)         "created_by" and "schema", for people who open the file with sqlite3.
//   event(id, at_ns, kind, body)
//                            every event but load slots; `kind` and `body` (JSON) as event_json.h writes them.
//   slot(id, at_ns, start_ns, worker, body, felt, service, lateness)
//                            one second of one worker (or `span_ns` of `body`, where load was simulated as a flow);
//                            `body` JSON holds counters, rates and counts, the histograms are blobs of
//                            stats::Histogram::encode(), NULL when empty.
//   slot_summary(slot, name, histogram)
//                            a slot's named histograms ("http.response_time", …), one row each.
//
// `id` counts up over both tables in the order of writing, so (at_ns, id) is the order of a run. Instants are
// nanoseconds since 1970, real time; latencies are microseconds. PRAGMA application_id is "Rmpt", user_version is the
// schema's version: readers refuse a higher one. While a run is written the file is in WAL mode with a -wal beside it;
// a closed run is one plain file.
//
// Example:  SELECT at_ns/1e9, json_extract(body,'$.desired') FROM event WHERE kind='service_state' ORDER BY at_ns, id;
#pragma once

namespace rampart::store {

inline constexpr int run_application_id = 0x526d7074;  // "Rmpt"
inline constexpr int run_schema_version = 1;

inline constexpr const char* run_schema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE event(
  id INTEGER PRIMARY KEY,
  at_ns INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL);
CREATE TABLE slot(
  id INTEGER PRIMARY KEY,
  at_ns INTEGER NOT NULL,
  start_ns INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  body TEXT NOT NULL,
  felt BLOB, service BLOB, lateness BLOB);
CREATE TABLE slot_summary(
  slot INTEGER NOT NULL REFERENCES slot(id),
  name TEXT NOT NULL,
  histogram BLOB NOT NULL,
  PRIMARY KEY(slot, name)) WITHOUT ROWID;
)sql";

}  // namespace rampart::store
