#include "live/balancer/registrations.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace rampart::live::balancer {

using State = fleet::TargetHealth::State;

namespace {

/// The interval in the control plane's time, as HAProxy really keeps it.
Duration control_interval(const Backend& backend, double speed) {
  return from_seconds(seconds(check_interval(backend, speed)) * speed);
}

constexpr std::size_t longest_line = 8000;  // of HAProxy's 16,384

bool is_blank(const std::string& text) { return text.find_first_not_of(" \r\n") == std::string::npos; }

std::string name_within(const std::string& server) { return server.substr(server.find('/') + 1); }

}  // namespace

Registrations::Registration* Registrations::find(const Key& key) {
  const auto found = registrations_.find(key);
  return found == registrations_.end() ? nullptr : &found->second;
}

fleet::TargetHealth Registrations::health_of(const Key& key, const Registration& registration) const {
  const auto& reason = registration.state.reason();
  return {key.first, key.second, registration.state.state(), reason.reason, reason.description, registration.since};
}

void Registrations::tell(const Key& key, Registration& registration) {
  registration.since = options_.now();
  health_.push_back(health_of(key, registration));
}

void Registrations::tell_drained(const Key& key) {
  health_.push_back({key.first, key.second, State::drained, "Target.NotRegistered",
                     "Target is not registered to the target group", options_.now()});
}

void Registrations::refuse(const Key& key, const std::string& why) {
  spdlog::error("Target {} can't be registered: {}", key.second, why);
  const auto reason = reason_of("SOCKERR", 0);
  health_.push_back({key.first, key.second, State::unhealthy, reason.reason, reason.description, options_.now()});
}

void Registrations::set_backends(const std::vector<Backend>& backends) {
  backends_.clear();
  for (const auto& backend : backends) backends_.emplace(backend.group.arn, backend);
  for (auto it = registrations_.begin(); it != registrations_.end();) {
    const auto backend = backends_.find(it->first.first);
    if (backend == backends_.end()) {
      tell_drained(it->first);
      it = registrations_.erase(it);
      continue;
    }
    it->second.state.set_check(backend->second.group.health_check.unhealthy_threshold,
                               control_interval(backend->second, options_.speed));
    ++it;
  }
}

void Registrations::begin(int process) {
  process_ = process;
  if (std::exchange(running_, true)) return;
  for (const auto& [key, registration] : registrations_)
    if (!registration.added) add_when_listening(key);
}

void Registrations::end() {
  running_ = false;
  open_.clear();
  for (auto it = registrations_.begin(); it != registrations_.end();) {
    auto& [key, registration] = *it;
    if (registration.state.state() == State::draining) {
      tell_drained(key);
      it = registrations_.erase(it);
      continue;
    }
    registration.added = registration.removing = registration.setting_up = false;
    registration.state.begin_again();
    tell(key, registration);
    ++it;
  }
}

void Registrations::send(const Key& key, const std::string& commands, const std::string& expected,
                         std::function<void(Registration&)> then) {
  socket_.send(commands, [this, key, commands, expected, then = std::move(then)](const Result<std::string>& answer) {
    const bool good = answer && (expected.empty() ? is_blank(*answer) : answer->find(expected) != std::string::npos);
    auto* registration = find(key);
    if (registration == nullptr) return;
    if (good) return then(*registration);
    if (!answer && !running_) return;        // HAProxy died; end() has seen to it
    const bool lost = !registration->added;  // it never was, so there is nothing to drain either
    const bool leaving = registration->state.state() == State::draining;
    if (lost) registrations_.erase(key);
    refuse(key, fmt::format("\"{}\" was answered with \"{}\".", commands, answer ? *answer : answer.error().message));
    if (lost && leaving) tell_drained(key);
  });
}

