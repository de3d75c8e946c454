#include "live/net/testing/smtp_server.h"

#include <sys/socket.h>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <string_view>

namespace rampart::live::net::testing {

namespace asio = boost::asio;

namespace {

std::string_view reply_to(std::string_view line) {
  if (line.starts_with("EHLO")) return "250-test\r\n250 AUTH PLAIN\r\n";
  if (line == "AUTH PLAIN") return "334 \r\n";
  if (line.starts_with("DATA")) return "354 go on\r\n";
  if (line.starts_with("QUIT")) return "221 bye\r\n";
  if (line.starts_with("RCPT TO:<refused@")) return "550 nobody of that name\r\n";
  if (line.starts_with("RCPT TO:<later@")) return "450 later, please\r\n";
  return "250 fine\r\n";
}

}  // namespace

SmtpServer::SmtpServer() : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}), thread_([this] { serve(); }) {}

SmtpServer::~SmtpServer() {
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // ends the accept that the thread waits in
  thread_.join();
}

std::vector<std::string> SmtpServer::commands() {
  const std::lock_guard lock(mutex_);
  return commands_;
}

std::vector<std::string> SmtpServer::mails() {
  const std::lock_guard lock(mutex_);
  return mails_;
}

void SmtpServer::serve() {
  for (;;) {
    boost::system::error_code failure;
    asio::ip::tcp::socket socket(io_);
    acceptor_.accept(socket, failure);
    if (failure) return;
    converse(socket);
  }
}

void SmtpServer::converse(asio::ip::tcp::socket& socket) {
  boost::system::error_code failure;
  std::string got;
  const auto say = [&](std::string_view text) { asio::write(socket, asio::buffer(text), failure); };
  const auto line = [&] {
    const std::size_t length = asio::read_until(socket, asio::dynamic_buffer(got), "\r\n", failure);
    if (failure) return std::string();
    std::string out = got.substr(0, length - 2);
    got.erase(0, length);
    return out;
  };
  // Kept before it is answered: who has the answer finds it there.
  const auto keep = [&](std::vector<std::string>& where, std::string text) {
    const std::lock_guard lock(mutex_);
    where.push_back(std::move(text));
  };
  say("220 test\r\n");
  while (!failure) {
    const std::string command = line();
    if (failure) return;
    keep(commands_, command);
    say(reply_to(command));
    if (command == "AUTH PLAIN") {
      keep(commands_, line());
      say("235 welcome\r\n");
    } else if (command == "DATA") {
      std::string mail;
      for (std::string text = line(); text != "." && !failure; text = line())
        mail += text.substr(text.starts_with(".") ? 1 : 0) + "\r\n";
      keep(mails_, mail);
      say("250 taken\r\n");
    }
  }
}

}  // namespace rampart::live::net::testing
