#include "live/balancer/haproxy.h"

#include <gmock/gmock.h>

#include "live/balancer/testing/haproxy_bench.h"

namespace rampart::live::balancer {
namespace {

using ::testing::HasSubstr;

class HaproxyTest : public HaproxyBench {};

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

// As ALB's nodes, which check a target soon after its registration however long the interval is.
TEST_F(HaproxyTest, ANewTargetIsCheckedAsSoonAsItListens) {
  group_.health_check.interval = seconds(300);
  speed_ = 1;
  ASSERT_NO_FATAL_FAILURE(start());
  WebServer server(io_);
  add("a", server);
  EXPECT_TRUE(wait_for_state("a", State::healthy));

  WebServer late(io_, false);
  add("b", late);
  run_for(milliseconds(400));
  EXPECT_EQ(health_["b"].state, State::initial);
  late.listen();
  EXPECT_TRUE(wait_for_state("b", State::healthy));
}

TEST_F(HaproxyTest, ATargetThatNeverListenedIsDrainedAtOnce) {
  group_.health_check.interval = seconds(300);
  speed_ = 1;
  ASSERT_NO_FATAL_FAILURE(start());
  haproxy_->add_target(kGroup, {"a", "127.0.0.1", free_port()});
  run_for(milliseconds(200));
  haproxy_->deregister_target(kGroup, "a");
  EXPECT_TRUE(wait_for_state("a", State::drained));
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
  auto started = begin(table(taken->port()));
  ASSERT_TRUE(started) << to_string(started.error());
  const auto bound = (*started)->listeners().at(0);
  EXPECT_EQ(bound.listener_arn, "arn:listener/1");
  EXPECT_NE(bound.port, taken->port());
  EXPECT_GE(bound.port, 8080);
  EXPECT_LT(bound.port, 32768);
}

TEST_F(HaproxyTest, StartsWithTheFirstListener) {
  ASSERT_NO_FATAL_FAILURE(start({{}, {}, {group_}}));
  EXPECT_TRUE(haproxy_->listeners().empty());
  EXPECT_EQ(pid_, 0);
  WebServer server(io_);
  add("a", server);
  haproxy_->add_target(kGroup, {"b", "127.0.0.1", server.port()});
  haproxy_->deregister_target(kGroup, "b");
  EXPECT_TRUE(wait_for_state("b", State::drained));
  ASSERT_TRUE(reconfigure(table(free_port())));
  EXPECT_NE(pid_, 0);
  EXPECT_TRUE(wait_for_state("a", State::healthy));
  EXPECT_TRUE(ask_and_wait(200));
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
  const auto started = begin(table(80));
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("HAProxy did not start"));
  EXPECT_THAT(started.error().message, HasSubstr("haproxy-1.cfg"));
}

}  // namespace
}  // namespace rampart::live::balancer
