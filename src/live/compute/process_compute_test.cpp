#include "live/compute/process_compute.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>

#include "live/compute/leftovers.h"

namespace rampart::live::compute {
namespace {

namespace fs = std::filesystem;
using fleet::ComputeEvent;
using std::chrono::milliseconds;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Real programs under the real loop. Waits for what it expects, up to ten seconds; sleeps for nothing else.
class ProcessComputeTest : public ::testing::TestWithParam<CpuShare> {
 protected:
  ProcessComputeTest() {
    static std::atomic<int> count = 0;
    run_id_ = "test-" + std::to_string(getpid()) + "-" + std::to_string(count++);
    logs_ = fs::path(::testing::TempDir()) / run_id_;
    ProcessOptions options;
    options.run_id = run_id_;
    options.log_directory = logs_;
    options.programs = {{"shell", {"sh", "-c"}}};
    options.now = [] { return instant_from_unix_seconds(1234); };
    options.cpu_share = GetParam();
    auto opened = ProcessCompute::open(io_, options);
    if (opened) driver_ = std::move(*opened);
  }
  ~ProcessComputeTest() override {
    driver_.reset();
    fs::remove_all(logs_);
  }
  void SetUp() override {
    if (!driver_) GTEST_SKIP() << "no cgroups can be made by this user here";
  }

  static fleet::TaskLaunch launch(const std::string& text, const std::string& id = "0a1b") {
    fleet::TaskLaunch task;
    task.id = id;
    task.service = "web";
    task.cluster = "shop";
    fleet::ContainerSpec container;
    container.name = "main";
    container.image = "shell:1";
    container.command = {text};
    container.ports = {{8080, "tcp"}};
    container.environment = {{"GREETING", "hello"}, {"PORT", "8080"}};
    task.definition.containers = {container};
    return task;
  }

  std::vector<ComputeEvent> events_until(std::size_t count) {
    std::vector<ComputeEvent> all;
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < limit) {
      for (auto& event : driver_->take_events()) all.push_back(std::move(event));
      if (all.size() >= count) break;
      io_.restart();
      io_.run_for(milliseconds(5));
    }
    return all;
  }
  /// Up to the end of a task; what its containers do meanwhile is told too.
  std::vector<ComputeEvent> events_until_stopped() {
    std::vector<ComputeEvent> all;
    do {
      const auto more = events_until(1);
      if (more.empty()) break;
      all.insert(all.end(), more.begin(), more.end());
    } while (all.back().kind != ComputeEvent::Kind::stopped);
    return all;
  }
  void run_for(milliseconds time) {
    io_.restart();
    io_.run_for(time);
  }
  std::string log_of(const std::string& id) const {
    std::stringstream text;
    text << std::ifstream(logs_ / ("web-" + id + ".log")).rdbuf();
    return text.str();
  }
  void wait_for_log(const std::string& id, const std::string& part) {
    for (int i = 0; i < 1000 && log_of(id).find(part) == std::string::npos; ++i) run_for(milliseconds(5));
    ASSERT_THAT(log_of(id), HasSubstr(part));
  }

  boost::asio::io_context io_;
  std::string run_id_;
  fs::path logs_;
  std::unique_ptr<ProcessCompute> driver_;
};

TEST_P(ProcessComputeTest, RunsATaskUntilItEndsByItself) {
  driver_->start(launch("echo $GREETING from $PORT $RAMPART_RUN; exit 3"));
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::running);
  EXPECT_EQ(events[0].task, "0a1b");
  EXPECT_EQ(events[0].host, "127.0.0.1");
  EXPECT_GE(events[0].port, 20000);
  EXPECT_LT(events[0].port, 32768);
  EXPECT_EQ(events[0].at, instant_from_unix_seconds(1234));
  EXPECT_EQ(events[1].kind, ComputeEvent::Kind::stopped);
  EXPECT_EQ(events[1].exit_code, 3);
  EXPECT_EQ(events[1].reason, "Essential container in task exited");
  EXPECT_EQ(log_of("0a1b"), "hello from " + std::to_string(events[0].port) + " " + run_id_ + "\n");
}

