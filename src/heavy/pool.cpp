#include "heavy/pool.h"

namespace rampart::heavy {

Pool::Pool(std::size_t workers, std::size_t queue) : room_(workers + queue) {
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
  std::deque<std::function<void()>> dropped;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  ready_.notify_all();
  dropped.clear();  // now, not after the join: whoever waits for these hears it at once
  for (auto& thread : threads_) thread.join();
}

bool Pool::submit(std::function<void()> job) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || busy_ + queue_.size() >= room_) return false;
    queue_.push_back(std::move(job));
  }
  ready_.notify_one();
  return true;
}

Pool::Load Pool::load() const {
  const std::scoped_lock lock(mutex_);
  return {.busy = busy_, .queued = queue_.size()};
}

void Pool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    auto job = std::move(queue_.front());
    queue_.pop_front();
    ++busy_;
    lock.unlock();
    job();
    job = nullptr;  // what it holds ends before the worker counts as free
    lock.lock();
    --busy_;
  }
}

}  // namespace rampart::heavy
