// SNS's courier on this machine: POSTs over HTTP and HTTPS, mails, and command lines; one thread that may wait.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/real_clock.h"
#include "aws/sns/courier.h"
#include "live/net/mail.h"

namespace rampart::app {

struct NoticeCourierOptions {
  std::optional<live::net::MailServer> mail = {};  ///< None: no mail is sent, and its outcome says so.
  std::string sender = {};                         ///< The address that mails come from.
};

/// Commands get the notice as their standard input and no other descriptor of ours; they and what they started are
/// ended after 15 s. Thread-safe. The destructor waits for the delivery under way, 15 s at most, and forgets the rest:
/// SNS's records bring it again.
class NoticeCourier : public aws::sns::Courier {
 public:
  explicit NoticeCourier(NoticeCourierOptions options = {});
  ~NoticeCourier() override;
  NoticeCourier(const NoticeCourier&) = delete;
  NoticeCourier& operator=(const NoticeCourier&) = delete;

  void deliver(aws::sns::Notice notice) override;
  std::vector<aws::sns::Outcome> take_outcomes() override;

 private:
  void work();
  [[nodiscard]] aws::sns::Outcome delivered(const aws::sns::Notice& notice) const;
  [[nodiscard]] aws::sns::Outcome mailed(const aws::sns::Notice& notice) const;

  NoticeCourierOptions options_;
  RealClock clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<aws::sns::Notice> waiting_;
  std::vector<aws::sns::Outcome> outcomes_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace rampart::app
