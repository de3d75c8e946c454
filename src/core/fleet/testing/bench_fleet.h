// A fleet on the two doubles with a clock moved by hand: what the tests of this room share.
#pragma once

#include <string>
#include <vector>

#include "core/fleet/fleet.h"
#include "core/fleet/testing/fake_compute.h"
#include "core/fleet/testing/fake_router.h"

namespace rampart::fleet::testing {

inline const std::string group_arn =
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg/0123456789abcdef";
inline const std::string service_arn = "arn:aws:ecs:us-east-1:123456789012:service/c/web";

/// "arn:…:task-definition/web:REVISION" with one container on port 80.
TaskDefinition definition(int revision);
/// Service "web" in cluster "c", revision 1, behind the target group.
ServiceSpec web(int desired, int minimum_percent = 100, int maximum_percent = 200);

class BenchFleet {
 public:
  explicit BenchFleet(std::uint64_t seed = 7);

  /// One tick at the present, then the clock goes on by a second.
  void tick();
  void run(int seconds) {
    for (int i = 0; i < seconds; ++i) tick();
  }
  void create(const ServiceSpec& spec);
  [[nodiscard]] const Service& service() const { return *fleet.find_service(service_arn); }
  [[nodiscard]] ServiceCounts counts() const { return service().counts(); }
  /// Active tasks in the order they were created.
  [[nodiscard]] std::vector<Task> active() const;
  [[nodiscard]] int active_of(int revision) const;
  [[nodiscard]] const Task& task(const TaskId& id) const { return *service().find_task(id); }
  /// Messages of the service's events list, oldest first.
  [[nodiscard]] std::vector<std::string> messages() const;
  [[nodiscard]] int count_messages(const std::string& part) const;
  /// Where `line` stands in the transcript; −1 if nowhere.
  [[nodiscard]] int place_of(const std::string& line) const;

  std::vector<std::string> transcript;  ///< Commands of both ports, in order.
  FakeCompute compute{&transcript};
  FakeRouter router{&transcript};
  Fleet fleet;
  Instant now = instant_from_unix_seconds(1'790'000'000);
  std::vector<FleetEvent> changes;  ///< All so far.
};

/// One line per change, for comparing whole runs.
std::string line_of(const FleetEvent& event);

}  // namespace rampart::fleet::testing