void Registrations::add_when_listening(const Key& key) {
  auto* registration = find(key);
  if (std::exchange(registration->awaited, true)) return;
  const auto& backend = backends_.at(key.first);
  const auto& target = registration->target;
  const int check_port = backend.group.health_check.port;
  options_.await_port(target.host, check_port > 0 ? check_port : target.port, check_interval(backend, options_.speed),
                      [this, key] {
                        auto* awaited = find(key);  // another one by now, perhaps: then the sooner
                        if (awaited == nullptr || !std::exchange(awaited->awaited, false)) return;
                        if (running_) send_addition(key);
                      });
}

void Registrations::send_addition(const Key& key) {
  const auto& backend = backends_.at(key.first);
  send(key, add_command(backend, find(key)->target, options_.speed), "New server registered",
       [this, key](Registration& added) {
         added.added = true;
         if (added.state.state() == State::draining) begin_draining(key);  // deregistered meanwhile
       });
}

void Registrations::add(const std::string& target_group_arn, const fleet::Target& target) {
  const Key key(target_group_arn, target.task);
  const auto backend = backends_.find(target_group_arn);
  if (backend == backends_.end()) return refuse(key, "there is no target group " + target_group_arn);
  if (find(key) != nullptr) return;  // RegisterTargets is idempotent
  Registration registration{target,
                            server_name(backend->second, target),
                            TargetState(backend->second.group.health_check.unhealthy_threshold,
                                        control_interval(backend->second, options_.speed)),
                            {}};
  tell(key, registrations_.emplace(key, std::move(registration)).first->second);
  if (running_) add_when_listening(key);
}

void Registrations::deregister(const std::string& target_group_arn, const fleet::TaskId& task) {
  const Key key(target_group_arn, task);
  auto* registration = find(key);
  if (registration == nullptr) return tell_drained(key);  // succeeds, as in AWS: it is gone
  if (!registration->state.begin_draining()) return;
  if (!running_ || registration->awaited) {  // HAProxy doesn't know of it
    registrations_.erase(key);
    return tell_drained(key);
  }
  registration->drain_until = options_.now() + backends_.at(key.first).group.deregistration_delay;
  tell(key, *registration);
  if (registration->added) begin_draining(key);
}

void Registrations::begin_draining(const Key& key) {
  // A client that sticks to a target would be sent there also while it drains; not while it is in maintenance, which
  // leaves requests in progress alone too.
  const bool sticky = backends_.at(key.first).group.stickiness.enabled;
  const auto command = fmt::format("set server {} state {}", find(key)->server, sticky ? "maint" : "drain");
  send(key, command, "", [](Registration& told) { told.draining = true; });
}

void Registrations::update(const std::vector<StatisticsRow>& rows,
                           const std::map<std::string, std::int64_t>& elsewhere) {
  std::map<std::string, const StatisticsRow*> servers;
  for (const auto& row : rows) {
    if (row.kind == StatisticsRow::Kind::server) servers[row.proxy + "/" + row.server] = &row;
  }
  for (auto& [key, registration] : registrations_) {
    const auto row = servers.find(registration.server);
    const auto there = elsewhere.find(registration.server);
    if (row != servers.end()) follow(key, registration, *row->second, there == elsewhere.end() ? 0 : there->second);
  }
  open_where_none_is_healthy();
}

void Registrations::follow(const Key& key, Registration& registration, const StatisticsRow& row,
                           std::int64_t elsewhere) {
  if (!registration.added || registration.removing) return;
  if (registration.state.state() == State::draining) {
    const bool idle = registration.draining && row.current_sessions + row.queued + elsewhere == 0;
    const bool late = options_.now() >= registration.drain_until;
    if (idle || late) {
      registration.removing = true;
      remove(key, !idle);
    }
    return;
  }
  const auto change = registration.state.update(row, options_.now());
  if (change.changed) tell(key, registration);
  if (change.set_up && !registration.setting_up) {
    registration.setting_up = true;
    send(key, "set server " + registration.server + " health up", "",
         [](Registration& told) { told.setting_up = false; });
  }
}

