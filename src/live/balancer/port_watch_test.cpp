#include "live/balancer/port_watch.h"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>

namespace rampart::live::balancer {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

class APortWatch : public ::testing::Test {
 protected:
  /// A port of loopback that nothing listens at.
  int free_port() {
    tcp::acceptor taken(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return taken.local_endpoint().port();
  }
  void listen(int port) {
    acceptor_.emplace(io_, tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(port)));
  }

  asio::io_context io_;
  std::optional<tcp::acceptor> acceptor_;
  std::optional<PortWatch> watch_{std::in_place, io_};
  int calls_ = 0;
};

TEST_F(APortWatch, CallsOnceSomethingListens) {
  const int port = free_port();
  asio::steady_timer later(io_, 200ms);
  later.async_wait([&](auto) {
    EXPECT_EQ(calls_, 0);
    listen(port);
  });
  watch_->await("127.0.0.1", port, 60s, [this] { ++calls_; });
  io_.run();
  EXPECT_TRUE(acceptor_.has_value());
  EXPECT_EQ(calls_, 1);
}

TEST_F(APortWatch, GivesUpInTheEnd) {
  watch_->await("127.0.0.1", free_port(), 120ms, [this] { ++calls_; });
  EXPECT_EQ(calls_, 0) << "never from within the call";
  io_.run();
  EXPECT_EQ(calls_, 1);
}

TEST_F(APortWatch, DoesNotWaitForWhatIsNoAddress) {
  watch_->await("a name", 80, 60s, [this] { ++calls_; });
  io_.run();
  EXPECT_EQ(calls_, 1);
}

TEST_F(APortWatch, CallsNobodyOnceItIsGone) {
  watch_->await("127.0.0.1", free_port(), 100ms, [this] { ++calls_; });
  watch_->await("a name", 80, 100ms, [this] { ++calls_; });
  io_.poll_one();
  watch_.reset();
  io_.run();
  EXPECT_EQ(calls_, 0);
}

}  // namespace
}  // namespace rampart::live::balancer
