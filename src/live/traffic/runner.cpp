#include "live/traffic/runner.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "core/load/plan.h"
#include "core/load/url.h"
#include "live/traffic/clock.h"
#include "live/traffic/sidecars.h"
#include "live/traffic/socket_error.h"
#include "live/traffic/worker.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;

// Every connection is a descriptor: take all that may be had.
std::uint64_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

void collect_origins(const script::Script& script, const std::vector<script::Step>& steps,
                     std::vector<load::Origin>& out) {
  for (const script::Step& step : steps) {
    if (const auto* loop = std::get_if<script::Loop>(&step.what)) collect_origins(script, loop->steps, out);
    if (const auto* parallel = std::get_if<script::Parallel>(&step.what)) collect_origins(script, parallel->steps, out);
    const auto* request = std::get_if<script::Request>(&step.what);
    if (request == nullptr || !request->url.is_constant()) continue;
    const std::string& text = request->url.source();
    if (const auto url = load::parse_url(text.starts_with('/') ? script.config.target + text : text))
      if (std::find(out.begin(), out.end(), url->origin) == out.end()) out.push_back(url->origin);
  }
}

Result<Address> local_address(const std::string& text, Resolver& resolver) {
  const auto found = resolver.find_numeric(text);
  if (!found) return invalid(fmt::format("--local-addresses: \"{}\" isn't an IP address", text));
  const int fd = ::socket(found->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool ours = fd >= 0 && ::bind(fd, reinterpret_cast<const sockaddr*>(&found->storage), found->length) == 0;
  const int number = errno;
  if (fd >= 0) ::close(fd);
  if (!ours) return unavailable(fmt::format("--local-addresses: {} can't be used: {}", text, name_of_errno(number)));
  return *found;
}

std::vector<load::Origin> known_origins(const script::Script& script) {
  std::vector<load::Origin> out;
  if (const auto url = load::parse_url(script.config.target)) out.push_back(url->origin);
  collect_origins(script, script.before, out);
  for (const script::Scenario& scenario : script.scenarios) collect_origins(script, scenario.flow, out);
  collect_origins(script, script.after, out);
  return out;
}

}  // namespace

class Runner::Run {
 public:
  Run(std::shared_ptr<const script::Script> script, RunnerOptions options, ledger::Journal& journal)
      : script_(std::move(script)), options_(std::move(options)), journal_(journal), tls_(script_->config.tls) {
    if (options_.workers <= 0) options_.workers = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    descriptors_ = raise_descriptor_limit();
  }
  ~Run() {
    stop();
    join();
  }

  Result<void> check() {
    sockets_.pool = script_->config.pool;
    sockets_.h2c = options_.h2c;
    auto proxies = proxies_of(options_.process_environment);
    if (!proxies) return proxies.error();
    sockets_.proxies = std::move(*proxies);
    for (const std::string& text : options_.local_addresses) {
      auto address = local_address(text, resolver_);
      if (!address) return address.error();
      sockets_.local_addresses.push_back(*address);
    }
    const auto origins = known_origins(*script_);
    const bool secure = std::any_of(origins.begin(), origins.end(), [](const load::Origin& o) { return o.tls; });
    if (secure)
      if (const auto usable = tls_.check(); !usable) return invalid(usable.error().message, {script_->file});
    const auto problems = load::find_problems(*script_);
    if (!problems.empty()) return invalid(fmt::format("{}", fmt::join(problems, "\n")), {script_->file});
    for (const load::Origin& origin : origins) resolver_.resolve_now(origin.host);
    return sidecars_.start(*script_, options_.workers, make_variables(), options_.test_run_id, options_.seed,
                           options_.plugins.get());
  }

  void start() {
    coordinator_ = std::thread([this] { coordinate(); });
  }

  void stop() {
    stop_.store(true);
    const std::lock_guard lock(mutex_);
    for (const auto& worker : workers_) worker->stop();
    changed_.notify_all();
  }

  [[nodiscard]] bool finished() const { return finished_.load(); }

  void join() {
    if (coordinator_.joinable()) coordinator_.join();
  }

  int clean_up_plugins(Duration patience) {
    return script_->config.user_plugins.empty() ? 0 : sidecars_.clean_up(patience);
  }

  [[nodiscard]] Summary summary() const {
    const std::lock_guard lock(mutex_);
    return summary_;
  }

 private:
  void coordinate() {
    script::Variables variables = make_variables();
    variables.use(sidecars_.fake_data_of(0));
    if (run_section(script_->before, variables, summary_.before_error) && !stop_.load()) {
      run_load(variables);
      run_section(script_->after, variables, summary_.after_error);
    }
    finished_.store(true);
  }

  [[nodiscard]] script::Variables make_variables() const {
    boost::json::object environment;
    for (const auto& [name, value] : options_.process_environment) environment[name] = value;
    return load::make_initial_variables(*script_, options_.test_run_id, environment);
  }

  bool run_section(const std::vector<script::Step>& steps, script::Variables& variables, std::string& error) {
    if (steps.empty()) return true;
    Random random = Random::stream(options_.seed, &steps == &script_->before ? "before" : "after");
    variables = load::draw_variables(*script_, variables, 0, random);
    const load::UserEnd end = run_alone(*script_, steps, sockets_, variables, options_.seed, resolver_, tls_, logger(),
                                        stop_, sidecars_.of_sections());
    const std::lock_guard lock(mutex_);
    if (!end.ok) error = end.error;
    summary_.hooks_error = sidecars_.death();
    return end.ok;
  }

