// How fast the simulator is: days of a policy, and requests one by one. Prints the best of several rounds, in CPU time
// of this thread, with the instructions where the machine lets us count them.
//
//   build/release/virtual_time [TRACE_FOLDER]
#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "sim/minute_model.h"
#include "sim/world.h"

namespace rampart {
namespace {

class Instructions {
 public:
  Instructions() {
    perf_event_attr what{};
    what.type = PERF_TYPE_HARDWARE;
    what.size = sizeof what;
    what.config = PERF_COUNT_HW_INSTRUCTIONS;
    what.exclude_kernel = 1;
    fd_ = static_cast<int>(syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
  }
  ~Instructions() {
    if (fd_ >= 0) close(fd_);
  }
  Instructions(const Instructions&) = delete;
  Instructions& operator=(const Instructions&) = delete;
  [[nodiscard]] double read() const {
    std::uint64_t n = 0;
    return fd_ >= 0 && ::read(fd_, &n, sizeof n) == sizeof n ? static_cast<double>(n) : -1;
  }

 private:
  int fd_;
};

double cpu_now() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

template <class F>
void measure(const char* what, double aim_ms, int rounds, F run) {
  static Instructions instructions;
  double best = 1e9;
  double counted = -1;
  for (int i = 0; i < rounds; ++i) {
    const double before = instructions.read();
    const double start = cpu_now();
    run();
    const double took = cpu_now() - start;
    if (took < best) {
      best = took;
      counted = before < 0 ? -1 : instructions.read() - before;
    }
  }
  fmt::print("{:<44} {:>9.3f} ms   (aim {} ms){}\n", what, best * 1000, aim_ms,
             counted < 0 ? "   instructions: this machine doesn't count them"
                         : fmt::format("   {:.1f} million instructions", counted / 1e6));
}

sim::ScaledServiceModel service(double target, int least, int most) {
  sim::ScaledServiceModel out;
  out.task = {.service = {0.05, 1}, .workers = 4, .cpu_s = 0.005, .start_s = 23};
  out.vcpu = 0.5;
  out.target.resource_id = "service/c/web";
  out.target.min_capacity = least;
  out.target.max_capacity = most;
  out.desired = least;
  scaling::TargetTracking tracking;
  tracking.target_value = target;
  tracking.predefined = scaling::PredefinedMetric::ecs_service_average_cpu_utilization;
  out.policies.push_back({.name = "cpu", .arn = "arn:cpu", .what = tracking});
  return out;
}

class Nowhere : public ledger::Journal {
 public:
  void write(Instant, ledger::Event) override {}
};

void requests() {
  constexpr double length = 60;
  constexpr double rate = 20'000;
  sim::RateCurve curve{.step_s = 1, .rates = std::vector<double>(static_cast<std::size_t>(length), rate)};
  sim::Programs programs;
  programs.endpoints = {"/"};
  programs.scenarios.push_back({.name = "", .weight = 1, .steps = {sim::UserStep{}}});
  sim::TaskModel model{.service = {0.01, 1}, .workers = 16, .start_s = 0};
  Nowhere journal;
  sim::World world(model, programs, sim::demand_of(curve, 1), {.start = instant_from_unix_seconds(1'767'571'200)},
                   journal);
  fleet::TargetGroup group{.name = "g", .arn = "arn:g", .full_name = "targetgroup/g/1"};
  fleet::LoadBalancer balancer{.name = "b", .arn = "arn:b", .full_name = "app/b/1"};
  fleet::Listener listener{.arn = "arn:l", .load_balancer_arn = "arn:b", .default_action = fleet::forward_to("arn:g")};
  world.router().configure({{balancer}, {listener}, {group}});
  for (int i = 0; i < 20; ++i) {
    fleet::TaskLaunch task;
    task.id = fmt::format("{:032x}", i);
    task.definition.memory_mib = 512;
    world.compute().start(task);
    world.router().add_target("arn:g", {task.id, "10.0.0.1", 1000 + i});
  }
  world.advance(0.001);
  world.compute().take_events();
  world.router().take_health();
  world.advance(1);
  world.compute().take_events();
  world.router().take_health();
  world.traffic().begin(1);
  static Instructions instructions;
  const double before = instructions.read();
  const double start = cpu_now();
  for (int t = 2; !world.traffic().ended() && t < 2 * length; ++t) {
    world.advance(t);
    world.take_metrics();
  }
  const double took = cpu_now() - start;
  const auto n = static_cast<double>(world.traffic().requests());
  fmt::print("{:<44} {:>9.2f} million a second and core   (aim 3)   {:.0f} ns each{}\n", "requests, one by one",
             n / took / 1e6, took / n * 1e9,
             before < 0 ? "" : fmt::format(", {:.0f} instructions", (instructions.read() - before) / n));
}

}  // namespace
}  // namespace rampart

int main(int argc, char** argv) {
  using namespace rampart;
  const sim::RateCurve day = *sim::shape_named("diurnal base=40 peak=600", 60);
  sim::MinuteOptions options;
  options.latency_target_s = 0.3;
  const auto once = [&](const sim::ScaledServiceModel& model, const sim::RateCurve& load,
                        const sim::MinuteOptions& how) {
    const auto done = sim::run_minutes(model, load, how);
    if (done.has_error()) {
      fmt::print(stderr, "{}\n", done.error().message);
      std::exit(1);
    }
    return *done;
  };
  const auto model = service(50, 2, 40);
  sim::MinuteOptions plain = options;
  plain.latency_target_s = 0;
  measure("24 h of a policy, minute edges", 3, 20, [&] { once(model, day, plain); });
  sim::MinuteOptions percentiles = options;
  percentiles.quantiles = {0.5, 0.95, 0.99};
  measure("24 h with p50, p95, p99 and late requests", 10, 20, [&] { once(model, day, percentiles); });

  const char* named = std::getenv("RAMPART_TRACES");
  const std::string folder = argc > 1 ? argv[1] : named != nullptr ? named : "../shared/data/traces";
  const std::string file = folder + "/worldcup98/per_minute.csv";
  if (std::filesystem::exists(file)) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    const auto trace = sim::read_trace(text.str(), file);
    const auto wide = service(50, 2, 400);
    measure(fmt::format("{:.0f} days of worldcup98", trace->length_s() / 86400).c_str(), 300, 5,
            [&] { once(wide, *trace, options); });
  } else {
    fmt::print("worldcup98: skipped, {} isn't there (RAMPART_TRACES names the folder)\n", file);
  }

  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int half = 0; half < 2; ++half)
    threads.emplace_back([&, half] {
      for (int i = half; i < 1000; i += 2) once(service(30 + i % 50, 1 + i % 7, 20 + i % 30), day, options);
    });
  for (auto& thread : threads) thread.join();
  fmt::print("{:<44} {:>9.0f} ms   (aim 3000 ms)   wall clock, two threads\n", "1,000 policies of 24 h",
             std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() * 1000);
  requests();
}
