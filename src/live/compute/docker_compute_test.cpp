// Needs an engine: RAMPART_TEST_DOCKER=/its/docker.sock (scripts/engine start DIR prints one).
#include "live/compute/docker_compute.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "live/compute/docker_messages.h"
#include "live/compute/engine.h"
#include "live/compute/leftovers.h"
#include "live/compute/testing/fake_catalogue.h"
#include "live/net/http_client.h"

namespace rampart::live::compute {
namespace {

namespace fs = std::filesystem;
using fleet::ComputeEvent;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const char* const kImage = "rampart-test-shell:1";

std::string output_of(const std::string& command) {
  std::string text;
  std::array<char, 65536> part{};
  FILE* pipe = popen(command.c_str(), "r");
  while (const auto n = fread(part.data(), 1, part.size(), pipe)) text.append(part.data(), n);
  pclose(pipe);
  return text;
}

/// An image of this machine's sh, sleep and dd with the libraries they need: nothing has to be pulled.
Result<void> make_image(const std::string& socket) {
  const auto tar = output_of(
      "for p in sh sleep dd; do b=$(command -v $p); echo $b; ldd $b | grep -o '/[^ )]*'; done | sort -u | "
      "tar -chf - -T - 2>/dev/null");
  net::ClientRequest request{
      .method = "POST",
      .target =
          "/v1.41/images/create?fromSrc=-&repo=rampart-test-shell&tag=1&changes=ENTRYPOINT%20%5B%22sh%22%2C%22-c%22%5D",
      .headers = {{"Content-Type", "application/x-tar"}},
      .body = tar};
  const auto answer = net::fetch_and_wait({socket, {}, 0}, std::move(request));
  if (!answer) return answer.error();
  if (answer->status != 200) return unavailable(answer->body);
  return {};
}

class DockerComputeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* socket = std::getenv("RAMPART_TEST_DOCKER");
    if (socket == nullptr) GTEST_SKIP() << "set RAMPART_TEST_DOCKER=SOCKET to test with a container engine";
    socket_ = socket;
    static const auto image = make_image(socket_);
    ASSERT_TRUE(image) << to_string(image.error());
    static std::atomic<int> count = 0;
    run_id_ = "test-" + std::to_string(getpid()) + "-" + std::to_string(count++);
    logs_ = fs::path(::testing::TempDir()) / run_id_;
    open();
  }
  void TearDown() override {
    driver_.reset();
    if (!socket_.empty()) {
      EXPECT_THAT(containers(), IsEmpty());
      fs::remove_all(logs_);
    }
  }
  void open() {
    DockerOptions options;
    options.run_id = run_id_;
    options.log_directory = logs_;
    options.socket = socket_;
    options.now = [this] { return now_; };
    outputs_.folder = logs_;
    options.outputs = &outputs_;
    auto opened = DockerCompute::open(io_, options);
    ASSERT_TRUE(opened) << to_string(opened.error());
    driver_ = std::move(*opened);
  }
  std::vector<std::string> containers() const {
    return container_ids(net::fetch_and_wait({socket_, {}, 0}, {.target = list_target(run_id_)})->body);
  }

  static fleet::TaskLaunch launch(const std::string& text, const std::string& id = "0a1b") {
    fleet::TaskLaunch task;
    task.id = id;
    task.service = "web";
    task.cluster = "shop";
    task.definition.cpu_units = 256;
    task.definition.memory_mib = 64;
    fleet::ContainerSpec container;
    container.name = "main";
    container.image = kImage;
    container.command = {text};
    container.ports = {{8080, "tcp"}};
    container.environment = {{"GREETING", "hello"}};
    task.definition.containers = {container};
    return task;
  }

  std::vector<ComputeEvent> events_until(std::size_t count) {
    std::vector<ComputeEvent> all;
    wait_for([&] {
      for (auto& event : driver_->take_events()) all.push_back(std::move(event));
      return all.size() >= count;
    });
    return all;
  }
  template <class Condition>
  bool wait_for(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + seconds(30);
    while (std::chrono::steady_clock::now() < limit) {
      io_.restart();
      io_.run_for(milliseconds(5));
      if (condition()) return true;
    }
    return false;
  }
  /// For messages: what came unasked.
  std::string what_happened() {
    std::string text;
    for (const auto& event : driver_->take_events()) text += event.task + ": " + event.reason + "\n";
    return text.empty() ? "nothing happened to the task" : text;
  }
  std::string log_of(const std::string& id) const {
    std::stringstream text;
    text << std::ifstream(logs_ / ("web-" + id + ".log")).rdbuf();
    return text.str();
  }

  boost::asio::io_context io_;
  std::string socket_;
  std::string run_id_;
  fs::path logs_;
  Instant now_ = instant_from_unix_seconds(1234);
  compute::testing::FakeCatalogue outputs_;
  std::unique_ptr<DockerCompute> driver_;
};

