#include "sim/load_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/stats/queueing.h"

namespace rampart::sim {
namespace {

constexpr int most_tasks_ever = 10'000;

/// Of requests at `rate` over `tasks`, the share that takes longer.
double late_share(const TaskModel& task, double latency_target_s, double rate, int tasks) {
  if (rate >= task.capacity(tasks) * tasks) return 1;
  const stats::Queue queue{.arrival_rate = rate / tasks,
                           .service_time = task.service.mean_s * task.stretch(tasks),
                           .servers = task.workers,
                           .arrival_cv2 = 1.0 / tasks,
                           .service_cv2 = task.service.cv * task.service.cv};
  return queue.response_tail(latency_target_s);
}

}  // namespace

bool Score::dominates(const Score& other) const {
  const bool no_worse = task_hours <= other.task_hours && missed <= other.missed && changes <= other.changes;
  return no_worse && (task_hours < other.task_hours || missed < other.missed || changes < other.changes);
}

double capacity_at_target(const TaskModel& task, double latency_target_s, double missed_share, int tasks) {
  const double service = task.service.mean_s * task.stretch(tasks);
  const auto missed = [&](double rate) {
    const stats::Queue queue{.arrival_rate = rate,
                             .service_time = service,
                             .servers = task.workers,
                             .arrival_cv2 = 1.0 / std::max(1, tasks),
                             .service_cv2 = task.service.cv * task.service.cv};
    return queue.stable() ? queue.response_tail(latency_target_s) : 1.0;
  };
  if (missed(0) > missed_share) return 0;
  double low = 0;
  double high = task.capacity(tasks);
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (missed(middle) <= missed_share ? low : high) = middle;
  }
  return low;
}

LoadMinutes::LoadMinutes(const TaskModel& task, double latency_target_s, double missed_share, const RateCurve& load)
    : task_(task),
      latency_target_s_(latency_target_s),
      idle_share_(late_share(task, latency_target_s, 0, 1)),
      enough_(missed_share / 1000) {
  held_.push_back(0);
  const double peak = load.peak();
  while (held_.back() < peak && held_.size() < most_tasks_ever) {
    const int n = static_cast<int>(held_.size());
    const double all = n * capacity_at_target(task_, latency_target_s, missed_share, n);
    if (all <= held_.back() && n > 1) break;  // past the peak of the Universal Scalability Law: more tasks help less
    held_.push_back(all);
  }
  for (double t = 0; t < load.length_s(); t += 60) {
    const double rate = load.at(t);
    if (rows_.empty() || rows_.back().rate != rate) rows_.push_back(row_for(rate));
    row_of_.push_back(rows_.size() - 1);
    requests_ += rate * std::min(60.0, load.length_s() - t);
  }
  for (const Row& row : rows_) most_tasks_ = std::max(most_tasks_, row.first + static_cast<int>(row.missed.size()) - 1);
}

int LoadMinutes::tasks_for(double rate) const {
  const auto found = std::lower_bound(held_.begin(), held_.end(), rate) - held_.begin();
  return std::max(1, static_cast<int>(std::min<std::ptrdiff_t>(found, std::ssize(held_) - 1)));
}

LoadMinutes::Row LoadMinutes::row_for(double rate) const {
  Row out;
  out.rate = rate;
  out.need = tasks_for(rate);
  out.floor = rate * 60 * idle_share_;
  // A stricter target than the one asked for may pay in a minute of many requests, so more than `need` are tried.
  const int most = 2 * static_cast<int>(held_.size()) + 2;
  while (out.first < most && rate >= task_.capacity(out.first) * out.first) ++out.first;
  for (int n = out.first; n <= most; ++n) {
    const double share = late_share(task_, latency_target_s_, rate, n);
    out.missed.push_back(rate * 60 * share);
    if (share - idle_share_ < enough_) break;
  }
  return out;
}

std::vector<int> LoadMinutes::needs() const {
  std::vector<int> out;
  out.reserve(size());
  for (std::size_t m = 0; m < size(); ++m) out.push_back(need(m));
  return out;
}

std::vector<int> needs_by_hour(const std::vector<int>& needs, Instant start, double share) {
  std::vector<std::vector<int>> hours(24);
  for (std::size_t m = 0; m < needs.size(); ++m) {
    const auto second = static_cast<std::int64_t>(unix_seconds(start)) + static_cast<std::int64_t>(m) * 60;
    hours[static_cast<std::size_t>(second / 3600 % 24)].push_back(needs[m]);
  }
  std::vector<int> out;
  for (auto& hour : hours) {
    if (hour.empty()) return {};
    const auto at = hour.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(hour.size() - 1));
    std::nth_element(hour.begin(), at, hour.end());
    out.push_back(std::max(1, *at));
  }
  return out;
}

double LoadMinutes::missed(std::size_t minute, int tasks) const {
  const Row& row = rows_[row_of_[minute]];
  if (tasks < row.first) return row.rate * 60;
  const auto i = static_cast<std::size_t>(tasks - row.first);
  return i < row.missed.size() ? row.missed[i] : row.floor;
}

