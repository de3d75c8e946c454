// The whole server over real loopback sockets; one signal test runs it as a process of its own.
#include "heavy/service.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <csignal>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "live/net/port_claim.h"
#include "live/net/testing/plain_client.h"

namespace rampart::heavy {
namespace {

using live::net::PortClaim;
using live::net::testing::ask_once;
using live::net::testing::PlainClient;
using ::testing::HasSubstr;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Running {
 public:
  explicit Running(HeavyOptions options = {}) {
    options.host = "127.0.0.1";
    options.port = claim_.port();
    service = std::make_unique<Service>(io, options);
    if (auto listening = service->listen(); !listening) throw std::runtime_error(listening.error().message);
    thread_ = std::thread([this] { io.run(); });
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    io.stop();
    thread_.join();
  }
  [[nodiscard]] int port() const { return claim_.port(); }
  [[nodiscard]] std::string url(const std::string& target) const {
    return fmt::format("http://127.0.0.1:{}{}", port(), target);
  }
  [[nodiscard]] boost::json::value stats() const { return boost::json::parse(ask_once(port(), "GET", "/stats").body); }
  void wait_for(std::string_view name, int value) const {
    while (stats().at(name) != value) std::this_thread::yield();
  }

  boost::asio::io_context io;
  std::unique_ptr<Service> service;

 private:
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io.get_executor()};
  PortClaim claim_ = *PortClaim::first_free("127.0.0.1");
  std::thread thread_;
};

/// A request that is under way until it is read.
void send_get(PlainClient& client, std::string_view target) {
  client.send(fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n\r\n", target));
}

HeavyOptions with(Burden burden) {
  HeavyOptions options;
  options.burden = std::move(burden);
  return options;
}

TEST(Service, EveryRouteCostsTheDefaultsButHealthAndStats) {
  const Running running(with({.cpu_ms = 30}));
  const auto cpu = [&] { return running.stats().at("cpu_s").to_number<double>(); };
  const double before = cpu();
  EXPECT_EQ(ask_once(running.port(), "GET", "/items/1").status, 200);
  const double after = cpu();
  EXPECT_GE(after - before, 0.029);
  EXPECT_LE(after - before, 0.030 * 1.2 + 0.005);  // 5 ms for the sockets of the test, in the same process
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask_once(running.port(), "GET", "/health").status, 200);
  EXPECT_LE(cpu() - after, 0.029);
  EXPECT_EQ(running.stats().at("requests"), 1);
}

TEST(Service, LeaksPerRequest) {
  const Running running(with({.leak_kb = 1024}));
  const auto resident = [&] { return running.stats().at("resident_kb").to_number<long>(); };
  const long before = resident();
  for (int i = 0; i < 16; ++i) EXPECT_EQ(ask_once(running.port(), "GET", "/").status, 200);
  EXPECT_GE(resident() - before, 16 * 1024 * 9 / 10);
  EXPECT_EQ(running.stats().at("leaked_kb").to_number<double>(), 16 * 1024);
}

TEST(Service, RefusesWhenTheQueueIsFullButHealthStillAnswers) {
  HeavyOptions options;
  options.workers = 1;
  options.queue = 1;
  const Running running(options);
  PlainClient working(running.port());
  PlainClient waiting(running.port());
  send_get(working, "/?sleep-ms=300");
  running.wait_for("in_flight", 1);
  send_get(waiting, "/");
  running.wait_for("queued", 1);
  const auto refused = ask_once(running.port(), "GET", "/");
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After: 1"));
  EXPECT_THAT(refused.body, HasSubstr("All 1 workers are busy"));
  EXPECT_EQ(ask_once(running.port(), "GET", "/health").status, 200);
  EXPECT_EQ(running.stats().at("rejected"), 1);
  EXPECT_EQ(working.read_answer().status, 200);
  EXPECT_EQ(waiting.read_answer().status, 200);
}

TEST(Service, HealthCanBeMadeSick) {
  const Running running;
  EXPECT_EQ(ask_once(running.port(), "POST", "/health/sick?for-s=3600").status, 200);
  const auto sick = ask_once(running.port(), "GET", "/health");
  EXPECT_EQ(sick.status, 503);
  EXPECT_THAT(sick.body, HasSubstr("sick for another"));
  EXPECT_EQ(ask_once(running.port(), "GET", "/").status, 200);  // only the endpoint is sick
  EXPECT_EQ(ask_once(running.port(), "POST", "/health/well").status, 200);
  EXPECT_EQ(ask_once(running.port(), "GET", "/health").status, 200);
  EXPECT_EQ(ask_once(running.port(), "POST", "/health/sick?for-s=soon").status, 400);
  EXPECT_EQ(ask_once(running.port(), "POST", "/health/sick?fors=3").status, 400);
  EXPECT_EQ(ask_once(running.port(), "GET", "/health/sick").status, 405);
}

TEST(Service, ErrorsAreDrawnFromTheSeed) {
  const auto draw = [] {
    const Running running(with({.error_rate = 0.3}));
    PlainClient client(running.port());
    std::string out;
    for (int i = 0; i < 200; ++i) out += client.ask("GET", "/").status == 500 ? 'x' : '.';
    return out;
  };
  const auto once = draw();
  const auto errors = std::count(once.begin(), once.end(), 'x');
  EXPECT_GE(errors, 40);  // 60 ± 3 standard deviations of 6.5
  EXPECT_LE(errors, 80);
  EXPECT_EQ(once, draw());
}

TEST(Service, StatusEchoAndSizeAreAsAsked) {
  const Running running;
  EXPECT_EQ(ask_once(running.port(), "GET", "/?status=418").status, 418);
  EXPECT_EQ(ask_once(running.port(), "GET", "/?response-kb=64").body.size(), 64U << 10);
  const std::string large(3 << 20, 'e');
  EXPECT_TRUE(ask_once(running.port(), "POST", "/?echo=1", large).body == large);
  EXPECT_THAT(ask_once(running.port(), "POST", "/", large).body, HasSubstr("3145728 bytes"));
  const auto wrong = ask_once(running.port(), "GET", "/?status=9");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("from 200 to 599"));
  EXPECT_EQ(ask_once(running.port(), "GET", "/nope").status, 404);
  EXPECT_EQ(ask_once(running.port(), "GET", "/?disk-kb=64&memory-mb=8&lock-ms=1").status, 200);
}