  std::function<void(std::string)> logger() {
    if (!options_.log_line) return {};
    return [this](std::string line) {
      const std::lock_guard lock(log_mutex_);
      options_.log_line(std::move(line));
    };
  }

  void run_load(script::Variables initial) {
    {
      const std::lock_guard lock(mutex_);
      for (int i = 0; i < options_.workers; ++i) {
        initial.use(sidecars_.fake_data_of(i));
        workers_.push_back(std::make_unique<Worker>(
            *script_,
            load::CrowdOptions{options_.seed, i, options_.workers, initial, logger(), sidecars_.of_worker(i),
                               options_.hook_grace, nullptr, options_.on_spans},
            sockets_, resolver_, tls_, journal_, population_, sidecars_.of_worker(i)));
      }
    }
    if (stop_.load()) return;  // stop() may have come before there were workers to tell
    running_ = options_.workers;
    Instant start;  // when the last thread is there
    std::barrier all_there(options_.workers + 1, [&start]() noexcept { start = wall_now(); });
    std::vector<std::thread> threads;
    for (const auto& worker : workers_)
      threads.emplace_back([this, &worker, &all_there, &start] {
        all_there.arrive_and_wait();
        worker->run(start);
        if (worker->lost_hooks()) stop();
        const std::lock_guard lock(mutex_);
        --running_;
        changed_.notify_all();
      });
    all_there.arrive_and_wait();
    announce_phases(start);
    for (std::thread& thread : threads) thread.join();
    write_audit(start);
  }

  // False when the run ended or was stopped before that instant.
  bool wait_until(Instant when) {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (stop_.load() || running_ == 0) return false;
      const Duration left = when - wall_now();
      if (left <= Duration::zero()) return true;
      changed_.wait_for(lock, std::min<Duration>(left, 1h));
    }
  }

  void announce_phases(Instant start) {
    const auto& phases = script_->config.phases;
    const auto starts = load::phase_starts(phases);
    for (std::size_t i = 0; i < phases.size(); ++i) {
      const int index = static_cast<int>(i);
      if (starts[i] == Duration::max()) return;
      const Instant begin = start + starts[i];
      if (!wait_until(begin) && stop_.load()) return;
      journal_.write(begin, ledger::PhaseStarted{index, phases[i].name, phases[i].duration_text});
      if (starts[i + 1] == Duration::max()) {
        wait_until(Instant::max());
        return;
      }
      const Instant end = start + starts[i + 1];
      if (!wait_until(end) && stop_.load()) return;
      journal_.write(end, ledger::PhaseCompleted{index, phases[i].name, phases[i].duration_text});
    }
  }

  void write_audit(Instant start) {
    const Instant now = wall_now();
    ledger::GeneratorAudit audit;
    audit.wall_seconds = seconds(now - start);
    audit.workers = options_.workers;
    audit.descriptors_limit = descriptors_;
    load::CrowdTotals sum;
    for (const auto& worker : workers_) {
      audit.cpu_seconds += worker->use().cpu_seconds;
      audit.open_connections_peak += worker->use().connections_peak;
      const load::CrowdTotals t = worker->totals();
      sum.arrivals_due += t.arrivals_due;
      sum.arrivals_started += t.arrivals_started;
      sum.skipped += t.skipped;
      sum.completed += t.completed;
      sum.failed += t.failed;
      sum.expect_failures += t.expect_failures;
    }
    journal_.write(now, audit);
    const std::lock_guard lock(mutex_);
    summary_.totals = sum;
    summary_.hooks_error = sidecars_.death();
    summary_.wall_seconds = audit.wall_seconds;
    summary_.cpu_seconds = audit.cpu_seconds;
  }

  std::shared_ptr<const script::Script> script_;
  RunnerOptions options_;
  ledger::Journal& journal_;
  std::uint64_t descriptors_ = 0;
  SocketOptions sockets_;
  Resolver resolver_;
  TlsContext tls_;
  load::Population population_;
  Sidecars sidecars_;
  std::vector<std::unique_ptr<Worker>> workers_;
  mutable std::mutex mutex_;
  std::mutex log_mutex_;
  std::condition_variable changed_;
  int running_ = 0;
  std::atomic<bool> stop_{false};
  std::atomic<bool> finished_{false};
  Summary summary_;
  std::thread coordinator_;
};

Runner::Runner(std::unique_ptr<Run> run) : run_(std::move(run)) {}
Runner::~Runner() = default;

Result<std::unique_ptr<Runner>> Runner::create(std::shared_ptr<const script::Script> script, RunnerOptions options,
                                               ledger::Journal& journal) {
  auto run = std::make_unique<Run>(std::move(script), std::move(options), journal);
  if (auto checked = run->check(); !checked) return checked.error();
  return std::unique_ptr<Runner>(new Runner(std::move(run)));
}

void Runner::start() { run_->start(); }
void Runner::stop() { run_->stop(); }
bool Runner::finished() const { return run_->finished(); }
void Runner::join() { run_->join(); }
int Runner::clean_up_plugins(Duration patience) { return run_->clean_up_plugins(patience); }
Summary Runner::summary() const { return run_->summary(); }

}  // namespace rampart::live::traffic
