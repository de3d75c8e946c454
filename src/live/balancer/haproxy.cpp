#include "live/balancer/haproxy.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "live/balancer/configuration.h"
#include "live/balancer/registrations.h"
#include "live/balancer/runtime_socket.h"
#include "live/balancer/traffic_metrics.h"
#include "live/net/child_process.h"
#include "live/net/port_claim.h"

namespace rampart::live::balancer {
namespace fs = std::filesystem;
namespace {

constexpr auto kRestlessTick = std::chrono::milliseconds(200);
constexpr auto kReadingEvery = std::chrono::seconds(1);

/// The last lines HAProxy wrote, for error messages.
std::string last_words(const fs::path& log) {
  std::ifstream file(log);
  std::string text(std::istreambuf_iterator<char>(file), {});
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.size() > 800 ? "…" + text.substr(text.size() - 800) : text;
}

/// HAProxy needs two descriptors a connection and refuses to start when it can't have them.
int affordable_connections() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY) return 8000;
  const auto descriptors = static_cast<long long>(limit.rlim_max);
  return static_cast<int>(std::clamp((descriptors - 200) / 2, 100LL, 8000LL));
}

std::vector<MeteredLoadBalancer> metered(const Configuration& configuration,
                                         const std::vector<fleet::LoadBalancer>& load_balancers) {
  std::vector<MeteredLoadBalancer> all;
  for (std::size_t i = 0; i < load_balancers.size(); ++i) {
    MeteredLoadBalancer one{load_balancers[i].full_name, {}, {}};
    for (const auto& frontend : configuration.frontends) {
      if (frontend.load_balancer != i) continue;
      one.frontends.push_back(frontend.name);
      const auto& backend = configuration.backends[frontend.backend];
      const bool known = std::any_of(one.groups.begin(), one.groups.end(),
                                     [&](const auto& group) { return group.backend == backend.name; });
      if (!known) one.groups.push_back({backend.name, backend.group.full_name});
    }
    all.push_back(std::move(one));
  }
  return all;
}

class RunningHaproxy final : public Haproxy {
 public:
  RunningHaproxy(boost::asio::io_context& io, BalancerOptions options, Configuration configuration,
                 std::vector<MeteredLoadBalancer> load_balancers, std::vector<net::PortClaim> claims)
      : options_(std::move(options)),
        configuration_(std::move(configuration)),
        claims_(std::move(claims)),
        socket_(io, configuration_.admin_socket),
        registrations_(configuration_, socket_, options_.speed, options_.now),
        meter_(std::move(load_balancers)),
        tick_(io),
        kill_timer_(io) {
    for (const auto& frontend : configuration_.frontends) {
      listeners_.push_back({frontend.listener.arn, frontend.host, frontend.port, ""});
    }
  }
  ~RunningHaproxy() override { *here_ = false; }
  RunningHaproxy(const RunningHaproxy&) = delete;
  RunningHaproxy& operator=(const RunningHaproxy&) = delete;

  Result<void> launch(boost::asio::io_context& io, const std::string& program) {
    const auto file = options_.run_directory / "haproxy.cfg";
    std::ofstream(file) << to_text(configuration_);
    log_ = options_.run_directory / "haproxy.log";
    net::ChildPlan plan;
    plan.argv = {program, "-db", "-f", file.string()};
    plan.output = log_;
    auto started = net::ChildProcess::start(io, plan, [this](net::ChildExit ending) { ended(ending); });
    if (!started) return started.error();
    process_ = std::move(*started);
    if (options_.record_process) options_.record_process(process_->pid());
    if (auto ready = wait_until_ready(); !ready) return ready.error();
    wait_for_tick(kRestlessTick);
    return {};
  }

  void add_target(const std::string& target_group_arn, const fleet::Target& target) override {
    registrations_.add(target_group_arn, target);
  }
  void deregister_target(const std::string& target_group_arn, const fleet::TaskId& task) override {
    registrations_.deregister(target_group_arn, task);
  }
  std::vector<fleet::TargetHealth> take_health() override { return registrations_.take_health(); }
  void configure(fleet::RoutingTable) override {}  // comes with the reload
  std::vector<BoundListener> listeners() const override { return listeners_; }
  std::vector<fleet::RegisteredTarget> targets(const std::string&) const override { return {}; }
  std::vector<watch::Datum> take_metrics() override { return std::exchange(metrics_, {}); }
  std::optional<Error> failure() const override { return failure_; }

  void stop(std::function<void()> done) override {
    stopping_ = true;
    tick_.cancel();
    if (process_ == nullptr || !process_->alive()) return done();
    stopped_ = std::move(done);
    process_->signal_group(SIGUSR1);  // no new connections; ends when the last one has
    kill_timer_.expires_after(std::chrono::milliseconds(2500));
    kill_timer_.async_wait([this, here = here_](boost::system::error_code code) {
      if (!code && *here) process_->signal_group(SIGKILL);
    });
  }