TEST_P(ProcessComputeTest, GivesEveryTaskItsOwnPort) {
  driver_->start(launch("sleep 60", "a"));
  driver_->start(launch("sleep 60", "b"));
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_NE(events[0].port, events[1].port);
}

TEST_P(ProcessComputeTest, StopsGracefullyOnSigterm) {
  driver_->start(launch("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
  wait_for_log("0a1b", "ready");
  driver_->stop("0a1b", std::chrono::seconds(10));
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].exit_code, 0);
  EXPECT_EQ(events[1].reason, "");
  EXPECT_THAT(log_of("0a1b"), HasSubstr("bye"));
}

TEST_P(ProcessComputeTest, KillsWhatIgnoresSigterm) {
  driver_->start(launch("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
  wait_for_log("0a1b", "ready");
  const auto before = std::chrono::steady_clock::now();
  driver_->stop("0a1b", milliseconds(200));
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].exit_code, 137);
  EXPECT_GE(std::chrono::steady_clock::now() - before, milliseconds(200));
}

TEST_P(ProcessComputeTest, TellsASignalAs128Plus) {
  driver_->start(launch("kill -SEGV $$"));
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].exit_code, 139);
}

TEST_P(ProcessComputeTest, SaysWhyATaskCannotStart) {
  auto unknown = launch("");
  unknown.definition.containers[0].image = "nginx:1.25";
  driver_->start(unknown);
  auto missing = launch("", "b");
  missing.definition.containers[0].entry_point = {"/no/such/server"};
  driver_->start(missing);
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::failed_to_start);
  EXPECT_THAT(events[0].reason, HasSubstr("CannotPullContainerError: image nginx:1.25 isn't a program here"));
  EXPECT_EQ(events[1].kind, ComputeEvent::Kind::failed_to_start);
  EXPECT_THAT(events[1].reason, HasSubstr("CannotStartContainerError: /no/such/server: No such file"));
  EXPECT_THAT(driver_->usage(), IsEmpty());
}

TEST_P(ProcessComputeTest, EndsTheTaskWithItsEssentialContainer) {
  auto task = launch("sleep 0.1; exit 5");
  auto sidecar = task.definition.containers[0];
  sidecar.name = "sidecar";
  sidecar.essential = false;
  sidecar.command = {"trap 'echo sidecar ends; exit 0' TERM; while :; do sleep 0.05; done"};
  auto brief_one = sidecar;
  brief_one.command = {"exit 9"};  // not essential: nobody minds
  task.definition.containers.push_back(sidecar);
  task.definition.containers.push_back(brief_one);
  driver_->start(task);
  const auto events = events_until_stopped();
  ASSERT_EQ(events.back().kind, ComputeEvent::Kind::stopped);
  EXPECT_EQ(events.back().exit_code, 5);
  EXPECT_THAT(log_of("0a1b"), HasSubstr("sidecar ends"));
}

TEST_P(ProcessComputeTest, HoldsTheCpuShare) {
  auto task = launch("while :; do :; done");
  task.definition.cpu_units = 256;
  driver_->start(task);
  run_for(milliseconds(600));  // past the first look
  const auto before = driver_->usage();
  const auto since = std::chrono::steady_clock::now();
  run_for(milliseconds(1500));
  const auto after = driver_->usage();
  ASSERT_EQ(before.size(), 1U);
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].service, "web");
  EXPECT_EQ(after[0].cpu_units, 256);
  const double cores = (after[0].cpu_seconds_total - before[0].cpu_seconds_total) /
                       std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
  EXPECT_LT(cores, 0.32);
  EXPECT_GT(cores, 0.10);  // other tests may want the same cores
}

