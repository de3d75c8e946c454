#include "live/net/http_client.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <thread>

namespace rampart::live::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Accepts one connection, reads a request's head, writes `answer` and closes.
template <class Protocol>
class OneAnswer {
 public:
  OneAnswer(const typename Protocol::endpoint& at, std::string answer)
      : acceptor_(io_, at), thread_([this, answer = std::move(answer)] {
          auto socket = acceptor_.accept();
          boost::system::error_code code;
          asio::read_until(socket, asio::dynamic_buffer(head_), "\r\n\r\n", code);
          asio::write(socket, asio::buffer(answer), code);
        }) {}
  ~OneAnswer() { thread_.join(); }
  auto endpoint() const { return acceptor_.local_endpoint(); }
  std::string head_;

 private:
  asio::io_context io_;
  typename Protocol::acceptor acceptor_;
  std::thread thread_;
};

const tcp::endpoint kLoopback(asio::ip::address_v4::loopback(), 0);

TEST(HttpClient, ReadsStatusHeadersAndBody) {
  OneAnswer<tcp> server(kLoopback, "HTTP/1.1 201 Created\r\nX-Thing: a\r\nContent-Length: 5\r\n\r\nhello");
  ClientRequest request{.method = "POST", .target = "/x?y=1", .body = "{}"};
  const auto answer = fetch_and_wait({{}, "localhost", server.endpoint().port()}, request);
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->headers.front(), (std::pair<std::string, std::string>("x-thing", "a")));
}

TEST(HttpClient, SpeaksOverAUnixSocket) {
  const auto path = testing::TempDir() + "/client_" + std::to_string(getpid()) + ".sock";
  std::filesystem::remove(path);
  {
    OneAnswer<asio::local::stream_protocol> server(asio::local::stream_protocol::endpoint(path),
                                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                   "2\r\nok\r\n0\r\n\r\n");
    const auto answer = fetch_and_wait({path, {}, 0}, {});
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(answer->body, "ok");
  }
  std::filesystem::remove(path);
}

TEST(HttpClient, SaysWhoDidNotAnswer) {
  int port = 0;
  {
    asio::io_context io;
    port = tcp::acceptor(io, kLoopback).local_endpoint().port();
  }
  const auto refused = fetch_and_wait({{}, "127.0.0.1", port}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("Connection refused"));

  const auto missing = fetch_and_wait({"/nowhere/docker.sock", {}, 0}, {});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("/nowhere/docker.sock: No such file"));

  const auto too_long = fetch_and_wait({std::string(200, 'x'), {}, 0}, {});
  EXPECT_FALSE(too_long);
}

TEST(HttpClient, GivesUpAfterTheTimeout) {
  asio::io_context io;
  tcp::acceptor silent(io, kLoopback);
  const auto answer = fetch_and_wait({{}, "127.0.0.1", silent.local_endpoint().port()},
                                     {.target = "/slow", .timeout = std::chrono::milliseconds(40)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::overloaded);
  EXPECT_THAT(answer.error().message, HasSubstr("did not answer GET /slow within"));
}

TEST(HttpClient, ReportsAnEarlyClose) {
  OneAnswer<tcp> server(kLoopback, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf");
  const auto answer = fetch_and_wait({{}, "127.0.0.1", server.endpoint().port()}, {});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("closed the connection"));
}

TEST(HttpClient, FollowsLinesUntilTheEnd) {
  OneAnswer<tcp> server(kLoopback,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "4\r\n{1}\n\r\n3\r\n{2}\r\n2\r\n\n{\r\n2\r\n3}\r\n0\r\n\r\n");
  asio::io_context io;
  std::vector<std::string> lines;
  bool ended = false;
  const auto stop = follow_lines(
      io.get_executor(), {{}, "127.0.0.1", server.endpoint().port()}, {},
      [&](std::string line) { lines.push_back(std::move(line)); },
      [&](const Result<void>& r) { ended = r.has_value(); });
  io.run();
  EXPECT_THAT(lines, ElementsAre("{1}", "{2}", "{3}"));
  EXPECT_TRUE(ended);
  stop();
}

TEST(HttpClient, AStoppedFollowerHearsNothingMore) {
  OneAnswer<tcp> server(kLoopback, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na\nb\n\r\n0\r\n\r\n");
  asio::io_context io;
  std::vector<std::string> lines;
  std::function<void()> stop;
  stop = follow_lines(
      io.get_executor(), {{}, "127.0.0.1", server.endpoint().port()}, {},
      [&](std::string line) {
        lines.push_back(std::move(line));
        stop();
      },
      [&](const Result<void>&) { FAIL() << "done was called"; });
  io.run();
  EXPECT_THAT(lines, ElementsAre("a"));
}

}  // namespace
}  // namespace rampart::live::net
