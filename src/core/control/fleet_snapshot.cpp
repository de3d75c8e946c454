#include "core/control/fleet_snapshot.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace rampart::control {

namespace json = boost::json;

namespace {

template <class T, class Of>
concept Is = std::same_as<std::remove_const_t<T>, Of>;

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;
template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::vector<T>> = true;
template <class T>
constexpr bool is_list<std::deque<T>> = true;

// The members, once for both ways. Enumerations are written as numbers: new ones go to the end.

template <class At, Is<fleet::ServiceLoadBalancer> One>
void members(At& at, One& one) {
  at("group", one.target_group_arn);
  at("container", one.container_name);
  at("port", one.container_port);
}

template <class At, Is<fleet::ServiceSpec> One>
void members(At& at, One& one) {
  at("name", one.name);
  at("arn", one.arn);
  at("cluster", one.cluster);
  at("definition", one.task_definition_arn);
  at("desired", one.desired_count);
  at("maximum", one.maximum_percent);
  at("minimum", one.minimum_healthy_percent);
  at("breaker", one.circuit_breaker);
  at("breaker_rollback", one.circuit_breaker_rollback);
  at("alarms", one.alarms);
  at("alarms_rollback", one.alarms_rollback);
  at("alarm_names", one.alarm_names);
  at("bake", one.bake_time);
  at("grace", one.health_check_grace_period);
  at("balancers", one.load_balancers);
}

template <class At, Is<fleet::Deployment> One>
void members(At& at, One& one) {
  at("id", one.id);
  at("primary", one.primary);
  at("definition", one.task_definition_arn);
  at("failed", one.failed_tasks);
  at("rollback", one.rollback);
  at("state", one.rollout_state);
  at("reason", one.rollout_state_reason);
  at("revision", one.revision);
  at("rolls_back", one.rolls_back);
  at("alarms", one.alarm_watch);
  at("triggered", one.triggered_alarms);
  at("settled", one.settled_at);
  at("finished", one.finished_at);
  at("created", one.created_at);
  at("updated", one.updated_at);
}

template <class At, Is<fleet::EventEntry> One>
void members(At& at, One& one) {
  at("id", one.id);
  at("at", one.created_at);
  at("message", one.message);
}

template <class At, Is<fleet::ServiceTurn> One>
void members(At& at, One& one) {
  at("registered", one.registered);
  at("deregistered", one.deregistered);
  at("draining", one.draining);
  at("stopped_running", one.stopped_running);
  at("stopped_pending", one.stopped_pending);
  at("started", one.started);
}

template <class At, Is<fleet::ServiceCounts> One>
void members(At& at, One& one) {
  at("desired", one.desired);
  at("pending", one.pending);
  at("running", one.running);
  at("healthy", one.healthy);
}

template <class At, Is<fleet::ServiceSnapshot> One>
void members(At& at, One& one) {
  at("spec", one.spec);
  at("status", one.status);
  at("created", one.created_at);
  at("next_sequence", one.next_sequence);
  at("deployments", one.deployments);
  at("ended", one.ended);
  at("completed", one.last_completed);
  at("throttle", one.throttle);
  at("events", one.events);
  at("turn", one.turn);
  at("published", one.published);
  at("stuck", one.stuck_deployment);
}

template <class At, Is<fleet::TargetLink> One>
void members(At& at, One& one) {
  at("group", one.target_group_arn);
  at("port", one.container_port);
  at("state", one.state);
  at("reason", one.reason);
  at("description", one.description);
  at("announced", one.announced_unhealthy);
}

template <class At, Is<fleet::ContainerReading> One>
void members(At& at, One& one) {
  at("name", one.name);
  at("status", one.status);
  at("health", one.health);
  at("exit_code", one.exit_code);
}

template <class At, Is<fleet::Task> One>
void members(At& at, One& one) {
  at("version", one.version);
  at("sequence", one.sequence);
  at("id", one.id);
  at("arn", one.arn);
  at("service", one.service);
  at("deployment", one.deployment_id);
  at("definition", one.task_definition_arn);
  at("stop_timeout", one.stop_timeout);
  at("status", one.last_status);
  at("wanted", one.wanted);
  at("stop_code", one.stop_code);
  at("stopped_reason", one.stopped_reason);
  at("container_reason", one.container_reason);
  at("exit_code", one.exit_code);
  at("created", one.created_at);
  at("started", one.started_at);
  at("stopping", one.stopping_at);
  at("stopped", one.stopped_at);
  at("host", one.host);
  at("port", one.port);
  at("targets", one.targets);
  at("checks", one.checks_containers);
  at("health", one.container_health);
  at("containers", one.containers);
  at("protected", one.protected_until);
}

/// What stands in classes that keep their members to themselves, as plain values.
struct ThrottleValues {
  int rounds = 0;
  std::optional<Instant> not_before;
};
template <class At, Is<ThrottleValues> One>
void members(At& at, One& one) {
  at("rounds", one.rounds);
  at("not_before", one.not_before);
}

struct EventValues {
  std::deque<fleet::EventEntry> entries;
  std::optional<Instant> steady;
};
template <class At, Is<EventValues> One>
void members(At& at, One& one) {
  at("entries", one.entries);
  at("steady", one.steady);
}

struct Writer {
  json::object out;

  template <class T>
  void operator()(std::string_view name, const T& value) {
    out[name] = to(value);
  }

