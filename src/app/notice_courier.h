// SNS's courier on this machine: POSTs over HTTP and HTTPS, and command lines; one thread that may wait.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "aws/sns/courier.h"

namespace rampart::app {

/// Mail isn't sent yet: its outcome says so. Thread-safe. The destructor waits for the delivery under way, 15 s at
/// most, and forgets the rest: SNS's records bring it again.
class NoticeCourier : public aws::sns::Courier {
 public:
  NoticeCourier();
  ~NoticeCourier() override;
  NoticeCourier(const NoticeCourier&) = delete;
  NoticeCourier& operator=(const NoticeCourier&) = delete;

  void deliver(aws::sns::Notice notice) override;
  std::vector<aws::sns::Outcome> take_outcomes() override;

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<aws::sns::Notice> waiting_;
  std::vector<aws::sns::Outcome> outcomes_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace rampart::app