TEST_P(ProcessComputeTest, EndsATaskThatTakesTooMuchMemory) {
  auto task = launch("exec dd if=/dev/zero of=/dev/null bs=200M");  // dd's buffer, over a limit of 32 MiB
  task.definition.memory_mib = 32;
  task.definition.cpu_units = 1024;
  driver_->start(task);
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].exit_code, 137);
  EXPECT_TRUE(events[1].out_of_memory);
  EXPECT_EQ(events[1].reason, "OutOfMemoryError: Container killed due to memory usage");
}

TEST_P(ProcessComputeTest, LeavesNothingBehind) {
  driver_->start(launch("sleep 61.5 & sleep 61.5"));
  ASSERT_EQ(events_until(1).size(), 1U);
  driver_->clear();
  EXPECT_THAT(driver_->usage(), IsEmpty());
  EXPECT_THAT(driver_->take_events(), IsEmpty());
  driver_.reset();
  for (const char* controller : {"cpu", "cpuacct", "memory"}) {
    EXPECT_FALSE(fs::exists(fs::path("/sys/fs/cgroup") / controller / ("rampart-" + run_id_)));
  }
}

TEST_P(ProcessComputeTest, SaysHowTheShareIsHeld) {
  const auto text = driver_->description();
  if (GetParam() == CpuShare::pacing) {
    EXPECT_EQ(text, "process (CPU share by SIGSTOP/SIGCONT pacing)");
  } else {
    EXPECT_THAT(text, AnyOf("process (CPU share by cgroup v1)", "process (CPU share by cgroup v2)"));
  }
  driver_->stop("unknown", milliseconds(1));
}

TEST_P(ProcessComputeTest, TheNextRunAdoptsWhatAKilledOneLeft) {
  const auto root = logs_ / "runs";
  fs::create_directories(logs_);
  const auto open_driver = [&](boost::asio::io_context& io, RunDirectory& run) {
    ProcessOptions options;
    options.run_id = "kept-" + run_id_;
    options.log_directory = logs_;
    options.programs = {{"shell", {"sh", "-c"}}};
    options.now = [] { return instant_from_unix_seconds(1234); };
    options.cpu_share = GetParam();
    options.run_directory = &run;
    options.tasks_outlive_us = true;
    return std::move(*ProcessCompute::open(io, options));
  };
  const pid_t killed = fork();
  if (killed == 0) {
    boost::asio::io_context io;
    auto run = RunDirectory::create(root, "kept-" + run_id_);
    (*run)->keep();
    auto driver = open_driver(io, **run);
    driver->start(launch("exec sleep 60"));
    driver->start(launch("exec sleep 60", "stranger"));
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(killed, &status, 0), killed);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);

  const auto left = read_records(root / ("kept-" + run_id_) / "records").containers;
  ASSERT_EQ(left.size(), 2U);
  EXPECT_THAT(clear_leftovers(root), IsEmpty()) << "a kept run waits for its next process";
  ASSERT_TRUE(is_alive(left[0].process));
  auto run = RunDirectory::create(root, "kept-" + run_id_);
  ASSERT_TRUE(run) << to_string(run.error());
  driver_ = open_driver(io_, **run);
  auto events = driver_->adopt({launch("exec sleep 60"), launch("exec sleep 60", "gone")}, {});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::running);
  EXPECT_EQ(events[0].port, left[0].port);
  EXPECT_EQ(events[1].kind, ComputeEvent::Kind::stopped);
  EXPECT_EQ(events[1].task, "gone");
  for (int i = 0; i < 10000 && is_alive(left[1].process); ++i) usleep(1000);
  EXPECT_FALSE(is_alive(left[1].process)) << "nobody remembers it";
  ASSERT_EQ(driver_->usage().size(), 1U);
  driver_->stop("0a1b", std::chrono::seconds(5));
  events = events_until(1);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::stopped);
  EXPECT_FALSE(is_alive(left[0].process));
  driver_.reset();
}

INSTANTIATE_TEST_SUITE_P(Share, ProcessComputeTest, ::testing::Values(CpuShare::cgroup, CpuShare::pacing),
                         [](const auto& instance) { return instance.param == CpuShare::cgroup ? "Cgroup" : "Pacing"; });

}  // namespace
}  // namespace rampart::live::compute