TEST(Service, CallsAnotherAndPassesItsFailureOn) {
  const Running orders;
  const Running shop(with({.call = orders.url("/items/7")}));
  const auto item = boost::json::parse(ask_once(shop.port(), "GET", "/items/1").body);
  EXPECT_EQ(item.at("called").at("status"), 200);
  EXPECT_EQ(orders.stats().at("requests"), 1);
  EXPECT_THAT(ask_once(shop.port(), "GET", "/").body, HasSubstr("answered 200"));
  EXPECT_EQ(ask_once(shop.port(), "GET", "/?call=" + orders.url("/%3Fstatus=503")).status, 502);
  const auto refused = ask_once(shop.port(), "GET", "/?call=http://127.0.0.1:1/");
  EXPECT_EQ(refused.status, 502);
  EXPECT_THAT(refused.body, HasSubstr("http://127.0.0.1:1/ gave no answer"));
  EXPECT_EQ(ask_once(shop.port(), "GET", "/?call-timeout-ms=20&call=" + orders.url("/%3Fsleep-ms=200")).status, 502);
}

TEST(Service, DrainFinishesWhatItHas) {
  Running running;
  PlainClient kept(running.port());
  EXPECT_EQ(kept.ask("GET", "/health").status, 200);
  PlainClient working(running.port());
  send_get(working, "/?sleep-ms=150");
  running.wait_for("in_flight", 1);
  EXPECT_EQ(running.service->count_unfinished(), 1U);
  std::promise<void> done;
  boost::asio::post(running.io, [&] { running.service->drain([&] { done.set_value(); }); });
  EXPECT_TRUE(kept.reads_end());
  const auto answer = working.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_EQ(done.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_FALSE(PlainClient(running.port()).is_connected());
}

/// run() in a child process, which alone may be sent signals; `said()` is what it has printed.
class Process {
 public:
  explicit Process(std::vector<std::string> args) {
    args.insert(args.end(), {"--host", "127.0.0.1", "--port", std::to_string(claim_.port())});
    output_ = fmt::format("{}/heavy-said-{}-{}", ::testing::TempDir(), getpid(), claim_.port());
    pid_ = fork();
    if (pid_ != 0) return;
    std::ofstream out(output_);
    const int code = run(args, out, out);
    out.close();
    _exit(code);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      wait();
    }
    unlink(output_.c_str());
  }
  [[nodiscard]] int port() const { return claim_.port(); }
  void wait_until_it_listens() const {
    const auto give_up = Clock::now() + 10s;
    while (!PlainClient(port()).is_connected() && Clock::now() < give_up) std::this_thread::yield();
  }
  void signal(int number) const { kill(pid_, number); }
  int wait() {
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  [[nodiscard]] std::string said() const {
    std::stringstream all;
    all << std::ifstream(output_).rdbuf();
    return all.str();
  }

 private:
  PortClaim claim_ = *PortClaim::first_free("127.0.0.1");
  std::string output_;
  pid_t pid_ = 0;
};

void wait_until_busy(int port) {
  while (!ask_once(port, "GET", "/stats").body.starts_with("{\"requests\":1,\"in_flight\":1,"))
    std::this_thread::yield();
}

TEST(HeavyProcess, SigtermFinishesTheRequestAndExitsWithZero) {
  Process process({"--cpu-ms", "2", "--workers", "3"});
  process.wait_until_it_listens();
  PlainClient client(process.port());
  send_get(client, "/?sleep-ms=200");
  wait_until_busy(process.port());
  process.signal(SIGTERM);
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(process.wait(), 0);
  EXPECT_THAT(process.said(), HasSubstr(fmt::format("rampart heavy: listening on 127.0.0.1:{} (cpu 2 ms a request, 3 "
                                                    "workers)\n",
                                                    process.port())));
  EXPECT_THAT(process.said(), HasSubstr("stopping, 1 request to finish"));
}

TEST(HeavyProcess, DrainIsBounded) {
  Process process({"--drain-s", "0.1"});
  process.wait_until_it_listens();
  PlainClient client(process.port());
  send_get(client, "/?sleep-ms=60000");
  wait_until_busy(process.port());
  const auto before = Clock::now();
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 0);
  EXPECT_LT(Clock::now() - before, 10s);
  EXPECT_THAT(process.said(), HasSubstr("left 1 request unfinished after 0.1 s"));
}

