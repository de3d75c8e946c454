#include "sim/tune.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "core/scaling/target_tracking.h"
#include "core/stats/queueing.h"

namespace rampart::sim {
namespace {

using scaling::PredefinedMetric;

constexpr double day_s = 86400;

std::string metric_words(PredefinedMetric metric, double target) {
  switch (metric) {
    case PredefinedMetric::alb_request_count_per_target:
      return fmt::format("{:.0f} requests per target and minute", target);
    case PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution:
      return fmt::format("CPU {:.0f} % (every 20 s)", target);
    default:
      return fmt::format("CPU {:.0f} %", target);
  }
}

double round_target(PredefinedMetric metric, double target) {
  if (metric != PredefinedMetric::alb_request_count_per_target) return std::clamp(std::round(target), 1.0, 95.0);
  const double step = target >= 1000 ? 50 : target >= 100 ? 10 : 1;
  return std::max(1.0, std::round(target / step) * step);
}

}  // namespace

std::string describe(const PolicySetting& s) {
  std::string out = fmt::format("{}, cooldowns {:.0f} s out and {:.0f} s in, {} to {} tasks",
                                metric_words(s.metric, s.target), s.out_cooldown_s, s.in_cooldown_s, s.min, s.max);
  if (!s.floor.empty())
    out += fmt::format(", scheduled floor of {} to {}", *std::min_element(s.floor.begin(), s.floor.end()),
                       *std::max_element(s.floor.begin(), s.floor.end()));
  if (s.boost_at > 0) out += fmt::format(", +50 % at once above {:.1f} times the target", s.boost_at);
  return out;
}

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

ScaledServiceModel with_setting(const ScaledServiceModel& service, const PolicySetting& setting,
                                const std::string& resource_label) {
  ScaledServiceModel out = service;
  out.target.min_capacity = setting.min;
  out.target.max_capacity = setting.max;
  out.desired = std::max(setting.min, std::min(service.desired, setting.max));
  out.policies.clear();
  out.alarms.clear();
  out.schedule.clear();
  scaling::TargetTracking tracking;
  tracking.target_value = setting.target;
  tracking.predefined = setting.metric;
  if (setting.metric == PredefinedMetric::alb_request_count_per_target) tracking.resource_label = resource_label;
  tracking.scale_out_cooldown = from_seconds(setting.out_cooldown_s);
  tracking.scale_in_cooldown = from_seconds(setting.in_cooldown_s);
  out.policies.push_back({.name = "tuned", .arn = "tuned", .what = tracking});
  if (setting.boost_at > 0) {
    scaling::StepScaling step;
    step.type = scaling::AdjustmentType::percent_change_in_capacity;
    step.steps.push_back({.lower = 0.0, .upper = {}, .adjustment = 50});
    step.min_adjustment_magnitude = 1;
    step.cooldown = std::chrono::seconds(60);
    out.policies.push_back({.name = "boost", .arn = "boost", .what = step});
    watch::AlarmSpec alarm;
    alarm.name = "boost";
    alarm.metric.name =
        setting.metric == PredefinedMetric::alb_request_count_per_target ? "RequestCountPerTarget" : "CPUUtilization";
    alarm.statistic = setting.metric == PredefinedMetric::alb_request_count_per_target ? watch::Statistic::sum
                                                                                       : watch::Statistic::average;
    alarm.threshold = setting.target * setting.boost_at;
    alarm.alarm_actions = {"boost"};
    out.alarms.push_back(std::move(alarm));
  }
  for (std::size_t hour = 0; hour < setting.floor.size(); ++hour) {
    const int least = setting.floor[hour];
    if (hour > 0 && least == setting.floor[hour - 1]) continue;
    scaling::ScheduledAction action;
    action.name = fmt::format("floor-{:02}", hour);
    action.expression = fmt::format("cron(0 {} * * ? *)", hour);
    if (auto schedule = scaling::parse_schedule(action.expression); schedule.has_value()) action.schedule = *schedule;
    action.zone = std::make_shared<const scaling::TimeZone>();
    action.min_capacity = least;
    out.schedule.push_back(std::move(action));
  }
  return out;
}

namespace {

struct Tried {
  PolicySetting setting;
  Score score;
};

class Search {
 public:
  Search(const ScaledServiceModel& service, const RateCurve& load, const TuneOptions& options)
      : service_(service), options_(options) {
    split(load);
  }