TEST_F(DockerComputeTest, RunsATaskUntilItEndsByItself) {
  driver_->start(launch("echo $GREETING from $PORT; echo again >&2; sleep 3; exit 3"));
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::running) << events[0].reason;
  EXPECT_EQ(events[0].task, "0a1b");
  EXPECT_THAT(events[0].host, AnyOf(StartsWith("10."), StartsWith("172.")));
  EXPECT_EQ(events[0].port, 8080);
  EXPECT_EQ(events[1].kind, ComputeEvent::Kind::stopped);
  EXPECT_EQ(events[1].exit_code, 3);
  EXPECT_EQ(events[1].reason, "Essential container in task exited");
  EXPECT_TRUE(wait_for([&] { return containers().empty(); }));
  EXPECT_THAT(log_of("0a1b"), HasSubstr("hello from 8080\n"));
  EXPECT_THAT(log_of("0a1b"), HasSubstr("again\n"));
  EXPECT_THAT(driver_->description(), AnyOf(StartsWith("docker (Docker "), StartsWith("docker (Podman ")));
}

TEST_F(DockerComputeTest, ATaskIsReachedByItsBridgeAddress) {
  driver_->start(launch("sleep 60"));
  const auto events = events_until(1);
  ASSERT_EQ(events.size(), 1U);
  const auto answer = net::fetch_and_wait({{}, events[0].host, 8080}, {.timeout = seconds(3)});
  ASSERT_FALSE(answer);  // nobody listens in there: a refusal is the container's own answer
  EXPECT_THAT(answer.error().message, HasSubstr("Connection refused"));
}

TEST_F(DockerComputeTest, StopsGracefullyThenByForce) {
  driver_->start(launch("trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done", "a"));
  driver_->start(launch("trap '' TERM; while :; do sleep 0.1; done", "b"));
  ASSERT_EQ(events_until(2).size(), 2U);
  driver_->stop("a", seconds(20));
  auto events = events_until(1);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].task, "a");
  EXPECT_EQ(events[0].exit_code, 0);
  EXPECT_EQ(events[0].reason, "");
  driver_->stop("b", milliseconds(500));
  events = events_until(1);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].exit_code, 137);
  EXPECT_FALSE(events[0].out_of_memory);
}

TEST_F(DockerComputeTest, SaysWhyATaskCannotStart) {
  auto missing = launch("");
  missing.definition.containers[0].image = "rampart-no-such-image:9";
  driver_->start(missing);
  auto broken = launch("", "b");
  broken.definition.containers[0].entry_point = {"/no/such/program"};
  driver_->start(broken);
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::failed_to_start);
  EXPECT_THAT(events[0].reason, StartsWith("CannotPullContainerError: "));
  EXPECT_THAT(events[0].reason, HasSubstr("rampart-no-such-image:9"));
  EXPECT_EQ(events[1].kind, ComputeEvent::Kind::failed_to_start);
  EXPECT_THAT(events[1].reason, StartsWith("CannotStartContainerError: "));
  EXPECT_TRUE(wait_for([&] { return containers().empty(); }));
}

TEST_F(DockerComputeTest, TellsWhenMemoryRanOut) {
  driver_->start(launch("exec dd if=/dev/zero of=/dev/null bs=200M"));
  std::vector<ComputeEvent> events;
  ASSERT_TRUE(wait_for([&] {
    for (auto& event : driver_->take_events()) events.push_back(std::move(event));
    return !events.empty() && events.back().kind == ComputeEvent::Kind::stopped;
  }));
  EXPECT_EQ(events.back().exit_code, 137);
  EXPECT_TRUE(events.back().out_of_memory);
  EXPECT_EQ(events.back().reason, "OutOfMemoryError: Container killed due to memory usage");
}

TEST_F(DockerComputeTest, HoldsTheCpuShareAndReadsIt) {
  driver_->start(launch("while :; do :; done"));
  ASSERT_EQ(events_until(1).size(), 1U);
  ASSERT_TRUE(wait_for([&] { return !driver_->usage().empty(); })) << what_happened();
  const auto before = driver_->usage().at(0);
  const auto since = std::chrono::steady_clock::now();
  io_.restart();
  io_.run_for(milliseconds(1500));
  const auto after = driver_->usage().at(0);
  EXPECT_EQ(after.service, "web");
  EXPECT_EQ(after.cpu_units, 256);
  EXPECT_GT(after.memory_bytes, 0);
  const double cores = (after.cpu_seconds_total - before.cpu_seconds_total) /
                       std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
  EXPECT_LT(cores, 0.35);
  EXPECT_GT(cores, 0.10);
}

