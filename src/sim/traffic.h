// Users on their way, request by request: they arrive, ask, wait, pause and go, and every answer is counted.
//
// Counts under Artillery's names into core/load's Collector, a slot a second, as the live engine does; so reports can't
// tell the two apart. Every user is in time: felt and service latency are the same. One thread; deterministic.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "core/ledger/journal.h"
#include "core/load/collector.h"
#include "sim/demand.h"
#include "sim/user_program.h"
#include "sim/virtual_balancer.h"

namespace rampart::sim {

class Traffic {
 public:
  /// All references must outlive it.
  Traffic(Programs programs, std::unique_ptr<Demand> demand, const TaskModel& model, VirtualTasks& tasks,
          VirtualBalancer& balancer, const Present& present, ledger::Journal& journal, std::uint64_t seed);

  /// Load begins at `t`; before it nobody comes.
  void begin(double t);
  /// Everything that is due up to and at `t`.
  void advance(double t);
  /// Nobody comes any more and nobody is on the way.
  [[nodiscard]] bool ended() const { return begun_ && !next_arrival_ && in_flight_ == 0 && events_.empty(); }
  /// The phases are over: users in endless loops go home at their next step.
  void send_home() { going_home_ = true; }
  /// No more arrivals or answers are counted; what is open is written.
  void finish();
  [[nodiscard]] std::uint64_t requests() const { return requests_; }

 private:
  struct Loop {
    std::int64_t left = 0;
  };
  struct User {
    const UserProgram* program = nullptr;
    std::uint32_t step = 0;
    double arrived = 0;
    bool failed = false;  // it gives up when its request, which is on its way, times out
    std::vector<Loop> loops;
  };
  struct Event {
    double at;
    UserNumber user;
  };

  void arrive(double t);
  void go_on(UserNumber number, double t);
  /// False: the user waits for the answer, or is gone.
  bool ask(UserNumber number, User& user, const UserStep& step, double t);
  void count(const VirtualBalancer::Choice& choice, const InFlight& request);
  void answered(VirtualBalancer::Group* group, int status, double latency, std::uint32_t endpoint);
  [[nodiscard]] load::EndpointId endpoint_id(std::uint32_t endpoint) const {
    return endpoint < endpoints_.size() ? endpoints_[endpoint] : load::Collector::no_endpoint;
  }
  void leave(UserNumber number, double t, bool failed);
  void wake(UserNumber number, double t);
  void settle(double t);
  void roll(double t);
  [[nodiscard]] bool does_more(const User& user) const;

  Programs programs_;
  std::unique_ptr<Demand> demand_;
  const TaskModel& model_;
  VirtualTasks& tasks_;
  VirtualBalancer& balancer_;
  const Present& present_;
  ledger::Journal& journal_;
  load::Collector collector_{0};
  Random random_;
  std::vector<User> users_;
  std::vector<UserNumber> free_;
  std::vector<Event> events_;  // min-heap by time
  std::vector<double> weights_up_to_;
  std::vector<load::EndpointId> endpoints_;
  std::optional<double> next_arrival_;
  double began_ = 0;
  double next_second_ = 0;
  double shared_free_at_ = 0;
  std::size_t in_flight_ = 0;
  std::uint64_t requests_ = 0;
  bool begun_ = false;
  bool going_home_ = false;
};

}  // namespace rampart::sim