  Result<TuneResult> run() {
    out_.capacity = capacity_at_target(service_.task, options_.latency_target_s, options_.missed_share, 1);
    if (out_.capacity <= 0)
      return invalid(fmt::format(
          "no number of tasks answers {:.4g} % of the requests within {:.0f} ms: an idle task takes {:.0f} ms on "
          "average. Set a target that a task without load can meet, or make it faster",
          100 * (1 - options_.missed_share), options_.latency_target_s * 1000, service_.task.service.mean_s * 1000));
    need_ = needs(searched_);
    out_.clairvoyant = clairvoyant(searched_, need_);
    out_.clairvoyant_unseen = clairvoyant(unseen_, needs(unseen_));
    if (auto ok = judge_known(); ok.has_error()) return ok.error();

    std::vector<Tried> pool = grid();
    say(fmt::format("{} policies on a coarse grid", pool.size()));
    if (auto ok = score(pool, 1); ok.has_error()) return ok.error();
    keep_promising(pool, 40);
    for (int round = 0; round < 2; ++round) {
      widen(pool);
      say(fmt::format("round {}: {} policies about the best", round + 1, pool.size()));
      if (auto ok = score(pool, racing_seeds()); ok.has_error()) return ok.error();
      keep_promising(pool, round == 0 ? 24 : 16);
    }
    return finish(std::move(pool));
  }

 private:
  void say(const std::string& text) const {
    if (options_.say) options_.say(text);
  }

  void split(const RateCurve& load) {
    const double days = std::floor(load.length_s() / day_s);
    const auto per_day = static_cast<std::size_t>(day_s / load.step_s);
    std::size_t cut = load.rates.size();
    if (days >= 2) cut = static_cast<std::size_t>(std::max(1.0, std::round(days * options_.searched_part))) * per_day;
    searched_ = load.part(0, cut);
    unseen_ = load.part(cut, load.rates.size());
    has_days_ = searched_.length_s() >= day_s;
    out_.searched_minutes = static_cast<std::size_t>(searched_.length_s() / 60);
    out_.unseen_minutes = static_cast<std::size_t>(unseen_.length_s() / 60);
  }

  /// The fewest tasks that meet the target in each minute.
  [[nodiscard]] std::vector<int> needs(const RateCurve& load) const {
    std::vector<double> most{0};  // by number of tasks
    std::vector<int> out;
    for (double t = 0; t < load.length_s(); t += 60) {
      const double rate = load.at(t);
      while (most.back() < rate && most.size() < 10'000) {
        const int n = static_cast<int>(most.size());
        const double all = n * capacity_at_target(service_.task, options_.latency_target_s, options_.missed_share, n);
        if (all <= most.back() && n > 1) break;  // past the peak of the Universal Scalability Law: more tasks help less
        most.push_back(all);
      }
      const auto found = std::lower_bound(most.begin(), most.end(), rate);
      out.push_back(std::max(1, static_cast<int>(std::min<std::ptrdiff_t>(
                                    found - most.begin(), static_cast<std::ptrdiff_t>(most.size()) - 1))));
    }
    return out;
  }

