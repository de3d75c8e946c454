// A script of one scenario, run to its end on real sockets, and what the journal was told.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/ledger/testing/memory_journal.h"
#include "live/traffic/runner.h"

namespace rampart::live::traffic {

inline script::Step get(const std::string& url) {
  script::Request r;
  r.url = script::Template(url);
  r.endpoint = url;
  return {r, {}};
}

struct Stage {
  std::shared_ptr<script::Script> script = std::make_shared<script::Script>();
  ledger::MemoryJournal journal;
  RunnerOptions options;
  Summary summary;
  std::map<std::string, std::uint64_t> counters;
  ledger::LoadSlot sum;

  explicit Stage(const std::string& target, std::vector<script::Step> flow, std::int64_t users = 1) {
    script->config.target = target;
    script::Phase phase;
    phase.name = "only";
    phase.shape = script::Phase::Shape::count;
    phase.arrival_count = users;
    phase.duration = std::chrono::milliseconds(20);
    phase.duration_text = "20ms";
    script->config.phases = {phase};
    script->scenarios.resize(1);
    script->scenarios[0].flow = std::move(flow);
    options.workers = 1;
  }
  void run() {
    auto runner = Runner::create(script, options, journal);
    ASSERT_TRUE(runner) << to_string(runner.error());
    (*runner)->start();
    (*runner)->join();
    EXPECT_TRUE((*runner)->finished());
    summary = (*runner)->summary();
    read_journal();
  }
  void read_journal() {
    for (const auto& slot : journal.all<ledger::LoadSlot>()) {
      for (const auto& [name, n] : slot.counters) counters[name] += n;
      sum.felt.merge(slot.felt);
      sum.service.merge(slot.service);
      sum.lateness.merge(slot.lateness);
      sum.arrivals_due += slot.arrivals_due;
      sum.arrivals_started += slot.arrivals_started;
      sum.requests_sent += slot.requests_sent;
      sum.requests_answered += slot.requests_answered;
      sum.requests_failed += slot.requests_failed;
    }
  }
};

}  // namespace rampart::live::traffic
