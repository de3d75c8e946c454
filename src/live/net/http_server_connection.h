// One client's connection: reads a request, has it answered, writes the answer, and reads the next.
#pragma once

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "live/net/http_server.h"
#include "live/net/http_server_answer.h"

namespace rampart::live::net {

class OpenConnections;

using Strand = boost::asio::strand<boost::asio::io_context::executor_type>;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Strand>;

/// Everything below runs on the socket's strand, so that the io_context may have several threads. Kept alive by
/// OpenConnections until closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket socket, std::shared_ptr<OpenConnections> open);
  /// Any thread.
  void start();
  /// The server stops: closes at once when idle, else after the request in progress. Any thread.
  void finish();
  /// Closes without an answer. Any thread.
  void abort();

 private:
  using Clock = std::chrono::steady_clock;
  using Watch = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Strand>;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  enum class State { waiting, reading_body, answering, writing, lingering, closed };

  void read_next();
  void read_head();
  void on_head(const boost::system::error_code& ec);
  void invite_body();
  void read_body();
  void on_broken_request(const boost::system::error_code& ec);
  void hand_over();
  void answer_later(ServerRequest request);
  void reject(int status, const std::string& text);
  void write(ServerResponse response);
  void on_written(const boost::system::error_code& ec);
  void linger();
  void discard();
  void finish_now();
  void leave_if_idle();
  bool has_begun();
  void close();
  void touch() { deadline_ = Clock::now() + idle_timeout_; }
  void shorten_deadline(Clock::duration left);
  void watch_deadline();

  Socket socket_;
  std::shared_ptr<OpenConnections> open_;
  Clock::duration idle_timeout_;
  Watch watch_;
  Clock::time_point deadline_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  State state_ = State::waiting;
  AnswerForm form_;
  bool leaving_ = false;
  bool linger_after_ = false;
  std::uint64_t served_ = 0;
  std::string head_;
  std::string body_;
  std::array<char, 4096> waste_;
};

}  // namespace rampart::live::net