  template <class T>
  static json::value to(const T& value) {
    if constexpr (std::integral<T>) {
      return value;
    } else if constexpr (std::is_enum_v<T>) {
      return static_cast<std::int64_t>(value);
    } else if constexpr (std::same_as<T, std::string>) {
      return json::string(value);
    } else if constexpr (std::same_as<T, Instant>) {
      return value.time_since_epoch().count();
    } else if constexpr (std::same_as<T, Duration>) {
      return value.count();
    } else if constexpr (is_optional<T>) {
      return value ? to(*value) : json::value();
    } else if constexpr (is_list<T>) {
      json::array list;
      for (const auto& one : value) list.push_back(to(one));
      return list;
    } else if constexpr (std::same_as<T, std::map<std::string, int>>) {
      json::object pairs;
      for (const auto& [key, one] : value) pairs[key] = one;
      return pairs;
    } else if constexpr (std::same_as<T, fleet::RestartThrottle>) {
      return to(ThrottleValues{value.rounds(), value.not_before()});
    } else if constexpr (std::same_as<T, fleet::EventLog>) {
      return to(EventValues{value.entries(), value.steady_since_written()});
    } else {
      Writer inner;
      members(inner, value);
      return std::move(inner.out);
    }
  }
};

struct Reader {
  const json::object& in;
  std::string wrong = {};  // the first member that isn't what it should be

  template <class T>
  void operator()(std::string_view name, T& value) {
    const json::value* found = in.if_contains(name);
    if (found == nullptr || found->is_null()) return;
    if (const std::string inner = from(*found, value); !inner.empty() && wrong.empty())
      wrong = inner == "." ? std::string(name) : std::string(name) + "." + inner;
  }

  /// Empty: done. "." or the path to what is wrong in it.
  template <class T>
  static std::string from(const json::value& given, T& value) {
    if constexpr (std::same_as<T, bool>) {
      if (!given.is_bool()) return ".";
      value = given.get_bool();
      return "";
    } else if constexpr (std::integral<T>) {
      boost::system::error_code error;
      value = given.to_number<T>(error);
      return error ? "." : "";
    } else if constexpr (std::is_enum_v<T>) {
      if (!given.is_int64() || given.get_int64() < 0 || given.get_int64() > 31) return ".";
      value = static_cast<T>(given.get_int64());
      return "";
    } else if constexpr (std::same_as<T, std::string>) {
      if (!given.is_string()) return ".";
      value = std::string(std::string_view(given.get_string()));
      return "";
    } else if constexpr (std::same_as<T, Instant>) {
      if (!given.is_int64()) return ".";
      value = Instant(Duration(given.get_int64()));
      return "";
    } else if constexpr (std::same_as<T, Duration>) {
      if (!given.is_int64()) return ".";
      value = Duration(given.get_int64());
      return "";
    } else if constexpr (is_optional<T>) {
      return from(given, value.emplace());
    } else if constexpr (is_list<T>) {
      if (!given.is_array()) return ".";
      for (const json::value& one : given.get_array())
        if (std::string inner = from(one, value.emplace_back()); !inner.empty()) return inner;
      return "";
    } else if constexpr (std::same_as<T, std::map<std::string, int>>) {
      if (!given.is_object()) return ".";
      for (const auto& [key, one] : given.get_object())
        if (std::string inner = from(one, value[std::string(std::string_view(key))]); !inner.empty()) return inner;
      return "";
    } else if constexpr (std::same_as<T, fleet::RestartThrottle>) {
      ThrottleValues values;
      std::string inner = from(given, values);
      value = fleet::RestartThrottle(values.rounds, values.not_before);
      return inner;
    } else if constexpr (std::same_as<T, fleet::EventLog>) {
      EventValues values;
      std::string inner = from(given, values);
      value = fleet::EventLog(std::move(values.entries), values.steady);
      return inner;
    } else {
      if (!given.is_object()) return ".";
      Reader reader{given.get_object()};
      members(reader, value);
      return reader.wrong;
    }
  }
};

template <class T>
json::object written(const T& value) {
  Writer writer;
  members(writer, value);
  return std::move(writer.out);
}

template <class T>
Result<T> read(const json::object& object) {
  T out;
  Reader reader{object};
  members(reader, out);
  if (!reader.wrong.empty()) return invalid("The stored state has no sensible value for " + reader.wrong + ".");
  return out;
}

}  // namespace

json::object to_json(const fleet::ServiceSnapshot& service) { return written(service); }
json::object to_json(const fleet::Task& task) { return written(task); }

json::object to_json(const Random& random) {
  json::array words;
  for (const std::uint64_t word : random.state()) words.push_back(word);
  return {{"state", std::move(words)}};
}

Result<fleet::ServiceSnapshot> service_snapshot_of(const json::object& object) {
  auto out = read<fleet::ServiceSnapshot>(object);
  if (out.has_value() && out->deployments.empty()) return invalid("The stored state of a service has no deployment.");
  return out;
}

Result<fleet::Task> task_of(const json::object& object) { return read<fleet::Task>(object); }

Result<Random> random_of(const json::object& object) {
  std::vector<std::uint64_t> words;
  const json::value* given = object.if_contains("state");
  if (given == nullptr || !Reader::from(*given, words).empty() || words.size() != 4)
    return invalid("The stored state has no sensible value for the ids.");
  return Random(std::array<std::uint64_t, 4>{words[0], words[1], words[2], words[3]});
}

}  // namespace rampart::control
