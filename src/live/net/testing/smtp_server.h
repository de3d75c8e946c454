// A mail server on loopback for tests: takes one session after the other, keeps what it was told.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace rampart::live::net::testing {

/// Speaks SMTP with AUTH PLAIN, without TLS. A recipient "refused@…" gets 550, one "later@…" 450.
class SmtpServer {
 public:
  SmtpServer();
  ~SmtpServer();
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  [[nodiscard]] int port() const { return acceptor_.local_endpoint().port(); }
  /// Lines from the client and the mails themselves, dots undone, in their order. Any thread.
  std::vector<std::string> commands();
  std::vector<std::string> mails();

 private:
  void serve();
  void converse(boost::asio::ip::tcp::socket& socket);

  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::mutex mutex_;
  std::vector<std::string> commands_;
  std::vector<std::string> mails_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace rampart::live::net::testing
