// The targets that HAProxy has from us, from `add server` to `del server`.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "live/balancer/configuration.h"
#include "live/balancer/runtime_socket.h"
#include "live/balancer/target_state.h"
#include "live/balancer/traffic_metrics.h"

namespace rampart::live::balancer {

/// Sends the commands, follows the states. Knows no timers: the caller brings a fresh table several times a second.
/// Without a HAProxy (before begin(), after end()) targets wait as `initial`.
class Registrations {
 public:
  struct Options {
    double speed = 1;
    std::function<Instant()> now;  ///< The control plane's time.
    std::string open_count_file;   ///< HAProxy's maps (configuration.h).
    std::string open_target_file;
    /// Ends the requests that HAProxys on their way out have at that "BACKEND/SERVER".
    std::function<void(const std::string&)> cut_at_predecessors;
    /// Calls back, later, when something listens at that host and port, at the latest after so much real time.
    std::function<void(const std::string&, int, Duration, std::function<void()>)> await_port;
  };
  /// Outlived by `socket`.
  Registrations(RuntimeSocket& socket, Options options) : socket_(socket), options_(std::move(options)) {}

  /// The target groups from now on. Targets of one that isn't among them are gone, and reported as drained.
  void set_backends(const std::vector<Backend>& backends);
  /// A HAProxy answers that has the targets of server_lines(); the others are added now.
  void begin(int process);
  /// It has gone, with all it knew.
  void end();

  void add(const std::string& target_group_arn, const fleet::Target& target);
  void deregister(const std::string& target_group_arn, const fleet::TaskId& task);

  /// A table that was asked for after everything sent before, and the requests in progress at predecessors, by
  /// "BACKEND/SERVER".
  void update(const std::vector<StatisticsRow>& rows, const std::map<std::string, std::int64_t>& elsewhere);

  /// The targets of a target group that HAProxy has, as lines for a successor's configuration.
  [[nodiscard]] std::vector<std::string> server_lines(const std::string& target_group_arn) const;
  /// What a successor's two map files have to hold: counts, targets.
  [[nodiscard]] std::pair<std::string, std::string> open_maps() const;

  /// Whether a target is on its way in or out, so that tables are wanted often.
  [[nodiscard]] bool restless() const;
  [[nodiscard]] std::map<std::string, HostCount> hosts() const;
  [[nodiscard]] std::vector<fleet::RegisteredTarget> targets(const std::string& target_group_arn) const;
  std::vector<fleet::TargetHealth> take_health() { return std::exchange(health_, {}); }
  /// Servers removed since the last look, with their last counters.
  std::vector<StatisticsRow> take_removed() { return std::exchange(removed_, {}); }

 private:
  struct Registration {
    fleet::Target target;
    std::string server;  ///< "BACKEND/NAME"
    TargetState state;
    Instant since;            ///< Of the state.
    bool awaited = false;     ///< Nothing listens there yet: HAProxy isn't told of it.
    bool added = false;       ///< HAProxy has it.
    bool draining = false;    ///< It has been told to drain it.
    bool removing = false;    ///< A removal is under way.
    bool setting_up = false;  ///< "health up" is under way.
    Instant drain_until = {};
  };
  using Key = std::pair<std::string, fleet::TaskId>;  ///< Target group, task.

  Registration* find(const Key& key);
  [[nodiscard]] fleet::TargetHealth health_of(const Key& key, const Registration& registration) const;
  void send(const Key& key, const std::string& commands, const std::string& expected,
            std::function<void(Registration&)> then);
  /// HAProxy checks a server at once when it is added, and then only after an interval: so it is added when its port
  /// is open, or after an interval.
  void add_when_listening(const Key& key);
  void send_addition(const Key& key);
  void begin_draining(const Key& key);
  void follow(const Key& key, Registration& registration, const StatisticsRow& row, std::int64_t elsewhere);
  void remove(const Key& key, bool cut);
  void removed(const Key& key, const std::string& answer);
  void tell(const Key& key, Registration& registration);
  void tell_drained(const Key& key);
  void refuse(const Key& key, const std::string& why);
  void open_where_none_is_healthy();

  RuntimeSocket& socket_;
  Options options_;
  int process_ = 0;
  bool running_ = false;
  std::map<std::string, Backend> backends_;  ///< By the target group's ARN.
  std::map<Key, Registration> registrations_;
  std::map<std::string, std::vector<std::string>> open_;  ///< Backend → servers, where none is healthy.
  std::vector<fleet::TargetHealth> health_;
  std::vector<StatisticsRow> removed_;
};

}  // namespace rampart::live::balancer
