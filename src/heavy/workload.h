// The costs themselves: burns, holds, leaks, waits and writes for real.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace rampart::heavy {

/// Memory with every page touched, given back to the system at once when it ends (no allocator keeps it).
class TouchedMemory {
 public:
  TouchedMemory() = default;
  TouchedMemory(TouchedMemory&& other) noexcept;
  TouchedMemory& operator=(TouchedMemory&& other) noexcept;
  ~TouchedMemory();
  /// Errors: unavailable when the system gives no more.
  static Result<TouchedMemory> take(std::size_t bytes);

 private:
  void* start_ = nullptr;
  std::size_t bytes_ = 0;
};

/// What the requests of one process share: the one lock, the leaks, and the end. Any thread.
class Workload {
 public:
  using Duration = std::chrono::duration<double, std::milli>;
  explicit Workload(std::string temp_dir) : temp_dir_(std::move(temp_dir)) {}

  /// Returns when this thread has used so much CPU time more.
  void burn_cpu(Duration cpu) const;
  void sleep(Duration time);
  /// Waits for the lock, then holds it.
  void hold_lock(Duration time);
  /// Errors: unavailable, with the path and what the system said.
  [[nodiscard]] Result<void> write_to_disk(std::size_t bytes) const;
  [[nodiscard]] Result<void> leak(std::size_t bytes);
  [[nodiscard]] std::size_t leaked_bytes() const { return leaked_bytes_; }

  /// All of the above return early from now on.
  void cut_short();
  [[nodiscard]] bool is_cut_short() const { return cut_short_; }

 private:
  Result<void> leak_from_heap(std::size_t bytes);

  std::string temp_dir_;
  std::atomic<bool> cut_short_ = false;
  std::mutex sleep_mutex_;
  std::condition_variable wake_;
  bool the_lock_is_held_ = false;  // guarded by sleep_mutex_
  std::condition_variable released_;
  std::mutex leak_mutex_;
  std::vector<std::unique_ptr<char[]>> leaks_;
  std::vector<TouchedMemory> large_leaks_;
  std::atomic<std::size_t> leaked_bytes_ = 0;
};

/// CPU time of the calling thread.
std::chrono::nanoseconds thread_cpu_time();

}  // namespace rampart::heavy