void Registrations::remove(const Key& key, bool cut) {
  const auto& server = find(key)->server;
  if (cut) options_.cut_at_predecessors(server);
  // One line, so that no request is counted between the last look and the end. HAProxy closes a server's idle
  // connections when it stops being up, and won't delete it while there are any: a target that was already down would
  // keep them until they are purged (a minute), so it is called up first. It is draining: no request comes of it. One
  // in maintenance is let out of it for the same reason, into draining.
  const auto commands = fmt::format(
      "set server {0} state drain; set server {0} health up; set server {0} state maint;{1} show stat; del server {0}",
      server, cut ? " shutdown sessions server " + server + ";" : "");
  socket_.send(commands, [this, key](const Result<std::string>& answer) {
    if (auto* registration = find(key)) {
      registration->removing = false;  // tried again with the next table unless it worked
      if (answer) removed(key, *answer);
    }
  });
}

void Registrations::removed(const Key& key, const std::string& answer) {
  if (answer.find("Server deleted") == std::string::npos) return;
  if (auto rows = parse_statistics(answer)) {
    for (auto& row : *rows) {
      if (row.proxy + "/" + row.server != find(key)->server) continue;
      row.process = process_;
      removed_.push_back(row);
    }
  }
  tell_drained(key);
  registrations_.erase(key);
}

void Registrations::open_where_none_is_healthy() {
  std::map<std::string, std::vector<std::string>> open;
  std::map<std::string, bool> closed;
  for (const auto& [key, registration] : registrations_) {
    const auto& backend = backends_.at(key.first).name;
    const auto state = registration.state.state();
    if (state == State::unhealthy && registration.added) open[backend].push_back(name_within(registration.server));
    if (state == State::healthy || state == State::initial) closed[backend] = true;
  }
  for (const auto& [backend, unused] : closed) open.erase(backend);
  if (open == open_) return;
  open_ = std::move(open);
  const auto tell_map = [this](const std::string& commands) {
    socket_.send(commands, [](const Result<std::string>& answer) {
      if (answer && !is_blank(*answer)) spdlog::error("HAProxy can't send to unhealthy targets: {}", *answer);
    });
  };
  tell_map(fmt::format("clear map {}; clear map {}", options_.open_count_file, options_.open_target_file));
  for (const auto& [backend, servers] : open_) {
    std::string commands;
    for (std::size_t i = 0; i < servers.size(); ++i) {
      commands += fmt::format("add map {} {}/{} {};", options_.open_target_file, backend, i, servers[i]);
      if (commands.size() > longest_line) tell_map(std::exchange(commands, {}));
    }
    tell_map(commands + fmt::format("add map {} {} {}", options_.open_count_file, backend, servers.size()));
  }
}

std::pair<std::string, std::string> Registrations::open_maps() const {
  std::pair<std::string, std::string> out;
  for (const auto& [backend, servers] : open_) {
    out.first += fmt::format("{} {}\n", backend, servers.size());
    for (std::size_t i = 0; i < servers.size(); ++i) out.second += fmt::format("{}/{} {}\n", backend, i, servers[i]);
  }
  return out;
}

std::vector<std::string> Registrations::server_lines(const std::string& target_group_arn) const {
  std::vector<std::string> lines;
  for (const auto& [key, registration] : registrations_)
    if (key.first == target_group_arn && registration.added)
      lines.push_back(server_line(backends_.at(key.first), registration.target, options_.speed));
  return lines;
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
    auto& count = counts[backends_.at(key.first).name];
    const auto state = registration.state.state();
    if (state == State::draining || state == State::drained) continue;
    ++count.registered;
    if (state == State::healthy) ++count.healthy;
    if (state == State::unhealthy) ++count.unhealthy;
  }
  return counts;
}

std::vector<fleet::RegisteredTarget> Registrations::targets(const std::string& target_group_arn) const {
  std::vector<fleet::RegisteredTarget> out;
  for (auto it = registrations_.lower_bound({target_group_arn, ""});
       it != registrations_.end() && it->first.first == target_group_arn; ++it)
    out.push_back({it->second.target, health_of(it->first, it->second)});
  return out;
}

}  // namespace rampart::live::balancer
