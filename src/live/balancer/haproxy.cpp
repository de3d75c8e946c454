#include "live/balancer/haproxy.h"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <thread>
#include <tuple>

#include "live/balancer/configuration.h"
#include "live/balancer/lifeline.h"
#include "live/balancer/listening_ports.h"
#include "live/balancer/metering_plan.h"
#include "live/balancer/port_watch.h"
#include "live/balancer/registrations.h"
#include "live/balancer/runtime_socket.h"
#include "live/balancer/statistics.h"
#include "live/net/child_process.h"

namespace rampart::live::balancer {
namespace fs = std::filesystem;
namespace {

constexpr auto kRestlessTick = std::chrono::milliseconds(200);
constexpr auto kReadingEvery = std::chrono::seconds(1);
constexpr auto kStartLimit = std::chrono::seconds(5);
constexpr auto kStartLook = std::chrono::milliseconds(5);

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

/// One HAProxy process.
struct Generation {
  int number = 0;
  std::string socket;
  fs::path log;
  std::unique_ptr<Lifeline> lifeline;  ///< Once a successor has its listeners, and while it has requests.
  std::unique_ptr<net::ChildProcess> process;
};

class RunningHaproxy final : public Haproxy {
 public:
  RunningHaproxy(boost::asio::io_context& io, BalancerOptions options)
      : io_(io),
        options_(std::move(options)),
        counts_file_(fs::absolute(options_.run_directory / "open_counts.map")),
        targets_file_(fs::absolute(options_.run_directory / "open_targets.map")),
        ports_(options_.address),
        socket_(io, ""),
        port_watch_(io),
        registrations_(socket_, {options_.speed, options_.now, counts_file_.string(), targets_file_.string(),
                                 [this](const std::string& server) { cut_at_predecessors(server); },
                                 [this](const std::string& host, int port, Duration at_most, auto then) {
                                   port_watch_.await(host, port, at_most, std::move(then));
                                 }}),
        meter_({}),
        tick_(io),
        start_timer_(io),
        kill_timer_(io) {
    socket_.hold([] {});
  }
  ~RunningHaproxy() override { *here_ = false; }
  RunningHaproxy(const RunningHaproxy&) = delete;
  RunningHaproxy& operator=(const RunningHaproxy&) = delete;

  void configure(fleet::RoutingTable table) override {
    auto plan = plan_configuration(table);
    complaint_ = plan ? "" : plan.error().message;
    if (!plan) return;
    wanted_ = std::move(*plan);
    listeners_ = ports_.bind(wanted_.frontends);
    registrations_.set_backends(wanted_.backends);
    meter_.set_load_balancers(metered(wanted_, table.load_balancers));
    dirty_ = true;
    advance();
  }

  std::vector<BoundListener> listeners() const override {
    auto all = listeners_;
    for (auto& listener : all)
      if (const auto& why = complaint_.empty() ? launch_failure_ : complaint_; listener.failure.empty())
        listener.failure = why;
    return all;
  }

  void add_target(const std::string& target_group_arn, const fleet::Target& target) override {
    registrations_.add(target_group_arn, target);
  }
  void deregister_target(const std::string& target_group_arn, const fleet::TaskId& task) override {
    registrations_.deregister(target_group_arn, task);
  }
  std::vector<fleet::RegisteredTarget> targets(const std::string& target_group_arn) const override {
    return registrations_.targets(target_group_arn);
  }
  std::vector<fleet::TargetHealth> take_health() override { return registrations_.take_health(); }
  std::vector<watch::Datum> take_metrics() override { return std::exchange(metrics_, {}); }
  std::optional<Error> failure() const override { return failure_; }
  bool configuring() const override { return phase_ != Phase::steady || dirty_; }

