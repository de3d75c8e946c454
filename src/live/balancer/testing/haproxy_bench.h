// A real HAProxy in front of web servers on the test's loop, for tests.
#pragma once

#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "live/balancer/haproxy.h"
#include "live/balancer/testing/web_server.h"
#include "live/net/http_client.h"
#include "live/net/port_claim.h"

namespace rampart::live::balancer {

namespace fs = std::filesystem;
using fleet::TargetHealth;
using std::chrono::milliseconds;
using std::chrono::seconds;
using State = TargetHealth::State;

inline const std::string kGroup = "arn:tg/web";

/// Waits for what it expects, ten seconds at most.
class HaproxyBench : public ::testing::Test {
 protected:
  HaproxyBench() {
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
  ~HaproxyBench() override {
    haproxy_.reset();
    fs::remove_all(directory_);
  }
  void SetUp() override {
    if (!find_haproxy("")) GTEST_SKIP() << "haproxy isn't installed";
  }

  /// One load balancer, one HTTP listener that forwards all to group_.
  fleet::RoutingTable table(int port) {
    fleet::LoadBalancer lb;
    lb.name = "front";
    lb.arn = "arn:lb/front";
    lb.full_name = "app/front/1";
    fleet::Listener listener;
    listener.arn = "arn:listener/1";
    listener.load_balancer_arn = lb.arn;
    listener.default_action = fleet::forward_to(kGroup);
    listener.port = port;
    return {{lb}, {listener}, {group_}};
  }
  BalancerOptions options() {
    BalancerOptions options;
    options.run_directory = directory_;
    options.speed = speed_;
    options.now = [this] { return instant_from_unix_seconds(0) + scaled(std::chrono::steady_clock::now() - began_); };
    options.record_process = [this](pid_t pid) { pid_ = pid; };
    return options;
  }
  Result<std::unique_ptr<Haproxy>> begin(const fleet::RoutingTable& with) {
    return Haproxy::start(io_, options(), with);
  }
  static int free_port() { return net::PortClaim::first_free("127.0.0.1", 23000, 23999).value().port(); }
  void start(const fleet::RoutingTable& with) {
    auto started = begin(with);
    ASSERT_TRUE(started) << to_string(started.error());
    haproxy_ = std::move(*started);
  }
  void start() { start(table(free_port())); }
  /// Puts the table into force and waits until it is.
  bool reconfigure(fleet::RoutingTable with) {
    haproxy_->configure(std::move(with));
    return wait_for([&] { return !haproxy_->configuring(); });
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
  /// The status is noted when it comes; -1 for none. The last answer stays in answer_.
  void request(net::ClientRequest what = {.target = "/x"}, std::size_t listener = 0) {
    ++asked_;
    net::fetch(io_.get_executor(), {{}, "127.0.0.1", haproxy_->listeners()[listener].port}, std::move(what),
               [this](const Result<net::ClientResponse>& answer) {
                 if (answer) answer_ = *answer;
                 ++answers_[answer ? answer->status : -1];
               });
  }
  int answered() const {
    int all = 0;
    for (const auto& [status, n] : answers_) all += n;
    return all;
  }
  bool ask_and_wait(int status) { return ask({.target = "/x"}) == status; }
  /// The status of the answer; -1 for none, -2 when it doesn't come.
  int ask(net::ClientRequest what, std::size_t listener = 0) {
    const int before = answered();
    const auto statuses = answers_;
    request(std::move(what), listener);
    if (!wait_for([&] { return answered() > before; })) return -2;
    for (const auto& [status, n] : answers_) {
      const auto had = statuses.find(status);
      if (had == statuses.end() || had->second < n) return status;
    }
    return -2;
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
  net::ClientResponse answer_;
  int asked_ = 0;
};

}  // namespace rampart::live::balancer
