// The connections of one server, and whether it is stopping.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "live/net/http_server.h"

namespace rampart::live::net {

class Connection;

/// Owns each Connection until it closes. Any thread.
class OpenConnections {
 public:
  OpenConnections(boost::asio::io_context& io, ServerOptions options, Handler handler)
      : io_(io), options_(std::move(options)), handler_(std::move(handler)) {}

  [[nodiscard]] const ServerOptions& options() const { return options_; }
  [[nodiscard]] const Handler& handler() const { return handler_; }
  [[nodiscard]] bool is_stopping() const { return stopping_.load(std::memory_order_acquire); }
  void set_stopping() { stopping_.store(true, std::memory_order_release); }

  /// False after abort_all(): the connection isn't wanted any more.
  bool add(const std::shared_ptr<Connection>& connection);
  void remove(const Connection& connection);
  /// No more will be added: has each finish, and posts `done` when none is left.
  void finish_all(std::function<void()> done);
  /// Lets go of all of them, each closing on its strand or with the loop.
  void abort_all();

 private:
  void tell_if_empty(std::unique_lock<std::mutex> lock);

  boost::asio::io_context& io_;
  const ServerOptions options_;
  const Handler handler_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  bool aborted_ = false;
  std::unordered_map<const Connection*, std::shared_ptr<Connection>> connections_;
  std::vector<std::function<void()>> waiting_;
};

}  // namespace rampart::live::net
