#include "app/notice_courier.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <utility>

#include "app/environment.h"
#include "app/smtp_url.h"
#include "live/net/child_process.h"
#include "live/net/outgoing.h"

namespace rampart::app {
namespace {

using aws::sns::Notice;
using aws::sns::Outcome;
using aws::sns::Way;

constexpr Duration longest_delivery = std::chrono::seconds(15);  // as SNS waits for a subscriber

Outcome posted(const Notice& notice) {
  const auto status = live::net::post_and_wait(notice.endpoint, notice.headers, notice.body, longest_delivery);
  if (status.has_error()) return {.id = notice.id, .problem = status.error().message};
  return {.id = notice.id, .http_status = *status};
}

/// What it prints is seen where Rampart's own is, as far as that can be opened a second time (a socket can't).
std::filesystem::path where_to_print() {
  const int opened = open("/dev/stderr", O_WRONLY | O_APPEND | O_CLOEXEC);
  if (opened < 0) return {};
  close(opened);
  return "/dev/stderr";
}

/// A command that would hold up all notices behind it is ended.
Outcome commanded(const Notice& notice) {
  auto environment = process_environment();
  environment.erase(smtp_variable);  // its password is no command's business
  boost::asio::io_context io;
  std::optional<live::net::ChildExit> ending;
  const auto child = live::net::ChildProcess::start(io,
                                                    {.argv = {"/bin/sh", "-c", notice.endpoint},
                                                     .environment = {environment.begin(), environment.end()},
                                                     .output = where_to_print(),
                                                     .input = notice.body},
                                                    [&](live::net::ChildExit how) { ending = how; });
  if (child.has_error()) return {.id = notice.id, .problem = child.error().message};
  io.run_for(longest_delivery);
  if (!ending) return {.id = notice.id, .problem = "the command took longer than 15 s and was ended"};
  if (ending->exit_code == 0) return {.id = notice.id};
  return {.id = notice.id, .problem = fmt::format("the command ended with status {}", ending->exit_code)};
}

}  // namespace

NoticeCourier::NoticeCourier(NoticeCourierOptions options)
    : options_(std::move(options)), thread_([this] { work(); }) {}

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

Outcome NoticeCourier::mailed(const Notice& notice) const {
  if (!options_.mail) return {.id = notice.id, .problem = "no mail server is named (--smtp)", .for_good = true};
  const auto sent = live::net::send_mail_and_wait(*options_.mail,
                                                  {.sender = options_.sender,
                                                   .sender_name = notice.sender_name,
                                                   .recipient = notice.endpoint,
                                                   .subject = notice.subject,
                                                   .text = notice.body,
                                                   .id = notice.message_id,
                                                   .date = clock_.now()},
                                                  longest_delivery);
  if (sent) return {.id = notice.id};
  return {.id = notice.id, .problem = sent.error().message, .for_good = sent.error().kind == ErrorKind::invalid};
}

Outcome NoticeCourier::delivered(const Notice& notice) const {
  switch (notice.way) {
    case Way::http:
      return posted(notice);
    case Way::email:
      return mailed(notice);
    default:
      return commanded(notice);
  }
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
