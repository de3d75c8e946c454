// Containers of process tasks: their output, their health checks, their order.
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>

#include "live/compute/process_compute.h"
#include "live/compute/testing/fake_catalogue.h"

namespace rampart::live::compute {
namespace {

namespace fs = std::filesystem;
using fleet::ComputeEvent;
using fleet::ContainerReading;
using fleet::TaskHealth;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using Condition = fleet::ContainerDependency::Condition;

class ProcessContainersTest : public ::testing::Test {
 protected:
  ProcessContainersTest() {
    static std::atomic<int> count = 0;
    run_id_ = "containers-" + std::to_string(getpid()) + "-" + std::to_string(count++);
    logs_ = fs::path(::testing::TempDir()) / run_id_;
    fs::create_directories(logs_);
    outputs_.folder = logs_;
    open();
  }
  ~ProcessContainersTest() override {
    driver_.reset();
    fs::remove_all(logs_);
  }
  void open() {
    ProcessOptions options;
    options.run_id = run_id_;
    options.log_directory = logs_;
    options.programs = {{"shell", {"sh", "-c"}}};
    options.now = [this] { return now_; };
    options.cpu_share = CpuShare::pacing;
    options.outputs = &outputs_;
    driver_ = std::move(ProcessCompute::open(io_, options).value());
  }
  static fleet::ContainerSpec container(const std::string& name, const std::string& text) {
    fleet::ContainerSpec out;
    out.name = name;
    out.image = "shell:1";
    out.command = {text};
    return out;
  }
  static fleet::TaskLaunch launch(std::vector<fleet::ContainerSpec> containers) {
    fleet::TaskLaunch task;
    task.id = "0a1b";
    task.service = "web";
    task.cluster = "shop";
    task.definition.containers = std::move(containers);
    return task;
  }
  template <class Condition>
  bool wait_for(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + seconds(20);
    while (std::chrono::steady_clock::now() < limit) {
      io_.restart();
      io_.run_for(milliseconds(5));
      for (auto& event : driver_->take_events()) events_.push_back(std::move(event));
      if (condition()) return true;
    }
    return false;
  }
  bool has(ComputeEvent::Kind kind) const {
    return std::any_of(events_.begin(), events_.end(), [&](const auto& one) { return one.kind == kind; });
  }
  ContainerReading last(const std::string& name) const {
    ContainerReading out;
    for (const auto& event : events_)
      for (const auto& one : event.containers)
        if (one.name == name) out = one;
    return out;
  }