  [[nodiscard]] Score clairvoyant(const RateCurve& load, const std::vector<int>& need) const {
    Score out;
    if (load.rates.empty()) return out;
    const double lead_s = service_.task.start_s + service_.task.warm_up_s;
    const auto lead = static_cast<std::size_t>(std::ceil(lead_s / 60));
    int before = need.front();
    for (std::size_t m = 0; m < need.size(); ++m) {
      // A task that a coming minute needs starts so much before it, and no sooner.
      int there = need[m];
      for (std::size_t ahead = 1; ahead <= lead && m + ahead < need.size(); ++ahead)
        if (need[m + ahead] > there) {
          const double share = std::min(1.0, (lead_s - 60.0 * static_cast<double>(ahead - 1)) / 60);
          out.task_hours += (need[m + ahead] - there) * share / 60;
        }
      out.task_hours += there / 60.0;
      out.changes += std::abs(there - before);
      before = there;
    }
    out.requests = load.total();
    out.missed = out.requests * options_.missed_share;
    return out;
  }

  Result<Score> judge(const ScaledServiceModel& service, const RateCurve& load, int seeds) const {
    Score out;
    if (load.rates.empty()) return out;
    for (int seed = 1; seed <= seeds; ++seed) {
      MinuteOptions minutes;
      minutes.alarms = options_.alarms;
      minutes.start = options_.start;
      minutes.seed = static_cast<std::uint64_t>(seed);
      minutes.latency_target_s = options_.latency_target_s;
      auto result = run_minutes(service, load, minutes);
      if (result.has_error()) return result.error();
      out.task_hours += result->task_hours / seeds;
      out.missed += result->missed() / seeds;
      out.requests += result->requests / seeds;
      out.changes += static_cast<double>(result->starts + result->stops) / seeds;
    }
    return out;
  }

  [[nodiscard]] ScaledServiceModel service_with(const PolicySetting& setting) const {
    return with_setting(service_, setting, options_.resource_label);
  }

