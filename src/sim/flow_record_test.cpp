#include "sim/flow_record.h"

#include <gtest/gtest.h>

namespace rampart::sim {
namespace {

stats::Queue queue(double utilization, double service_cv2, int servers = 4) {
  return {.arrival_rate = utilization * servers / 0.05,
          .service_time = 0.05,
          .servers = servers,
          .arrival_cv2 = 0.5,
          .service_cv2 = service_cv2};
}

// A latency stands in the middle of a cell whose edges are 4 % apart, so it is within 2 % of any in there; a
// histogram's bucket adds 0.2 %, and of 100,000 requests the q-quantile may be the neighbour's: q ± 1/100,000.
TEST(FlowRecorder, LatenciesAreTheQueues) {
  for (const double utilization : {0.1, 0.5, 0.8, 0.95})
    for (const double cv2 : {0.0, 0.25, 1.0, 2.0}) {
      const stats::Queue busy = queue(utilization, cv2);
      FlowRecorder recorder;
      recorder.answered(100'000, busy);
      const FlowRecord record = recorder.take();
      EXPECT_EQ(record.requests(), 100'000U);
      for (const double q : {0.1, 0.5, 0.9, 0.99, 0.999}) {
        const double seen = record.all.quantile(q) / 1e6;
        EXPECT_GE(seen, busy.response_quantile(q - 1e-5) * (1 - 0.023)) << utilization << " " << cv2 << " " << q;
        EXPECT_LE(seen, busy.response_quantile(q + 1e-5) * (1 + 0.023)) << utilization << " " << cv2 << " " << q;
      }
    }
}

TEST(FlowRecorder, CountsWholeRequestsAndLosesNone) {
  FlowRecorder recorder;
  FlowRecord sum;
  // A third of a request a piece: a whole one with every third piece.
  for (int i = 0; i < 3000; ++i) {
    recorder.answered(1.0 / 3, queue(0.5, 1));
    sum.merge(recorder.take());
  }
  EXPECT_EQ(sum.answered, 1000U);
  EXPECT_EQ(sum.all.count(), 1000U);
  // They stand at multiples of three golden ratios: within 3 in 1,000 of where they would be if they were even.
  const stats::Queue half = queue(0.5, 1);
  for (const double q : {0.1, 0.5, 0.9}) {
    EXPECT_GE(sum.all.quantile(q) / 1e6, half.response_quantile(q - 0.003) * (1 - 0.023)) << q;
    EXPECT_LE(sum.all.quantile(q) / 1e6, half.response_quantile(q + 0.003) * (1 + 0.023)) << q;
  }
}

TEST(FlowRecorder, ABacklogsWaitsGoEvenly) {
  FlowRecorder recorder;
  recorder.answered(1600, 1.0, 3.0);
  const FlowRecord record = recorder.take();
  EXPECT_EQ(record.answered, 1600U);
  // Sixteen parts of an eighth of a second: none is further than half a part from where it should be.
  EXPECT_NEAR(record.all.quantile(0.5) / 1e6, 2, 0.0625 + 2 * 0.002);
  EXPECT_NEAR(static_cast<double>(record.all.min()) / 1e6, 1, 0.0625 + 0.002);
}

TEST(FlowRecorder, RefusalsAndTimeOutsAreTheirOwn) {
  FlowRecorder recorder;
  recorder.refused(2.5);
  recorder.timed_out(1, 10);
  recorder.refused(0.5);
  const FlowRecord record = recorder.take();
  EXPECT_EQ(record.refused, 3U);
  EXPECT_EQ(record.timed_out, 1U);
  EXPECT_EQ(record.answers.count(), 3U) << "who gave up has no answer";
  EXPECT_EQ(record.all.max(), 10'000'000U);
  EXPECT_EQ(recorder.take().requests(), 0U);
}

}  // namespace
}  // namespace rampart::sim
