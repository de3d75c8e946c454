#include "live/balancer/registrations.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace rampart::live::balancer {

using State = fleet::TargetHealth::State;

namespace {

std::size_t backend_of(const Configuration& configuration, const std::string& arn) {
  const auto& all = configuration.backends;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& backend) { return backend.group.arn == arn; });
  return static_cast<std::size_t>(found - all.begin());
}

/// The interval in the control plane's time, as HAProxy really keeps it.
Duration control_interval(const Backend& backend, double speed) {
  return from_seconds(seconds(check_interval(backend, speed)) * speed);
}

bool is_blank(const std::string& text) { return text.find_first_not_of(" \r\n") == std::string::npos; }

}  // namespace

Registrations::Registration* Registrations::find(const Key& key) {
  const auto found = registrations_.find(key);
  return found == registrations_.end() ? nullptr : &found->second;
}

void Registrations::tell(const Registration& registration) {
  const auto& backend = configuration_.backends[registration.backend];
  health_.push_back({backend.group.arn, registration.target.task, registration.state.state(),
                     registration.state.reason().reason, registration.state.reason().description, now_()});
}

void Registrations::refuse(const std::string& target_group_arn, const fleet::TaskId& task, const std::string& why) {
  spdlog::error("Target {} can't be registered: {}", task, why);
  const auto reason = reason_of("SOCKERR", 0);
  health_.push_back({target_group_arn, task, State::unhealthy, reason.reason, reason.description, now_()});
}

void Registrations::send(const Key& key, const std::string& commands, const std::string& expected,
                         std::function<void(Registration&)> then) {
  socket_.send(commands, [this, key, commands, expected, then = std::move(then)](const Result<std::string>& answer) {
    const bool good = answer && (expected.empty() ? is_blank(*answer) : answer->find(expected) != std::string::npos);
    auto* registration = find(key);
    if (registration == nullptr) return;
    if (good) return then(*registration);
    const bool lost = !registration->added;  // it never was, so there is nothing to drain either
    if (lost) registrations_.erase(key);
    refuse(configuration_.backends[key.first].group.arn, key.second,
           fmt::format("\"{}\" was answered with \"{}\".", commands, answer ? *answer : answer.error().message));
  });
}

void Registrations::add(const std::string& target_group_arn, const fleet::Target& target) {
  const auto index = backend_of(configuration_, target_group_arn);
  if (index == configuration_.backends.size()) {
    return refuse(target_group_arn, target.task, "there is no target group " + target_group_arn);
  }
  const Key key(index, target.task);
  if (find(key) != nullptr) return;  // RegisterTargets is idempotent
  const auto& backend = configuration_.backends[index];
  Registration registration{
      index, target, server_name(backend, target),
      TargetState(backend.group.health_check.unhealthy_threshold, control_interval(backend, speed_))};
  tell(registration);
  registrations_.emplace(key, std::move(registration));
  const auto commands = add_commands(backend, target, speed_);
  send(key, commands[0], "New server registered", [](Registration&) {});
  send(key, commands[1], "", [this, key](Registration& added) {
    added.added = true;
    if (added.state.state() == State::draining) begin_draining(key);  // deregistered meanwhile
  });
}

void Registrations::deregister(const std::string& target_group_arn, const fleet::TaskId& task) {
  const Key key(backend_of(configuration_, target_group_arn), task);
  auto* registration = find(key);
  if (registration == nullptr) {  // succeeds, as in AWS: it is gone
    health_.push_back({target_group_arn, task, State::drained, "Target.NotRegistered",
                       "Target is not registered to the target group", now_()});
    return;
  }
  if (!registration->state.begin_draining()) return;
  registration->drain_until = now_() + configuration_.backends[key.first].group.deregistration_delay;
  tell(*registration);
  if (registration->added) begin_draining(key);
}

void Registrations::begin_draining(const Key& key) {
  send(key, "set server " + find(key)->server + " state drain", "", [](Registration& told) { told.draining = true; });
}

void Registrations::update(const std::vector<StatisticsRow>& rows) {
  std::map<std::string, const StatisticsRow*> servers;
  for (const auto& row : rows) {
    if (row.kind == StatisticsRow::Kind::server) servers[row.proxy + "/" + row.server] = &row;
  }
  for (auto& [key, registration] : registrations_) {
    const auto row = servers.find(registration.server);
    if (row != servers.end()) follow(key, registration, *row->second);
  }
}

void Registrations::follow(const Key& key, Registration& registration, const StatisticsRow& row) {
  if (!registration.added || registration.removing) return;
  if (registration.state.state() == State::draining) {
    const bool idle = registration.draining && row.current_sessions == 0 && row.queued == 0;
    const bool late = now_() >= registration.drain_until;
    if (idle || late) {
      registration.removing = true;
      remove(key, !idle);
    }
    return;
  }
  const auto change = registration.state.update(row, now_());
  if (change.changed) tell(registration);
  if (change.set_up && !registration.setting_up) {
    registration.setting_up = true;
    send(key, "set server " + registration.server + " health up", "",
         [](Registration& told) { told.setting_up = false; });
  }
}

void Registrations::remove(const Key& key, bool cut) {
  const auto& server = find(key)->server;
  // One line, so that no request is counted between the last look and the end. HAProxy closes a server's idle
  // connections when it stops being up, and won't delete it while there are any: a target that was already down would
  // keep them until they are purged (a minute), so it is called up first. It is draining: no request comes of it.
  const auto commands =
      fmt::format("set server {0} health up; set server {0} state maint;{1} show stat; del server {0}", server,
                  cut ? " shutdown sessions server " + server + ";" : "");
  socket_.send(commands, [this, key](const Result<std::string>& answer) {
    if (auto* registration = find(key)) {
      registration->removing = false;  // tried again with the next table unless it worked
      if (answer) removed(key, *answer);
    }
  });
}

void Registrations::removed(const Key& key, const std::string& answer) {
  if (answer.find("Server deleted") == std::string::npos) return;
  auto& registration = *find(key);
  if (const auto rows = parse_statistics(answer)) {
    for (const auto& row : *rows) {
      if (row.proxy + "/" + row.server == registration.server) removed_.push_back(row);
    }
  }
  health_.push_back({configuration_.backends[key.first].group.arn, key.second, State::drained, "Target.NotRegistered",
                     "Target is not registered to the target group", now_()});
  registrations_.erase(key);
}

bool Registrations::restless() const {
  return std::any_of(registrations_.begin(), registrations_.end(), [](const auto& entry) {
    const auto state = entry.second.state.state();
    return state == State::initial || state == State::draining;
  });
}

std::map<std::string, HostCount> Registrations::hosts() const {
  std::map<std::string, HostCount> counts;
  for (const auto& [key, registration] : registrations_) {
    auto& count = counts[configuration_.backends[key.first].name];
    const auto state = registration.state.state();
    if (state == State::draining || state == State::drained) continue;
    ++count.registered;
    if (state == State::healthy) ++count.healthy;
    if (state == State::unhealthy) ++count.unhealthy;
  }
  return counts;
}

std::vector<fleet::TargetHealth> Registrations::take_health() { return std::exchange(health_, {}); }
std::vector<StatisticsRow> Registrations::take_removed() { return std::exchange(removed_, {}); }

}  // namespace rampart::live::balancer
