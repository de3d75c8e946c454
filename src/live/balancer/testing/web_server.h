// A web server for tests on the test's own loop: its status, its health and its slowness can be changed at any time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace rampart::live::balancer {

class WebServer {
 public:
  /// Takes a free port below 32768, and listens there at once or with listen().
  explicit WebServer(boost::asio::io_context& io, bool at_once = true);
  ~WebServer() { close(); }
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  void listen();
  void close();  ///< Refuses connections from now on.

  int status = 200;
  int health_status = 200;             ///< Of GET /health.
  std::chrono::milliseconds delay{0};  ///< Of everything but /health.
  int requests = 0;                    ///< Without checks.
  int checks = 0;
  std::string last_check;    ///< Its head.
  std::string last_request;  ///< Its head.
  std::string headers;       ///< More of them for every answer, each ended by CR LF.
  std::string body = "ok";

 private:
  void accept();
  void serve(std::shared_ptr<boost::asio::ip::tcp::socket> socket, std::shared_ptr<std::string> head);
  void answer(std::shared_ptr<boost::asio::ip::tcp::socket> socket, std::shared_ptr<std::string> head, int code);

  boost::asio::io_context& io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  int port_ = 0;
};

}  // namespace rampart::live::balancer
