#include "live/balancer/haproxy.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <map>

#include "live/balancer/testing/web_server.h"
#include "live/net/http_client.h"
#include "live/net/port_claim.h"

namespace rampart::live::balancer {
namespace {

namespace fs = std::filesystem;
using fleet::TargetHealth;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using State = TargetHealth::State;

const std::string kGroup = "arn:tg/web";

/// A real HAProxy in front of web servers on the test's loop. Waits for what it expects, ten seconds at most.
class HaproxyTest : public ::testing::Test {
 protected:
  HaproxyTest() {
    static std::atomic<int> count = 0;
    directory_ = fs::path("/tmp") / ("rampart-test-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    fs::create_directories(directory_);
    group_.name = "web";
    group_.arn = kGroup;
    group_.full_name = "targetgroup/web/1";
    group_.health_check.path = "/health";
    group_.health_check.interval = seconds(5);  // 100 ms at speed 50
    group_.deregistration_delay = seconds(300);
  }
  ~HaproxyTest() override {
    haproxy_.reset();
    fs::remove_all(directory_);
  }
  void SetUp() override {
    if (!find_haproxy("")) GTEST_SKIP() << "haproxy isn't installed";
  }

  Result<std::unique_ptr<Haproxy>> begin(int port = 80) {
    fleet::LoadBalancer lb;
    lb.name = "front";
    lb.arn = "arn:lb/front";
    lb.full_name = "app/front/1";
    fleet::Listener listener;
    listener.arn = "arn:listener/1";
    listener.load_balancer_arn = lb.arn;
    listener.default_action = fleet::forward_to(kGroup);
    listener.port = port;
    BalancerOptions options;
    options.run_directory = directory_;
    options.speed = speed_;
    options.now = [this] { return instant_from_unix_seconds(0) + scaled(std::chrono::steady_clock::now() - began_); };
    options.record_process = [this](pid_t pid) { pid_ = pid; };
    return Haproxy::start(io_, options, {lb}, {listener}, {group_});
  }
  void start() {
    const auto free = net::PortClaim::first_free("127.0.0.1", 23000, 23999).value().port();
    auto started = begin(free);
    ASSERT_TRUE(started) << to_string(started.error());
    haproxy_ = std::move(*started);
  }
  Duration scaled(Duration real) const { return from_seconds(seconds_of(real) * speed_); }
  static double seconds_of(Duration d) { return rampart::seconds(d); }

  void look() {
    for (auto& health : haproxy_->take_health()) health_[health.task] = health;
    for (const auto& datum : haproxy_->take_metrics())
      sums_[datum.metric.name + "/" + dimensions(datum)] += datum.value.sum;
  }
  static std::string dimensions(const watch::Datum& datum) { return std::to_string(datum.metric.dimensions.size()); }

  template <class Condition>
  bool wait_for(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + seconds(10);
    while (std::chrono::steady_clock::now() < limit) {
      io_.restart();
      io_.run_for(milliseconds(5));
      look();
      if (condition()) return true;
    }
    return false;
  }
  bool wait_for_state(const std::string& task, State state) {
    return wait_for([&] { return health_.count(task) > 0 && health_[task].state == state; });
  }
  void run_for(milliseconds time) {
    io_.restart();
    io_.run_for(time);
    look();
  }
  void add(const std::string& task, const WebServer& server) {
    haproxy_->add_target(kGroup, {task, "127.0.0.1", server.port()});
  }
  /// The status is noted when it comes; -1 for none.
  void request() {
    ++asked_;
    net::fetch(io_.get_executor(), {{}, "127.0.0.1", haproxy_->listeners()[0].port}, {.target = "/x"},
               [this](const Result<net::ClientResponse>& answer) { ++answers_[answer ? answer->status : -1]; });
  }
  int answered() const {
    int all = 0;
    for (const auto& [status, n] : answers_) all += n;
    return all;
  }
  bool ask_and_wait(int status) {
    answers_.clear();
    request();
    return wait_for([&] { return answered() == 1; }) && answers_.count(status) == 1;
  }

  boost::asio::io_context io_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  fs::path directory_;
  fleet::TargetGroup group_;
  double speed_ = 50;
  pid_t pid_ = 0;
  std::unique_ptr<Haproxy> haproxy_;
  std::map<std::string, TargetHealth> health_;
  std::map<std::string, double> sums_;
  std::map<int, int> answers_;
  int asked_ = 0;
};

// aws-scaling.md §2.2: one success makes a new target healthy, whatever HealthyThresholdCount is.
TEST_F(HaproxyTest, ANewTargetGetsTrafficAfterItsFirstGoodCheck) {
  group_.health_check.healthy_threshold = 10;
  ASSERT_NO_FATAL_FAILURE(start());
  WebServer server(io_);
  EXPECT_TRUE(ask_and_wait(503));  // no targets
  server.health_status = 503;
  add("a", server);
  EXPECT_TRUE(wait_for([&] { return server.checks >= 1; }));
  EXPECT_TRUE(ask_and_wait(503));
  EXPECT_EQ(server.requests, 0);
  EXPECT_THAT(server.last_check, HasSubstr("host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"));
  EXPECT_THAT(server.last_check, HasSubstr("ELB-HealthChecker/2.0"));
  EXPECT_TRUE(wait_for_state("a", State::unhealthy));
  EXPECT_EQ(health_["a"].reason, "Target.ResponseCodeMismatch");
  EXPECT_EQ(health_["a"].description, "Health checks failed with these codes: [503]");

  WebServer good(io_);
  add("b", good);
  EXPECT_TRUE(wait_for_state("b", State::healthy));
  EXPECT_LE(good.checks, 5);  // of 10
  EXPECT_TRUE(ask_and_wait(200));
  EXPECT_EQ(good.requests, 1);
}

TEST_F(HaproxyTest, AnUnhealthyTargetNeedsAllItsSuccesses) {
  group_.health_check.healthy_threshold = 6;
  ASSERT_NO_FATAL_FAILURE(start());
  WebServer server(io_);
  add("a", server);
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  server.health_status = 500;
  ASSERT_TRUE(wait_for_state("a", State::unhealthy));
  const int before = server.checks;
  server.health_status = 200;
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  EXPECT_GE(server.checks - before, 6);
}

// aws-scaling.md §2.5 and infra.md §2, the table of 5xx.
TEST_F(HaproxyTest, AnswersAsAlbWhenATargetFails) {
  group_.health_check.interval = seconds(300);  // so that the checks don't notice
  group_.health_check.timeout = seconds(1);
  speed_ = 300;
  ASSERT_NO_FATAL_FAILURE(start());
  auto server = std::make_unique<WebServer>(io_);
  add("a", *server);
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  server->status = 503;
  EXPECT_TRUE(ask_and_wait(503));  // the target's own
  server->status = 404;
  EXPECT_TRUE(ask_and_wait(404));
  server.reset();
  EXPECT_TRUE(ask_and_wait(502));
  EXPECT_TRUE(wait_for([&] { return sums_["HTTPCode_ELB_5XX_Count/1"] >= 1; }));
  EXPECT_EQ(sums_["HTTPCode_Target_5XX_Count/2"], 1);
  EXPECT_EQ(sums_["HTTPCode_Target_4XX_Count/2"], 1);
  EXPECT_EQ(sums_["HTTPCode_ELB_5XX_Count/1"], 1);
}

TEST_F(HaproxyTest, AddsAndRemovesUnderLoadWithoutAnError) {
  ASSERT_NO_FATAL_FAILURE(start());
  WebServer first(io_);
  first.delay = milliseconds(3);
  add("first", first);
  ASSERT_TRUE(wait_for_state("first", State::healthy));
  std::vector<std::unique_ptr<WebServer>> others;
  for (int round = 0; round < 3; ++round) {
    const auto name = "t" + std::to_string(round);
    others.push_back(std::make_unique<WebServer>(io_));
    others.back()->delay = milliseconds(3);
    add(name, *others.back());
    const auto load = [&](State state) {
      return wait_for([&] {
        if (asked_ - answered() < 8) request();
        return health_[name].state == state;
      });
    };
    ASSERT_TRUE(load(State::healthy));
    for (int i = 0; i < 40; ++i) {
      request();
      run_for(milliseconds(2));
    }
    haproxy_->deregister_target(kGroup, name);
    ASSERT_TRUE(load(State::drained));
    others.back()->close();  // as if its task had got SIGTERM now
  }
  ASSERT_TRUE(wait_for([&] { return answered() == asked_; }));
  EXPECT_EQ(answers_[200], asked_);
  int served = first.requests;
  for (const auto& other : others) {
    EXPECT_GT(other->requests, 10);
    served += other->requests;
  }
  EXPECT_EQ(served, asked_);
  // Each request is counted once, those of removed targets too.
  EXPECT_TRUE(wait_for([&] { return sums_["RequestCount/1"] >= asked_; }));
  EXPECT_EQ(sums_["RequestCount/1"], asked_);
  EXPECT_EQ(sums_["RequestCount/2"], asked_);
  EXPECT_EQ(sums_["HTTPCode_Target_2XX_Count/1"], asked_);
  EXPECT_EQ(sums_["HTTPCode_ELB_5XX_Count/1"], 0);
}

TEST_F(HaproxyTest, ARequestInProgressEndsBeforeItsTargetIsDrained) {
  ASSERT_NO_FATAL_FAILURE(start());
  WebServer slow(io_);
  slow.delay = milliseconds(900);
  add("a", slow);
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  request();
  ASSERT_TRUE(wait_for([&] { return slow.requests == 1; }));
  haproxy_->deregister_target(kGroup, "a");
  EXPECT_TRUE(wait_for_state("a", State::draining));
  EXPECT_EQ(health_["a"].reason, "Target.DeregistrationInProgress");
  EXPECT_TRUE(wait_for_state("a", State::drained));
  run_for(milliseconds(20));
  EXPECT_EQ(answers_[200], 1);
}

TEST_F(HaproxyTest, TheDeregistrationDelayCutsWhatIsLeft) {
  group_.deregistration_delay = seconds(25);  // 0.5 s at speed 50
  ASSERT_NO_FATAL_FAILURE(start());
  WebServer slow(io_);
  slow.delay = seconds(8);
  add("a", slow);
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  request();
  ASSERT_TRUE(wait_for([&] { return slow.requests == 1; }));
  const auto since = std::chrono::steady_clock::now();
  haproxy_->deregister_target(kGroup, "a");
  EXPECT_TRUE(wait_for_state("a", State::drained));
  EXPECT_GE(std::chrono::steady_clock::now() - since, milliseconds(500));
  EXPECT_TRUE(wait_for([&] { return answered() == 1; }));
  EXPECT_EQ(answers_.count(200), 0U);
}

// HAProxy deletes no server with idle connections, and purges those of a server that was down already after a minute.
TEST_F(HaproxyTest, ATargetThatIsDownLeavesAsQuicklyAsAHealthyOne) {
  ASSERT_NO_FATAL_FAILURE(start());
  WebServer server(io_);
  add("a", server);
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  EXPECT_TRUE(ask_and_wait(200));
  server.health_status = 500;
  ASSERT_TRUE(wait_for_state("a", State::unhealthy));
  haproxy_->deregister_target(kGroup, "a");
  EXPECT_TRUE(wait_for_state("a", State::drained));
}

TEST_F(HaproxyTest, DeregisteringAnUnknownTargetSucceeds) {
  ASSERT_NO_FATAL_FAILURE(start());
  haproxy_->deregister_target(kGroup, "never");
  EXPECT_TRUE(wait_for_state("never", State::drained));
}

TEST_F(HaproxyTest, DeregistersATargetThatNeverGotHealthy) {
  ASSERT_NO_FATAL_FAILURE(start());
  haproxy_->add_target(kGroup, {"dead", "127.0.0.1", 22999});
  haproxy_->deregister_target(kGroup, "dead");
  EXPECT_TRUE(wait_for_state("dead", State::drained));
}

TEST_F(HaproxyTest, TakesAnotherPortWhenTheListenersIsTaken) {
  const auto taken = net::PortClaim::first_free("127.0.0.1", 23000, 23999);
  ASSERT_TRUE(taken);
  auto started = begin(taken->port());
  ASSERT_TRUE(started) << to_string(started.error());
  const auto bound = (*started)->listeners().at(0);
  EXPECT_EQ(bound.listener_arn, "arn:listener/1");
  EXPECT_NE(bound.port, taken->port());
  EXPECT_GE(bound.port, 8080);
  EXPECT_LT(bound.port, 32768);
}

TEST_F(HaproxyTest, RunsWithoutAListener) {
  BalancerOptions options;
  options.run_directory = directory_;
  options.now = [] { return Instant(); };
  auto started = Haproxy::start(io_, options, {}, {}, {});
  ASSERT_TRUE(started) << to_string(started.error());
  EXPECT_TRUE((*started)->listeners().empty());
}

TEST_F(HaproxyTest, TellsWhenHaproxyDies) {
  ASSERT_NO_FATAL_FAILURE(start());
  EXPECT_FALSE(haproxy_->failure());
  kill(pid_, SIGKILL);
  EXPECT_TRUE(wait_for([&] { return haproxy_->failure().has_value(); }));
  EXPECT_THAT(haproxy_->failure()->message, HasSubstr("HAProxy ended by itself with exit code 137"));
}

TEST_F(HaproxyTest, StopsAndLeavesNothing) {
  ASSERT_NO_FATAL_FAILURE(start());
  bool stopped = false;
  haproxy_->stop([&] { stopped = true; });
  EXPECT_TRUE(wait_for([&] { return stopped; }));
  EXPECT_FALSE(haproxy_->failure());
  EXPECT_NE(kill(pid_, 0), 0);
}

TEST_F(HaproxyTest, SaysWhatHaproxySaidWhenItCannotStart) {
  group_.health_check.matcher = "999999-1";
  const auto started = begin();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("HAProxy did not start"));
  EXPECT_THAT(started.error().message, HasSubstr("haproxy.cfg"));
}

}  // namespace
}  // namespace rampart::live::balancer