TEST_F(DockerComputeTest, EndsTheTaskWithItsEssentialContainer) {
  auto task = launch("sleep 1; exit 5");
  auto sidecar = task.definition.containers[0];
  sidecar.name = "sidecar";
  sidecar.essential = false;
  sidecar.command = {"trap 'echo sidecar ends; exit 0' TERM; while :; do sleep 0.1; done"};
  task.definition.containers.push_back(sidecar);
  driver_->start(task);
  const auto events = events_until(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::running) << events[0].reason;
  EXPECT_EQ(events[1].exit_code, 5);
  EXPECT_TRUE(wait_for([&] { return containers().empty(); }));
  EXPECT_THAT(log_of("0a1b"), HasSubstr("sidecar ends"));
}

TEST_F(DockerComputeTest, StartsManyAndStopsThoseThatWait) {
  for (int i = 0; i < 8; ++i) driver_->start(launch("sleep 60", "t" + std::to_string(i)));
  driver_->stop("t7", seconds(1));  // still in the queue: four start at once
  const auto events = events_until(8);
  ASSERT_EQ(events.size(), 8U);
  EXPECT_EQ(events[0].task, "t7");
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::stopped);
  for (std::size_t i = 1; i < 8; ++i) EXPECT_EQ(events[i].kind, ComputeEvent::Kind::running);
  EXPECT_EQ(containers().size(), 7U);
  driver_->clear();
  EXPECT_THAT(containers(), IsEmpty());
}

TEST_F(DockerComputeTest, NoticesAContainerThatSomebodyElseKills) {
  driver_->start(launch("sleep 60"));
  ASSERT_EQ(events_until(1).size(), 1U);
  net::fetch_and_wait({socket_, {}, 0}, {.method = "POST", .target = kill_target(containers().at(0))});
  const auto events = events_until(1);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].exit_code, 137);
  EXPECT_FALSE(events[0].out_of_memory);
}

TEST_F(DockerComputeTest, LeftoversAreFoundByTheirLabel) {
  driver_->start(launch("sleep 60"));
  ASSERT_EQ(events_until(1).size(), 1U);
  const auto root = fs::path(::testing::TempDir()) / ("leftover-root-" + run_id_);
  fs::create_directories(root / run_id_);
  std::ofstream(root / run_id_ / "records") << "docker " << socket_ << "\n";  // as a run killed by SIGKILL leaves it
  const auto lines = clear_leftovers(root);
  EXPECT_THAT(lines, Contains(HasSubstr("Removed container ")));
  EXPECT_THAT(containers(), IsEmpty());
  EXPECT_FALSE(fs::exists(root / run_id_));
  fs::remove_all(root);
}

TEST_F(DockerComputeTest, TheNextRunAdoptsWhatAKilledOneLeft) {
  driver_->start(launch("sleep 60"));
  driver_->start(launch("sleep 60", "stranger"));
  ASSERT_EQ(events_until(2).size(), 2U);
  DockerOptions options;
  options.run_id = run_id_;
  options.log_directory = logs_;
  options.socket = socket_;
  options.now = [] { return instant_from_unix_seconds(5678); };
  auto next = DockerCompute::open(io_, options);
  ASSERT_TRUE(next) << to_string(next.error());
  (*next)->adopt({launch("sleep 60"), launch("sleep 60", "gone")}, {});
  std::vector<ComputeEvent> events;
  ASSERT_TRUE(wait_for([&] {
    for (auto& event : (*next)->take_events()) events.push_back(std::move(event));
    return events.size() >= 2 && containers().size() == 1;
  })) << events.size()
      << " events, " << containers().size() << " containers";
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.task < b.task; });
  EXPECT_EQ(events[0].kind, ComputeEvent::Kind::running);
  EXPECT_EQ(events[0].port, 8080);
  EXPECT_EQ(events[1].task, "gone");
  EXPECT_EQ(events[1].kind, ComputeEvent::Kind::stopped);
  (*next)->stop("0a1b", milliseconds(500));
  EXPECT_TRUE(wait_for([&] { return containers().empty(); }));
}

TEST_F(DockerComputeTest, TheEngineIsDetected) {
  const auto engine = detect_engine({"/nowhere/docker.sock", socket_});
  ASSERT_TRUE(engine) << to_string(engine.error());
  EXPECT_EQ(engine->socket, socket_);
  EXPECT_THAT(engine->name, AnyOf("Docker", "Podman"));
  EXPECT_NE(engine->version, "");
}

