#include "core/stats/queueing.h"

#include <gtest/gtest.h>

#include <cmath>

namespace rampart::stats {
namespace {

TEST(Queueing, ErlangBIsItsOwnDefinition) {
  // B(c, a) = (a^c / c!) / sum a^k / k!
  for (const double offered : {0.3, 1.0, 4.5, 12.0})
    for (const int servers : {1, 2, 5, 17}) {
      double term = 1;
      double sum = 1;
      for (int k = 1; k <= servers; ++k) {
        term *= offered / k;
        sum += term;
      }
      EXPECT_NEAR(erlang_b(offered, servers), term / sum, 1e-12) << offered << " on " << servers;
    }
}

// c = 10, rho = 0.8: reference autoscaling.md §2.2.
TEST(Queueing, TenServersAtEightyPercent) {
  const Queue queue{.arrival_rate = 8, .service_time = 1, .servers = 10};
  EXPECT_NEAR(erlang_c(8, 10), 0.409180, 5e-7);
  EXPECT_NEAR(queue.mean_wait(), 0.204590, 5e-7);
  EXPECT_NEAR(queue.response_quantile(0.99), 4.94611, 5e-6);
}

// M/M/1: the response is exponential with mean 1 / (mu − lambda).
TEST(Queueing, OneServer) {
  const Queue queue{.arrival_rate = 0.8, .service_time = 1, .servers = 1};
  EXPECT_NEAR(queue.response_quantile(0.99), -std::log(0.01) / 0.2, 1e-6);
  EXPECT_NEAR(queue.mean_response(), 5, 1e-9);
  EXPECT_NEAR(queue.response_tail(3), std::exp(-0.6), 1e-9);
}

TEST(Queueing, TimeScales) {
  const Queue slow{.arrival_rate = 8, .service_time = 1, .servers = 10};
  const Queue fast{.arrival_rate = 800, .service_time = 0.01, .servers = 10};
  EXPECT_NEAR(slow.response_quantile(0.95) / 100, fast.response_quantile(0.95), 1e-9);
  EXPECT_NEAR(slow.wait_quantile(0.95) / 100, fast.wait_quantile(0.95), 1e-9);
}

TEST(Queueing, EqualServiceTimesWaitHalfAsLong) {
  const Queue mm1{.arrival_rate = 0.5, .service_time = 1, .servers = 1};
  const Queue md1{.arrival_rate = 0.5, .service_time = 1, .servers = 1, .service_cv2 = 0};
  EXPECT_NEAR(md1.mean_wait(), mm1.mean_wait() / 2, 1e-12);  // Pollaczek and Khinchine
  EXPECT_NEAR(md1.response_quantile(0.5), 1, 1e-6) << "half of them don't wait";
}

// Alone, a request takes its fixed part and an exponential rest.
TEST(Queueing, ServiceThatVariesLessHasALighterTail) {
  const Queue half{.arrival_rate = 0, .service_time = 1, .servers = 1, .service_cv2 = 0.25};
  EXPECT_NEAR(half.response_tail(2), std::exp(-3), 1e-12);
  EXPECT_EQ(half.response_tail(0.4), 1);
}

TEST(Queueing, TooMuchLoadNeverEnds) {
  const Queue queue{.arrival_rate = 11, .service_time = 1, .servers = 10};
  EXPECT_FALSE(queue.stable());
  EXPECT_EQ(erlang_c(11, 10), 1);
  EXPECT_TRUE(std::isinf(queue.mean_wait()));
  EXPECT_TRUE(std::isinf(queue.response_quantile(0.5)));
}

TEST(Queueing, AnIdleServiceTakesItsServiceTime) {
  const Queue queue{.arrival_rate = 0, .service_time = 2, .servers = 3};
  EXPECT_EQ(queue.mean_wait(), 0);
  EXPECT_NEAR(queue.response_quantile(0.5), 2 * std::log(2), 1e-6);
}

}  // namespace
}  // namespace rampart::stats