TEST(HeavyProcess, ASecondSignalEndsItAtOnce) {
  Process process({});
  process.wait_until_it_listens();
  PlainClient client(process.port());
  send_get(client, "/?sleep-ms=60000");
  wait_until_busy(process.port());
  process.signal(SIGTERM);
  while (process.said().find("stopping") == std::string::npos) std::this_thread::yield();
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(), 128 + SIGTERM);
}

TEST(HeavyProcess, OpensThePortOnlyAfterItsStartUp) {
  const auto before = Clock::now();
  Process process({"--start-ms", "200"});
  process.wait_until_it_listens();
  EXPECT_GE(Clock::now() - before, 200ms);
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(), 0);
  Process never({"--start-ms", "600000"});
  while (never.said().find("starting") == std::string::npos) std::this_thread::yield();
  never.signal(SIGTERM);
  EXPECT_EQ(never.wait(), 0);
}

TEST(HeavyProcess, SaysWhenItCannotListen) {
  const Running running;
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(run({"--host", "127.0.0.1", "--port", std::to_string(running.port())}, out, err), 3);
  EXPECT_THAT(err.str(), HasSubstr("is in use"));
  EXPECT_EQ(run({"--cpums"}, out, err), 2);
  EXPECT_EQ(run({"--help"}, out, err), 0);
  EXPECT_THAT(out.str(), HasSubstr("--cpu-ms"));
}

}  // namespace
}  // namespace rampart::heavy