TEST(Engine, SaysWhereItLooked) {
  const auto none = detect_engine({"/nowhere/docker.sock"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(none.error().message, HasSubstr("/nowhere/docker.sock: No such file or directory."));
  EXPECT_THAT(none.error().message, HasSubstr("DOCKER_HOST"));
}

TEST_F(DockerComputeTest, OutputWithALogConfigurationIsAStreamWhileItRunsAndAfter) {
  auto task = launch("echo hello; echo oops >&2; sleep 3; echo bye");
  task.definition.containers[0].log = fleet::ContainerLog{.group = "/g", .region = "r", .stream_prefix = "p"};
  driver_->start(task);
  const auto lines = [&] { return outputs_.texts("0a1b/main"); };
  EXPECT_TRUE(wait_for([&] { return lines().size() == 11; })) << lines();  // either may be first
  EXPECT_THAT(lines(), AnyOf("hello|oops|", "oops|hello|"));
  EXPECT_TRUE(wait_for([&] { return containers().empty(); })) << what_happened();
  EXPECT_THAT(lines(), HasSubstr("bye|"));
  EXPECT_EQ(lines().size(), 15U);
  EXPECT_EQ(log_of("0a1b"), "");
}

TEST_F(DockerComputeTest, HealthChecksAreRunInTheContainer) {
  auto task = launch("sleep 4; exec sleep 60");
  task.definition.containers[0].health_check =
      fleet::ContainerHealthCheck{.command = {"CMD", "sh", "-c", "test \"$GREETING\" = hello && ! test -e /sick"},
                                  .interval = seconds(5),
                                  .retries = 1};
  driver_->start(task);
  std::vector<ComputeEvent> all;
  const auto health = [&] {
    for (auto& event : driver_->take_events()) all.push_back(std::move(event));
    return all.empty() || all.back().containers.empty() ? fleet::TaskHealth::unknown : all.back().containers[0].health;
  };
  EXPECT_TRUE(wait_for([&] {
    now_ += seconds(1);
    return health() == fleet::TaskHealth::healthy;
  }));
  const auto listed = containers();
  ASSERT_EQ(listed.size(), 1U);
  const auto exec = net::fetch_and_wait({socket_, {}, 0}, {.method = "POST",
                                                           .target = exec_target(listed[0]),
                                                           .headers = {{"Content-Type", "application/json"}},
                                                           .body = exec_body({"sh", "-c", ": > /sick"})});
  ASSERT_TRUE(exec);
  ASSERT_TRUE(net::fetch_and_wait({socket_, {}, 0}, {.method = "POST",
                                                     .target = exec_start_target(created_id(exec->body)),
                                                     .headers = {{"Content-Type", "application/json"}},
                                                     .body = "{}"}));
  EXPECT_TRUE(wait_for([&] {
    now_ += seconds(1);
    return health() == fleet::TaskHealth::unhealthy;
  }));
}

TEST_F(DockerComputeTest, AContainerWaitsForTheSuccessOfAnother) {
  auto task = launch("sleep 60");
  auto first = task.definition.containers[0];
  first.name = "init";
  first.essential = false;
  first.ports.clear();
  first.command = {"sleep 2"};
  task.definition.containers[0].depends_on = {{"init", fleet::ContainerDependency::Condition::success}};
  task.definition.containers.insert(task.definition.containers.begin(), first);
  driver_->start(task);
  std::vector<ComputeEvent> all;
  EXPECT_TRUE(wait_for([&] {
    for (auto& event : driver_->take_events()) all.push_back(std::move(event));
    return !all.empty() && all.back().kind == ComputeEvent::Kind::running;
  }));
  EXPECT_THAT(all.back().host, AnyOf(StartsWith("10."), StartsWith("172.")));
  ASSERT_EQ(all.back().containers.size(), 2U);
  EXPECT_EQ(all.back().containers[0].exit_code, 0);
  driver_->stop("0a1b", seconds(1));
  EXPECT_TRUE(wait_for([&] { return containers().empty(); }));
}

TEST_F(DockerComputeTest, ATaskWhoseDependencyFailsDoesntStart) {
  auto task = launch("sleep 60");
  auto first = task.definition.containers[0];
  first.name = "init";
  first.essential = false;
  first.command = {"exit 4"};
  task.definition.containers[0].depends_on = {{"init", fleet::ContainerDependency::Condition::success}};
  task.definition.containers.push_back(first);
  driver_->start(task);
  const auto events = events_until(1);
  ASSERT_FALSE(events.empty());
  std::vector<ComputeEvent> all(events.begin(), events.end());
  EXPECT_TRUE(all.back().kind == ComputeEvent::Kind::failed_to_start || wait_for([&] {
                for (auto& event : driver_->take_events()) all.push_back(std::move(event));
                return all.back().kind == ComputeEvent::Kind::failed_to_start;
              }));
  EXPECT_EQ(all.back().reason, "Container main depends on container init, which did not exit successfully.");
  EXPECT_TRUE(wait_for([&] { return containers().empty(); }));
}

}  // namespace
}  // namespace rampart::live::compute
