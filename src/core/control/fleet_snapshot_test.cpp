// A fleet that is written down and put back at random moments behaves as one that never was.
#include "core/control/fleet_snapshot.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include <utility>

#include "core/fleet/testing/bench_fleet.h"

namespace rampart::control {
namespace {

namespace json = boost::json;
using fleet::testing::definition;
using fleet::testing::service_arn;
using fleet::testing::web;
using std::chrono::seconds;

/// Its programs go on while the fleet is away.
class FindingCompute : public fleet::testing::FakeCompute {
 public:
  std::vector<fleet::ComputeEvent> adopt(const std::vector<fleet::TaskLaunch>&, Instant) override { return {}; }
};

/// Knows its targets across a restart.
class SteadyRouter : public fleet::testing::FakeRouter {
 public:
  void add_target(const std::string& group, const fleet::Target& target) override {
    for (const auto& [there, task] : registered())
      if (there == group && task == target.task) return;
    FakeRouter::add_target(group, target);
  }
};

class World {
 public:
  explicit World(std::uint64_t seed) : luck(Random::stream(seed, "luck")) {
    fleet = std::make_unique<fleet::Fleet>(compute, router, fleet::FleetOptions{.seed = seed});
    prepare();
    auto spec = web(3, 50, 150);
    spec.circuit_breaker = true;
    spec.circuit_breaker_rollback = true;
    fleet->create_service(spec, now).value();
  }

  void tick() {
    compute.set_now(now);
    router.set_now(now);
    misfortune();
    fleet->tick(now);
    for (const auto& change : fleet->take_changes())
      if (!std::holds_alternative<fleet::TargetChange>(change.what)) story.push_back(fleet::testing::line_of(change));
    now += seconds(1);
  }

  [[nodiscard]] const fleet::Service& service() const { return *fleet->find_service(service_arn); }
  [[nodiscard]] std::string written() const {
    std::string out = json::serialize(to_json(service().snapshot()));
    for (const fleet::Task& task : service().tasks()) out += "\n" + json::serialize(to_json(task));
    return out;
  }
  /// What drains is forgotten by a balancer that starts anew: then the two worlds would differ, rightly.
  [[nodiscard]] bool drains() const {
    for (const fleet::Task& task : service().tasks())
      for (const fleet::TargetLink& link : task.targets)
        if (link.state == fleet::TargetHealth::State::draining) return true;
    return false;
  }
  /// Through text, as SQLite keeps it.
  void restart() {
    const auto again = [](const json::object& object) { return json::parse(json::serialize(object)).as_object(); };
    auto snapshot = service_snapshot_of(again(to_json(service().snapshot()))).value();
    std::vector<fleet::Task> tasks;
    for (const fleet::Task& task : service().tasks())
      tasks.insert(tasks.begin(), task_of(again(to_json(task))).value());  // their order doesn't matter
    const Random ids = random_of(again(to_json(fleet->ids()))).value();
    fleet = std::make_unique<fleet::Fleet>(compute, router, fleet::FleetOptions{.seed = 99});
    prepare();
    fleet->restore_service(std::move(snapshot), std::move(tasks));
    fleet->restore_ids(ids);
  }

  FindingCompute compute;
  SteadyRouter router;
  std::unique_ptr<fleet::Fleet> fleet;
  Instant now = instant_from_unix_seconds(1'790'000'000);
  Random luck;
  std::vector<std::string> story;
  bool calm = false;  ///< Nothing happens before the next tick: until then nobody knows what the restart has left.

 private:
  void prepare() {
    for (int revision = 1; revision <= 9; ++revision) fleet->put_task_definition(definition(revision));
    fleet::TargetGroup group;
    group.arn = fleet::testing::group_arn;
    fleet->put_target_group(group);
  }
  void misfortune() {
    if (std::exchange(calm, false)) return;
    const auto living = compute.living();
    const double u = luck.uniform();
    const auto any = [&] { return living[static_cast<std::size_t>(luck.between(0, std::ssize(living) - 1))]; };
    if (u < 0.02 && !living.empty()) compute.kill(any(), true);
    if (u > 0.02 && u < 0.05 && !living.empty()) router.set_health(any(), luck.uniform() < 0.5, "sick");
    if (u > 0.05 && u < 0.07) compute.fail_next_starts(static_cast<int>(luck.between(1, 9)));
    if (u > 0.07 && u < 0.10) fleet->set_desired_count(service_arn, static_cast<int>(luck.between(0, 9)), now).value();
    if (u > 0.10 && u < 0.12) {
      fleet::ServiceUpdate update;
      update.task_definition_arn = definition(static_cast<int>(luck.between(1, 9))).arn;
      fleet->update_service(service_arn, update, now).value();
    }
    if (u > 0.12 && u < 0.14 && !living.empty()) (void)fleet->protect_task(any(), now + seconds(luck.between(1, 200)));
    if (u > 0.14 && u < 0.15 && !living.empty()) fleet->stop_task(any(), "by hand", now).value();
    if (u > 0.15 && u < 0.16) compute.start_delay = seconds(luck.between(0, 8));
  }
};

class Restarts : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Restarts, ChangeNothing) {
  World steady(GetParam());
  World restarted(GetParam());
  Random moments = Random::stream(GetParam(), "moments");
  int restarts = 0;
  for (int i = 0; i < 800; ++i) {
    steady.tick();
    restarted.tick();
    ASSERT_EQ(restarted.story, steady.story) << "tick " << i << ", restarts " << restarts;
    if (moments.uniform() < 0.05 && !restarted.drains()) {
      restarted.restart();
      steady.calm = true;
      restarted.calm = true;
      ++restarts;
      ASSERT_EQ(restarted.written(), steady.written()) << "tick " << i;
    }
    steady.story.clear();
    restarted.story.clear();
  }
  EXPECT_GT(restarts, 10);
  EXPECT_EQ(restarted.written(), steady.written());
}

TEST_P(Restarts, TheRevisionMovesWithEveryChange) {
  World world(GetParam());
  std::string before = world.written();
  std::uint64_t revision = world.service().revision();
  int unchanged = 0;
  for (int i = 0; i < 800; ++i) {
    world.tick();
    const std::string after = world.written();
    if (world.service().revision() == revision) {
      ASSERT_EQ(after, before) << "tick " << i;
      ++unchanged;
    }
    before = after;
    revision = world.service().revision();
  }
  EXPECT_GT(unchanged, 50);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Restarts, ::testing::Range(std::uint64_t{1}, std::uint64_t{5}));

TEST(FleetSnapshot, RefusesWhatMakesNoSense) {
  EXPECT_FALSE(service_snapshot_of({}).has_value());
  json::object task = to_json(fleet::Task{});
  EXPECT_TRUE(task_of(task).has_value());
  task["wanted"] = "yes";
  EXPECT_EQ(task_of(task).error().message, "The stored state has no sensible value for wanted.");
  EXPECT_FALSE(random_of({{"state", json::array{1, 2}}}).has_value());
}

}  // namespace
}  // namespace rampart::control