  boost::asio::io_context io_;
  std::string run_id_;
  fs::path logs_;
  compute::testing::FakeCatalogue outputs_;
  Instant now_ = instant_from_unix_seconds(1'790'000'000);
  std::unique_ptr<ProcessCompute> driver_;
  std::vector<ComputeEvent> events_;
};

TEST_F(ProcessContainersTest, OutputOfEachIsItsOwnStreamWhileItRunsAndAfter) {
  auto one = container("one", "echo hello; echo oops >&2; sleep 0.3; echo bye");
  one.log = fleet::ContainerLog{.group = "/g", .region = "r", .stream_prefix = "p"};
  auto two = container("two", "echo elsewhere; sleep 60");
  two.essential = false;
  driver_->start(launch({one, two}));
  EXPECT_TRUE(wait_for([&] { return outputs_.texts("0a1b/one") == "hello|oops|"; })) << outputs_.texts("0a1b/one");
  EXPECT_TRUE(wait_for([&] { return has(ComputeEvent::Kind::stopped); }));
  EXPECT_EQ(outputs_.texts("0a1b/one"), "hello|oops|bye|");
  EXPECT_FALSE(fs::exists(logs_ / "web-0a1b-one.out"));
  std::stringstream text;
  text << std::ifstream(logs_ / "web-0a1b.log").rdbuf();
  EXPECT_EQ(text.str(), "elsewhere\n");
}

TEST_F(ProcessContainersTest, WithoutItsGroupTheTaskDoesntStart) {
  auto one = container("one", "sleep 60");
  one.log = fleet::ContainerLog{.group = "missing", .region = "r", .stream_prefix = "p"};
  driver_->start(launch({one}));
  EXPECT_TRUE(wait_for([&] { return has(ComputeEvent::Kind::failed_to_start); }));
  EXPECT_THAT(events_.back().reason, HasSubstr("ResourceInitializationError"));
}

TEST_F(ProcessContainersTest, HealthChecksRunInTheTasksEnvironment) {
  const auto flag = (logs_ / "healthy").string();
  auto one = container("one", "sleep 60");
  one.environment = {{"FLAG", flag}};
  one.ports = {{80, "tcp"}};
  one.health_check = fleet::ContainerHealthCheck{
      .command = {"CMD-SHELL", "test -f $FLAG && test -n \"$PORT\""}, .interval = seconds(5), .retries = 2};
  driver_->start(launch({one}));
  EXPECT_TRUE(wait_for([&] { return has(ComputeEvent::Kind::running); }));
  EXPECT_EQ(last("one").health, TaskHealth::unknown);
  std::ofstream(flag) << "x";
  now_ += seconds(6);
  EXPECT_TRUE(wait_for([&] { return last("one").health == TaskHealth::healthy; }));
  fs::remove(flag);
  EXPECT_TRUE(wait_for([&] {
    now_ += seconds(1);
    return last("one").health == TaskHealth::unhealthy;
  }));
}

TEST_F(ProcessContainersTest, ACheckThatTakesTooLongIsKilledAndCounts) {
  auto one = container("one", "sleep 60");
  one.health_check = fleet::ContainerHealthCheck{
      .command = {"CMD", "sleep", "4711"}, .interval = seconds(5), .timeout = milliseconds(300), .retries = 1};
  driver_->start(launch({one}));
  EXPECT_TRUE(wait_for([&] {
    now_ += seconds(1);
    return last("one").health == TaskHealth::unhealthy;
  }));
}

TEST_F(ProcessContainersTest, OneWaitsForTheSuccessOfAnother) {
  const auto mark = (logs_ / "mark").string();
  auto first = container("init", "sleep 0.2; echo done > " + mark);
  first.essential = false;
  auto app = container("app", "cat " + mark + "; sleep 60");
  app.depends_on = {{"init", Condition::success}};
  app.log = fleet::ContainerLog{.group = "/g", .region = "r", .stream_prefix = "p"};
  driver_->start(launch({app, first}));
  EXPECT_FALSE(has(ComputeEvent::Kind::running));
  EXPECT_TRUE(wait_for([&] { return has(ComputeEvent::Kind::running); }));
  EXPECT_TRUE(wait_for([&] { return outputs_.texts("0a1b/app") == "done|"; }));
  EXPECT_EQ(last("init").status, ContainerReading::Status::stopped);
  EXPECT_EQ(last("init").exit_code, 0);
}

TEST_F(ProcessContainersTest, ATaskWhoseDependencyFailsDoesntStart) {
  auto first = container("init", "exit 4");
  first.essential = false;
  auto app = container("app", "sleep 60");
  app.depends_on = {{"init", Condition::success}};
  driver_->start(launch({first, app}));
  EXPECT_TRUE(wait_for([&] { return has(ComputeEvent::Kind::failed_to_start); }));
  EXPECT_EQ(events_.back().reason, "Container app depends on container init, which did not exit successfully.");
}

TEST_F(ProcessContainersTest, OneWaitsForTheHealthOfAnotherUntilItsStartTimeout) {
  auto side = container("side", "sleep 60");
  side.health_check =
      fleet::ContainerHealthCheck{.command = {"CMD-SHELL", "exit 1"}, .interval = seconds(5), .retries = 10};
  side.start_timeout = seconds(20);
  auto app = container("app", "sleep 60");
  app.depends_on = {{"side", Condition::healthy}};
  driver_->start(launch({side, app}));
  now_ += seconds(15);
  EXPECT_TRUE(wait_for([&] { return driver_->usage().size() == 1; }));
  EXPECT_FALSE(has(ComputeEvent::Kind::running));
  now_ += seconds(6);
  EXPECT_TRUE(wait_for([&] { return has(ComputeEvent::Kind::failed_to_start); }));
  EXPECT_THAT(events_.back().reason, HasSubstr("startTimeout of 20s"));
}

}  // namespace
}  // namespace rampart::live::compute
