// What a virtual user waits for beside answers: an instant, and its turn on a shared connection. Inside this room only;
// for the files of VirtualUser.
#pragma once

#include <algorithm>
#include <coroutine>

#include "core/load/virtual_user.h"

namespace rampart::load {

/// Waits until user.due_, when the user's next step is due.
struct VirtualUser::Pause {
  VirtualUser& user;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) const {
    ++user.waits_;
    user.timer_ = user.world_.timer.at(user.due_, [&user = user, waiter] {
      user.timer_ = 0;
      user.lateness_ = std::max(Duration::zero(), user.world_.timer.now() - user.due_);
      waiter.resume();
    });
  }
  void await_resume() const noexcept {}
};

/// Waits until no other branch of the user has an exchange running: a user has one connection, and Artillery's queue
/// before it is in the order of asking. The wait is part of the request's timeout; false: there is nothing left of it,
/// and the exchange has failed.
struct VirtualUser::Turn {
  VirtualUser& user;

  [[nodiscard]] bool await_ready() const noexcept { return !user.state_.turns->taken; }
  void await_suspend(std::coroutine_handle<> waiter) const { user.state_.turns->waiting.push_back(waiter); }
  [[nodiscard]] bool await_resume() const {
    user.state_.turns->taken = true;
    const Instant now = user.world_.timer.now();
    const Duration left = user.world_.script.config.timeout - (now - user.running_->asked);
    user.running_->exchange.request.timeout = left;
    if (left > Duration::zero()) return true;
    Answer& answer = user.running_->exchange.answer;
    answer.clear();
    answer.error = "ETIMEDOUT";
    answer.sent = answer.uploaded = answer.first_byte = answer.done = now;
    return false;
  }
};

}  // namespace rampart::load
