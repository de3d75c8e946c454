#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/ledger/testing/memory_journal.h"
#include "store/event_json.h"
#include "store/fan_out.h"
#include "store/run_reader.h"
#include "store/run_writer.h"
#include "store/testing/every_event.h"

namespace rampart::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class RunStore : public ::testing::Test {
 protected:
  RunStore() {
    std::string pattern = (fs::temp_directory_path() / "rampart-run-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~RunStore() override {
    std::error_code ignored;
    fs::permissions(folder_, fs::perms::owner_all, ignored);
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::string path(const char* name = "run.sqlite") const { return (folder_ / name).string(); }

  static std::string complaint(const std::string& path) {
    const auto run = read_run(path);
    return run ? "it was read" : run.error().message;
  }
  void execute(const std::string& sql) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  fs::path folder_;
};

void expect_same(const ledger::Recorded& got, const ledger::Recorded& want) {
  EXPECT_EQ(got.at, want.at);
  ASSERT_EQ(got.event.index(), want.event.index());
  EXPECT_EQ(event_to_json(got.event), event_to_json(want.event));
  const auto* slot = std::get_if<ledger::LoadSlot>(&want.event);
  if (slot == nullptr) return;
  const auto& back = std::get<ledger::LoadSlot>(got.event);
  EXPECT_EQ(back.felt.encode(), slot->felt.encode());
  EXPECT_EQ(back.service.encode(), slot->service.encode());
  EXPECT_EQ(back.lateness.encode(), slot->lateness.encode());
  ASSERT_EQ(back.summaries.size(), slot->summaries.size());
  for (const auto& [name, histogram] : slot->summaries)
    EXPECT_EQ(back.summaries.at(name).encode(), histogram.encode()) << name;
}

TEST_F(RunStore, GivesBackEveryEventInOrderOfTime) {
  std::vector<ledger::Recorded> events = testing::every_event();
  auto writer = RunWriter::create(path());
  ASSERT_TRUE(writer);
  for (auto i = events.rbegin(); i != events.rend(); ++i) (*writer)->write(i->at, i->event);
  ASSERT_TRUE((*writer)->close());
  EXPECT_FALSE(fs::exists(path("run.sqlite-wal"))) << "a closed run is one file";

  const auto run = read_run(path());
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) expect_same((*run)[i], events[i]);
}

TEST_F(RunStore, KeepsTheOrderOfWritingAtOneInstant) {
  auto writer = RunWriter::create(path());
  ASSERT_TRUE(writer);
  const Instant t(1s);
  for (int i = 0; i < 50; ++i) {
    (*writer)->write(t, ledger::Note{"info", std::to_string(i)});
    ledger::LoadSlot slot;
    slot.worker = i;
    (*writer)->write(t, slot);
  }
  ASSERT_TRUE((*writer)->close());
  const auto run = read_run(path());
  ASSERT_TRUE(run);
  ASSERT_EQ(run->size(), 100U);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(std::get<ledger::Note>((*run)[2 * static_cast<std::size_t>(i)].event).text, std::to_string(i));
    EXPECT_EQ(std::get<ledger::LoadSlot>((*run)[2 * static_cast<std::size_t>(i) + 1].event).worker, i);
  }
}

TEST_F(RunStore, ManyThreadsMayWriteAndReadersSeeWhatIsFlushed) {
  auto writer = RunWriter::create(path());
  ASSERT_TRUE(writer);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 250; ++i) (*writer)->write(Instant(i * 1s), ledger::Note{"info", "x"});
    });
  for (std::thread& t : threads) t.join();
  ASSERT_TRUE((*writer)->flush());
  const auto live = read_run(path());  // while the writer has it open
  ASSERT_TRUE(live) << live.error().message;
  EXPECT_EQ(live->size(), 1000U);
}

