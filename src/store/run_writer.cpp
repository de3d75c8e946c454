#include "store/run_writer.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "store/database.h"
#include "store/event_json.h"
#include "store/run_schema.h"

namespace rampart::store {
/// The prepared inserts of one run.
struct Inserts {
  Statement event;
  Statement slot;
  Statement summary;

  static Result<Inserts> of(Database& db) {
    Result<Statement> event = db.prepare("INSERT INTO event VALUES(?1, ?2, ?3, ?4)");
    if (!event) return event.error();
    Result<Statement> slot = db.prepare("INSERT INTO slot VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    if (!slot) return slot.error();
    Result<Statement> summary = db.prepare("INSERT INTO slot_summary VALUES(?1, ?2, ?3)");
    if (!summary) return summary.error();
    return Inserts{std::move(*event), std::move(*slot), std::move(*summary)};
  }
};

namespace {

std::string blob_of(const stats::Histogram& h) { return h.empty() ? std::string() : h.encode(); }

Result<void> insert_slot(Inserts& into, std::int64_t id, Instant at, const ledger::LoadSlot& slot,
                         const std::string& body) {
  const Result<void> done = into.slot.bind(1, id)
                                .bind(2, at.time_since_epoch().count())
                                .bind(3, slot.start.time_since_epoch().count())
                                .bind(4, std::int64_t{slot.worker})
                                .bind(5, std::string_view(body))
                                .bind_blob(6, blob_of(slot.felt))
                                .bind_blob(7, blob_of(slot.service))
                                .bind_blob(8, blob_of(slot.lateness))
                                .run();
  if (!done) return done;
  for (const auto& [name, histogram] : slot.summaries) {
    const Result<void> summary =
        into.summary.bind(1, id).bind(2, std::string_view(name)).bind_blob(3, histogram.encode()).run();
    if (!summary) return summary;
  }
  return {};
}

Result<void> insert(Inserts& into, std::int64_t id, const ledger::Recorded& recorded) {
  const std::string body = boost::json::serialize(event_to_json(recorded.event));
  if (const auto* slot = std::get_if<ledger::LoadSlot>(&recorded.event))
    return insert_slot(into, id, recorded.at, *slot, body);
  return into.event.bind(1, id)
      .bind(2, recorded.at.time_since_epoch().count())
      .bind(3, kind_of(recorded.event))
      .bind(4, std::string_view(body))
      .run();
}

Result<void> lay_out(Database& db, bool synchronous) {
  return db.execute(fmt::format(
      "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = {};"
      "BEGIN; PRAGMA application_id = {}; PRAGMA user_version = {}; {}"
      "INSERT INTO meta VALUES('created_by', 'rampart'), ('schema', '{}'); COMMIT;",
      synchronous ? "FULL" : "NORMAL", run_application_id, run_schema_version, run_schema, run_schema_version));
}

}  // namespace

/// The queue and the thread that empties it.
class RunWriter::Worker {
 public:
  Worker(Database db, Inserts inserts, Duration commit_every)
      : db_(std::move(db)), inserts_(std::move(inserts)), commit_every_(commit_every), thread_([this] { work(); }) {}
  ~Worker() { static_cast<void>(close()); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void put(Instant at, ledger::Event event) {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    queue_.push_back({at, std::move(event)});
    ++put_;
  }

  Result<void> flush() {
    std::unique_lock lock(mutex_);
    const std::uint64_t wanted = put_;
    hurry_ = true;
    wake_.notify_all();
    progress_.wait(lock, [&] { return handled_ >= wanted || ended_; });
    return outcome();
  }

  Result<void> close() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      wake_.notify_all();
    }
    const std::lock_guard one_closer(closing_mutex_);
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock(mutex_);
    return outcome();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    bool last = false;
    while (!last) {
      wake_.wait_for(lock, commit_every_, [this] { return hurry_ || closing_; });
      hurry_ = false;
      last = closing_;
      std::vector<ledger::Recorded> batch;
      batch.swap(queue_);
      lock.unlock();
      const Result<void> done = batch.empty() ? Result<void>() : commit(batch);
      if (last) fold_log();
      lock.lock();
      handled_ += batch.size();
      if (!done) {
        lost_ += batch.size();
        if (!failure_) failure_ = done.error();
      }
      progress_.notify_all();
    }
    ended_ = true;
    progress_.notify_all();
  }

  Result<void> commit(const std::vector<ledger::Recorded>& batch) {
    Result<void> done = db_.execute("BEGIN");
    for (const ledger::Recorded& recorded : batch) {
      if (!done) break;
      done = insert(inserts_, next_id_++, recorded);
    }
    if (done) done = db_.execute("COMMIT");
    if (!done) static_cast<void>(db_.execute("ROLLBACK"));
    return done;
  }

  /// A closed run is one plain file that can be mailed and opened where nothing can be written. Where someone is
  /// reading it just now it stays in two; nothing is lost by that.
  void fold_log() {
    { const Inserts finalized = std::move(inserts_); }
    static_cast<void>(db_.execute("PRAGMA busy_timeout = 500; PRAGMA wal_checkpoint(TRUNCATE)"));
    static_cast<void>(db_.execute("PRAGMA journal_mode = DELETE"));
  }

  [[nodiscard]] Result<void> outcome() const {
    if (!failure_) return {};
    return Error{failure_->kind, fmt::format("{} {} events of the run are not in its file.", failure_->message, lost_)};
  }

  Database db_;
  Inserts inserts_;
  const Duration commit_every_;
  std::int64_t next_id_ = 1;  // of the thread alone, as are db_ and inserts_

  std::mutex mutex_;
  std::condition_variable wake_;      // of the thread
  std::condition_variable progress_;  // of flush()
  std::vector<ledger::Recorded> queue_;
  std::uint64_t put_ = 0;
  std::uint64_t handled_ = 0;
  std::uint64_t lost_ = 0;
  bool hurry_ = false;
  bool closing_ = false;
  bool ended_ = false;
  std::optional<Error> failure_;
  std::mutex closing_mutex_;
  std::thread thread_;  // last: it uses all of the above
};

RunWriter::RunWriter(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
RunWriter::~RunWriter() = default;

Result<std::unique_ptr<RunWriter>> RunWriter::create(const std::string& path, RunWriterOptions options) {
  namespace fs = std::filesystem;
  std::error_code failed;
  if (fs::exists(path, failed)) {
    if (!options.replace)
      return conflict(fmt::format("\"{}\" exists already. Choose another place or remove it.", path));
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(path + suffix, failed);
  }
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, failed))
    return unavailable(fmt::format("\"{}\" can't be written: there is no folder \"{}\".", path, folder.string()));

  const auto at_path = [&](const Error& e) {
    return Error{e.kind, fmt::format("\"{}\" can't be written. {}", path, e.message)};
  };
  Result<Database> db = Database::open(path, Database::Mode::create);
  if (!db) return at_path(db.error());
  if (const Result<void> laid = lay_out(*db, options.synchronous); !laid) return at_path(laid.error());
  Result<Inserts> inserts = Inserts::of(*db);
  if (!inserts) return at_path(inserts.error());
  auto worker = std::make_unique<Worker>(std::move(*db), std::move(*inserts), options.commit_every);
  return std::unique_ptr<RunWriter>(new RunWriter(std::move(worker)));
}

void RunWriter::write(Instant at, ledger::Event event) { worker_->put(at, std::move(event)); }
Result<void> RunWriter::flush() { return worker_->flush(); }
Result<void> RunWriter::close() { return worker_->close(); }

}  // namespace rampart::store
