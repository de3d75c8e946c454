#include "sim/minute_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/cloudwatch_delays.h"

namespace rampart::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Keeps what it is told.
struct Kept : MinuteWitness {
  void saw(const fleet::FleetEvent& change) override { fleet.push_back(change); }
  void saw(const watch::Transition& transition, const watch::AlarmSpec&) override { transitions.push_back(transition); }
  void saw(Instant, const scaling::Activity& activity) override { activities.push_back(activity); }
  void saw(const watch::AlarmSpec& spec, const watch::Datapoint& period) override {
    periods[watch::to_string(spec.metric)].push_back(period);
  }
  void saw(Instant from, const FlowRecord& record) override {
    load.merge(record);
    EXPECT_LT(last, from);
    last = from;
  }

  std::vector<fleet::FleetEvent> fleet;
  std::vector<watch::Transition> transitions;
  std::vector<scaling::Activity> activities;
  std::map<std::string, std::vector<watch::Datapoint>> periods;
  FlowRecord load;
  Instant last;
};

/// A task of 0.5 vCPU answers 80 requests a second with 5 ms of CPU each.
ScaledServiceModel service(int least, int most) {
  ScaledServiceModel out;
  out.task = {.service = {0.05, 1}, .workers = 4, .cpu_s = 0.005, .start_s = 23};
  out.vcpu = 0.5;
  out.target.resource_id = "service/c/web";
  out.target.min_capacity = least;
  out.target.max_capacity = most;
  out.desired = least;
  out.target_group = "arn:group";
  scaling::TargetTracking tracking;
  tracking.target_value = 50;
  tracking.predefined = scaling::PredefinedMetric::ecs_service_average_cpu_utilization;
  out.policies.push_back({.name = "cpu", .arn = "arn:cpu", .what = tracking});
  return out;
}

MinuteOptions measured(MinuteWitness* witness = nullptr) {
  MinuteOptions out;
  out.alarms = alarm_options(CloudWatchDelays::measured);
  out.witness = witness;
  out.keep_timeline = true;
  return out;
}

RateCurve spike() { return *shape_named("spike base=40 peak=400 at=30m rise=5m hold=30m fall=30m for=4h", 60); }

TEST(MinuteModel, AWitnessChangesNothing) {
  const auto model = service(2, 12);
  Kept kept;
  const auto alone = run_minutes(model, spike(), measured());
  const auto watched = run_minutes(model, spike(), measured(&kept));
  ASSERT_TRUE(alone && watched);
  ASSERT_GT(alone->timeline.size(), 10U);
  ASSERT_EQ(alone->timeline.size(), watched->timeline.size());
  for (std::size_t i = 0; i < alone->timeline.size(); ++i) {
    EXPECT_EQ(alone->timeline[i].at, watched->timeline[i].at);
    EXPECT_EQ(alone->timeline[i].desired, watched->timeline[i].desired);
    EXPECT_EQ(alone->timeline[i].serving, watched->timeline[i].serving);
  }
  EXPECT_EQ(alone->requests, watched->requests);
  EXPECT_EQ(alone->failed, watched->failed);
}

TEST(MinuteModel, TheWitnessSeesEveryRequest) {
  Kept kept;
  const auto done = run_minutes(service(1, 2), spike(), measured(&kept));  // far too few tasks
  ASSERT_TRUE(done);
  EXPECT_GT(done->failed, 1000);
  // Shares of four kinds are rounded down.
  EXPECT_NEAR(static_cast<double>(kept.load.requests()), done->requests, 4);
  EXPECT_NEAR(static_cast<double>(kept.load.refused + kept.load.timed_out), done->failed, 3);
  EXPECT_EQ(kept.load.all.count(), kept.load.requests());
}

TEST(MinuteModel, DecisionsAndAlarmsSpeakAsTheControlPlanesDo) {
  Kept kept;
  ASSERT_TRUE(run_minutes(service(2, 4), spike(), measured(&kept)));
  ASSERT_GE(kept.transitions.size(), 3U);
  const auto high = std::find_if(kept.transitions.begin(), kept.transitions.end(), [](const auto& t) {
    return t.to == watch::AlarmState::alarm && t.alarm.find("AlarmHigh") != std::string::npos;
  });
  ASSERT_NE(high, kept.transitions.end());
  EXPECT_THAT(high->alarm, StartsWith("TargetTracking-service/c/web-AlarmHigh-"));
  EXPECT_THAT(high->reason, StartsWith("Threshold Crossed: 3 datapoints ["));
  EXPECT_THAT(high->reason_data, HasSubstr("\"recentDatapoints\":["));

  std::map<std::string, int> told;
  bool grew = false, refused = false;
  for (const scaling::Activity& activity : kept.activities) {
    ++told[activity.id];
    if (activity.status == scaling::ActivityStatus::successful && activity.decision.to == 4 &&
        activity.decision.scale) {
      grew = true;
      EXPECT_THAT(activity.decision.cause, HasSubstr("in state ALARM triggered policy cpu"));
      EXPECT_THAT(activity.decision.explanation, StartsWith("4 instead of "));
      EXPECT_EQ(activity.status_message, "Successfully set desired count to 4. Change successfully fulfilled by ecs.");
      EXPECT_EQ(told[activity.id], 2) << "when it began and when it ended";
    }
    refused |= activity.decision.not_scaled_reason.code == scaling::NotScaled::already_at_max_capacity;
  }
  EXPECT_TRUE(grew);
  EXPECT_TRUE(refused) << "at its maximum the policy still says what it would";
}

