// Task<T>: a coroutine that starts when it is awaited and hands its result to the one who awaits it.
//
// Frames come from a per-thread freelist, so that making one costs about 20 ns and no malloc in steady state
// (reference engine.md §1+2, "Coroutine overhead"). A Task is owned by exactly one place; destroying it destroys the
// suspended coroutine and, through its frame, every Task it is waiting for.
#pragma once

#include <array>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <new>
#include <optional>
#include <utility>

namespace rampart {

/// Memory for coroutine frames: free blocks are kept in lists by size, one set of lists per thread. A block may be
/// given back on another thread than it came from; it then serves that one.
class FrameStore {
 public:
  static void* take(std::size_t bytes) {
    const std::size_t list = list_of(bytes);
    if (list >= lists) return ::operator new(bytes);
    auto& head = here().heads_[list];
    if (head == nullptr) return ::operator new((list + 1) * grain);
    Free* block = head;
    head = block->next;
    return block;
  }
  static void give_back(void* block, std::size_t bytes) {
    const std::size_t list = list_of(bytes);
    if (list >= lists) return ::operator delete(block);
    auto& head = here().heads_[list];
    head = ::new (block) Free{head};
  }
  FrameStore() = default;
  FrameStore(const FrameStore&) = delete;
  FrameStore& operator=(const FrameStore&) = delete;
  ~FrameStore() {
    for (Free* head : heads_)
      while (head != nullptr) ::operator delete(std::exchange(head, head->next));
  }

 private:
  struct Free {
    Free* next;
  };
  static constexpr std::size_t grain = 16;
  static constexpr std::size_t lists = 256;  // frames above 4 kB go to the heap
  static std::size_t list_of(std::size_t bytes) { return (bytes - 1) / grain; }
  static FrameStore& here() {
    static thread_local FrameStore store;
    return store;
  }
  std::array<Free*, lists> heads_{};
};

template <class T = void>
class Task;

namespace task_detail {

struct Promise {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr failure;

  static void* operator new(std::size_t bytes) { return FrameStore::take(bytes); }
  static void operator delete(void* block, std::size_t bytes) { FrameStore::give_back(block, bytes); }

  struct Final {
    static bool await_ready() noexcept { return false; }
    template <class P>
    static std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) noexcept {
      return self.promise().continuation;
    }
    static void await_resume() noexcept {}
  };
  static std::suspend_always initial_suspend() noexcept { return {}; }
  static Final final_suspend() noexcept { return {}; }
  void unhandled_exception() { failure = std::current_exception(); }
};

template <class T>
struct ValuePromise : Promise {
  std::optional<T> value;
  Task<T> get_return_object();
  void return_value(T v) { value.emplace(std::move(v)); }
  T take() {
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
  }
};

struct VoidPromise : Promise {
  Task<void> get_return_object();
  static void return_void() {}
  void take() const {
    if (failure) std::rethrow_exception(failure);
  }
};

}  // namespace task_detail

/// Move-only. `co_await std::move(task)` (or of a temporary) runs it; run_until_wait() starts one from plain code.
template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = std::conditional_t<std::is_void_v<T>, task_detail::VoidPromise,
                                          task_detail::ValuePromise<std::conditional_t<std::is_void_v<T>, int, T>>>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      drop();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~Task() { drop(); }

  /// Runs until it waits for something or ends; for the root of a chain, called once.
  void run_until_wait() { handle_.resume(); }
  [[nodiscard]] bool done() const { return !handle_ || handle_.done(); }
  /// The result of a root that is done(); rethrows what it threw.
  T result() { return handle_.promise().take(); }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) noexcept {
    handle_.promise().continuation = waiter;
    return handle_;
  }
  T await_resume() { return handle_.promise().take(); }

 private:
  void drop() {
    if (handle_) handle_.destroy();
    handle_ = {};
  }
  Handle handle_;
};

namespace task_detail {
template <class T>
Task<T> ValuePromise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<ValuePromise<T>>::from_promise(*this));
}
inline Task<void> VoidPromise::get_return_object() {
  return Task<void>(std::coroutine_handle<VoidPromise>::from_promise(*this));
}
}  // namespace task_detail

}  // namespace rampart
