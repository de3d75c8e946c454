#include "core/stats/queueing.h"

#include <cmath>
#include <limits>

namespace rampart::stats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The line drains at this rate while all servers are busy: P(wait > t) = C e^(−decay t).
double decay(const Queue& queue) {
  const double stretch = (queue.arrival_cv2 + queue.service_cv2) / 2;
  const double rate = (queue.servers - queue.offered()) / queue.service_time;
  return stretch > 0 ? rate / stretch : infinity;
}

}  // namespace

double erlang_b(double offered, int servers) {
  double blocked = 1;
  for (int k = 1; k <= servers; ++k) blocked = offered * blocked / (k + offered * blocked);
  return blocked;
}

double erlang_c(double offered, int servers) {
  if (offered >= servers) return 1;
  const double blocked = erlang_b(offered, servers);
  return blocked / (1 - offered / servers * (1 - blocked));
}

double Queue::mean_wait() const {
  if (!stable()) return infinity;
  const double rate = decay(*this);
  return rate == infinity ? 0 : erlang_c(offered(), servers) / rate;
}

// Service less varied than exponential is a fixed part and an exponential rest: the same mean, the same variance.
ResponseTail::ResponseTail(const Queue& queue)
    : waits_(erlang_c(queue.offered(), queue.servers)),
      decay_(decay(queue)),
      rest_(queue.service_time * std::min(1.0, std::sqrt(queue.service_cv2))),
      least_(queue.service_time - rest_) {
  if (decay_ == infinity && rest_ <= 0) waits_ = 0;
}

double ResponseTail::operator()(double t) const {
  const double after = t - least_;
  if (t < 0 || after < 0) return 1;
  if (rest_ <= 0) return decay_ == infinity ? 0 : waits_ * std::exp(-decay_ * after);
  const double mu = 1 / rest_;
  const double served = std::exp(-mu * after);
  if (decay_ == infinity) return served;
  // The wait and the service that follows it, added: e^(−μt) + C μ (e^(−μt) − e^(−kt)) / (k − μ).
  const double apart = (decay_ - mu) / mu;
  if (std::fabs(apart) < 1e-6) return served * (1 + waits_ * mu * after);
  return served + waits_ * (served - std::exp(-decay_ * after)) / apart;
}

double Queue::response_tail(double t) const {
  if (t < 0 || !stable()) return 1;
  return ResponseTail(*this)(t);
}

double Queue::response_quantile(double q) const {
  if (!stable()) return infinity;
  const ResponseTail tail(*this);
  double low = 0;
  double high = service_time;
  while (tail(high) > 1 - q) {
    low = high;
    high *= 2;
  }
  // The tail falls from about 1 to 0 once; thirty halvings are a billionth of the first bracket.
  for (int i = 0; i < 30; ++i) {
    const double middle = (low + high) / 2;
    (tail(middle) > 1 - q ? low : high) = middle;
  }
  return (low + high) / 2;
}

double Queue::wait_quantile(double q) const {
  if (!stable()) return infinity;
  const double waits = erlang_c(offered(), servers);
  const double k = decay(*this);
  if (waits <= 1 - q || k == infinity) return 0;
  return std::log(waits / (1 - q)) / k;
}

}  // namespace rampart::stats