  /// For start(): the first HAProxy answers, or why it doesn't.
  Result<void> wait_until_ready() {
    while (phase_ == Phase::starting) {
      std::this_thread::sleep_for(kStartLook);
      look_at_start();
    }
    if (!complaint_.empty()) return invalid(complaint_);
    for (const auto& listener : listeners())
      if (!listener.failure.empty()) return unavailable(listener.failure);
    return {};
  }

  void stop(std::function<void()> done) override {
    stopping_ = true;
    tick_.cancel();
    start_timer_.cancel();
    stopped_ = std::move(done);
    for_each_process([](Generation& generation) {
      generation.lifeline.reset();
      generation.process->signal_group(SIGUSR1);  // no new connections; ends when the last one has
    });
    kill_timer_.expires_after(std::chrono::seconds(2));
    kill_timer_.async_wait([this, here = here_](boost::system::error_code code) {
      if (!code && *here) for_each_process([](Generation& one) { one.process->signal_group(SIGKILL); });
    });
    finish_if_gone();
  }

 private:
  enum class Phase { steady, preparing, starting };

  template <class Action>
  void for_each_process(Action action) {
    for (auto* one : {current_.get(), next_.get()})
      if (one != nullptr && one->process != nullptr && one->process->alive()) action(*one);
    for (auto& one : predecessors_)
      if (one->process->alive()) action(*one);
  }

  // Replacing the process: hold the commands, ask for the servers' states, start the next one with them, let it take
  // the listeners over, go on with it.

  void advance() {
    if (phase_ != Phase::steady || !dirty_ || stopping_ || failure_) return;
    if (current_ == nullptr && wanted_.frontends.empty()) {  // nothing to listen on: none is needed yet
      dirty_ = false;
      return;
    }
    dirty_ = false;
    phase_ = Phase::preparing;
    if (current_ == nullptr) return launch("");
    socket_.hold([this] { prepare(); });
  }

  void prepare() {
    Lifeline::open(io_, current_->socket, [this, here = here_](Result<std::unique_ptr<Lifeline>> lifeline) {
      if (!*here || phase_ != Phase::preparing || current_ == nullptr) return;
      if (!lifeline) return give_up(lifeline.error().message);
      current_->lifeline = std::move(*lifeline);
      current_->lifeline->send("show servers state", [this, here](const Result<std::string>& state) {
        if (!*here || phase_ != Phase::preparing) return;
        if (!state) return give_up(state.error().message);
        launch(*state);
      });
    });
  }

  void launch(const std::string& state) {
    next_ = std::make_unique<Generation>();
    next_->number = ++started_;
    const auto file = [this](const std::string& suffix) {
      return fs::absolute(options_.run_directory / fmt::format("haproxy-{}.{}", started_, suffix)).string();
    };
    next_->socket = file("sock");
    next_->log = file("log");
    auto configuration = wanted_;
    configuration.admin_socket = next_->socket;
    configuration.open_count_file = counts_file_.string();
    configuration.open_target_file = targets_file_.string();
    configuration.max_connections = affordable_connections();
    if (!state.empty()) configuration.state_file = file("state");
    for (auto& backend : configuration.backends) backend.servers = registrations_.server_lines(backend.group.arn);
    std::ofstream(file("cfg")) << to_text(configuration);
    if (!state.empty()) std::ofstream(configuration.state_file) << state.substr(state.find_first_not_of("\r\n"));
    const auto maps = registrations_.open_maps();
    std::ofstream(counts_file_) << maps.first;
    std::ofstream(targets_file_) << maps.second;

    const auto program = find_haproxy(options_.program);
    if (!program) return give_up(program.error().message);
    net::ChildPlan plan;
    plan.argv = {*program, "-db", "-f", file("cfg")};
    if (current_ != nullptr)
      plan.argv.insert(plan.argv.end(), {"-x", current_->socket, "-sf", std::to_string(current_->process->pid())});
    plan.output = next_->log;
    auto started = net::ChildProcess::start(io_, plan, [this, number = started_](net::ChildExit ending) {
      boost::asio::post(io_, [this, here = here_, number, ending] {
        if (*here) ended(number, ending);
      });
    });
    if (!started) return give_up(started.error().message);
    next_->process = std::move(*started);
    if (options_.record_process) options_.record_process(next_->process->pid());
    phase_ = Phase::starting;
    start_until_ = std::chrono::steady_clock::now() + kStartLimit;
    wait_for_start();
  }

