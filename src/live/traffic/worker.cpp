#include "live/traffic/worker.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "live/traffic/clock.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_starts_a_turn = 64;
constexpr Duration longest_lone_hook = 10min;

double thread_cpu_seconds() {
  rusage use{};
  getrusage(RUSAGE_THREAD, &use);
  const auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return of(use.ru_utime) + of(use.ru_stime);
}

// Waking up from epoll takes a virtual machine about 50 µs (reference engine.md §3), so the last stretch before an
// arrival is spent looking instead of sleeping: at most 100 µs, and at most a tenth of the gap, so that it never costs
// more than a tenth of a core.
Duration spin_for(Duration gap) { return std::min<Duration>(100us, gap / 10); }

load::CrowdOptions with_channels(load::CrowdOptions options, load::Channels& channels) {
  options.channels = &channels;
  return options;
}

/// The sockets of Engine.IO, whose clients take no notice of proxies: `direct`, made where there are any.
load::Transport& without_proxies(std::optional<Sockets>& direct, SocketOptions options, Sockets& usual,
                                 Resolver& resolver, const TlsContext& tls, Reactor& reactor) {
  if (!options.proxies.http && !options.proxies.https) return usual;
  options.proxies = {};
  return direct.emplace(std::move(options), resolver, tls, reactor);
}

}  // namespace

Worker::Worker(const script::Script& script, load::CrowdOptions options, SocketOptions sockets, Resolver& resolver,
               const TlsContext& tls, ledger::Journal& journal, load::Population& population, Sidecar* sidecar)
    : timers_(wall_now()),
      sockets_(sockets, resolver, tls, reactor_),
      sidecar_(sidecar),
      fake_data_(options.initial.fake_data()),
      websockets_(resolver, tls, reactor_, timers_),
      channels_(websockets_, without_proxies(direct_, std::move(sockets), sockets_, resolver, tls, reactor_), timers_),
      crowd_(script, with_channels(std::move(options), channels_), sockets_, timers_, journal, population) {
  if (sidecar_ != nullptr) sidecar_->join(reactor_);
}

void Worker::stop() {
  stop_.store(true, std::memory_order_relaxed);
  reactor_.wake();
}

Duration Worker::time_to_wait(Instant now) {
  Instant until = crowd_.next_wake();
  if (const auto due = timers_.next_due()) until = std::min(until, *due);
  if (const auto due = reactor_.next_deadline()) until = std::min(until, *due);
  if (const auto due = crowd_.next_arrival()) until = std::min(until, *due - spin_for(crowd_.arrival_gap()));
  return std::max(Duration::zero(), until - now);
}

void Worker::turn() {
  reactor_.wait(time_to_wait(wall_now()));
  const Instant now = wall_now();
  timers_.enter(now);
  crowd_.begin_turn();
  reactor_.handle(now);
  timers_.advance(now);
  crowd_.start_due(most_starts_a_turn);
  if (sidecar_ != nullptr) sidecar_->flush();
}

bool Worker::must_stop() const { return stop_.load(std::memory_order_relaxed) || lost_hooks(); }

void Worker::run(Instant start) {
  prctl(PR_SET_TIMERSLACK, 1);  // else every wait is up to 50 µs longer
  const double cpu = thread_cpu_seconds();
  timers_.enter(wall_now());
  crowd_.begin(start);
  while (!crowd_.finished() && !must_stop()) turn();
  if (must_stop()) crowd_.stop();
  crowd_.flush();
  use_ = {thread_cpu_seconds() - cpu, sockets_.connections_peak() + websockets_.connections_peak()};
  say_good_bye();
}

// Messages' connections are closed in their protocol's way, which needs the other side; for at most a second.
void Worker::say_good_bye() {
  const Instant limit = wall_now() + 1s;
  while (channels_.is_closing() && wall_now() < limit) {
    reactor_.wait(10ms);
    const Instant now = wall_now();
    timers_.enter(now);
    reactor_.handle(now);
    timers_.advance(now);
  }
}

load::UserEnd run_alone(const script::Script& script, const std::vector<script::Step>& steps,
                        SocketOptions socket_options, script::Variables& variables, std::uint64_t seed,
                        Resolver& resolver, const TlsContext& tls, std::function<void(std::string)> log_line,
                        const std::atomic<bool>& stop, Sidecar* sidecar) {
  TimerQueue timers(wall_now());
  Reactor reactor;
  Sockets sockets(socket_options, resolver, tls, reactor);
  WebSockets websockets(resolver, tls, reactor, timers);
  std::optional<Sockets> direct;
  MessageChannels channels(websockets,
                           without_proxies(direct, std::move(socket_options), sockets, resolver, tls, reactor), timers);
  load::Collector collector(-1);
  const load::Plan plan{};
  load::UserWorld world{.script = script,
                        .plan = plan,
                        .transport = sockets,
                        .timer = timers,
                        .collector = collector,
                        .log_line = std::move(log_line),
                        .hooks = sidecar,
                        .channels = &channels};
  if (sidecar != nullptr) sidecar->join(reactor);
  const bool is_before = &steps == &script.before;
  const auto planned =
      load::plan_steps(script, steps, sockets, collector, is_before ? &script.before_on_error : &script.after_on_error);
  load::VirtualUser user(world);
  bool ended = false;
  load::UserEnd result{false, "interrupted"};
  user.scenario = is_before ? &script.before_spec : &script.after_spec;
  const load::VirtualUser::Ended note_end = [&](load::VirtualUser&, const load::UserEnd& end) {
    result = end;
    ended = true;
  };
  user.start(planned, variables, Random::stream(seed, "alone"), {}, note_end);
  const script::FakeData* const fake_data = variables.fake_data();
  const auto death = [&]() -> std::string {
    if (fake_data != nullptr && !fake_data->death().empty()) return fake_data->death();
    return sidecar != nullptr ? sidecar->death() : std::string();
  };
  while (!ended && !stop.load(std::memory_order_relaxed) && death().empty()) {
    if (sidecar != nullptr) sidecar->flush();
    const Instant before = wall_now();
    Instant until = before + 100ms;
    if (const auto due = timers.next_due()) until = std::min(until, *due);
    reactor.wait(std::max(Duration::zero(), until - before));
    const Instant now = wall_now();
    timers.enter(now);
    reactor.handle(now);
    timers.advance(now);
    user.give_up_hooks(now - longest_lone_hook);
  }
  if (auto why = death(); !why.empty()) result = {false, std::move(why)};
  variables = user.variables();
  return result;
}

}  // namespace rampart::live::traffic
