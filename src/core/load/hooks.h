// The port through which virtual users call the functions of a script's processor (JavaScript). The real world
// implements it with a Node.js process; a virtual user can't tell.
//
// A HookCall is one place in a user's life where hooks run, with all the names that run there one after the other: the
// user fills in what to ask, awaits it, and reads the reply. It is used again for the next. Semantics: reference
// artillery.md §4.
#pragma once

#include <boost/json/object.hpp>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/load/transport.h"
#include "core/script/script.h"

namespace rampart::load {

/// A virtual user's context on the other side.
using HookUser = std::uint32_t;

/// What to ask. Everything pointed to must stay until the reply is there.
struct HookAsk {
  enum class Kind { function, before_request, after_response, on_error, while_true, if_true, connect };
  Kind kind = Kind::function;
  HookUser user = 0;
  std::vector<std::string> names;          ///< Run in this order until one fails.
  script::Variables* variables = nullptr;  ///< What changed in them since the last call goes along (take_changes()).
  const script::Request* request =
      nullptr;                     ///< All kinds about a request; the other side keeps one `req` for its life.
  const Outgoing* sent = nullptr;  ///< after_response and on_error, when it was sent.
  std::string_view url;            ///< Of `sent`, whole.
  const Answer* answer = nullptr;  ///< after_response.
  std::string_view body;           ///< Of `answer`, unpacked.
  std::string_view error;          ///< on_error: the error's name.
  const script::Connection* connection = nullptr;  ///< connect: as written.
};

/// What came of it.
struct HookReply {
  bool failed = false;
  std::string error;                 ///< Name for errors.*: the error's code or message, "undefined" for a plain text.
  bool truth = false;                ///< while_true, if_true.
  bool missing = false;              ///< A function that isn't there; the reply is otherwise as if it had done nothing.
  boost::json::object variables;     ///< Those the hooks set or changed …
  std::vector<std::string> removed;  ///< … or deleted.
  boost::json::object request;       ///< before_request: attributes of `req` that differ now from the step as written;
                                     ///< connect: target, headers and subprotocols.

  void clear();
};

/// A metric that a hook emitted: counted when it comes, with or without a call running.
struct HookMetric {
  enum class Kind { counter, histogram, rate, error };
  Kind kind = Kind::counter;
  std::string_view name;
  double value = 1;
};

class Hooks;

/// `co_await call.on(hooks)`.
class HookCall {
 public:
  HookAsk ask;
  HookReply reply;
  Instant since;  ///< When it was asked.

  /// Called by the other side when the reply is complete.
  void finish() { waiter_.resume(); }

  class Awaiter;
  [[nodiscard]] Awaiter on(Hooks& hooks);

 private:
  std::coroutine_handle<> waiter_;
};

/// One thread only.
class Hooks {
 public:
  virtual ~Hooks() = default;

  /// The processor exports a function of this name.
  [[nodiscard]] virtual bool exports(std::string_view name) const = 0;

  /// A user comes; `scenario` is its context.scenario. A user goes: its context is forgotten, a running call is dropped
  /// without finish().
  virtual HookUser open_user(const boost::json::value& scenario) = 0;
  virtual void close_user(HookUser user) = 0;

  /// Starts the call. finish() is called in a later turn, never before this returns. Any number may run side by side.
  virtual void call(HookCall& call) = 0;

  /// Who is told of metrics.
  virtual void on_metric(std::function<void(const HookMetric&)> listener) = 0;
};

class HookCall::Awaiter {
 public:
  Awaiter(HookCall& call, Hooks& hooks) : call_(call), hooks_(hooks) {}
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) {
    call_.waiter_ = waiter;
    call_.reply.clear();
    hooks_.call(call_);
  }
  void await_resume() const noexcept {}

 private:
  HookCall& call_;
  Hooks& hooks_;
};

inline HookCall::Awaiter HookCall::on(Hooks& hooks) { return {*this, hooks}; }

}  // namespace rampart::load
