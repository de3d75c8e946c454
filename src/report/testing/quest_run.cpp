#include "report/testing/quest_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/random.h"

namespace rampart::report::testing {
namespace {

using namespace std::chrono_literals;

constexpr int length_s = 220;
constexpr double task_capacity = 19;    // requests a second
constexpr double target_per_min = 600;  // requests per target and AWS minute
constexpr int aws_minute = 6;           // real seconds
const std::string metric_name = "AWS/ApplicationELB RequestCountPerTarget {TargetGroup=targetgroup/web/1}";
const std::string cpu_name = "AWS/ECS CPUUtilization {ClusterName=quest, ServiceName=web}";

double offered(int t) {
  if (t < 20) return 6;
  if (t < 75) return 6 + (t - 20) * 54.0 / 55;
  if (t < 115) return 60;
  if (t < 135) return 60 - (t - 115) * 54.0 / 20;
  return 6;
}

struct ModelTask {
  std::string id;
  int ready_at = 0;
  int leaves_at = -1;  // STOPPING
};

/// One second after the other; every rule is far simpler than the real one, the shape is right.
class Quest {
 public:
  explicit Quest(const QuestOptions& options) : options_(options), random_(7) {}

  std::vector<ledger::Recorded> play() {
    put(0, ledger::RunStarted{"examples/quest/plan.yml", "tq7f3_quest", 7, "process",
                              "CPU shares enforced by cgroup v2 (cpu.max)", aws_minute,
                              "rampart prove examples/quest/plan.yml --aws-minute 6s"});
    put(0, ledger::Note{"info", "AWS::Logs::LogGroup /ecs/web: logs are kept in the run's folder."});
    put(0, ledger::Note{"warning", "AWS::EC2::VPC Vpc isn't emulated; tasks share this machine's loopback."});
    set_desired(0, 1);
    for (int t = 0; t < length_s; ++t) second(t);
    put(length_s, ledger::GeneratorAudit{21.4, 220.2, 1, 64, 1'048'576});
    put(length_s, ledger::RunEnded{});
    std::stable_sort(out_.begin(), out_.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return std::move(out_);
  }

 private:
  static Instant at(double t) { return Instant(1'795'341'600s) + from_seconds(t); }
  void put(double t, ledger::Event e) { out_.push_back({at(t), std::move(e)}); }

  [[nodiscard]] int healthy(int t) const {
    return static_cast<int>(std::count_if(tasks_.begin(), tasks_.end(),
                                          [&](const ModelTask& k) { return k.ready_at <= t && k.leaves_at < 0; }));
  }

  void second(int t) {
    phases(t);
    if (options_.kill_a_task && t == 100) kill(t);
    load(t);
    if (t > 0 && t % aws_minute == 0) minute(t);
    const int now = healthy(t);
    if (now != last_healthy_) {
      last_healthy_ = now;
      put(t + 0.4, ledger::ServiceState{"web", desired_, std::max(0, desired_ - now), now, now});
    }
  }

  void phases(int t) {
    const char* names[] = {"warm up", "ramp up", "hold", "ramp down", "cool down"};
    const int starts[] = {0, 20, 75, 115, 135, length_s};
    for (int i = 0; i < 5; ++i) {
      const std::string duration = std::to_string(starts[i + 1] - starts[i]);
      if (starts[i] == t) put(t, ledger::PhaseStarted{i, names[i], duration});
      if (starts[i + 1] == t + 1) put(t + 1, ledger::PhaseCompleted{i, names[i], duration});
    }
  }

  void load(int t) {
    ledger::LoadSlot slot;
    slot.start = at(t);
    const auto due = static_cast<std::uint64_t>(std::llround(offered(t) + (random_.uniform() - 0.5) * 2));
    const double capacity = std::max(1, healthy(t)) * task_capacity;
    backlog_ = std::max(0.0, backlog_ + static_cast<double>(due) - capacity);
    const double use = std::min(0.97, static_cast<double>(due) / capacity);
    const double wait_ms = 1000 * backlog_ / capacity + 18 * use / (1 - use);
    const std::uint64_t failed = t == killed_at_ ? 7 : t == killed_at_ + 1 ? 4 : 0;
    for (std::uint64_t i = 0; i < due; ++i) {
      const double service = 28 + wait_ms * (0.4 + 1.2 * random_.uniform()) + 9 * random_.uniform();
      const double late = options_.late_generator ? 60 + 340 * random_.uniform() : 0.08 + 1.1 * random_.uniform();
      slot.service.record(static_cast<std::uint64_t>(service * 1000));
      slot.felt.record(static_cast<std::uint64_t>((service + late) * 1000));
      slot.lateness.record(static_cast<std::uint64_t>(late * 1000));
      slot.summaries["http.response_time"].record(static_cast<std::uint64_t>(service * 1000));
      slot.summaries["vusers.session_length"].record(static_cast<std::uint64_t>((service + 1) * 1000));
    }
    slot.arrivals_due = slot.arrivals_started = slot.requests_sent = due;
    slot.requests_answered = due - failed;
    slot.requests_failed = failed;
    slot.counters = {{"vusers.created", due},
                     {"vusers.created_by_name.browse", due},
                     {"vusers.completed", due - failed},
                     {"vusers.failed", failed},
                     {"http.requests", due},
                     {"http.responses", due - failed},
                     {"http.codes.200", due - failed},
                     {"http.downloaded_bytes", 310 * (due - failed)}};
    if (failed > 0) slot.counters["errors.ECONNRESET"] = failed;
    slot.rates = {{"http.request_rate", due}};
    in_minute_ += static_cast<double>(due);
    busy_ += use;
    put(t + 1.01, slot);
  }

  void minute(int t) {
    const int now = std::max(1, healthy(t));
    const double per_target = in_minute_ * 60.0 / aws_minute / now;
    put(t + 0.05,
        ledger::MetricPeriod{metric_name, "Count", at(t - aws_minute), 60, {1, per_target, per_target, per_target}});
    const double cpu = 100 * busy_ / aws_minute;
    put(t + 0.05,
        ledger::MetricPeriod{
            cpu_name, "Percent", at(t - aws_minute), 60, {3.0, 3 * cpu, cpu * 0.93, std::min(100.0, cpu * 1.06)}});
    in_minute_ = busy_ = 0;
    above_ = per_target > target_per_min ? above_ + 1 : 0;
    below_ = per_target < 0.9 * target_per_min ? below_ + 1 : 0;
    alarm(t, "TargetTracking-service/quest/web-AlarmHigh-1c2d", above_ >= 3, high_, target_per_min,
          "GreaterThanThreshold");
    alarm(t, "TargetTracking-service/quest/web-AlarmLow-9e0f", below_ >= 5, low_, 0.9 * target_per_min,
          "LessThanThreshold");
    const int wanted =
        std::clamp(static_cast<int>(std::ceil(now * per_target / target_per_min)), 1, options_.stuck_policy ? 2 : 6);
    if (high_ && wanted > desired_) scale(t, wanted, per_target, "AlarmHigh-1c2d");
    if (low_ && wanted < desired_ && t >= cooled_at_)
      scale(t, std::max(wanted, desired_ - 2), per_target, "AlarmLow-9e0f");
  }

  void alarm(int t, const std::string& name, bool breaching, bool& state, double threshold, const char* comparison) {
    if (breaching == state && t > aws_minute) return;
    const bool first = t == aws_minute;
    const char* from = first ? "INSUFFICIENT_DATA" : state ? "ALARM" : "OK";
    state = breaching;
    put(t + 0.1, ledger::AlarmTransition{
                     name, from, state ? "ALARM" : "OK",
                     fmt::format("Threshold Crossed: 3 datapoints were {}{} the threshold ({:.1f}).",
                                 state ? "" : "not ", comparison[0] == 'G' ? "greater than" : "less than", threshold),
                     "{}", threshold, metric_name, "Sum", comparison});
  }

  void scale(int t, int to, double per_target, const std::string& alarm_name) {
    ledger::ScalingActivity a;
    a.id = fmt::format("{:08x}-4a5b-4c6d-8e9f-001122334455", 0x1000 + t);
    a.resource_id = "service/quest/web";
    a.description = fmt::format("Setting desired count to {}.", to);
    a.cause = fmt::format(
        "monitor alarm TargetTracking-service/quest/web-{} in state ALARM triggered policy "
        "requests-per-target",
        alarm_name);
    a.start = at(t + 0.15);
    a.end = at(t + 4.5);
    a.status_code = "Successful";
    a.status_message = fmt::format("Successfully set desired count to {}. Change successfully fulfilled by ecs.", to);
    a.from_capacity = desired_;
    a.to_capacity = to;
    a.explanation = fmt::format("{} instead of {}: {:.0f} per target {} {:.0f}; within 1 to 6", to, desired_,
                                per_target, to > desired_ ? "over" : "under", target_per_min);
    put(t + 0.15, a);
    cooled_at_ = t + 2 * aws_minute;
    set_desired(t, to);
  }

  void set_desired(int t, int to) {
    const int before = desired_;
    desired_ = to;
    for (int i = before; i < to; ++i) launch(t, t == 0 ? 0 : t + 4 + i % 3);
    for (int i = to; i < before; ++i) retire(t);
    const int now = healthy(t);
    put(t + 0.2, ledger::ServiceState{"web", desired_, std::max(0, desired_ - now), now, now});
    put(t + 0.2, ledger::ServiceEvent{
                     "web", to > before ? fmt::format("(service web) has started {} tasks.", to - before)
                                        : fmt::format("(service web) has stopped {} running tasks.", before - to)});
  }

  void launch(int t, int ready) {
    const std::uint64_t high = random_();
    const std::string id = fmt::format("{:016x}{:016x}", high, random_());
    tasks_.push_back({id, ready, -1});
    const double began = t + 0.2;
    const double up = std::max(ready - 1.2, began + 0.1);
    put(began, ledger::TaskState{"web", id, "PROVISIONING", "", -1});
    put(began + 0.05, ledger::TaskState{"web", id, "PENDING", "", -1});
    put(up, ledger::TaskState{"web", id, "RUNNING", "", -1});
    put(up + 0.02, ledger::TargetState{"web", id, "initial", "Elb.RegistrationInProgress", ""});
    put(std::max<double>(ready, up + 0.1), ledger::TargetState{"web", id, "healthy", "", ""});
  }

  void retire(int t) {
    const auto victim = std::find_if(tasks_.rbegin(), tasks_.rend(), [](const auto& k) { return k.leaves_at < 0; });
    victim->leaves_at = t;
    const std::string reason = "Scaling activity initiated by (deployment ecs-svc/4102)";
    put(t + 0.25, ledger::TaskState{"web", victim->id, "DEACTIVATING", reason, -1});
    put(t + 0.26, ledger::TargetState{"web", victim->id, "draining", "Target.DeregistrationInProgress", ""});
    put(t + 3.2, ledger::TaskState{"web", victim->id, "STOPPING", reason, -1});
    put(t + 3.4, ledger::TaskState{"web", victim->id, "STOPPED", reason, 0});
  }

  void kill(int t) {
    ModelTask& victim = tasks_.front();
    victim.leaves_at = killed_at_ = t;
    put(t + 0.3, ledger::Note{"warning", "SIGKILL was sent to task " + victim.id.substr(0, 8) + "."});
    put(t + 0.35, ledger::TaskState{"web", victim.id, "STOPPED", "Essential container in task exited", 137});
    put(t + 0.9, ledger::ServiceEvent{"web", "(service web) has started 1 tasks: replacing a stopped one."});
    launch(t + 1, t + 5);
  }

  const QuestOptions options_;
  Random random_;
  std::vector<ledger::Recorded> out_;
  std::vector<ModelTask> tasks_;
  int desired_ = 0;
  int last_healthy_ = -1;
  int killed_at_ = -10;
  int above_ = 0;
  int below_ = 0;
  bool high_ = false;
  bool low_ = false;
  int cooled_at_ = 0;
  double backlog_ = 0;
  double in_minute_ = 0;
  double busy_ = 0;
};

}  // namespace

std::vector<ledger::Recorded> quest_run(const QuestOptions& options) { return Quest(options).play(); }

}  // namespace rampart::report::testing
