#include "sim/tune.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "sim/promise.h"

namespace rampart::sim {
namespace {

using scaling::PredefinedMetric;

constexpr double day_s = 86400;
/// On so many of the searched days at most the coarse grid is judged, and the first rounds.
constexpr std::size_t grid_days = 8;
constexpr std::size_t round_days = 30;

Score score_of(const std::vector<std::vector<BlockFigures>>& by_seed, std::size_t first, std::size_t last) {
  Score out;
  const double share = 1.0 / static_cast<double>(by_seed.size());
  for (const auto& blocks : by_seed)
    for (std::size_t b = first; b < std::min(last, blocks.size()); ++b) {
      out.task_hours += blocks[b].task_hours * share;
      out.missed += blocks[b].missed * share;
      out.requests += blocks[b].requests * share;
      out.changes += blocks[b].changes * share;
    }
  return out;
}

struct Tried {
  PolicySetting setting;
  Score score;
  double promised = 0;
  bool judged = false;
};

/// Policies race for places among their kind, so that one that pays only when it is well set isn't lost early.
struct Contest {
  std::string name;
  double share = 0.01;
  bool by_promise = true;  ///< Else by what was missed where it was searched.
  std::size_t places = 4;
  bool (*fits)(const PolicySetting&);
};

/// A load, and the blocks in which it is judged.
struct JudgedLoad {
  RateCurve curve;
  double block_s = 0;
  std::size_t horizon = 1;  // of a promise, in blocks
};

class Search {
 public:
  Search(const ScaledServiceModel& service, const RateCurve& load, const TuneOptions& options)
      : service_(service), options_(options), load_(load) {
    start_ = load.starts.value_or(options.start);
    split();
    const double share = options.missed_share;
    contests_ = {
        {"tracking alone", share, true, 4, [](const PolicySetting& s) { return s.floor.empty() && s.boost_at <= 0; }},
        {"with a scheduled minimum", share, true, 4, [](const PolicySetting& s) { return !s.floor.empty(); }},
        {"with a step policy", share, true, 4, [](const PolicySetting& s) { return s.boost_at > 0; }},
        {"the next nine", share / 10, true, 2, [](const PolicySetting&) { return true; }},
        {"without a margin for what wasn't seen", share, false, 2, [](const PolicySetting&) { return true; }},
    };
  }

  Result<TuneResult> run() {
    out_.capacity = capacity_at_target(service_.task, options_.latency_target_s, options_.missed_share, 1);
    if (out_.capacity <= 0)
      return invalid(fmt::format(
          "no number of tasks answers {:.4g} % of the requests within {:.0f} ms: an idle task takes {:.0f} ms on "
          "average. Set a target that a task without load can meet, or make it faster",
          100 * (1 - options_.missed_share), options_.latency_target_s * 1000, service_.task.service.mean_s * 1000));
    const LoadMinutes minutes = minutes_of(searched_.curve);
    need_ = minutes.needs();
    out_.searched = yardsticks(minutes);
    if (out_.unseen_minutes > 0) out_.unseen = yardsticks(minutes_of(load_.part(cut_, load_.rates.size())));
    if (auto ok = judge_known(); ok.has_error()) return ok.error();

    std::vector<Tried> pool = grid();
    const JudgedLoad few = sampled(grid_days);
    const JudgedLoad more = sampled(round_days);
    say(fmt::format("{} policies on a coarse grid, over {:.1f} days", pool.size(), few.curve.length_s() / day_s));
    if (auto ok = score(pool, few, 1); ok.has_error()) return ok.error();
    keep_promising(pool, 1);
    for (int round = 0; round < 4; ++round) {
      if (round == 0 || round == 2)
        for (Tried& one : pool) one.judged = false;
      widen(pool);
      say(fmt::format("round {}: {} policies about the best", round + 1, pool.size()));
      if (auto ok = score(pool, round < 2 ? more : searched_, racing_seeds()); ok.has_error()) return ok.error();
      keep_promising(pool, 0.5);
    }
    return finish(std::move(pool));
  }

 private:
  void say(const std::string& text) const {
    if (options_.say) options_.say(text);
  }

