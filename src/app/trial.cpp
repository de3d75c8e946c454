#include "app/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <thread>

#include "app/event_queue.h"
#include "app/interrupts.h"
#include "app/network_limits.h"
#include "app/real_clock.h"
#include "core/stats/early_stopping.h"
#include "core/stats/steady_state.h"
#include "report/run_summary.h"
#include "report/validity.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

constexpr auto trial_look_every = 50ms;
/// So many times as many bad requests as are allowed end any trial: it's plain that the service is overloaded.
constexpr double plain_overload = 20;
constexpr double sure = 1e-6;
/// After the last arrival: long enough for an answer to be over the target, and for users of several requests.
constexpr Duration sessions_end_within = 5s;
/// Lateness of arrivals, p99, that can make a trial miss its target.
constexpr double much_of_the_target = 0.2;
constexpr int probe_requests = 5;

double ms(double microseconds) { return microseconds / 1000; }

/// What the counted part of a trial shows so far.
struct Counted {
  report::LoadSecond load;
  std::uint64_t lost = 0;  ///< Failed without an answer.
  std::uint64_t open = 0;  ///< Sent, and neither answered nor failed.

  [[nodiscard]] std::uint64_t requests() const { return load.felt.count() + lost + open; }
  [[nodiscard]] std::uint64_t over(const report::LimitTarget& target) const {
    const auto limit = static_cast<std::uint64_t>(target.latency_ms * 1000);
    return load.felt.count() - load.felt.count_at_or_below(limit) + open;
  }
};

double badness_of(const report::LimitTarget& target, std::uint64_t over, std::uint64_t errors, std::uint64_t requests) {
  if (requests == 0) return 0;
  const auto n = static_cast<double>(requests);
  const double slow = static_cast<double>(over) / (n * target.allowed_over());
  if (target.errors <= 0) return errors > 0 ? std::numeric_limits<double>::infinity() : slow;
  return std::max(slow, static_cast<double>(errors) / (n * target.errors));
}

/// Requests that failed without an answer: errors count those with a bad one, too.
std::uint64_t lost_in(const ledger::LoadSlot& slot) {
  std::uint64_t bad_answers = 0;
  for (const auto& [name, times] : slot.counters)
    if (name.starts_with("http.codes.") && name.size() == 14 && name[11] >= '5') bad_answers += times;
  return slot.requests_failed - std::min(slot.requests_failed, bad_answers);
}

/// What RunSummary doesn't keep of a second.
struct Progress {
  std::uint64_t lost = 0;
  std::int64_t more_inside = 0;  ///< Requests in progress at its end less those at its start.
};

/// Both targets by the binomial rule: fail when one does, pass when both do.
stats::Decision decide(const report::LimitTarget& target, const Counted& counted) {
  const auto n = counted.requests();
  const stats::Decision slow = stats::EarlyStopping{target.allowed_over(), 0.01}.decide(counted.over(target), n);
  stats::Decision failing = stats::Decision::pass;
  if (target.errors > 0)
    failing = stats::EarlyStopping{target.errors, 0.01}.decide(counted.load.requests_failed, n);
  else if (counted.load.requests_failed > 0)
    failing = stats::Decision::fail;
  if (slow == stats::Decision::fail || failing == stats::Decision::fail) return stats::Decision::fail;
  return slow == stats::Decision::pass && failing == stats::Decision::pass ? stats::Decision::pass
                                                                           : stats::Decision::undecided;
}

/// The engine's run of one trial, from start to the last answer that is waited for.
class Trial {
 public:
  Trial(const TrialAsk& ask, const report::LimitTarget& target, std::function<void()> look)
      : ask_(ask), target_(target), look_(std::move(look)) {}

  Result<void> run(const std::shared_ptr<const script::Script>& script, const live::traffic::RunnerOptions& options) {
    auto runner = live::traffic::Runner::create(script, options, queue_);
    if (runner.has_error()) return runner.error();
    (*runner)->start();
    const Duration lead = std::max<Duration>(500ms, ask_.length / 10);
    counted_from_ = floor_to(clock_.now() + lead + 999ms, 1s);  // slots are whole seconds of the clock
    ends_ = clock_.now() + ask_.length;
    const Duration patience =
        std::max<Duration>(sessions_end_within, from_seconds(target_.latency_ms / 1000 * 1.2 + 0.2));
    while (!(*runner)->finished() && interrupt_count() == 0 && clock_.now() < ends_ + patience && !clear()) look();
    stopped_early_ = !(*runner)->finished() && clock_.now() < ends_;
    stopped_at_ = std::min(clock_.now(), ends_);
    if (!(*runner)->finished()) (*runner)->stop();
    (*runner)->join();
    take();
    if (interrupt_count() > 0) return unavailable("interrupted");
    const live::traffic::Summary summary = (*runner)->summary();
    if (!summary.before_error.empty())
      return unavailable("the script's before section failed: " + summary.before_error);
    if (!summary.hooks_error.empty()) return unavailable("the script's hooks failed: " + summary.hooks_error);
    return {};
  }

