#include "core/stats/limit_search.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rampart::stats {
namespace {

/// Left out at each end of the interval that is called 95 %. The posterior knows the shape of a queue only roughly, and
/// its middle 95 % held the planted limits of ten queues in 91.5 % of searches with 30 s trials (95.5 % with 100 s);
/// its middle 97.5 % in 96 %.
constexpr double interval_tail = 0.0125;
constexpr double bracket_step = 2;  // of the bracket
constexpr double bracket_fullness = 0.25;
constexpr double checks_cost = 2;
constexpr double above_answer = 1.05;
/// Where in the posterior the next trial lies: mostly in its middle, to the sides so that the slope is learnt.
constexpr std::array<double, 3> aims = {0.5, 0.7, 0.3};
/// The first range of the posterior reaches this far beyond the bracket; it is moved when that wasn't enough.
constexpr double beyond_bracket = 2;
constexpr double edge_mass = 0.05;
/// When the interval is narrower than this the grid is laid anew, finer.
constexpr double refine_below = 0.25;
constexpr double refined_reach = 1.5;

}  // namespace

LimitSearch::LimitSearch(const LimitSearchOptions& options) : options_(options) {
  options_.start_rate = std::clamp(options_.start_rate, options_.lowest_rate, options_.highest_rate);
  options_.budget = std::max(options_.budget, 4.0);
  set_next(options_.start_rate, bracket_fullness, LimitTrial::Purpose::bracket);
}

Duration LimitSearch::full_length(double rate) const {
  return std::max(options_.trial, from_seconds(options_.requests_at_least / rate));
}

void LimitSearch::set_next(double rate, double fullness, LimitTrial::Purpose purpose) {
  const Duration full = full_length(rate);
  const Duration length = std::min(full, std::max(from_seconds(seconds(full) * fullness), options_.shortest_trial));
  next_ = LimitTrial{rate, length, seconds(length) / seconds(full), purpose};
}

void LimitSearch::add(const LimitOutcome& outcome) {
  if (!next_) return;
  const LimitTrial trial = *next_;
  const double fullness = trial.fullness * std::clamp(outcome.share, 0.01, 1.0);
  result_.spent += fullness;
  if (!outcome.valid) {
    invalid();
    return;
  }
  invalid_here_ = 0;
  evidence_.push_back({trial.rate, outcome.badness, fullness});
  const bool passed = outcome.badness <= 1;
  if (passed) highest_passed_ = std::max(highest_passed_, trial.rate);
  if (posterior_) posterior_->add(evidence_.back());
  switch (trial.purpose) {
    case LimitTrial::Purpose::bracket:
      add_to_bracket(trial.rate, passed);
      break;
    case LimitTrial::Purpose::narrow:
      narrow();
      break;
    case LimitTrial::Purpose::check:
      result_.check_badness = outcome.badness;
      set_next(std::min(result_.checked_rate * above_answer, options_.highest_rate), 1,
               LimitTrial::Purpose::check_above);
      break;
    case LimitTrial::Purpose::check_above:
      result_.check_above_badness = outcome.badness;
      end(relative_width() <= options_.width ? LimitResult::End::found : LimitResult::End::budget_spent);
      break;
  }
}

void LimitSearch::add_to_bracket(double rate, bool passed) {
  if (!passed && ++fails_here_ < 2) {
    set_next(rate, bracket_fullness, LimitTrial::Purpose::bracket);  // one failure may be an accident
    return;
  }
  fails_here_ = 0;
  const double below = lowest_failed_;
  if (passed) {
    if (below > 0) return start_narrowing(rate, below);
    if (rate >= options_.highest_rate) return end(LimitResult::End::always_met);
    set_next(std::min(rate * bracket_step, options_.highest_rate), bracket_fullness, LimitTrial::Purpose::bracket);
    return;
  }
  lowest_failed_ = rate;
  if (highest_passed_ > 0) return start_narrowing(highest_passed_, rate);
  if (rate <= options_.lowest_rate) return end(LimitResult::End::never_met);
  set_next(std::max(rate / bracket_step, options_.lowest_rate), bracket_fullness, LimitTrial::Purpose::bracket);
}

void LimitSearch::start_narrowing(double low, double high) {
  range(low / beyond_bracket, high * beyond_bracket);
  narrow();
}

void LimitSearch::range(double low, double high) {
  posterior_.emplace(std::max(low, options_.lowest_rate / bracket_step),
                     std::min(high, options_.highest_rate * bracket_step), options_.lie);
  for (const Evidence& evidence : evidence_) posterior_->add(evidence);
}

double LimitSearch::relative_width() const {
  return posterior_->quantile(1 - interval_tail) / posterior_->quantile(interval_tail) - 1;
}

void LimitSearch::narrow() {
  const double low = posterior_->low();
  const double high = posterior_->high();
  if (posterior_->at_high_end() > edge_mass && high < options_.highest_rate) {
    range(low, high * bracket_step * bracket_step);
    refined_ = false;
  } else if (posterior_->at_low_end() > edge_mass && low > options_.lowest_rate) {
    range(low / (bracket_step * bracket_step), high);
    refined_ = false;
  } else if (!refined_ && relative_width() < refine_below) {
    range(posterior_->quantile(0.5) / refined_reach, posterior_->quantile(0.5) * refined_reach);
    refined_ = true;
  }
  const double width = relative_width();
  narrow_enough_ = width <= options_.width ? narrow_enough_ + 1 : 0;
  const double wanted = width > 0.5 ? 0.25 : width > 0.15 ? 0.5 : 1;
  const double fullness = std::clamp(seconds(options_.shortest_trial) / seconds(options_.trial), wanted, 1.0);
  if (narrow_enough_ >= 2 || result_.spent + fullness + checks_cost > options_.budget + 1e-9) return check();
  set_next(posterior_->quantile(aims[narrowed_++ % aims.size()]), fullness, LimitTrial::Purpose::narrow);
}

void LimitSearch::check() {
  result_.checked_rate = posterior_->quantile(0.5);
  set_next(result_.checked_rate, 1, LimitTrial::Purpose::check);
}

void LimitSearch::invalid() {
  if (++invalid_here_ < 2) return;  // next_ stays
  result_.generator_rate = next_->rate;
  end(LimitResult::End::generator_limit);
}

void LimitSearch::end(LimitResult::End how) {
  result_.end = how;
  next_.reset();
}

LimitResult LimitSearch::result() const {
  LimitResult out = result_;
  if (posterior_) {
    out.limit = posterior_->quantile(0.5);
    out.low = posterior_->quantile(interval_tail);
    out.high = posterior_->quantile(1 - interval_tail);
  }
  if (out.end == LimitResult::End::generator_limit || out.end == LimitResult::End::always_met) {
    out.limit = highest_passed_;
    out.low = highest_passed_;
    out.high = out.end == LimitResult::End::generator_limit ? out.generator_rate : highest_passed_;
  }
  return out;
}

}  // namespace rampart::stats
