// Hooks that answer from a function, in virtual time: what virtual users are tested with.
#pragma once

#include <boost/json/serialize.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/timer_queue.h"
#include "core/load/hooks.h"

namespace rampart::load {

/// A call as it was asked, copied.
struct AskedHook {
  HookAsk::Kind kind = HookAsk::Kind::function;
  std::vector<std::string> names;
  std::map<std::string, std::string> changes;  ///< Variables that came along, as JSON.
  std::string url;
  std::string body;
  std::string error;
};

class ScriptedHooks : public Hooks {
 public:
  /// Fills the reply; false: it never comes.
  using Respond = std::function<bool(const AskedHook&, HookReply&)>;
  ScriptedHooks(TimerQueue& timers, std::set<std::string, std::less<>> names, Respond respond)
      : timers_(timers), names_(std::move(names)), respond_(std::move(respond)) {}

  [[nodiscard]] bool exports(std::string_view name) const override { return names_.contains(name); }
  HookUser open_user(const boost::json::value& /*scenario*/) override {
    ++open_users;
    return ++last_user_;
  }
  void close_user(HookUser user) override {
    --open_users;
    const auto [from, to] = running_.equal_range(user);
    for (auto it = from; it != to; ++it) timers_.cancel(it->second);
    running_.erase(from, to);
  }
  void call(HookCall& call) override {
    AskedHook seen{call.ask.kind,
                   call.ask.names,
                   {},
                   std::string(call.ask.url),
                   std::string(call.ask.body),
                   std::string(call.ask.error)};
    for (const std::string& name : call.ask.variables->take_changes())
      if (const auto* value = call.ask.variables->all().if_contains(name))
        seen.changes[name] = boost::json::serialize(*value);
    asked.push_back(seen);
    if (!respond_(seen, call.reply)) return;
    const HookUser user = call.ask.user;
    running_.emplace(user, timers_.at(timers_.now() + std::chrono::milliseconds(1), [this, &call, user] {
      running_.erase(user);
      call.finish();
    }));
  }
  void on_metric(std::function<void(const HookMetric&)> listener) override { emit = std::move(listener); }

  std::vector<AskedHook> asked;
  std::function<void(const HookMetric&)> emit;
  int open_users = 0;

 private:
  TimerQueue& timers_;
  std::set<std::string, std::less<>> names_;
  Respond respond_;
  HookUser last_user_ = 0;
  std::multimap<HookUser, TimerId> running_;
};

}  // namespace rampart::load