  TrialSeen seen() const {
    TrialSeen out;
    const Counted counted = count(!stopped_early_);
    const double span = seconds(stopped_at_ - counted_from_);
    out.counted_from = counted_from_;
    out.counted_to = stopped_at_;
    out.share = std::clamp(seconds(stopped_at_ - (ends_ - ask_.length)) / seconds(ask_.length), 0.0, 1.0);
    report::LimitTrialRow& row = out.row;
    row.rate = ask_.rate;
    row.asked_s = seconds(ask_.length);
    row.lasted_s = row.asked_s * out.share;
    row.requests = counted.requests();
    row.over = counted.over(target_);
    row.errors = counted.load.requests_failed;
    row.requests_per_second = span > 0 ? static_cast<double>(counted.load.requests_sent) / span : 0;
    stats::Histogram felt = counted.load.felt;
    felt.record(static_cast<std::uint64_t>(target_.latency_ms * 1200), counted.open);  // at least so long
    row.p50_ms = ms(felt.quantile(0.5));
    row.p95_ms = ms(felt.quantile(0.95));
    row.p99_ms = ms(felt.quantile(0.99));
    row.at_percentile_ms = ms(felt.quantile(target_.percentile / 100));
    row.mean_service_ms = ms(counted.load.service.mean());
    row.badness = badness_of(target_, row.over, row.errors, row.requests);
    row.passed = row.badness <= 1 && row.requests > 0;
    judge_generator(row, counted);
    look_at_littles_law(row);
    row.steady = steady();
    return out;
  }

 private:
  void look() {
    std::this_thread::sleep_for(trial_look_every);
    take();
    look_();
  }

  void take() {
    for (const ledger::Recorded& recorded : queue_.take()) {
      if (const auto* audit = std::get_if<ledger::GeneratorAudit>(&recorded.event)) audit_ = *audit;
      if (const auto* slot = std::get_if<ledger::LoadSlot>(&recorded.event)) {
        Progress& progress = progress_[slot->start];
        const std::uint64_t lost = lost_in(*slot);
        progress.lost += lost;
        progress.more_inside +=
            static_cast<std::int64_t>(slot->requests_sent) - static_cast<std::int64_t>(slot->requests_answered + lost);
      }
      load_.add(recorded);
    }
  }

  [[nodiscard]] Counted count(bool with_open) const {
    Counted out;
    for (const auto& [start, second] : load_.seconds())
      if (start >= counted_from_ && (start < ends_ || with_open)) out.load.merge(second);
    std::int64_t open = 0;
    for (const auto& [start, progress] : progress_) {
      open += progress.more_inside;
      if (start >= counted_from_ && (start < ends_ || with_open)) out.lost += progress.lost;
    }
    if (with_open && open > 0) out.open = static_cast<std::uint64_t>(open);
    return out;
  }

  /// Looked at once a second, when a slot has closed.
  bool clear() {
    const Instant now = clock_.now();
    if (now < counted_from_ + 2s || now - looked_at_ < 1s || now >= ends_) return false;
    looked_at_ = now;
    const Counted counted = count(false);
    if (ask_.stop_when_clear && decide(target_, counted) != stats::Decision::undecided) return true;
    const std::uint64_t over = counted.over(target_);
    const bool third = now > ends_ - ask_.length * 2 / 3;
    return third && badness_of(target_, over, counted.load.requests_failed, counted.requests()) > plain_overload &&
           stats::EarlyStopping{target_.allowed_over(), sure}.decide(over, counted.requests()) == stats::Decision::fail;
  }