  void split() {
    const double days = std::floor(load_.length_s() / day_s);
    const auto per_day = static_cast<std::size_t>(day_s / load_.step_s);
    cut_ = load_.rates.size();
    if (days >= 2) cut_ = static_cast<std::size_t>(std::max(1.0, std::round(days * options_.searched_part))) * per_day;
    searched_.curve = load_.part(0, cut_);
    const double length = searched_.curve.length_s();
    has_days_ = length >= day_s;
    searched_.block_s = has_days_ ? day_s : length;
    searched_blocks_ = static_cast<std::size_t>(std::ceil(length / searched_.block_s - 1e-9));
    const auto unseen_days = static_cast<std::size_t>((load_.length_s() - length) / day_s);
    searched_.horizon = std::clamp<std::size_t>(unseen_days, 1, std::max<std::size_t>(1, searched_blocks_ / 2));
    out_.searched_minutes = static_cast<std::size_t>(length / 60);
    out_.unseen_minutes = static_cast<std::size_t>((load_.length_s() - length) / 60);
  }

  /// Days spread over the searched ones, with the one of the highest minute.
  [[nodiscard]] JudgedLoad sampled(std::size_t most_days) const {
    const RateCurve& all = searched_.curve;
    if (searched_blocks_ <= most_days) return searched_;
    const auto per_day = static_cast<std::size_t>(day_s / all.step_s);
    const auto highest =
        static_cast<std::size_t>(std::max_element(all.rates.begin(), all.rates.end()) - all.rates.begin()) / per_day;
    std::vector<std::size_t> days{highest};
    for (std::size_t i = 0; i + 1 < most_days; ++i) days.push_back(i * searched_blocks_ / (most_days - 1));
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    JudgedLoad out{all.part(0, 0), day_s, std::max<std::size_t>(1, days.size() / 2)};
    for (const std::size_t day : days) {
      const RateCurve one = all.part(day * per_day, (day + 1) * per_day);
      out.curve.rates.insert(out.curve.rates.end(), one.rates.begin(), one.rates.end());
    }
    return out;
  }

  [[nodiscard]] LoadMinutes minutes_of(const RateCurve& load) const {
    return {service_.task, options_.latency_target_s, options_.missed_share, load};
  }

  [[nodiscard]] Yardsticks yardsticks(const LoadMinutes& minutes) const {
    Yardsticks out;
    const double allowed = minutes.requests() * options_.missed_share;
    const double start_s = service_.task.start_s + service_.task.warm_up_s;
    out.clairvoyant = clairvoyant(minutes, allowed, start_s / 3600);
    const bool fine = options_.alarms.high_resolution_ingestion_delay < options_.alarms.ingestion_delay && cpu_tells();
    const double told_s = fine ? 20 + seconds(options_.alarms.high_resolution_ingestion_delay)
                               : 60 + seconds(options_.alarms.ingestion_delay);
    const double look_s =
        fine ? seconds(options_.alarms.high_resolution_cadence) / 2 : seconds(options_.alarms.cadence) / 2;
    out.follower =
        follower(minutes, allowed, start_s / 3600, static_cast<int>(std::ceil((told_s + look_s + start_s) / 60)));
    return out;
  }

  // ---- judging --------------------------------------------------------------------------------------------------

  Result<std::vector<std::vector<BlockFigures>>> blocks_of(const ScaledServiceModel& service, const RateCurve& load,
                                                           double block_s, int seeds) const {
    std::vector<std::vector<BlockFigures>> out;
    for (int seed = 1; seed <= seeds; ++seed) {
      MinuteOptions minutes;
      minutes.alarms = options_.alarms;
      minutes.start = start_;
      minutes.seed = static_cast<std::uint64_t>(seed);
      minutes.latency_target_s = options_.latency_target_s;
      minutes.block_s = block_s;
      auto result = run_minutes(service, load, minutes);
      if (result.has_error()) return result.error();
      out.push_back(std::move(result->blocks));
    }
    return out;
  }

  [[nodiscard]] ScaledServiceModel service_with(const PolicySetting& setting) const {
    return with_setting(service_, setting, options_.resource_label);
  }

  /// `work(i)` for each i below `count`, on all threads; the first error.
  template <class F>
  Result<void> each(std::size_t count, F work) const {
    std::atomic<std::size_t> next{0};
    std::vector<std::optional<Error>> errors(static_cast<std::size_t>(std::max(1, options_.threads)));
    const auto turn = [&](std::size_t worker) {
      for (std::size_t i = next++; i < count; i = next++)
        if (Result<void> done = work(i); done.has_error()) errors[worker] = done.error();
    };
    std::vector<std::thread> threads;
    for (std::size_t worker = 1; worker < errors.size(); ++worker) threads.emplace_back(turn, worker);
    turn(0);
    for (auto& thread : threads) thread.join();
    for (const auto& error : errors)
      if (error) return *error;
    return {};
  }