TEST_F(RunStore, ARunThatWasKilledIsReadable) {
  const pid_t child = fork();
  if (child == 0) {
    auto writer = RunWriter::create(path());
    if (!writer) _exit(1);
    for (const ledger::Recorded& r : testing::every_event())
      if (!std::holds_alternative<ledger::RunEnded>(r.event)) (*writer)->write(r.at, r.event);
    if (!(*writer)->flush()) _exit(1);
    (*writer)->write(Instant(1h), ledger::Note{"info", "in the queue only"});
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_TRUE(fs::exists(path("run.sqlite-wal")));
  const auto run = read_run(path());
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_GE(run->size(), testing::every_event().size() - 1);
}

TEST_F(RunStore, AReaderDoesNotKeepARunFromClosing) {
  auto writer = RunWriter::create(path());
  ASSERT_TRUE(writer);
  (*writer)->write(Instant(1s), ledger::Note{"info", "x"});
  ASSERT_TRUE((*writer)->flush());
  sqlite3* reader = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &reader), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM event", nullptr, nullptr, nullptr), SQLITE_OK);
  (*writer)->write(Instant(2s), ledger::Note{"info", "y"});
  const Result<void> closed = (*writer)->close();
  EXPECT_TRUE(closed) << closed.error().message;
  sqlite3_close(reader);
  const auto run = read_run(path());
  ASSERT_TRUE(run);
  EXPECT_EQ(run->size(), 2U);
}

TEST_F(RunStore, AClosedRunIsReadableWhereNothingCanBeWritten) {
  {
    auto writer = RunWriter::create(path());
    ASSERT_TRUE(writer);
    (*writer)->write(Instant(1s), ledger::Note{"info", "x"});
  }  // the destructor closes
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
  const auto run = read_run(path());
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run->size(), 1U);
}

TEST_F(RunStore, DoesNotWriteOverARunUnlessAsked) {
  { ASSERT_TRUE(RunWriter::create(path())); }
  const auto again = RunWriter::create(path());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
  EXPECT_EQ(again.error().message, "\"" + path() + "\" exists already. Choose another place or remove it.");
  EXPECT_TRUE(RunWriter::create(path(), {.replace = true}));
}

TEST_F(RunStore, SaysWhyItCannotWrite) {
  const auto nowhere = RunWriter::create(path("no/such/run.sqlite"));
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().kind, ErrorKind::unavailable);
  EXPECT_NE(nowhere.error().message.find("there is no folder"), std::string::npos);
}

TEST_F(RunStore, SaysWhyItCannotRead) {
  EXPECT_EQ(complaint(path()), "There is no file \"" + path() + "\".");
  EXPECT_NE(complaint(folder_.string()).find("is a folder, not a file"), std::string::npos);

  std::ofstream(path("text")) << "http.codes.200: ......... 45\nthis is not a database, whatever its name is\n";
  EXPECT_EQ(complaint(path("text")),
            "\"" + path("text") + "\" can't be read as a run. The file is not an SQLite database.");

  execute("CREATE TABLE other(x)");
  EXPECT_NE(complaint(path()).find("not a run recorded by Rampart"), std::string::npos);
}

TEST_F(RunStore, RefusesANewerSchema) {
  { ASSERT_TRUE(RunWriter::create(path())); }
  execute("PRAGMA user_version = 9");
  EXPECT_NE(complaint(path()).find("A newer Rampart wrote it (format 9, this one reads up to 1)"), std::string::npos);
}

TEST_F(RunStore, SaysWhenAFileWasCutOff) {
  {
    auto writer = RunWriter::create(path());
    ASSERT_TRUE(writer);
    for (int i = 0; i < 500; ++i) (*writer)->write(Instant(i * 1s), ledger::Note{"info", std::string(500, 'x')});
  }
  fs::resize_file(path(), fs::file_size(path()) / 2);
  EXPECT_NE(complaint(path()).find("The database is damaged"), std::string::npos) << complaint(path());
}

TEST(FanOut, ForwardsToAll) {
  ledger::MemoryJournal a;
  ledger::MemoryJournal b;
  FanOut both({&a, &b});
  both.write(Instant(5s), ledger::Note{"info", "hello"});
  ASSERT_EQ(a.events().size(), 1U);
  ASSERT_EQ(b.all<ledger::Note>().size(), 1U);
  EXPECT_EQ(b.all<ledger::Note>()[0].text, "hello");
  EXPECT_EQ(b.events()[0].at, Instant(5s));
}

}  // namespace
}  // namespace rampart::store
