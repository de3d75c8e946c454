// The simulated station against queueing theory.
//
// Rule of the tolerances: the run is cut into 30 batches, each at least 400 relaxation times of the queue long
// (1 / (c µ (1 − √ρ)²)), so that their means are nearly independent; a figure has to lie within 5 standard errors of
// those means. A sound simulator leaves that once in 40,000 figures (Student's t with 29 degrees of freedom).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/stats/queueing.h"
#include "sim/testing/queue_run.h"

namespace rampart::sim {
namespace {

using testing::Batch;
using testing::QueueRun;

constexpr double service_s = 0.05;

int batch_requests(double rho) {
  const double gap = 1 - std::sqrt(rho);
  return std::max(20'000, static_cast<int>(400 * rho / (gap * gap)));
}

void expect_near(const std::vector<Batch>& batches, double Batch::*figure, double expected, const std::string& what) {
  const auto found = estimate(batches, figure);
  EXPECT_NEAR(found.mean, expected, 5 * found.standard_error) << what;
  // An error so wide that anything would pass shows nothing.
  EXPECT_LT(found.standard_error, 0.1 * expected) << what;
}

struct Setting {
  int servers;
  double rho;
};
void PrintTo(const Setting& s, std::ostream* out) { *out << "c=" << s.servers << " rho=" << s.rho; }

class ErlangC : public ::testing::TestWithParam<Setting> {};

TEST_P(ErlangC, WaitingProbabilityMeanWaitAndP99) {
  const auto [servers, rho] = GetParam();
  const stats::Queue queue{.arrival_rate = rho * servers / service_s, .service_time = service_s, .servers = servers};
  QueueRun how;
  how.model.service = {.mean_s = service_s, .cv = 1};
  how.model.workers = servers;
  how.model.queue = 1'000'000;
  how.rate = queue.arrival_rate;
  how.slow_s = queue.response_quantile(0.99);
  how.batch_requests = batch_requests(rho);
  how.seed = 11;
  const auto batches = run(how);
  expect_near(batches, &Batch::waited, stats::erlang_c(queue.offered(), servers), "waiting probability");
  expect_near(batches, &Batch::mean_wait, queue.mean_wait(), "mean wait");
  expect_near(batches, &Batch::slow, 0.01, fmt::format("responses over the p99, {:.4g} s", how.slow_s));
}

INSTANTIATE_TEST_SUITE_P(Settings, ErlangC,
                         ::testing::Values(Setting{1, 0.3}, Setting{1, 0.5}, Setting{1, 0.7}, Setting{1, 0.8},
                                           Setting{1, 0.9}, Setting{2, 0.3}, Setting{2, 0.5}, Setting{2, 0.7},
                                           Setting{2, 0.8}, Setting{2, 0.9}, Setting{4, 0.5}, Setting{4, 0.6},
                                           Setting{4, 0.7}, Setting{4, 0.8}, Setting{4, 0.9}, Setting{10, 0.6},
                                           Setting{10, 0.7}, Setting{10, 0.8}, Setting{10, 0.9}, Setting{32, 0.8},
                                           Setting{32, 0.9}));

// Blocking doesn't depend on the service time's distribution (Sevastyanov), so the same holds for all of them.
class ErlangB : public ::testing::TestWithParam<double> {};

TEST_P(ErlangB, RefusesWhatTheFormulaSays) {
  for (const auto& [servers, rho] :
       {Setting{1, 0.5}, Setting{2, 0.8}, Setting{5, 0.7}, Setting{10, 1.0}, Setting{20, 1.3}}) {
    QueueRun how;
    how.model.service = {.mean_s = service_s, .cv = GetParam()};
    how.model.workers = servers;
    how.model.queue = 0;
    how.rate = rho * servers / service_s;
    how.batch_requests = 20'000;
    how.seed = 12;
    expect_near(run(how), &Batch::refused, stats::erlang_b(rho * servers, servers),
                fmt::format("c={} rho={} cv={}", servers, rho, GetParam()));
  }
}

INSTANTIATE_TEST_SUITE_P(Variations, ErlangB, ::testing::Values(0.0, 1.0, 2.0));

// One worker, any distribution: the mean wait is exact (Pollaczek and Khinchine).
TEST(PollaczekKhinchine, MeanWaitOfOneWorker) {
  for (const double cv : {0.0, 0.5, 1.5}) {
    for (const double rho : {0.5, 0.8}) {
      QueueRun how;
      how.model.service = {.mean_s = service_s, .cv = cv};
      how.model.queue = 1'000'000;
      how.rate = rho / service_s;
      how.batch_requests = 2 * batch_requests(rho);
      how.seed = 13;
      expect_near(run(how), &Batch::mean_wait, rho / (1 - rho) * (1 + cv * cv) / 2 * service_s,
                  fmt::format("rho={} cv={}", rho, cv));
    }
  }
}

}  // namespace
}  // namespace rampart::sim
