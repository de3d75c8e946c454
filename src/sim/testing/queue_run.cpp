#include "sim/testing/queue_run.h"

#include <cmath>

#include "sim/demand.h"
#include "sim/station.h"

namespace rampart::sim::testing {

std::vector<Batch> run(const QueueRun& how) {
  RateCurve curve;
  curve.step_s = 1.01 * how.batch_requests * (how.batches + 2) / how.rate + 10;
  curve.rates = {how.rate};
  const auto demand = demand_of(curve, how.seed);
  Random random = Random::stream(how.seed, "service");
  Station station(how.model);
  std::vector<Batch> out;
  for (int batch = 0; batch <= how.batches; ++batch) {
    Batch sum;
    int admitted = 0;
    for (int i = 0; i < how.batch_requests; ++i) {
      const double now = demand->next().value();
      while (station.take_ended(now)) {
      }
      const double wait = station.wait_at(now);
      const auto end = station.admit(now, how.model.service.draw(random), 1e9, 0, 0, nullptr, 0);
      sum.waited += wait > 0;
      if (!end) {
        sum.refused += 1;
        continue;
      }
      ++admitted;
      sum.mean_wait += wait;
      sum.slow += *end - now > how.slow_s;
    }
    if (batch == 0) continue;
    out.push_back({sum.waited / how.batch_requests, sum.mean_wait / admitted, sum.slow / admitted,
                   sum.refused / how.batch_requests});
  }
  return out;
}

Estimate estimate(const std::vector<Batch>& batches, double Batch::*figure) {
  const double n = static_cast<double>(batches.size());
  double sum = 0;
  for (const Batch& batch : batches) sum += batch.*figure;
  const double mean = sum / n;
  double squares = 0;
  for (const Batch& batch : batches) squares += (batch.*figure - mean) * (batch.*figure - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

}  // namespace rampart::sim::testing
