#include "live/balancer/port_watch.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

namespace rampart::live::balancer {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {
constexpr auto between_attempts = std::chrono::milliseconds(50);
}

class PortWatch::Attempts : public std::enable_shared_from_this<Attempts> {
 public:
  Attempts(asio::io_context& io, asio::ip::tcp::endpoint where, Clock::time_point until, std::shared_ptr<bool> wanted,
           std::function<void()> then)
      : socket_(io), timer_(io), where_(where), until_(until), wanted_(std::move(wanted)), then_(std::move(then)) {}

  void connect() {
    if (!*wanted_) return;
    if (Clock::now() >= until_) return then_();
    timer_.expires_at(until_);  // a network that swallows the attempt
    timer_.async_wait([self = shared_from_this()](error_code code) {
      if (!code) self->socket_.cancel(code);
    });
    socket_.async_connect(where_, [self = shared_from_this()](error_code code) { self->tried(!code); });
  }

 private:
  void tried(bool accepted) {
    timer_.cancel();
    error_code ignored;
    socket_.close(ignored);
    if (accepted) {
      if (*wanted_) then_();
      return;
    }
    timer_.expires_after(between_attempts);
    timer_.async_wait([self = shared_from_this()](error_code) { self->connect(); });
  }

  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  asio::ip::tcp::endpoint where_;
  Clock::time_point until_;
  std::shared_ptr<bool> wanted_;
  std::function<void()> then_;
};

void PortWatch::await(const std::string& host, int port, Duration at_most, std::function<void()> then) {
  error_code code;
  const auto address = asio::ip::make_address(host, code);
  if (code) {
    asio::post(io_, [wanted = here_, then = std::move(then)] {
      if (*wanted) then();
    });
    return;
  }
  const asio::ip::tcp::endpoint where(address, static_cast<unsigned short>(port));
  asio::post(io_, [attempts = std::make_shared<Attempts>(io_, where, Clock::now() + at_most, here_, std::move(then))] {
    attempts->connect();
  });
}

}  // namespace rampart::live::balancer
