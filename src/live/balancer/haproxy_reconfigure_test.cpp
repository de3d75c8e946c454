// configure() while requests come in: none is lost, targets keep their health, counters go on.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "live/balancer/testing/haproxy_bench.h"

namespace rampart::live::balancer {
namespace {

using ::testing::HasSubstr;

/// Asks one request after the other, on a thread of its own.
class Load {
 public:
  explicit Load(int port) : thread_([this, port] { run(port); }) {}
  ~Load() { stop(); }
  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  /// No further request; its last one needs the loop to end.
  void ask_stop() { stop_ = true; }
  std::atomic<bool> stopped = false;
  std::atomic<int> good = 0;
  std::atomic<int> bad = 0;

 private:
  void run(int port) {
    while (!stop_) {
      const auto answer = net::fetch_and_wait({{}, "127.0.0.1", port}, {.target = "/x"});
      ++(answer && answer->status == 200 ? good : bad);
    }
    stopped = true;
  }
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

class HaproxyReconfigure : public HaproxyBench {
 protected:
  fleet::RoutingTable with_second(int first, int second) {
    auto with = table(first);
    auto group = group_;
    group.name = "second";
    group.arn = "arn:tg/second";
    group.full_name = "targetgroup/second/1";
    with.target_groups.push_back(group);
    auto listener = with.listeners[0];
    listener.arn = "arn:listener/2";
    listener.port = second;
    listener.default_action = fleet::forward_to("arn:tg/second");
    with.listeners.push_back(listener);
    return with;
  }
};

TEST_F(HaproxyReconfigure, LosesNoRequestAndNoTargetUnderLoad) {
  const int port = free_port();
  ASSERT_NO_FATAL_FAILURE(start(table(port)));
  WebServer one(io_);
  WebServer two(io_);
  add("one", one);
  add("two", two);
  ASSERT_TRUE(wait_for_state("one", State::healthy));
  ASSERT_TRUE(wait_for_state("two", State::healthy));
  int states = 0;
  Load load(port);
  ASSERT_TRUE(wait_for([&] { return load.good > 50; }));
  const auto first_pid = pid_;
  for (int round = 0; round < 4; ++round) {
    const int before = load.good;
    ASSERT_TRUE(reconfigure(round % 2 == 0 ? with_second(port, free_port()) : table(port)));
    ASSERT_TRUE(wait_for([&] { return load.good > before + 50; }));
    for (const auto& name : {"one", "two"})
      if (health_[name].state != State::healthy) ++states;
  }
  load.ask_stop();
  ASSERT_TRUE(wait_for([&] { return load.stopped.load(); }));
  EXPECT_NE(pid_, first_pid);
  EXPECT_EQ(load.bad, 0);
  EXPECT_GT(load.good, 250);
  EXPECT_EQ(states, 0);
  EXPECT_GT(one.requests, 100);
  EXPECT_GT(two.requests, 100);
  // Each request is counted once, whichever process had it.
  EXPECT_TRUE(wait_for([&] { return sums_["RequestCount/1"] >= load.good; }));
  run_for(milliseconds(1200));
  EXPECT_EQ(sums_["RequestCount/1"], load.good);
  EXPECT_EQ(sums_["HTTPCode_Target_2XX_Count/1"], load.good);
  EXPECT_EQ(sums_["HTTPCode_ELB_5XX_Count/1"], 0);
}

TEST_F(HaproxyReconfigure, KeepsUnhealthyAndDrainingTargetsAsTheyAre) {
  group_.health_check.healthy_threshold = 10;
  const int port = free_port();
  ASSERT_NO_FATAL_FAILURE(start(table(port)));
  WebServer good(io_);
  WebServer sick(io_);
  WebServer slow(io_);
  slow.delay = milliseconds(1500);
  sick.health_status = 500;
  add("slow", slow);
  ASSERT_TRUE(wait_for_state("slow", State::healthy));
  request();
  ASSERT_TRUE(wait_for([&] { return slow.requests == 1; }));
  add("good", good);
  add("sick", sick);
  ASSERT_TRUE(wait_for_state("good", State::healthy));
  ASSERT_TRUE(wait_for_state("sick", State::unhealthy));
  haproxy_->deregister_target(kGroup, "slow");
  ASSERT_TRUE(wait_for_state("slow", State::draining));
  ASSERT_TRUE(reconfigure(with_second(port, free_port())));
  run_for(milliseconds(300));
  EXPECT_EQ(health_["slow"].state, State::draining);  // its request is still in progress, in the old process
  EXPECT_EQ(health_["sick"].state, State::unhealthy);
  EXPECT_EQ(health_["good"].state, State::healthy);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(ask({.target = "/"}), 200);
  EXPECT_EQ(good.requests, 6);
  EXPECT_TRUE(wait_for_state("slow", State::drained));
  run_for(milliseconds(20));
  EXPECT_EQ(answers_[200], 7);
}

TEST_F(HaproxyReconfigure, ADelayCutsRequestsOfTheOldProcessToo) {
  group_.deregistration_delay = seconds(25);  // 0.5 s at speed 50
  const int port = free_port();
  ASSERT_NO_FATAL_FAILURE(start(table(port)));
  WebServer slow(io_);
  slow.delay = seconds(9);
  add("slow", slow);
  ASSERT_TRUE(wait_for_state("slow", State::healthy));
  request();
  ASSERT_TRUE(wait_for([&] { return slow.requests == 1; }));
  ASSERT_TRUE(reconfigure(with_second(port, free_port())));
  haproxy_->deregister_target(kGroup, "slow");
  EXPECT_TRUE(wait_for_state("slow", State::drained));
  EXPECT_TRUE(wait_for([&] { return answered() == 1; }));
  EXPECT_EQ(answers_.count(200), 0U);
}

TEST_F(HaproxyReconfigure, ListenersComeAndGoAndKeepTheirPorts) {
  const int first = free_port();
  ASSERT_NO_FATAL_FAILURE(start(table(first)));
  WebServer server(io_);
  const int second = free_port();
  const auto both = with_second(first, second);
  haproxy_->configure(both);
  haproxy_->add_target("arn:tg/second", {"s", "127.0.0.1", server.port()});  // before it is in force
  ASSERT_TRUE(wait_for_state("s", State::healthy));
  ASSERT_EQ(haproxy_->listeners().size(), 2U);
  EXPECT_EQ(haproxy_->listeners()[1].port, second);
  EXPECT_EQ(ask({.target = "/"}, 1), 200);
  ASSERT_EQ(haproxy_->targets("arn:tg/second").size(), 1U);
  EXPECT_EQ(haproxy_->targets("arn:tg/second")[0].health.state, State::healthy);
  haproxy_->configure(table(first));
  EXPECT_EQ(health_["s"].state, State::healthy);
  EXPECT_TRUE(wait_for_state("s", State::drained));  // its target group has gone
  haproxy_->configure(both);                         // the port it had is its again, though a process still has it
  EXPECT_EQ(haproxy_->listeners()[1].port, second);
  EXPECT_TRUE(wait_for([&] { return !haproxy_->configuring(); }));
  EXPECT_EQ(ask({.target = "/"}, 1), 503);
}

TEST_F(HaproxyReconfigure, ATableThatMakesNoSenseChangesNothing) {
  const int port = free_port();
  ASSERT_NO_FATAL_FAILURE(start(table(port)));
  auto bad = table(port);
  bad.target_groups.clear();
  haproxy_->configure(bad);
  EXPECT_THAT(haproxy_->listeners()[0].failure, HasSubstr("forwards to target group arn:tg/web, which isn't here"));
  EXPECT_EQ(ask({.target = "/"}), 503);
  auto refused = table(port);
  refused.target_groups[0].health_check.matcher = "999999-1";
  ASSERT_TRUE(reconfigure(refused));
  EXPECT_THAT(haproxy_->listeners()[0].failure, HasSubstr("HAProxy did not start"));
  EXPECT_FALSE(haproxy_->failure());
  WebServer server(io_);
  add("a", server);
  EXPECT_TRUE(wait_for_state("a", State::healthy));
  EXPECT_EQ(ask({.target = "/"}), 200);
  ASSERT_TRUE(reconfigure(table(port)));
  EXPECT_EQ(haproxy_->listeners()[0].failure, "");
  EXPECT_EQ(ask({.target = "/"}), 200);
}

TEST_F(HaproxyReconfigure, SpeaksTlsWithACertificateFile) {
  const auto pem = directory_ / "cert.pem";
  const auto make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout " + pem.string() +
                    ".key -out " + pem.string() + ".crt 2>/dev/null && cat " + pem.string() + ".crt " + pem.string() +
                    ".key > " + pem.string();
  if (std::system(make.c_str()) != 0) GTEST_SKIP() << "openssl isn't installed";
  auto with = table(free_port());
  with.listeners[0].https = true;
  ASSERT_FALSE(begin(with));
  with.listeners[0].certificate_files = {(directory_ / "none.pem").string()};
  const auto none = begin(with);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("none.pem can't be read or doesn't hold both"));
  with.listeners[0].certificate_files = {pem.string()};
  with.listeners[0].default_action = fleet::FixedResponseAction{200, "text/plain", "secret"};
  ASSERT_NO_FATAL_FAILURE(start(with));
  const auto said = directory_ / "said";
  const auto curl =
      "curl -sk -m 5 https://127.0.0.1:" + std::to_string(haproxy_->listeners()[0].port) + "/ > " + said.string();
  ASSERT_EQ(std::system(curl.c_str()), 0);
  std::ifstream file(said);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "secret");
}

TEST_F(HaproxyReconfigure, AHaproxyThatDiedIsStartedAgainWhenThatIsWanted) {
  auto with = options();
  with.restart = true;
  auto started = Haproxy::start(io_, with, table(free_port()));
  ASSERT_TRUE(started);
  haproxy_ = std::move(*started);
  WebServer server(io_);
  add("a", server);
  ASSERT_TRUE(wait_for_state("a", State::healthy));
  const auto first = pid_;
  kill(pid_, SIGKILL);
  EXPECT_TRUE(wait_for_state("a", State::initial));
  EXPECT_TRUE(wait_for_state("a", State::healthy));
  EXPECT_NE(pid_, first);
  EXPECT_FALSE(haproxy_->failure());
  EXPECT_EQ(ask({.target = "/"}), 200);
}

}  // namespace
}  // namespace rampart::live::balancer