  Result<void> score(std::vector<Tried>& pool, const JudgedLoad& load, int seeds) {
    out_.policies_tried += static_cast<int>(std::count_if(pool.begin(), pool.end(), [](auto& t) { return !t.judged; }));
    return each(pool.size(), [&](std::size_t i) -> Result<void> {
      if (pool[i].judged) return {};
      auto blocks = blocks_of(service_with(pool[i].setting), load.curve, load.block_s, seeds);
      if (blocks.has_error()) return blocks.error();
      pool[i].score = score_of(*blocks, 0, blocks->front().size());
      pool[i].promised = promised_share(*blocks, load.horizon);
      pool[i].judged = true;
      return {};
    });
  }

  /// Under all seeds, over the whole load in one go: the unseen days find the tasks that the searched ones left.
  Result<TunedPolicy> judged(std::string name, std::optional<PolicySetting> setting,
                             const ScaledServiceModel& service) const {
    auto blocks = blocks_of(service, load_, searched_.block_s, options_.seeds);
    if (blocks.has_error()) return blocks.error();
    TunedPolicy out;
    out.name = std::move(name);
    out.setting = std::move(setting);
    out.searched = score_of(*blocks, 0, searched_blocks_);
    out.unseen = score_of(*blocks, searched_blocks_, blocks->front().size());
    for (auto& one : *blocks) one.resize(searched_blocks_);
    out.promised = promised_share(*blocks, searched_.horizon);
    return out;
  }

  Result<TunedPolicy> judged(const PolicySetting& setting) const {
    return judged(describe(setting), setting, service_with(setting));
  }

  /// Weeks of minutes say by themselves what seeds would.
  [[nodiscard]] int racing_seeds() const {
    return std::min(options_.seeds, searched_.curve.length_s() >= 7 * day_s ? 1 : has_days_ ? 3 : 10);
  }

  [[nodiscard]] int peak_need() const { return *std::max_element(need_.begin(), need_.end()); }

  Result<void> judge_known() {
    PolicySetting aws;
    aws.target = 70;
    aws.out_cooldown_s = aws.in_cooldown_s = 300;
    aws.min = service_.target.min_capacity;
    aws.max = service_.target.max_capacity;
    ScaledServiceModel fixed = service_;
    fixed.policies.clear();
    fixed.alarms.clear();
    fixed.schedule.clear();
    fixed.desired = fixed.target.min_capacity = fixed.target.max_capacity = peak_need();
    struct Known {
      TunedPolicy& into;
      std::string name;
      std::optional<PolicySetting> setting;
      ScaledServiceModel service;
    };
    const std::vector<Known> all{{out_.users, "your policy", {}, service_},
                                 {out_.defaults, "AWS's defaults (CPU 70 %, cooldowns 300 s)", aws, service_with(aws)},
                                 {out_.static_peak, fmt::format("static peak ({} tasks)", peak_need()), {}, fixed}};
    return each(all.size(), [&](std::size_t i) -> Result<void> {
      auto one = judged(all[i].name, all[i].setting, all[i].service);
      if (one.has_error()) return one.error();
      all[i].into = std::move(*one);
      return {};
    });
  }

  // ---- what is tried --------------------------------------------------------------------------------------------

  [[nodiscard]] double full_target(PredefinedMetric metric) const {
    // Among many, whom round robin gives even gaps, a task holds more than alone.
    const double capacity =
        capacity_at_target(service_.task, options_.latency_target_s, options_.missed_share, peak_need());
    if (metric == PredefinedMetric::alb_request_count_per_target) return capacity * 60;
    return std::min(95.0, capacity * service_.task.cpu_of_request() / service_.vcpu * 100);
  }

  /// A service that waits more than it computes can't be told by its CPU.
  [[nodiscard]] bool cpu_tells() const {
    return need_.empty() || full_target(PredefinedMetric::ecs_service_average_cpu_utilization) >= 10;
  }

  [[nodiscard]] std::vector<PredefinedMetric> metrics() const {
    std::vector<PredefinedMetric> out;
    if (options_.has_load_balancer) out.push_back(PredefinedMetric::alb_request_count_per_target);
    if (cpu_tells()) {
      out.push_back(PredefinedMetric::ecs_service_average_cpu_utilization);
      out.push_back(PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution);
    }
    if (out.empty()) out.push_back(PredefinedMetric::ecs_service_average_cpu_utilization);
    return out;
  }