  Result<void> score(std::vector<Tried>& pool, int seeds) {
    std::atomic<std::size_t> next{0};
    std::vector<std::optional<Error>> errors(static_cast<std::size_t>(std::max(1, options_.threads)));
    const auto work = [&](std::size_t worker) {
      for (std::size_t i = next++; i < pool.size(); i = next++) {
        auto scored = judge(service_with(pool[i].setting), searched_, seeds);
        if (scored.has_error())
          errors[worker] = scored.error();
        else
          pool[i].score = *scored;
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t worker = 1; worker < errors.size(); ++worker) threads.emplace_back(work, worker);
    work(0);
    for (auto& thread : threads) thread.join();
    out_.policies_tried += static_cast<int>(pool.size());
    for (const auto& error : errors)
      if (error) return *error;
    return {};
  }

  Result<TunedPolicy> judged(std::string name, std::optional<PolicySetting> setting,
                             const ScaledServiceModel& service) {
    TunedPolicy out;
    out.name = std::move(name);
    out.setting = std::move(setting);
    auto searched = judge(service, searched_, options_.seeds);
    if (searched.has_error()) return searched.error();
    out.searched = *searched;
    auto unseen = judge(service, unseen_, options_.seeds);
    if (unseen.has_error()) return unseen.error();
    out.unseen = *unseen;
    return out;
  }

  /// Weeks of minutes say by themselves what seeds would.
  [[nodiscard]] int racing_seeds() const { return std::min(options_.seeds, searched_.length_s() > 14 * day_s ? 1 : 5); }

  [[nodiscard]] int peak_need() const { return *std::max_element(need_.begin(), need_.end()); }

  Result<void> judge_known() {
    auto users = judged("your policy", {}, service_);
    if (users.has_error()) return users.error();
    out_.users = std::move(*users);
    PolicySetting aws;
    aws.target = 70;
    aws.out_cooldown_s = aws.in_cooldown_s = 300;
    aws.min = service_.target.min_capacity;
    aws.max = service_.target.max_capacity;
    auto defaults = judged("AWS's defaults (CPU 70 %, cooldowns 300 s)", aws, service_with(aws));
    if (defaults.has_error()) return defaults.error();
    out_.defaults = std::move(*defaults);
    ScaledServiceModel fixed = service_;
    fixed.policies.clear();
    fixed.alarms.clear();
    fixed.schedule.clear();
    fixed.desired = fixed.target.min_capacity = fixed.target.max_capacity = peak_need();
    auto peak = judged(fmt::format("static peak ({} tasks)", peak_need()), {}, fixed);
    if (peak.has_error()) return peak.error();
    out_.static_peak = std::move(*peak);
    return {};
  }

  /// The load's own day: what each hour needs, and the hour that follows as it begins.
  [[nodiscard]] std::vector<int> floor_of(double share) const {
    std::vector<std::vector<int>> hours(24);
    for (std::size_t m = 0; m < need_.size(); ++m) {
      const auto second = static_cast<std::int64_t>(unix_seconds(options_.start)) + static_cast<std::int64_t>(m) * 60;
      hours[static_cast<std::size_t>(second / 3600 % 24)].push_back(need_[m]);
    }
    std::vector<int> out;
    for (auto& hour : hours) {
      if (hour.empty()) return {};
      // Nine in ten of its minutes.
      const auto at = hour.begin() + static_cast<std::ptrdiff_t>(hour.size() * 9 / 10);
      std::nth_element(hour.begin(), at, hour.end());
      out.push_back(std::max(1, static_cast<int>(std::ceil(*at * share))));
    }
    return out;
  }

  [[nodiscard]] double full_target(PredefinedMetric metric) const {
    // Among many, whom round robin gives even gaps, a task holds more than alone.
    const double capacity =
        capacity_at_target(service_.task, options_.latency_target_s, options_.missed_share, peak_need());
    if (metric == PredefinedMetric::alb_request_count_per_target) return capacity * 60;
    return std::min(95.0, capacity * service_.task.cpu_of_request() / service_.vcpu * 100);
  }

  [[nodiscard]] std::vector<PredefinedMetric> metrics() const {
    std::vector<PredefinedMetric> out;
    if (options_.has_load_balancer) out.push_back(PredefinedMetric::alb_request_count_per_target);
    // A service that waits more than it computes can't be told by its CPU.
    if (full_target(PredefinedMetric::ecs_service_average_cpu_utilization) >= 10) {
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
      for (const double share : {0.6, 0.8, 1.0})
        if (auto floor = floor_of(share); !floor.empty()) floors.push_back(std::move(floor));
    const int trough = *std::min_element(need_.begin(), need_.end());
    std::vector<int> mins{1, trough, service_.target.min_capacity, (trough + peak_need()) / 2};
    std::sort(mins.begin(), mins.end());
    mins.erase(std::unique(mins.begin(), mins.end()), mins.end());
    const int most = std::max(service_.target.max_capacity, static_cast<int>(std::ceil(peak_need() * 1.5)));
    for (const PredefinedMetric metric : metrics())
      for (const double part : {0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.15})
        for (const int least : mins)
          for (const auto& floor : floors)
            for (const double boost : {0.0, 1.3}) {
              if (least < 1) continue;
              PolicySetting s;
              s.metric = metric;
              s.target = round_target(metric, part * full_target(metric));
              s.min = least;
              s.max = std::max(most, least);
              s.floor = floor;
              for (int& f : s.floor) f = std::clamp(f, least, s.max);
              s.boost_at = boost;
              add(out, s);
            }
    return out;
  }

  static void add(std::vector<Tried>& pool, const PolicySetting& setting) {
    const bool known = std::any_of(pool.begin(), pool.end(), [&](const Tried& t) { return t.setting == setting; });
    if (!known) pool.push_back({setting, {}});
  }

  /// Those that another beats on every axis go; of the rest `most`, the ones nearest to the target first.
  void keep_promising(std::vector<Tried>& pool, std::size_t most) const {
    std::vector<Tried> kept;
    for (const Tried& one : pool) {
      const bool beaten =
          std::any_of(pool.begin(), pool.end(), [&](const Tried& other) { return other.score.dominates(one.score); });
      // What does nothing here (a floor under the minimum, a step that is never reached) is left out.
      const bool same = std::any_of(kept.begin(), kept.end(), [&](const Tried& k) { return k.score == one.score; });
      if (!beaten && !same) kept.push_back(one);
    }
    std::stable_sort(kept.begin(), kept.end(), [&](const Tried& a, const Tried& b) { return worth(a) < worth(b); });
    if (kept.size() > most) kept.resize(most);
    pool = std::move(kept);
  }

  /// Task-hours, with what misses the target beyond what may, paid at a price that leaves no doubt.
  [[nodiscard]] double worth(const Tried& t) const {
    const double over = std::max(0.0, t.score.missed_share() / options_.missed_share - 0.8);
    return t.score.task_hours * (1 + over) + over * out_.clairvoyant.task_hours;
  }

  void widen(std::vector<Tried>& pool) const {
    const std::vector<Tried> centres = pool;
    for (const Tried& centre : centres) {
      const auto with = [&](auto change) {
        PolicySetting s = centre.setting;
        change(s);
        if (s.min >= 1 && s.min <= s.max) add(pool, s);
      };
      for (const double factor : {0.92, 1.08})
        with([&](PolicySetting& s) { s.target = round_target(s.metric, s.target * factor); });
      for (const double cooldown : {0.0, 120.0, 300.0}) with([&](PolicySetting& s) { s.out_cooldown_s = cooldown; });
      for (const double cooldown : {0.0, 60.0, 600.0}) with([&](PolicySetting& s) { s.in_cooldown_s = cooldown; });
      for (const int step : {-1, 1})
        with([&](PolicySetting& s) {
          s.min += step;
          for (int& f : s.floor) f = std::max(f, s.min);
        });
      with([&](PolicySetting& s) { s.boost_at = s.boost_at > 0 ? 0 : 1.5; });
      if (!centre.setting.floor.empty()) with([&](PolicySetting& s) { s.floor.clear(); });
    }
  }

  Result<TuneResult> finish(std::vector<Tried> pool) {
    std::vector<TunedPolicy> all{out_.users, out_.defaults};
    say(fmt::format("the best {} under {} seeds, on the unseen part too", pool.size(), options_.seeds));
    for (const Tried& tried : pool) {
      auto policy = judged(describe(tried.setting), tried.setting, service_with(tried.setting));
      if (policy.has_error()) return policy.error();
      all.push_back(std::move(*policy));
    }
    for (const TunedPolicy& one : all) {
      const bool beaten = std::any_of(all.begin(), all.end(),
                                      [&](const TunedPolicy& other) { return other.searched.dominates(one.searched); });
      const bool same = std::any_of(out_.front.begin(), out_.front.end(),
                                    [&](const TunedPolicy& k) { return k.searched == one.searched; });
      if (!beaten && !same) out_.front.push_back(one);
    }
    std::stable_sort(out_.front.begin(), out_.front.end(), [](const TunedPolicy& a, const TunedPolicy& b) {
      return a.searched.task_hours < b.searched.task_hours;
    });
    const auto meets = [&](const TunedPolicy& p) {
      return p.searched.missed_share() <= options_.missed_share && p.unseen.missed_share() <= options_.missed_share;
    };
    const TunedPolicy* best = nullptr;
    for (const TunedPolicy& one : all) {
      if (best == nullptr) {
        best = &one;
        continue;
      }
      const bool better = meets(one) != meets(*best) ? meets(one)
                          : meets(one)               ? hours(one) < hours(*best)
                                                     : missed(one) < missed(*best);
      if (better) best = &one;
    }
    out_.chosen = *best;
    out_.meets_target = meets(*best);
    out_.chosen_is_users = !best->setting.has_value();
    return std::move(out_);
  }

  static double hours(const TunedPolicy& p) { return p.searched.task_hours + p.unseen.task_hours; }
  static double missed(const TunedPolicy& p) { return p.searched.missed + p.unseen.missed; }

  const ScaledServiceModel& service_;
  const TuneOptions& options_;
  RateCurve searched_;
  RateCurve unseen_;
  std::vector<int> need_;
  bool has_days_ = false;
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