  void wait_for_start() {
    start_timer_.expires_after(kStartLook);
    start_timer_.async_wait([this, here = here_](boost::system::error_code code) {
      if (code || !*here || phase_ != Phase::starting) return;
      look_at_start();
      if (phase_ == Phase::starting) wait_for_start();
    });
  }

  void look_at_start() {
    if (next_->process->has_ended()) return give_up("HAProxy did not start:\n" + last_words(next_->log));
    if (fs::exists(next_->socket) && send_and_wait(next_->socket, "show info")) return take_over();
    if (std::chrono::steady_clock::now() > start_until_)
      give_up("HAProxy did not answer within 5 s:\n" + last_words(next_->log));
  }

  void take_over() {
    if (current_ != nullptr) predecessors_.push_back(std::move(current_));
    current_ = std::move(next_);
    phase_ = Phase::steady;
    launch_failure_.clear();
    forget_ports_at_ = std::chrono::steady_clock::now() + std::chrono::seconds(1);  // the predecessor lets go of them
    for (const auto* suffix :
         {"cfg", "log", "state", "sock"}) {  // of the one before the last: keep two for the curious
      std::error_code ignored;
      fs::remove(options_.run_directory / fmt::format("haproxy-{}.{}", current_->number - 2, suffix), ignored);
    }
    socket_.release(current_->socket);
    registrations_.begin(current_->number);
    if (!ticking_) wait_for_tick(kRestlessTick);
    advance();
  }

  /// What runs goes on as it is.
  void give_up(const std::string& why) {
    launch_failure_ = why;
    spdlog::error("The load balancer keeps its configuration: {}", why);
    if (next_ != nullptr) retired_.push_back(std::move(next_));
    boost::asio::post(io_, [this, here = here_] {
      if (*here) retired_.clear();
    });
    phase_ = Phase::steady;
    if (current_ == nullptr) return;
    current_->lifeline.reset();
    socket_.release(current_->socket);
    advance();
  }

  void ended(int number, net::ChildExit ending) {
    const auto is_it = [&](const auto& one) { return one->number == number; };
    predecessors_.remove_if(is_it);
    if (next_ != nullptr && is_it(next_)) {
      if (phase_ == Phase::starting) look_at_start();
    } else if (current_ != nullptr && is_it(current_)) {
      const auto log = current_->log;
      current_.reset();
      if (phase_ != Phase::starting && !stopping_) died(ending, log);
    }
    finish_if_gone();
  }

  void died(net::ChildExit ending, const fs::path& log) {
    const auto why = fmt::format("HAProxy ended by itself with exit code {}:\n{}", ending.exit_code, last_words(log));
    registrations_.end();
    socket_.forget_waiting();
    socket_.hold([] {});
    tick_.cancel();
    ticking_ = false;
    phase_ = Phase::steady;
    if (!options_.restart) {
      failure_ = unavailable(why);
      return;
    }
    spdlog::error("{}\nIt is started again.", why);
    launch_failure_ = why;
    start_timer_.expires_after(std::chrono::seconds(1));
    start_timer_.async_wait([this, here = here_](boost::system::error_code code) {
      if (code || !*here) return;
      dirty_ = true;
      advance();
    });
  }

  void finish_if_gone() {
    if (!stopping_) return;
    bool any = false;
    for_each_process([&](Generation&) { any = true; });
    if (any) return;
    kill_timer_.cancel();
    if (const auto stopped = std::exchange(stopped_, nullptr)) stopped();
  }

  // What HAProxys say, several times a second.

