#include "base/task.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace rampart {
namespace {

// Waits until somebody opens it.
struct Gate {
  std::coroutine_handle<> waiting;
  [[nodiscard]] bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> h) { waiting = h; }
  void await_resume() const {}
};

Task<int> add_after(Gate& gate, int a, int b) {
  co_await gate;
  co_return a + b;
}

Task<int> sum_of_three(Gate& gate) {
  int sum = 0;
  for (int i = 0; i < 3; ++i) sum += co_await add_after(gate, i, 1);
  co_return sum;
}

TEST(Task, RunsNestedTasksToTheirResult) {
  Gate gate;
  Task<int> task = sum_of_three(gate);
  task.run_until_wait();
  for (int i = 0; i < 3; ++i) {
    ASSERT_FALSE(task.done());
    gate.waiting.resume();
  }
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.result(), 6);
}

struct Noisy {
  int* destroyed;
  explicit Noisy(int* d) : destroyed(d) {}
  Noisy(const Noisy&) = delete;
  Noisy& operator=(const Noisy&) = delete;
  ~Noisy() { ++*destroyed; }
};

Task<> hold(Gate& gate, int* destroyed) {
  const Noisy noisy(destroyed);
  co_await gate;
}

Task<> outer(Gate& gate, int* destroyed) {
  const Noisy noisy(destroyed);
  co_await hold(gate, destroyed);
}

TEST(Task, DestroyingTheRootDestroysWhatItWaitsFor) {
  Gate gate;
  int destroyed = 0;
  {
    Task<> task = outer(gate, &destroyed);
    task.run_until_wait();
    EXPECT_EQ(destroyed, 0);
  }
  EXPECT_EQ(destroyed, 2);
}

Task<int> fail() {
  throw std::runtime_error("no");
  co_return 1;
}

Task<bool> catch_it() {
  try {
    co_await fail();
  } catch (const std::runtime_error&) {
    co_return true;
  }
  co_return false;
}

TEST(Task, AnExceptionReachesTheOneWhoAwaits) {
  Task<bool> task = catch_it();
  task.run_until_wait();
  EXPECT_TRUE(task.result());
}

Task<void*> where_am_i() {
  int here = 0;
  co_return &here;
}

TEST(Task, FramesAreUsedAgain) {
  const auto run = [] {
    Task<void*> task = where_am_i();
    task.run_until_wait();
    return task.result();
  };
  void* first = run();
  EXPECT_EQ(run(), first);
}

}  // namespace
}  // namespace rampart
