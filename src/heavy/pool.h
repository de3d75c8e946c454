// A bounded pool of workers with a bounded queue: how most application servers are built, and why they refuse.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rampart::heavy {

class Pool {
 public:
  struct Load {
    std::size_t busy = 0;
    std::size_t queued = 0;
  };
  /// `workers` at least 1; `queue` may be 0: then a job is taken only when a worker is free.
  Pool(std::size_t workers, std::size_t queue);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  /// Drops the queued jobs, waits for those at work.
  ~Pool();

  /// False when the workers are busy and the queue is full. Any thread.
  [[nodiscard]] bool submit(std::function<void()> job);
  [[nodiscard]] Load load() const;

 private:
  void work();

  const std::size_t room_;  ///< Workers and queue together.
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> queue_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace rampart::heavy