 private:
  Result<void> wait_until_ready() {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (std::chrono::steady_clock::now() < limit) {
      if (send_and_wait(configuration_.admin_socket, "show info")) return {};
      if (process_->has_ended()) return unavailable("HAProxy did not start:\n" + last_words(log_));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return unavailable("HAProxy did not answer within 5 s:\n" + last_words(log_));
  }

  void ended(net::ChildExit ending) {
    kill_timer_.cancel();
    tick_.cancel();
    if (!stopping_) {
      failure_ = unavailable(
          fmt::format("HAProxy ended by itself with exit code {}:\n{}", ending.exit_code, last_words(log_)));
    }
    const auto stopped = std::exchange(stopped_, nullptr);
    if (stopped) stopped();
  }

  void wait_for_tick(Duration after) {
    tick_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(after));
    tick_.async_wait([this, here = here_](boost::system::error_code code) {
      if (code || !*here || stopping_) return;
      const bool due = std::chrono::steady_clock::now() >= next_reading_;
      if (!due && !registrations_.restless()) return wait_for_tick(kRestlessTick);
      socket_.send("show stat", [this, due](const Result<std::string>& answer) { take_table(answer, due); });
    });
  }

  void take_table(const Result<std::string>& answer, bool due) {
    if (stopping_ || failure_) return;
    auto rows = answer ? parse_statistics(*answer) : Result<std::vector<StatisticsRow>>(answer.error());
    if (rows) {
      misses_ = 0;
      registrations_.update(*rows);
      if (due) read_metrics(std::move(*rows));
    } else if (++misses_ >= 5) {
      failure_ = rows.error();
      return;
    }
    wait_for_tick(kRestlessTick);
  }

  void read_metrics(std::vector<StatisticsRow> rows) {
    const auto now = std::chrono::steady_clock::now();
    next_reading_ = std::max(next_reading_ + kReadingEvery, now);  // no catching up after a pause
    for (auto& row : registrations_.take_removed()) rows.push_back(std::move(row));
    auto datums = meter_.read({options_.now(), std::move(rows), registrations_.hosts()});
    metrics_.insert(metrics_.end(), std::make_move_iterator(datums.begin()), std::make_move_iterator(datums.end()));
  }

  BalancerOptions options_;
  Configuration configuration_;
  std::vector<net::PortClaim> claims_;
  std::vector<BoundListener> listeners_;
  RuntimeSocket socket_;
  Registrations registrations_;
  TrafficMeter meter_;
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer kill_timer_;
  std::chrono::steady_clock::time_point next_reading_ = std::chrono::steady_clock::now();
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  std::vector<watch::Datum> metrics_;
  std::optional<Error> failure_;
  std::function<void()> stopped_;
  fs::path log_;
  int misses_ = 0;
  bool stopping_ = false;
  std::unique_ptr<net::ChildProcess> process_;  // last: ends first
};

Result<std::vector<net::PortClaim>> bind_listeners(Configuration& configuration, const std::string& address) {
  std::vector<net::PortClaim> claims;
  for (auto& frontend : configuration.frontends) {
    auto claim = net::PortClaim::of(address, frontend.listener.port);
    if (!claim) {
      auto other = net::PortClaim::first_free(address, 8080, 19999);
      if (!other) return other.error();
      claim = std::move(*other);
    }
    frontend.host = address;
    frontend.port = claim->port();
    claims.push_back(std::move(*claim));
  }
  return claims;
}

}  // namespace

Result<std::string> find_haproxy(const std::string& wanted) {
  const char* path = std::getenv("PATH");
  const auto places = std::string(path == nullptr ? "/usr/bin:/bin" : path) + ":/usr/sbin:/usr/local/sbin";
  auto found = net::find_program(wanted.empty() ? "haproxy" : wanted, places);
  if (!found)
    return unavailable("HAProxy is the load balancer and isn't here: apt-get install haproxy (2.6 or later).");
  return found;
}

Result<std::unique_ptr<Haproxy>> Haproxy::start(boost::asio::io_context& io, BalancerOptions options,
                                                std::vector<fleet::LoadBalancer> load_balancers,
                                                std::vector<fleet::Listener> listeners,
                                                std::vector<fleet::TargetGroup> target_groups) {
  const auto program = find_haproxy(options.program);
  if (!program) return program.error();
  auto configuration = plan_configuration(load_balancers, listeners, target_groups);
  if (!configuration) return configuration.error();
  configuration->admin_socket = fs::absolute(options.run_directory / "haproxy.sock").string();
  configuration->max_connections = affordable_connections();
  if (configuration->admin_socket.size() > 90) {  // of 107: HAProxy binds it under a longer name first
    return invalid(
        fmt::format("{} is too long for a unix socket: choose a shorter run directory.", configuration->admin_socket));
  }
  auto claims = bind_listeners(*configuration, options.address);
  if (!claims) return claims.error();
  auto meters = metered(*configuration, load_balancers);
  auto haproxy = std::make_unique<RunningHaproxy>(io, std::move(options), std::move(*configuration), std::move(meters),
                                                  std::move(*claims));
  if (auto launched = haproxy->launch(io, *program); !launched) return launched.error();
  return haproxy;
}

}  // namespace rampart::live::balancer