namespace {

/// The cheapest way to end a minute with so many tasks.
struct Way {
  double value = 0;  ///< Task-hours, and the price of what was missed.
  double missed = 0;
  double starts = 0;
};

/// With each missed request at `price` task-hours, the cheapest way through the load.
Way cheapest_way(const LoadMinutes& minutes, double price, double start_hours) {
  const auto most = static_cast<std::size_t>(minutes.most_tasks());
  std::vector<Way> ways(most);  // by tasks, from 1
  std::vector<Way> from_fewer(most);
  for (std::size_t m = 0; m < minutes.size(); ++m) {
    if (m > 0) {
      from_fewer[0] = ways[0];
      for (std::size_t i = 1; i < most; ++i) {
        Way started = from_fewer[i - 1];
        started.value += start_hours;
        started.starts += 1;
        from_fewer[i] = ways[i].value <= started.value ? ways[i] : started;
      }
      for (std::size_t i = most - 1; i-- > 0;)  // stopping is free
        if (ways[i + 1].value < ways[i].value) ways[i] = ways[i + 1];
      for (std::size_t i = 0; i < most; ++i)
        if (from_fewer[i].value < ways[i].value) ways[i] = from_fewer[i];
    }
    for (std::size_t i = 0; i < most; ++i) {
      const int tasks = static_cast<int>(i) + 1;
      const double missed = minutes.missed(m, tasks);
      ways[i].value += tasks / 60.0 + price * missed;
      ways[i].missed += missed;
    }
  }
  return *std::min_element(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.value < b.value; });
}

}  // namespace

Score clairvoyant(const LoadMinutes& minutes, double allowed, double start_hours) {
  Score out;
  if (minutes.size() == 0) return out;
  out.requests = minutes.requests();
  constexpr double dearest = 1e3;  // task-hours a request: nothing is spared
  const Way strict = cheapest_way(minutes, dearest, start_hours);
  if (strict.missed >= allowed)
    return {strict.value - dearest * strict.missed, strict.missed, out.requests, 2 * strict.starts};
  // The dual is concave in the price, and its slope is what is missed beyond what may.
  double low = std::log(1e-9);
  double high = std::log(dearest);
  for (int i = 0; i < 26; ++i) {
    const double price = std::exp((low + high) / 2);
    const Way way = cheapest_way(minutes, price, start_hours);
    const double hours = way.value - price * allowed;
    if (hours > out.task_hours) {
      out.task_hours = hours;
      out.missed = std::min(way.missed, allowed);
      out.changes = 2 * way.starts;
    }
    (way.missed > allowed ? low : high) = (low + high) / 2;
  }
  // Without a price, too: where nothing has to be bought.
  const Way free = cheapest_way(minutes, 0, start_hours);
  if (free.missed <= allowed) out = {free.value, free.missed, out.requests, 2 * free.starts};
  return out;
}

namespace {

/// The highest rate of the `window` minutes that ended `lag` before each minute.
std::vector<double> seen_rates(const LoadMinutes& minutes, int lag, int window) {
  std::vector<double> out(minutes.size());
  for (std::size_t m = 0; m < minutes.size(); ++m) {
    const auto last = m >= static_cast<std::size_t>(lag) ? m - static_cast<std::size_t>(lag) : 0;
    const auto first = last + 1 >= static_cast<std::size_t>(window) ? last + 1 - static_cast<std::size_t>(window) : 0;
    for (std::size_t i = first; i <= last; ++i) out[m] = std::max(out[m], minutes.rate(i));
  }
  return out;
}

Score followed(const LoadMinutes& minutes, const std::vector<double>& seen, double headroom, int least,
               double start_hours) {
  Score out;
  out.requests = minutes.requests();
  int before = 0;
  for (std::size_t m = 0; m < minutes.size(); ++m) {
    const int tasks = std::max(least, minutes.tasks_for(headroom * seen[m]));
    out.task_hours += tasks / 60.0;
    out.missed += minutes.missed(m, tasks);
    if (m > 0) {
      out.changes += std::abs(tasks - before);
      out.task_hours += std::max(0, tasks - before) * start_hours;
    }
    before = tasks;
  }
  return out;
}

}  // namespace

Score follower(const LoadMinutes& minutes, double allowed, double start_hours, int lag) {
  Score best;
  if (minutes.size() == 0) return best;
  best.task_hours = std::numeric_limits<double>::infinity();
  std::vector<int> needs = minutes.needs();
  std::sort(needs.begin(), needs.end());
  for (const int window : {1, 5, 15, 60}) {
    const auto seen = seen_rates(minutes, lag, window);
    for (const double quantile : {0.0, 0.5, 0.9, 1.0}) {
      const int least = needs[static_cast<std::size_t>(quantile * static_cast<double>(needs.size() - 1))];
      // More headroom, fewer missed; beyond what tasks_for() knows it buys nothing.
      double low = std::log(0.5);
      double high = std::log(50.0);
      for (int i = 0; i < 12; ++i) {
        const double middle = i == 0 ? high : (low + high) / 2;
        const Score score = followed(minutes, seen, std::exp(middle), least, start_hours);
        const bool kept = score.missed <= allowed;
        if (kept && score.task_hours < best.task_hours) best = score;
        if (i == 0) {
          if (!kept) break;
          continue;
        }
        (kept ? high : low) = middle;
      }
    }
  }
  if (!std::isfinite(best.task_hours)) return followed(minutes, seen_rates(minutes, 0, 1), 50, 1, start_hours);
  return best;
}

}  // namespace rampart::sim
