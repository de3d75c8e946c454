#include "live/compute/leftovers.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <fstream>

#include "live/compute/cgroup.h"
#include "live/compute/process_compute.h"
#include "live/compute/process_table.h"
#include "live/compute/run_directory.h"
#include "live/net/child_process.h"

namespace rampart::live::compute {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LeftoversTest : public ::testing::Test {
 protected:
  LeftoversTest() : root_(fs::path(::testing::TempDir()) / ("leftovers_" + std::to_string(getpid()))) {}
  ~LeftoversTest() override { fs::remove_all(root_); }

  /// A process in a session of its own that outlives whoever started it, as a task's grandchild can.
  static pid_t stray(const std::string& mark) {
    const pid_t pid = fork();
    if (pid == 0) {
      setsid();
      const std::string variable = "RAMPART_RUN=" + mark;
      char* const environment[] = {const_cast<char*>(variable.c_str()), nullptr};
      char name[] = "sleep";
      char time[] = "62.5";
      char* const argv[] = {name, time, nullptr};
      execve("/bin/sleep", argv, environment);
      _exit(127);
    }
    // execve replaces /proc/PID/environ: wait for it.
    for (int i = 0; i < 1000 && !has_variable(pid, "RAMPART_RUN=" + mark); ++i) usleep(1000);
    return pid;
  }
  static bool ended(pid_t pid) {
    int status = 0;
    return waitpid(pid, &status, WNOHANG) == pid;
  }

  fs::path root_;
};

TEST_F(LeftoversTest, LeavesALivingRunAlone) {
  const auto run = RunDirectory::create(root_, "alive");
  ASSERT_TRUE(run) << to_string(run.error());
  const auto pid = stray("alive");
  (*run)->record_process(pid, "task");
  EXPECT_THAT(clear_leftovers(root_), IsEmpty());
  EXPECT_EQ(kill(pid, 0), 0);
  EXPECT_TRUE(fs::exists(root_ / "alive" / "records"));
  const auto again = RunDirectory::create(root_, "alive");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

TEST_F(LeftoversTest, RemovesItsDirectoryWhenARunEnds) {
  { const auto run = RunDirectory::create(root_, "done"); }
  EXPECT_FALSE(fs::exists(root_ / "done"));
  EXPECT_THAT(clear_leftovers(root_), IsEmpty());
}

TEST_F(LeftoversTest, ClearsADeadRun) {
  const auto pid = stray("unmarked");
  const auto marked = stray("dead");
  fs::create_directories(root_ / "dead");
  const auto row = read_process(pid);
  ASSERT_TRUE(row);
  std::ofstream(root_ / "dead" / "records") << "process " << pid << " " << row->start_time << " haproxy\n";
  const auto lines = clear_leftovers(root_);
  EXPECT_THAT(lines, Contains(HasSubstr("Run dead was killed")));
  EXPECT_THAT(lines, Contains("Killed process " + std::to_string(pid) + " (haproxy)."));
  EXPECT_THAT(lines, Contains(HasSubstr("Killed 1 more process(es)")));
  EXPECT_TRUE(ended(pid));
  waitpid(marked, nullptr, 0);
  EXPECT_FALSE(fs::exists(root_ / "dead"));
}

TEST_F(LeftoversTest, SparesAProcessThatGotAnOldNumber) {
  const auto pid = stray("somebody else's");
  fs::create_directories(root_ / "reused");
  std::ofstream(root_ / "reused" / "records") << "process " << pid << " 1 task\n"
                                              << "process -1 1 nonsense\nprocess\n\ngarbage\ncgroup relative/path\n";
  clear_leftovers(root_);
  EXPECT_FALSE(ended(pid));
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

/// The whole story: another process runs tasks and is killed with SIGKILL.
TEST_F(LeftoversTest, ClearsWhatAKilledRampartLeft) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t rampart = fork();
  if (rampart == 0) {
    boost::asio::io_context io;
    auto run = RunDirectory::create(root_, "killed");
    ProcessOptions options;
    options.run_id = "killed";
    options.log_directory = root_ / "logs-of-killed";
    options.now = [] { return Instant(); };
    options.run_directory = run->get();
    auto driver = ProcessCompute::open(io, options);
    fleet::TaskLaunch task;
    task.id = "t";
    task.service = "web";
    fleet::ContainerSpec container;
    // One that leaves its session, so that neither the parent's death nor its group's end reaches it.
    container.entry_point = {"sh", "-c", "setsid sleep 63.5 & sleep 63.5"};
    task.definition.containers = {container};
    (*driver)->start(task);
    // Wait for the second one.
    for (int i = 0; i < 2000; ++i) {
      int marked = 0;
      for (const auto pid : all_processes()) marked += has_variable(pid, "RAMPART_RUN=killed") ? 1 : 0;
      if (marked >= 3) break;
      usleep(1000);
    }
    if (write(ready[1], "x", 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  kill(rampart, SIGKILL);
  waitpid(rampart, nullptr, 0);
  fs::remove_all(root_ / "logs-of-killed");

  const auto lines = clear_leftovers(root_);
  EXPECT_THAT(lines, Contains(HasSubstr("Run killed was killed")));
  for (int i = 0; i < 2000; ++i) {
    int marked = 0;
    for (const auto pid : all_processes()) marked += has_variable(pid, "RAMPART_RUN=killed") ? 1 : 0;
    if (marked == 0) break;
    usleep(1000);
  }
  for (const auto pid : all_processes()) EXPECT_FALSE(has_variable(pid, "RAMPART_RUN=killed")) << pid;
  for (const char* controller : {"cpu", "cpuacct", "memory"}) {
    EXPECT_FALSE(fs::exists(fs::path("/sys/fs/cgroup") / controller / "rampart-killed"));
  }
  close(ready[0]);
  close(ready[1]);
}

TEST_F(LeftoversTest, RefusesRunIdsThatAreNoNames) {
  EXPECT_FALSE(RunDirectory::create(root_, "../x"));
  EXPECT_FALSE(RunDirectory::create(root_, ""));
}

}  // namespace
}  // namespace rampart::live::compute