  /// A trial that failed only because requests were sent late isn't the service's failure. (A wait for a free
  /// connection is: they are all waiting for the service.)
  void judge_generator(report::LimitTrialRow& row, const Counted& counted) const {
    const report::Validity validity = report::judge_validity(load_, audit_, !stopped_early_, {ephemeral_ports()});
    row.valid = validity.valid();
    if (!row.valid) row.remark = validity.reasons.front();
    if (row.valid && row.requests == 0) {
      row.valid = false;
      row.remark = "no request was counted: the trial is too short for its rate";
    }
    if (!row.valid || row.passed) return;
    const auto limit = static_cast<std::uint64_t>(target_.latency_ms * 1000);
    const std::uint64_t slow = counted.load.service.count() - counted.load.service.count_at_or_below(limit);
    const bool late = ms(counted.load.lateness.quantile(0.99)) > target_.latency_ms * much_of_the_target;
    if (late && badness_of(target_, slow + counted.open, row.errors, row.requests) <= 1) {
      row.valid = false;
      row.remark = "missed only because the generator sent requests late";
    }
  }

  /// N, counted at the end of each second, against X·R of the same seconds.
  void look_at_littles_law(report::LimitTrialRow& row) const {
    double inside = 0;
    double n = 0, sum = 0, squares = 0;
    for (const auto& [start, progress] : progress_) {
      inside += static_cast<double>(progress.more_inside);
      if (start < counted_from_ || start + 1s > stopped_at_) continue;
      ++n;
      sum += inside;
      squares += inside * inside;
    }
    if (n < 5 || sum <= 0) return;
    const double mean = sum / n;
    row.inside = mean;
    const double expected = row.requests_per_second * row.mean_service_ms / 1000;
    row.little = std::abs(mean - expected) / mean;
    const double standard_error = std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1));
    row.little_holds = *row.little < 0.05 || std::abs(mean - expected) < 3 * standard_error;
  }

  [[nodiscard]] std::optional<bool> steady() const {
    std::vector<double> means;
    for (const auto& [start, second] : load_.seconds())
      if (start < stopped_at_ && !second.service.empty()) means.push_back(second.service.mean());
    if (means.size() < 20) return std::nullopt;
    return stats::warm_up_end(means).has_value();
  }

  const TrialAsk& ask_;
  const report::LimitTarget& target_;
  std::function<void()> look_;
  RealClock clock_;
  EventQueue queue_;
  report::RunSummary load_;
  std::map<Instant, Progress> progress_;  // by second
  std::optional<ledger::GeneratorAudit> audit_;
  Instant counted_from_, ends_, looked_at_{}, stopped_at_{};
  bool stopped_early_ = false;
};

}  // namespace

TrialRunner::TrialRunner(script::Script script, live::traffic::RunnerOptions options, report::LimitTarget target,
                         std::function<void()> look)
    : script_(std::move(script)), options_(std::move(options)), target_(target), look_(std::move(look)) {}

Result<TrialSeen> TrialRunner::run(const TrialAsk& ask) {
  script::Phase phase;
  phase.shape = script::Phase::Shape::rate;
  phase.poisson = true;
  phase.duration = ask.length;
  phase.duration_text = fmt::format("{:.1f}s", seconds(ask.length));
  phase.arrival_rate = ask.rate;
  script_.config.phases = {phase};
  options_.seed = ask.seed;
  Trial trial(ask, target_, look_);
  if (auto ran = trial.run(std::make_shared<const script::Script>(script_), options_); ran.has_error())
    return ran.error();
  return trial.seen();
}

Result<double> TrialRunner::probe(std::uint64_t seed) {
  script::Phase phase;
  phase.shape = script::Phase::Shape::count;
  phase.duration = 250ms;
  phase.duration_text = "250ms";
  phase.arrival_count = probe_requests;
  script_.config.phases = {phase};
  options_.seed = seed;
  EventQueue queue;
  auto runner = live::traffic::Runner::create(std::make_shared<const script::Script>(script_), options_, queue);
  if (runner.has_error()) return runner.error();
  (*runner)->start();
  while (!(*runner)->finished() && interrupt_count() == 0) {
    std::this_thread::sleep_for(trial_look_every);
    look_();
  }
  if (!(*runner)->finished()) (*runner)->stop();
  (*runner)->join();
  if (interrupt_count() > 0) return unavailable("interrupted");
  const report::RunSummary load = report::RunSummary::of(queue.take());
  const report::LoadSecond& total = load.total_load();
  if (total.requests_failed > 0 || total.service.empty()) return std::numeric_limits<double>::infinity();
  return ms(total.service.quantile(0.5));
}

}  // namespace rampart::app
