// All hostile servers at once against the engine, for a given time: `make hostile SECONDS=600`, under a sanitizer too.
//
//   hostile_soak SECONDS [USERS_A_SECOND]
//
// It checks what must hold however bad the servers are: every user that came has ended, every failing has one of the
// names it may have, each way to misbehave was met, no descriptor is left, and nothing hangs. Exit code 0 or 1.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <thread>

#include "core/ledger/testing/memory_journal.h"
#include "live/traffic/runner.h"
#include "live/traffic/testing/hostile_server.h"

namespace {

using namespace rampart;
using namespace rampart::live::traffic;
using namespace std::chrono_literals;

// A busy machine under a sanitizer takes seconds for a handshake now and then; what takes this long is an event that
// was lost.
constexpr auto request_timeout = 20s;
/// Users a second. ThreadSanitizer makes a TLS handshake ten times as dear; at 200 a second users would time out
/// because of us, not because of the server.
#ifdef __SANITIZE_THREAD__
constexpr double usual_rate = 80;
#else
constexpr double usual_rate = 200;
#endif
constexpr auto end_within = 60s;  // after the last arrival

std::ptrdiff_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all));
}

script::Scenario scenario_against(const HostileServer& server) {
  script::Request request;
  request.url = script::Template(server.url() + "/");
  request.endpoint = server.hostility().name;
  script::Scenario out;
  out.name = server.hostility().name;
  if (server.hostility().upload) {
    request.method = script::Method::post;
    request.body = script::Template(std::string(8 << 20, 'x'));
    out.weight = 0.1;
  }
  out.flow = {{request, {}}};
  return out;
}

std::shared_ptr<script::Script> script_against(const std::vector<std::unique_ptr<HostileServer>>& servers,
                                               std::chrono::seconds length, double rate) {
  auto out = std::make_shared<script::Script>();
  out->config.target = servers.front()->url();
  out->config.timeout = request_timeout;
  out->config.tls.reject_unauthorized = false;
  script::Phase phase;
  phase.duration = length;
  phase.duration_text = fmt::format("{}s", length.count());
  phase.arrival_rate = phase.ramp_to = rate;
  out->config.phases = {phase};
  for (const auto& server : servers) out->scenarios.push_back(scenario_against(*server));
  return out;
}

using Counters = std::map<std::string, std::uint64_t>;

Counters counters_of(const ledger::MemoryJournal& journal) {
  Counters out;
  for (const auto& slot : journal.all<ledger::LoadSlot>())
    for (const auto& [name, n] : slot.counters) out[name] += n;
  return out;
}

int complain(const std::string& text) {
  fmt::print("WRONG: {}\n", text);
  return 1;
}

/// Every outcome of this server's requests must be one of those it may have. `share`: the users it may expect; of 20
/// none comes once in 500 million runs. The answer is the number of complaints.
int check_outcomes(const Hostility& hostility, const Counters& counters, double share) {
  const std::string prefix = "plugins.metrics-by-endpoint." + hostility.name + ".";
  std::uint64_t met = 0;
  int wrong = 0;
  for (auto it = counters.lower_bound(prefix); it != counters.end() && it->first.starts_with(prefix); ++it) {
    const std::string outcome = it->first.substr(prefix.size());
    met += it->second;
    const bool allowed = std::any_of(hostility.errors.begin(), hostility.errors.end(), [&](const std::string& error) {
      return outcome == (error.empty() ? "codes.200" : "errors." + error);
    });
    if (!allowed) wrong += complain(fmt::format("{}: {} × {}", hostility.name, it->second, outcome));
  }
  fmt::print("{:>8} × {}\n", met, hostility.name);
  if (met == 0 && share > 20) wrong += complain(hostility.name + " was never met");
  return wrong;
}

int soak(std::chrono::seconds length, double rate) {
  const ServerTls identity(make_self_signed());
  const auto before = open_descriptors();
  int wrong = 0;
  {
    std::vector<std::unique_ptr<HostileServer>> servers;
    for (const Hostility& hostility : all_hostilities(identity))
      servers.push_back(std::make_unique<HostileServer>(hostility));
    ledger::MemoryJournal journal;
    RunnerOptions options;
    options.workers = 2;
    auto runner = Runner::create(script_against(servers, length, rate), options, journal);
    if (!runner) return complain(to_string(runner.error()));
    (*runner)->start();
    const auto latest = std::chrono::steady_clock::now() + length + end_within;
    while (!(*runner)->finished()) {
      if (std::chrono::steady_clock::now() > latest) {
        complain("users hang");
        std::_Exit(1);
      }
      std::this_thread::sleep_for(50ms);
    }
    (*runner)->join();
    Counters counters = counters_of(journal);
    const double share = static_cast<double>(counters["vusers.created"]) / static_cast<double>(servers.size());
    for (const auto& server : servers) wrong += check_outcomes(server->hostility(), counters, share);
    const std::uint64_t ended = counters["vusers.completed"] + counters["vusers.failed"];
    fmt::print("{} users came, {} ended\n", counters["vusers.created"], ended);
    if (ended != counters["vusers.created"]) wrong += complain("some users neither completed nor failed");
  }
  if (open_descriptors() != before)
    wrong += complain(fmt::format("{} descriptors are left", open_descriptors() - before));
  fmt::print("{}\n", wrong == 0 ? "all as it must be" : "not as it must be");
  return wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  const int seconds = count > 1 ? std::atoi(arguments[1]) : 10;
  const double rate = count > 2 ? std::atof(arguments[2]) : usual_rate;
  if (seconds <= 0 || rate <= 0) {
    fmt::print(stderr, "hostile_soak SECONDS [USERS_A_SECOND]\n");
    return 2;
  }
  return soak(std::chrono::seconds(seconds), rate);
}