TEST(MinuteModel, TheWitnessSeesTasksAndMetrics) {
  Kept kept;
  const auto done = run_minutes(service(2, 12), spike(), measured(&kept));
  ASSERT_TRUE(done);
  std::map<std::string, std::vector<fleet::TaskStatus>> tasks;
  fleet::ServiceCounts counts;
  int most = 0;
  for (const fleet::FleetEvent& event : kept.fleet) {
    if (const auto* task = std::get_if<fleet::TaskChange>(&event.what)) tasks[task->task].push_back(task->status);
    if (const auto* now = std::get_if<fleet::ServiceCounts>(&event.what))
      counts = *now, most = std::max(most, now->running);
  }
  EXPECT_EQ(static_cast<int>(tasks.size()), 2 + done->starts);
  int stopped = 0;
  for (const auto& [id, states] : tasks) {
    EXPECT_EQ(states.front(), fleet::TaskStatus::pending);
    stopped += states.back() == fleet::TaskStatus::stopped ? 1 : 0;
  }
  EXPECT_EQ(stopped, done->stops);
  EXPECT_EQ(most, done->peak_tasks);
  EXPECT_EQ(counts.running, 2 + done->starts - done->stops);
  const auto& cpu = kept.periods["AWS/ECS CPUUtilization {ClusterName=c, ServiceName=web}"];
  ASSERT_EQ(cpu.size(), 240U) << "both alarms look at it; it is told once";
  // 40 requests a second on two tasks, 5 ms of CPU each, of half a CPU: 20 %, and a minute's count is Poisson.
  EXPECT_NEAR(cpu[5].value.average(), 20, 20 * 5 / std::sqrt(2400.0));
}

TEST(MinuteModel, ItSettlesUntilTheTasksAreThere) {
  MinuteOptions options = measured();
  const RateCurve load = *shape_named("flat rate=400 for=1h", 60);
  const auto plain = run_minutes(service(2, 12), load, options);
  options.settle_s = 4 * 3600;
  options.settle_to = 2;
  const auto settled = run_minutes(service(2, 12), load, options);
  ASSERT_TRUE(plain && settled);
  EXPECT_GT(plain->timeline.back().running, 2);
  EXPECT_EQ(settled->timeline.back().running, 2);
  EXPECT_GT(settled->hours, 1);
  EXPECT_LT(settled->hours, 5) << "no longer than it takes";
  EXPECT_EQ(settled->requests, plain->requests);
}

// The last day's minimum of each hour is what the day before needed in it, for one policy learns from nothing else.
TEST(MinuteModel, AForecastRaisesTheMinimumBeforeTheLoadComes) {
  auto model = service(1, 40);
  scaling::PredictivePolicy predictive{"ahead", "arn:ahead", {}};
  predictive.what.target_value = 50;
  predictive.what.scale = true;
  const RateCurve days = *shape_named("diurnal base=40 peak=600 days=3", 60);
  const auto without = run_minutes(model, days, measured());
  model.predictive.push_back(predictive);
  Kept kept;
  const auto with = run_minutes(model, days, measured(&kept));
  ASSERT_TRUE(without && with);
  // While nothing is known yet, the two are alike.
  const auto desired_at = [](const MinuteResult& run, double hour) {
    int out = 0;
    for (const auto& change : run.timeline)
      if (change.at <= hour * 3600) out = change.desired;
    return out;
  };
  for (double hour = 0; hour < 24; hour += 0.5) EXPECT_EQ(desired_at(*without, hour), desired_at(*with, hour)) << hour;
  // In the rising half of a later day the forecast is ahead of the alarms.
  int ahead = 0, behind = 0;
  for (double hour = 48; hour < 72; hour += 0.25) {
    const int more = desired_at(*with, hour) - desired_at(*without, hour);
    ahead += more > 0 ? 1 : 0;
    behind += more < 0 ? 1 : 0;
  }
  EXPECT_GE(ahead, 12);
  EXPECT_GT(ahead, 4 * behind);
  EXPECT_THAT(std::count_if(kept.activities.begin(), kept.activities.end(),
                            [](const auto& a) { return a.decision.cause.find("alarm") == std::string::npos; }),
              ::testing::Ge(5));
  // ForecastOnly moves nothing.
  model.predictive.front().what.scale = false;
  const auto only = run_minutes(model, days, measured());
  ASSERT_TRUE(only);
  EXPECT_EQ(only->timeline.size(), without->timeline.size());
}

}  // namespace
}  // namespace rampart::sim