  [[nodiscard]] std::vector<Tried> grid() const {
    std::vector<Tried> out;
    std::vector<std::vector<int>> floors{{}};
    if (has_days_)
      for (const double share : {0.25, 0.5, 0.75, 0.9}) floors.push_back(needs_by_hour(need_, start_, share));
    std::vector<int> sorted = need_;
    std::sort(sorted.begin(), sorted.end());
    const int trough = sorted.front();
    std::vector<int> mins{1, service_.target.min_capacity, (trough + peak_need()) / 2};
    for (const double quantile : {0.0, 0.5, 0.75, 0.9, 0.97, 1.0})
      mins.push_back(sorted[static_cast<std::size_t>(quantile * static_cast<double>(sorted.size() - 1))]);
    std::sort(mins.begin(), mins.end());
    mins.erase(std::unique(mins.begin(), mins.end()), mins.end());
    const int most = std::max(service_.target.max_capacity, static_cast<int>(std::ceil(peak_need() * 1.5)));
    for (const PredefinedMetric metric : metrics())
      for (const double part : {0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.15}) {
        PolicySetting s;
        s.metric = metric;
        s.target = round_target(metric, part * full_target(metric));
        s.max = most;
        for (const int least : mins) {
          if (least < 1) continue;
          s.min = least;
          s.max = std::max(most, least);
          add(out, s);
        }
        // Beside tracking: a scheduled minimum, or a step. Both at once come with the rounds.
        s.min = trough;
        s.max = most;
        for (const auto& floor : floors) {
          s.floor = floor;
          for (int& f : s.floor) f = std::clamp(f, s.min, s.max);
          add(out, s);
        }
        s.floor.clear();
        for (const double at : {1.15, 1.4})
          for (const int percent : {50, 100}) {
            s.boost_at = at;
            s.boost_percent = percent;
            add(out, s);
          }
      }
    return out;
  }

  static void add(std::vector<Tried>& pool, const PolicySetting& setting) {
    const bool known = std::any_of(pool.begin(), pool.end(), [&](const Tried& t) { return t.setting == setting; });
    if (!known) pool.push_back({setting, {}});
  }

  /// Of each contest those of most worth, in `part` of its places. One that another of its contest beats on
  /// every axis isn't among them.
  void keep_promising(std::vector<Tried>& pool, double part) const {
    std::vector<char> kept(pool.size(), 0);
    for (const Contest& contest : contests_) {
      std::vector<std::size_t> in;
      for (std::size_t i = 0; i < pool.size(); ++i) {
        if (!contest.fits(pool[i].setting)) continue;
        const bool out = std::any_of(pool.begin(), pool.end(), [&](const Tried& other) {
          return contest.fits(other.setting) && other.score.dominates(pool[i].score) &&
                 other.promised <= pool[i].promised;
        });
        // What does nothing here (a floor under the minimum, a step that is never reached) is left out.
        const bool same = std::any_of(pool.begin(), pool.begin() + static_cast<std::ptrdiff_t>(i),
                                      [&](const Tried& other) { return other.score == pool[i].score; });
        if (!out && !same) in.push_back(i);
      }
      std::stable_sort(in.begin(), in.end(),
                       [&](std::size_t a, std::size_t b) { return worth(pool[a], contest) < worth(pool[b], contest); });
      const auto places = static_cast<std::size_t>(part * static_cast<double>(contest.places));
      for (std::size_t i = 0; i < std::min(in.size(), places); ++i) kept[in[i]] = 1;
    }
    std::vector<Tried> out;
    for (std::size_t i = 0; i < pool.size(); ++i)
      if (kept[i] != 0) out.push_back(std::move(pool[i]));
    pool = std::move(out);
  }

  /// Task-hours, with what misses the target beyond what may, paid at a price that leaves no doubt.
  [[nodiscard]] double worth(const Tried& t, const Contest& contest) const {
    const double misses = contest.by_promise ? t.promised : t.score.missed_share();
    const double over = std::max(0.0, misses / contest.share - 1);
    return t.score.task_hours * (1 + over) + over * out_.searched.clairvoyant.task_hours;
  }