  using RowKey = std::tuple<int, std::string, std::string>;
  struct Look {
    bool due = false;
    std::vector<StatisticsRow> rows;
    std::map<std::string, std::int64_t> elsewhere;  ///< Requests in progress at predecessors, by server.
  };

  void wait_for_tick(Duration after) {
    ticking_ = true;
    tick_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(after));
    tick_.async_wait([this, here = here_](boost::system::error_code code) {
      if (code || !*here || stopping_) return;
      const bool due = std::chrono::steady_clock::now() >= next_reading_;
      if (!due && !registrations_.restless() && predecessors_.empty()) return wait_for_tick(kRestlessTick);
      socket_.send("show stat", [this, due](const Result<std::string>& answer) { take_table(answer, due); });
    });
  }

  void take_table(const Result<std::string>& answer, bool due) {
    if (stopping_ || failure_) return;
    auto rows = answer ? parse_statistics(*answer) : Result<std::vector<StatisticsRow>>(answer.error());
    if (rows && current_ != nullptr) {
      misses_ = 0;
      for (auto& row : *rows) row.process = current_->number;
      const auto look = std::make_shared<Look>(Look{due, std::move(*rows), {}});
      std::vector<int> numbers;
      for (const auto& one : predecessors_) numbers.push_back(one->number);
      return look_at_predecessors(look, std::move(numbers));
    }
    if (!rows && ++misses_ >= 5 && !options_.restart) {
      failure_ = rows.error();
      return;
    }
    wait_for_tick(kRestlessTick);
  }

  void look_at_predecessors(const std::shared_ptr<Look>& look, std::vector<int> numbers) {
    if (stopping_ || failure_) return;
    while (!numbers.empty()) {
      const int number = numbers.back();
      numbers.pop_back();
      auto* one = predecessor(number);
      if (one == nullptr || one->lifeline == nullptr) continue;
      one->lifeline->send("show stat", [this, here = here_, look, numbers, number](const Result<std::string>& answer) {
        if (!*here) return;
        take_predecessor(*look, number, answer);
        look_at_predecessors(look, numbers);
      });
      return;
    }
    registrations_.update(look->rows, look->elsewhere);
    if (look->due) read_metrics(std::move(look->rows));
    wait_for_tick(kRestlessTick);
  }

  Generation* predecessor(int number) {
    for (auto& one : predecessors_)
      if (one->number == number) return one.get();
    return nullptr;
  }

  void take_predecessor(Look& look, int number, const Result<std::string>& answer) {
    const auto rows = answer ? parse_statistics(*answer) : Result<std::vector<StatisticsRow>>(answer.error());
    std::int64_t connections = 0;
    if (rows) {
      for (auto row : *rows) {
        row.process = number;
        if (row.kind == StatisticsRow::Kind::frontend) connections += row.current_sessions;
        if (row.kind == StatisticsRow::Kind::server)
          look.elsewhere[row.proxy + "/" + row.server] += row.current_sessions + row.queued;
        old_rows_[{number, row.proxy, row.server}] = row;
      }
    }
    if (connections > 0) return;
    // Nobody is connected any more, so these were its last counters; let it end. Not from within its own answer.
    boost::asio::post(io_, [this, here = here_, number] {
      if (auto* one = *here ? predecessor(number) : nullptr) one->lifeline.reset();
    });
  }

  /// A HAProxy without listeners takes no commands for its servers, but it does for single sessions.
  void cut_at_predecessors(const std::string& server) {
    for (auto& one : predecessors_) {
      if (one->lifeline == nullptr) continue;
      one->lifeline->send("show sess", [this, here = here_, number = one->number, server](const auto& answer) {
        auto* there = *here && answer ? predecessor(number) : nullptr;
        if (there == nullptr || there->lifeline == nullptr) return;
        for (const auto& session : sessions_of(*answer, server))
          there->lifeline->send("shutdown session " + session, [](const Result<std::string>&) {});
      });
    }
  }

