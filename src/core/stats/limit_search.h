// LimitSearch: which rate to try next, for how long, and what is known so far about the highest rate that meets a
// target.
//
//   LimitSearch search(options);
//   while (auto trial = search.next()) search.add(run(*trial));
//   search.result();
//
// The stages: bracket (a quarter of a full trial each: the rate is doubled until a trial fails twice, halved until one
// passes), narrow (a posterior over the limit chooses the rate, trials grow from a half to the full length), check (at
// the answer and at 1.05 × the answer). A trial whose generator was late is repeated; two in a row at one rate mean
// that the generator is the limit. Trial-equivalents are time under load over the length of a full trial, checks
// included. Source: reference autoscaling.md §6, limit_posterior.h.
//
// Pure: one series of outcomes gives one series of trials. Not thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "core/stats/limit_posterior.h"

namespace rampart::stats {

struct LimitSearchOptions {
  double start_rate = 50;                     ///< A second. The nearer to the limit, the cheaper the search.
  Duration trial = std::chrono::seconds(10);  ///< Length of a full trial.
  double width = 0.03;                        ///< The search ends when the 95 % interval is narrower: high / low − 1.
  double budget = 12;                         ///< Trial-equivalents at most, the two checks included; at least 4.
  double lie = 0.05;                          ///< Probability that a trial says nothing about its rate.
  double lowest_rate = 0.1;                   ///< A limit below it isn't looked for,
  double highest_rate = 1e6;                  ///< nor above it.
  /// A full trial at a low rate lasts until it has made this many requests: fewer say nothing about p99
  /// (early_stopping.h).
  double requests_at_least = 459;
  Duration shortest_trial{};  ///< No trial is shorter, whatever the stage: what a lead-in and a look need.
};

struct LimitTrial {
  enum class Purpose { bracket, narrow, check, check_above };
  double rate = 0;      ///< Arrivals a second.
  Duration length{};    ///< Under load.
  double fullness = 1;  ///< length / that of a full trial at this rate.
  Purpose purpose = Purpose::bracket;
};

struct LimitOutcome {
  bool valid = true;   ///< False: the generator was late; the rest doesn't count.
  double badness = 0;  ///< Bad requests / allowed bad requests of the worst target; at most 1: the targets were met.
  double share = 1;    ///< Of the trial's length that was used: below 1 when it was stopped early.
};

struct LimitResult {
  enum class End {
    searching,
    found,            ///< The interval is as narrow as was asked.
    budget_spent,     ///< It isn't, but there is an answer.
    always_met,       ///< highest_rate meets the targets.
    never_met,        ///< Not even lowest_rate does.
    generator_limit,  ///< The generator was late at `generator_rate`; `limit` is the highest rate that passed.
  };
  End end = End::searching;
  double limit = 0;  ///< Median of the posterior; 0 when there is none.
  double low = 0;    ///< 95 % interval: so often it holds the limit of a planted queue.
  double high = 0;
  double spent = 0;  ///< Trial-equivalents.
  double generator_rate = 0;
  std::optional<double> check_badness;        ///< At the answer the checks began with, checked_rate.
  std::optional<double> check_above_badness;  ///< At 1.05 × checked_rate.
  double checked_rate = 0;
};

class LimitSearch {
 public:
  explicit LimitSearch(const LimitSearchOptions& options);

  /// The trial to run now; the same one until it was answered. Nothing: the search has ended.
  [[nodiscard]] std::optional<LimitTrial> next() const { return next_; }
  /// The outcome of next().
  void add(const LimitOutcome& outcome);

  [[nodiscard]] LimitResult result() const;

  /// Length of a full trial at this rate.
  [[nodiscard]] Duration full_length(double rate) const;

 private:
  void add_to_bracket(double rate, bool passed);
  void start_narrowing(double low, double high);
  void narrow();
  void check();
  void end(LimitResult::End how);
  void invalid();
  void set_next(double rate, double fullness, LimitTrial::Purpose purpose);
  void range(double low, double high);
  [[nodiscard]] double relative_width() const;

  LimitSearchOptions options_;
  std::optional<LimitTrial> next_;
  std::vector<Evidence> evidence_;
  std::optional<LimitPosterior> posterior_;
  double highest_passed_ = 0;
  double lowest_failed_ = 0;
  int fails_here_ = 0;
  int invalid_here_ = 0;
  std::size_t narrowed_ = 0;
  int narrow_enough_ = 0;  // trials in a row after which the interval was narrow enough: one may be luck
  bool refined_ = false;
  LimitResult result_;
};

}  // namespace rampart::stats
