#include "live/net/outgoing.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <thread>

namespace rampart::live::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

TEST(Outgoing, PostsAndGivesTheStatus) {
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  const int port = acceptor.local_endpoint().port();
  std::string got;
  std::thread sink([&] {
    auto socket = acceptor.accept();
    asio::read_until(socket, asio::dynamic_buffer(got), "hello");
    asio::write(socket, asio::buffer(std::string("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")));
  });
  const auto status =
      post_and_wait("http://127.0.0.1:" + std::to_string(port) + "/a?b=1", {{"x-key", "k"}}, "hello", 30s);
  sink.join();
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(*status, 202);
  EXPECT_TRUE(got.starts_with("POST /a?b=1 HTTP/1.1\r\n")) << got;
  EXPECT_NE(got.find("x-key: k\r\n"), std::string::npos) << got;
}

TEST(Outgoing, SaysWhenNobodyIsThere) {
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  const int port = acceptor.local_endpoint().port();
  acceptor.close();
  const auto refused = post_and_wait("http://127.0.0.1:" + std::to_string(port), {}, "", 30s);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(post_and_wait("ftp://x", {}, "", 1s).error().kind, ErrorKind::invalid);
}

TEST(Outgoing, SendsDatagrams) {
  asio::io_context io;
  asio::ip::udp::socket sink(io, {asio::ip::address_v4::loopback(), 0});
  ASSERT_TRUE(send_datagram("127.0.0.1", sink.local_endpoint().port(), "a:1|c"));
  char bytes[64];
  EXPECT_EQ(std::string(bytes, sink.receive(asio::buffer(bytes))), "a:1|c");
}

}  // namespace
}  // namespace rampart::live::net