  void widen(std::vector<Tried>& pool) const {
    const std::vector<Tried> centres = pool;
    for (const Tried& centre : centres) {
      const auto with = [&](auto change) {
        PolicySetting s = centre.setting;
        change(s);
        for (int& f : s.floor) f = std::clamp(f, s.min, s.max);
        if (s.min >= 1 && s.min <= s.max) add(pool, s);
      };
      for (const double factor : {0.92, 0.97, 1.04, 1.09})
        with([&](PolicySetting& s) { s.target = round_target(s.metric, s.target * factor); });
      const double shortest = centre.setting.period_s();
      for (const double cooldown : {shortest, 120.0}) with([&](PolicySetting& s) { s.out_cooldown_s = cooldown; });
      for (const double cooldown : {shortest, 60.0, 600.0}) with([&](PolicySetting& s) { s.in_cooldown_s = cooldown; });
      const int far = std::max(2, centre.setting.min / 8);
      for (const int step : {-far, -1, 1, far}) with([&](PolicySetting& s) { s.min += step; });
      if (centre.setting.boost_at > 0) {
        for (const double at : {1.05, 1.25, 1.6}) with([&](PolicySetting& s) { s.boost_at = at; });
        with([&](PolicySetting& s) { s.boost_percent = s.boost_percent == 50 ? 100 : 50; });
      } else {
        with([&](PolicySetting& s) { s.boost_at = 1.25; });
      }
      if (!centre.setting.floor.empty())
        for (const int step : {-1, 1})
          with([&](PolicySetting& s) {
            for (int& f : s.floor) f += step;
          });
    }
  }

  // ---- the answer -----------------------------------------------------------------------------------------------

  Result<TuneResult> finish(std::vector<Tried> pool) {
    say(fmt::format("the best {} under {} seeds", pool.size(), options_.seeds));
    std::vector<TunedPolicy> all(pool.size());
    auto done = each(pool.size(), [&](std::size_t i) -> Result<void> {
      auto policy = judged(pool[i].setting);
      if (policy.has_error()) return policy.error();
      all[i] = std::move(*policy);
      return {};
    });
    if (done.has_error()) return done.error();
    for (const Contest& contest : contests_) {
      KindOfPolicy kind{contest.name, contest.share, {}};
      for (const TunedPolicy& one : all) {
        const double misses = contest.by_promise ? one.promised : one.searched.missed_share();
        if (contest.fits(*one.setting) && misses <= contest.share && (!kind.best || cheaper(one, *kind.best)))
          kind.best = one;
      }
      out_.kinds.push_back(std::move(kind));
    }
    all.insert(all.begin(), {out_.users, out_.defaults});
    find_front(all);
    choose(all);
    return std::move(out_);
  }

  static bool cheaper(const TunedPolicy& a, const TunedPolicy& b) {
    return a.searched.task_hours < b.searched.task_hours;
  }

  void find_front(const std::vector<TunedPolicy>& all) {
    for (const TunedPolicy& one : all) {
      const bool beaten = std::any_of(all.begin(), all.end(), [&](const TunedPolicy& other) {
        return other.searched.dominates(one.searched) && other.promised <= one.promised;
      });
      const bool same = std::any_of(out_.front.begin(), out_.front.end(),
                                    [&](const TunedPolicy& k) { return k.searched == one.searched; });
      if (!beaten && !same) out_.front.push_back(one);
    }
    std::stable_sort(out_.front.begin(), out_.front.end(), cheaper);
  }

  /// By the searched part alone.
  void choose(const std::vector<TunedPolicy>& all) {
    const double share = options_.missed_share;
    const TunedPolicy* best = nullptr;
    for (const TunedPolicy& one : all) {
      if (best == nullptr) {
        best = &one;
        continue;
      }
      const bool promises = one.promised <= share;
      const bool better = promises != (best->promised <= share) ? promises
                          : promises                            ? cheaper(one, *best)
                                                                : one.promised < best->promised;
      if (better) best = &one;
    }
    out_.chosen = *best;
    out_.promises_target = best->promised <= share;
    out_.meets_target = out_.promises_target && best->unseen.missed_share() <= share;
    out_.chosen_is_users = !best->setting.has_value();
  }

  const ScaledServiceModel& service_;
  const TuneOptions& options_;
  const RateCurve& load_;
  Instant start_;
  JudgedLoad searched_;
  std::size_t cut_ = 0;  // of the load's steps: from here on unseen
  std::size_t searched_blocks_ = 1;
  bool has_days_ = false;
  std::vector<Contest> contests_;
  std::vector<int> need_;
  TuneResult out_;
};

}  // namespace

Result<TuneResult> tune(const ScaledServiceModel& service, const RateCurve& load, const TuneOptions& options) {
  if (load.rates.empty() || load.total() <= 0) return invalid("there is no load to tune for");
  if (options.missed_share <= 0 || options.missed_share >= 1 || options.seeds < 1)
    return invalid("a target needs a percentile between 0 and 100, and at least one seed");
  return Search(service, load, options).run();
}

}  // namespace rampart::sim
