#include "sim/request_flow.h"

#include <limits>
#include <utility>

#include "core/stats/queueing.h"

namespace rampart::sim {
namespace {

/// Of the values on the way from a to b.
double share_above(double a, double b, double limit) {
  const double low = std::min(a, b);
  const double high = std::max(a, b);
  if (high <= limit) return 0;
  if (low >= limit) return 1;
  return (high - limit) / (high - low);
}

}  // namespace

void RequestFlow::flow(double dt, double rate, int running, int serving) {
  rate_ = rate;
  serving_ = serving;
  const double came = rate * dt;
  requests += came;
  both([&](OpenPeriod& p) {
    p.requests += came;
    p.task_seconds += running * dt;
    p.per_target += came / std::max(1, serving);
  });
  if (serving == 0) {
    failed += came;
    if (options_.recorder != nullptr) options_.recorder->refused(came);
    keep_quantiles([](double) { return std::numeric_limits<double>::infinity(); });
    return;
  }
  service_time_ = task_.service.mean_s * task_.stretch(serving);
  capacity_ = task_.capacity(serving) * serving;
  if (backlog_ > 0 || rate >= capacity_)
    flow_overloaded(dt);
  else
    flow_stable(dt);
}

void RequestFlow::record_cpu(double served_rate, double dt) {
  const double busy = served_rate * task_.cpu_of_request() / (serving_ * options_.vcpu) * 100;
  const double cpu = std::min(100.0, busy) * serving_ * dt;
  both([&](OpenPeriod& p) { p.cpu += cpu; });
}

void RequestFlow::record_response(double seconds, double answered) {
  both([&](OpenPeriod& p) {
    p.response += seconds * answered;
    p.answered += answered;
  });
}

void RequestFlow::flow_stable(double dt) {
  const double came = rate_ * dt;
  record_cpu(rate_, dt);
  if (came <= 0) return;
  // Round robin gives each task every n-th arrival: gaps are n times as even.
  const stats::Queue queue{.arrival_rate = rate_ / serving_,
                           .service_time = service_time_,
                           .servers = task_.workers,
                           .arrival_cv2 = 1.0 / serving_,
                           .service_cv2 = task_.service.cv * task_.service.cv};
  if (options_.needs_response) record_response(queue.mean_response(), came);
  if (options_.recorder != nullptr) options_.recorder->answered(came, queue);
  if (options_.latency_target_s > 0) {
    // A minute's pieces mostly have its rate and its tasks in common.
    if (rate_ != tail_rate_ || serving_ != tail_serving_) {
      tail_ = queue.response_tail(options_.latency_target_s);
      tail_rate_ = rate_;
      tail_serving_ = serving_;
    }
    late += came * tail_;
  }
  keep_quantiles([&](double q) { return queue.response_quantile(q); });
}

// The backlog moves by (rate − capacity) a second between nothing and what the tasks' lines hold, or what clients have
// the patience for.
void RequestFlow::flow_overloaded(double dt) {
  const double held = static_cast<double>(serving_) * task_.queue;
  const double patient = capacity_ * std::max(0.0, options_.timeout_s - service_time_);
  const double most = std::min(held, patient);
  for (double left = dt; left > 1e-9;) {
    const double slope = rate_ - capacity_;
    const double before = std::min(backlog_, most);
    double piece = left;
    double after = before + slope * piece;
    double refused = 0;
    if (slope > 0 && before >= most) {
      after = most;
      refused = slope * piece;
    } else if (slope > 0 && after > most) {
      piece = (most - before) / slope;
      after = most;
    } else if (slope < 0 && after < 0) {
      piece = before / -slope;
      after = 0;
    }
    piece = std::clamp(piece, 0.0, left);
    const double came = rate_ * piece;
    const double served = before > 0 || after > 0 ? capacity_ : std::min(rate_, capacity_);
    record_cpu(served, piece);
    refused = std::min(refused, came);
    failed += refused;
    const double answered = std::max(0.0, came - refused);
    const double wait_before = before / capacity_ + service_time_;
    const double wait_after = after / capacity_ + service_time_;
    if (options_.needs_response) record_response((wait_before + wait_after) / 2, answered);
    if (options_.recorder != nullptr) {
      options_.recorder->answered(answered, wait_before, wait_after);
      if (held <= patient)
        options_.recorder->refused(refused);
      else
        options_.recorder->timed_out(refused, options_.timeout_s);
    }
    if (options_.latency_target_s > 0)
      late += answered * share_above(wait_before, wait_after, options_.latency_target_s);
    keep_quantiles([&](double) { return std::max(wait_before, wait_after); });
    backlog_ = after;
    left -= piece;
    if (backlog_ <= 1e-9 && rate_ < capacity_) {
      backlog_ = 0;
      if (left > 1e-9) flow_stable(left);
      return;
    }
    if (piece <= 0 && before < most) return;
  }
}

template <class F>
void RequestFlow::keep_quantiles(F at) {
  if (options_.quantiles.empty()) return;
  if (latencies_.empty()) latencies_.assign(options_.quantiles.size(), 0.0);
  for (std::size_t i = 0; i < options_.quantiles.size(); ++i)
    latencies_[i] = std::max(latencies_[i], at(options_.quantiles[i]));
}

std::vector<double> RequestFlow::take_latencies() {
  std::vector<double> out = std::exchange(latencies_, {});
  if (out.empty()) out.assign(options_.quantiles.size(), 0.0);
  return out;
}

}  // namespace rampart::sim
