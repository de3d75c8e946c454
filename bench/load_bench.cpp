// Runs USERS virtual users, each a loop of GETs, through the real engine, and prints the requests done.
//
//   load_bench URL USERS REQUESTS_PER_USER [WORKERS]
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "core/ledger/testing/memory_journal.h"
#include "core/script/script.h"
#include "live/traffic/runner.h"

namespace {

using namespace rampart;

std::shared_ptr<const script::Script> make_script(const std::string& url, std::int64_t users, std::int64_t requests) {
  auto out = std::make_shared<script::Script>();
  out->config.target = url;
  script::Phase phase;
  phase.shape = script::Phase::Shape::count;
  phase.arrival_count = users;
  phase.duration = std::chrono::milliseconds(10);
  out->config.phases.push_back(phase);
  script::Request get;
  get.url = script::Template("/");
  get.endpoint = "/";
  script::Loop loop;
  loop.has_count = true;
  loop.count = script::Template(std::to_string(requests));
  loop.steps.push_back({get, {}});
  script::Scenario scenario;
  scenario.flow.push_back({loop, {}});
  out->scenarios.push_back(scenario);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: load_bench URL USERS REQUESTS_PER_USER [WORKERS]\n");
    return 2;
  }
  ledger::MemoryJournal journal;
  live::traffic::RunnerOptions options;
  options.workers = argc > 4 ? std::atoi(argv[4]) : 1;
  auto runner =
      live::traffic::Runner::create(make_script(argv[1], std::atoll(argv[2]), std::atoll(argv[3])), options, journal);
  if (!runner) {
    fmt::print(stderr, "{}\n", to_string(runner.error()));
    return 2;
  }
  (*runner)->start();
  (*runner)->join();
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  stats::Histogram service;
  for (const auto& slot : journal.all<ledger::LoadSlot>()) {
    answered += slot.requests_answered;
    failed += slot.requests_failed;
    service.merge(slot.service);
  }
  const live::traffic::Summary summary = (*runner)->summary();
  fmt::print("requests {} failed {} cpu_s {:.4f} wall_s {:.4f} us_per_request {:.3f} p50_us {:.0f} p99_us {:.0f}\n",
             answered, failed, summary.cpu_seconds, summary.wall_seconds,
             summary.cpu_seconds * 1e6 / static_cast<double>(answered), service.quantile(0.5), service.quantile(0.99));
  return failed == 0 ? 0 : 1;
}
