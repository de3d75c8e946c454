#include "app/notice_courier.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "live/net/outgoing.h"

namespace rampart::app {
namespace {

using aws::sns::Notice;
using aws::sns::Outcome;
using aws::sns::Way;

constexpr Duration longest_delivery = std::chrono::seconds(15);  // as SNS waits for a subscriber

Outcome posted(const Notice& notice) {
  const auto status = live::net::post_and_wait(notice.endpoint, notice.headers, notice.body, longest_delivery);
  if (status.has_error()) return {notice.id, 0, status.error().message};
  return {notice.id, *status, ""};
}

/// `timeout` ends a command that would hold up all notices behind it.
Outcome commanded(const Notice& notice) {
  const std::string line = fmt::format("exec timeout {} /bin/sh -c \"$RAMPART_COMMAND\"",
                                       std::chrono::duration_cast<std::chrono::seconds>(longest_delivery).count());
  const std::string quoted = [&] {
    std::string out = "RAMPART_COMMAND='";
    for (const char c : notice.endpoint) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'; export RAMPART_COMMAND; " + line;
  }();
  std::FILE* input = popen(quoted.c_str(), "w");
  if (input == nullptr) return {notice.id, 0, "no process could be made"};
  const bool written = std::fwrite(notice.body.data(), 1, notice.body.size(), input) == notice.body.size();
  const int status = pclose(input);
  if (status != 0) return {notice.id, 0, fmt::format("the command ended with status {}", status)};
  return {notice.id, 0, written ? "" : "the command didn't read the notice"};
}

Outcome delivered(const Notice& notice) {
  switch (notice.way) {
    case Way::http:
      return posted(notice);
    case Way::command:
      return commanded(notice);
    case Way::email:
      break;
  }
  return {notice.id, 0, "mail isn't sent by this version of Rampart"};
}

}  // namespace

NoticeCourier::NoticeCourier() : thread_([this] { work(); }) {}

NoticeCourier::~NoticeCourier() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

void NoticeCourier::deliver(Notice notice) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(notice));
  wake_.notify_all();
}

std::vector<Outcome> NoticeCourier::take_outcomes() {
  const std::lock_guard lock(mutex_);
  return std::exchange(outcomes_, {});
}

void NoticeCourier::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (ending_) return;
    const Notice notice = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    Outcome outcome = delivered(notice);
    lock.lock();
    outcomes_.push_back(std::move(outcome));
  }
}

}  // namespace rampart::app
