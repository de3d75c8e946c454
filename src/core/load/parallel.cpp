// The `parallel` step of a virtual user: each of its steps is walked by a branch, which is a user of its own but for
// what UserState holds. Source: reference artillery.md §2.1.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/load/talk.h"
#include "core/load/user_waits.h"
#include "core/load/virtual_user.h"

namespace rampart::load {

VirtualUser::VirtualUser(UserWorld& world, VirtualUser& trunk) : world_(world), state_(trunk.state_) {}

void VirtualUser::start_branch(const VirtualUser& trunk, const std::vector<PlannedStep>& steps, const Ended& ended) {
  lateness_ = trunk.lateness_;
  started_at_ = world_.timer.now();
  ended_ = &ended;
  takes_turns_ = world_.script.config.pool == 0;
  if (takes_turns_) slot_ = trunk.slot_;
  life_ = walk(steps, true);
  life_.run_until_wait();
}

// The next in the queue sends inside this call, and comes back as soon as it waits for its answer.
void VirtualUser::pass_turn() {
  Turns& turns = *state_.turns;
  turns.taken = false;
  if (turns.waiting.empty()) return;
  const std::coroutine_handle<> next = turns.waiting.front();
  turns.waiting.erase(turns.waiting.begin());
  turns.taken = true;
  next.resume();
}

/// Starts the branches, so many at a time, and waits until the last one that was started has ended. After a failure no
/// further one is started; those that run are let run, as in Artillery.
struct VirtualUser::Gather {
  VirtualUser& trunk;
  const PlannedParallel& parallel;
  std::vector<std::unique_ptr<VirtualUser>> branches = {};
  std::coroutine_handle<> waiter = {};
  std::size_t running = 0;
  bool starting = false;
  bool failed = false;
  std::string error = {};
  Ended branch_ended = [this](VirtualUser& branch, const UserEnd& end) { end_branch(branch, end); };

  [[nodiscard]] bool await_ready() const noexcept { return parallel.branches.empty(); }
  void await_suspend(std::coroutine_handle<> handle) {
    waiter = handle;
    ++trunk.waits_;
    start_more();
  }
  [[nodiscard]] bool await_resume() const noexcept { return !failed; }

  void start_more() {
    starting = true;
    while (!failed && branches.size() < parallel.branches.size() && running < parallel.limit) {
      const std::vector<PlannedStep>& steps = parallel.branches[branches.size()];
      branches.push_back(std::unique_ptr<VirtualUser>(new VirtualUser(trunk.world_, trunk)));
      branches.back()->random_ = Random(trunk.random_());
      ++running;
      branches.back()->start_branch(trunk, steps, branch_ended);
    }
    starting = false;
    if (running == 0) go_on();
  }

  void end_branch(const VirtualUser& branch, const UserEnd& end) {
    --running;
    trunk.lateness_ = branch.lateness_;
    if (!end.ok && !std::exchange(failed, true)) error = end.error;
    if (!starting) start_more();
  }

  // Not from within the branch that has just ended: its coroutine is still on the stack, and going on destroys it.
  void go_on() {
    trunk.timer_ = trunk.world_.timer.at(trunk.world_.timer.now(), [this] {
      trunk.timer_ = 0;
      waiter.resume();
    });
  }
};

Task<bool> VirtualUser::fork(const PlannedParallel& parallel) {
  if (world_.script.config.pool == 0) {
    need_slot();
    if (state_.turns == nullptr) state_.turns = std::make_unique<Turns>();
  }
  Gather gather{*this, parallel};
  const bool ok = co_await gather;
  if (!ok) error_ = std::move(gather.error);
  co_return ok;
}

}  // namespace rampart::load
