// The targets that HAProxy has from us, from `add server` to `del server`.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "live/balancer/configuration.h"
#include "live/balancer/runtime_socket.h"
#include "live/balancer/target_state.h"
#include "live/balancer/traffic_metrics.h"

namespace rampart::live::balancer {

/// Sends the commands, follows the states. Knows no timers: the caller brings a fresh table several times a second.
class Registrations {
 public:
  /// Outlived by `configuration` and `socket`. `now` is the control plane's time.
  Registrations(const Configuration& configuration, RuntimeSocket& socket, double speed, std::function<Instant()> now)
      : configuration_(configuration), socket_(socket), speed_(speed), now_(std::move(now)) {}

  void add(const std::string& target_group_arn, const fleet::Target& target);
  void deregister(const std::string& target_group_arn, const fleet::TaskId& task);

  /// A table that was asked for after everything sent before.
  void update(const std::vector<StatisticsRow>& rows);

  /// Whether a target is on its way in or out, so that tables are wanted often.
  [[nodiscard]] bool restless() const;
  [[nodiscard]] std::map<std::string, HostCount> hosts() const;
  std::vector<fleet::TargetHealth> take_health();
  /// Servers removed since the last look, with their last counters.
  std::vector<StatisticsRow> take_removed();

 private:
  struct Registration {
    std::size_t backend = 0;
    fleet::Target target;
    std::string server;  ///< "BACKEND/NAME"
    TargetState state;
    bool added = false;       ///< HAProxy has it.
    bool draining = false;    ///< It has been told to drain it.
    bool removing = false;    ///< A removal is under way.
    bool setting_up = false;  ///< "health up" is under way.
    Instant drain_until = {};
  };
  using Key = std::pair<std::size_t, fleet::TaskId>;  ///< Backend, task.

  Registration* find(const Key& key);
  void send(const Key& key, const std::string& commands, const std::string& expected,
            std::function<void(Registration&)> then);
  void begin_draining(const Key& key);
  void follow(const Key& key, Registration& registration, const StatisticsRow& row);
  void remove(const Key& key, bool cut);
  void removed(const Key& key, const std::string& answer);
  void tell(const Registration& registration);
  void refuse(const std::string& target_group_arn, const fleet::TaskId& task, const std::string& why);

  const Configuration& configuration_;
  RuntimeSocket& socket_;
  double speed_;
  std::function<Instant()> now_;
  std::map<Key, Registration> registrations_;
  std::vector<fleet::TargetHealth> health_;
  std::vector<StatisticsRow> removed_;
};

}  // namespace rampart::live::balancer
