// Waits until something listens at an address.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/time.h"

namespace rampart::live::balancer {

/// Tries to connect twenty times a second. Everything runs on `io`'s one thread; once destroyed it calls nobody.
class PortWatch {
 public:
  explicit PortWatch(boost::asio::io_context& io) : io_(io) {}
  ~PortWatch() { *here_ = false; }
  PortWatch(const PortWatch&) = delete;
  PortWatch& operator=(const PortWatch&) = delete;

  /// Calls `then` once, never from within the call: when a connection is accepted; at the latest after `at_most` of
  /// real time; at once when `host` is no IP address.
  void await(const std::string& host, int port, Duration at_most, std::function<void()> then);

 private:
  class Attempts;
  boost::asio::io_context& io_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

}  // namespace rampart::live::balancer