  void read_metrics(std::vector<StatisticsRow> rows) {
    const auto now = std::chrono::steady_clock::now();
    next_reading_ = std::max(next_reading_ + kReadingEvery, now);  // no catching up after a pause
    if (phase_ == Phase::steady && now > forget_ports_at_) ports_.forget_gone();
    for (auto& row : registrations_.take_removed()) rows.push_back(std::move(row));
    for (auto& [key, row] : std::exchange(old_rows_, {})) rows.push_back(std::move(row));
    auto datums = meter_.read({options_.now(), std::move(rows), registrations_.hosts()});
    metrics_.insert(metrics_.end(), std::make_move_iterator(datums.begin()), std::make_move_iterator(datums.end()));
  }

  boost::asio::io_context& io_;
  BalancerOptions options_;
  fs::path counts_file_;
  fs::path targets_file_;
  ListeningPorts ports_;
  Configuration wanted_;
  std::vector<BoundListener> listeners_;
  std::string complaint_;       ///< About the last table.
  std::string launch_failure_;  ///< Of the last start.
  Phase phase_ = Phase::steady;
  bool dirty_ = false;  ///< `wanted_` isn't in force and nobody is about to change that.
  int started_ = 0;
  std::chrono::steady_clock::time_point start_until_;
  std::chrono::steady_clock::time_point forget_ports_at_;

  RuntimeSocket socket_;
  PortWatch port_watch_;
  Registrations registrations_;
  TrafficMeter meter_;
  std::map<RowKey, StatisticsRow> old_rows_;  ///< Predecessors' latest, until the next reading.
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer start_timer_;
  boost::asio::steady_timer kill_timer_;
  std::chrono::steady_clock::time_point next_reading_ = std::chrono::steady_clock::now();
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  std::vector<watch::Datum> metrics_;
  std::optional<Error> failure_;
  std::function<void()> stopped_;
  int misses_ = 0;
  bool ticking_ = false;
  bool stopping_ = false;
  // Last: they end first.
  std::unique_ptr<Generation> current_;
  std::unique_ptr<Generation> next_;
  std::list<std::unique_ptr<Generation>> predecessors_;
  std::vector<std::unique_ptr<Generation>> retired_;  ///< To be destroyed on the next turn.
};

}  // namespace

Result<std::string> find_haproxy(const std::string& wanted) {
  const char* path = std::getenv("PATH");
  const auto places = std::string(path == nullptr ? "/usr/bin:/bin" : path) + ":/usr/sbin:/usr/local/sbin";
  auto found = net::find_program(wanted.empty() ? "haproxy" : wanted, places);
  if (!found)
    return unavailable("HAProxy is the load balancer and isn't here: apt-get install haproxy (2.6 or later).");
  if (access(found->c_str(), X_OK) != 0) return unavailable(fmt::format("{} is no program: name HAProxy's.", *found));
  return found;
}

Result<std::unique_ptr<Haproxy>> Haproxy::create(boost::asio::io_context& io, BalancerOptions options) {
  const auto socket = fs::absolute(options.run_directory / "haproxy-9999.sock").string();
  if (socket.size() > 90)  // of 107: HAProxy binds it under a longer name first
    return invalid(fmt::format("{} is too long for a unix socket: choose a shorter run directory.", socket));
  return std::unique_ptr<Haproxy>(std::make_unique<RunningHaproxy>(io, std::move(options)));
}

Result<std::unique_ptr<Haproxy>> Haproxy::start(boost::asio::io_context& io, BalancerOptions options,
                                                fleet::RoutingTable table) {
  if (const auto program = find_haproxy(options.program); !program) return program.error();
  auto created = create(io, std::move(options));
  if (!created) return created.error();
  (*created)->configure(std::move(table));
  if (auto ready = static_cast<RunningHaproxy&>(**created).wait_until_ready(); !ready) return ready.error();
  return created;
}

}  // namespace rampart::live::balancer
