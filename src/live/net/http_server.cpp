#include "live/net/http_server.h"

#include <fmt/format.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/string.hpp>

#include "live/net/http_server_connection.h"
#include "live/net/http_server_open.h"

namespace rampart::live::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using Acceptor = asio::basic_socket_acceptor<tcp, Strand>;
using Pause =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Strand>;

Error cannot_listen(const ServerOptions& options, const error_code& ec) {
  if (ec == asio::error::address_in_use) {
    return unavailable(
        fmt::format("port {} is in use: another program listens on {}:{}. Choose another port, or see who has it with "
                    "`ss -ltnp 'sport = :{}'`.",
                    options.port, options.address, options.port, options.port));
  }
  if (ec == asio::error::access_denied) {
    return unavailable(
        fmt::format("port {} may not be opened by this user: ports below 1024 need root. Choose a "
                    "higher one.",
                    options.port));
  }
  if (ec == boost::system::errc::address_not_available) {
    return unavailable(
        fmt::format("{} isn't an address of this machine; `ip addr` lists them, 127.0.0.1 and 0.0.0.0 "
                    "always work.",
                    options.address));
  }
  return unavailable(fmt::format("can't listen on {}:{}: {}.", options.address, options.port, ec.message()));
}

/// Accepts until told to stop. Outlives the Server that owns it for as long as an accept is pending.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& io, std::shared_ptr<OpenConnections> open)
      : io_(io), acceptor_(asio::make_strand(io)), pause_(acceptor_.get_executor()), open_(std::move(open)) {}

  Result<void> listen() {
    const auto& options = open_->options();
    error_code ec;
    const auto address = asio::ip::make_address(options.address, ec);
    if (ec) {
      return invalid(fmt::format("\"{}\" isn't an IP address to listen on; write one such as 127.0.0.1 or 0.0.0.0.",
                                 options.address));
    }
    if (options.port < 0 || options.port > 65535) {
      return invalid(
          fmt::format("port {} doesn't exist; ports go from 1 to 65535, and 0 takes any free one.", options.port));
    }
    const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(options.port));
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.set_option(Acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(options.backlog, ec);
    if (!ec) acceptor_.non_blocking(true, ec);
    if (!ec) port_ = acceptor_.local_endpoint(ec).port();
    if (ec) return cannot_listen(options, ec);
    return {};
  }

  [[nodiscard]] int port() const { return port_; }

  void accept_next() {
    acceptor_.async_accept(asio::make_strand(io_), [self = shared_from_this()](const error_code& ec, Socket socket) {
      self->on_accept(ec, std::move(socket));
    });
  }

  void stop_gracefully(std::function<void()> done) {
    open_->set_stopping();
    asio::dispatch(acceptor_.get_executor(), [self = shared_from_this(), done = std::move(done)]() mutable {
      self->take_the_queued();
      self->close();
      // One turn later, so that an accept that had already succeeded is among those that finish.
      asio::post(self->acceptor_.get_executor(),
                 [self, done = std::move(done)]() mutable { self->open_->finish_all(std::move(done)); });
    });
  }

  void abort() {
    open_->set_stopping();
    asio::dispatch(acceptor_.get_executor(), [self = shared_from_this()] { self->close(); });
    open_->abort_all();
  }

 private:
  void on_accept(const error_code& ec, Socket socket) {
    if (!ec) admit(std::move(socket));
    if (!acceptor_.is_open()) return;
    if (!ec || ec == asio::error::connection_aborted) return accept_next();
    // Out of file descriptors or memory: trying again at once would only burn the CPU.
    pause_.expires_after(std::chrono::milliseconds(50));
    pause_.async_wait([self = shared_from_this()](const error_code& stopped) {
      if (!stopped && self->acceptor_.is_open()) self->accept_next();
    });
  }

  void admit(Socket socket) {
    auto connection = std::make_shared<Connection>(std::move(socket), open_);
    if (open_->add(connection)) connection->start();
  }

  /// Clients whose connection the kernel has completed believe that they are connected: they are answered, not reset.
  void take_the_queued() {
    if (!acceptor_.is_open()) return;
    for (;;) {
      error_code ec;
      Socket socket(asio::make_strand(io_));
      acceptor_.accept(socket, ec);
      if (ec) return;
      admit(std::move(socket));
    }
  }

  void close() {
    error_code ignored;
    pause_.cancel();
    acceptor_.close(ignored);
  }

  asio::io_context& io_;
  Acceptor acceptor_;
  Pause pause_;
  std::shared_ptr<OpenConnections> open_;
  int port_ = 0;
};

class ListeningServer final : public Server {
 public:
  explicit ListeningServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
  ListeningServer(const ListeningServer&) = delete;
  ListeningServer& operator=(const ListeningServer&) = delete;
  ~ListeningServer() override { listener_->abort(); }
  [[nodiscard]] int port() const override { return listener_->port(); }
  void stop_gracefully(std::function<void()> done) override { listener_->stop_gracefully(std::move(done)); }

 private:
  std::shared_ptr<Listener> listener_;
};

}  // namespace

const std::string* ServerRequest::find_query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

const std::string* ServerRequest::find_header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (boost::beast::iequals(key, name)) return &value;
  }
  return nullptr;
}

Result<std::unique_ptr<Server>> Server::listen(asio::io_context& io, ServerOptions options, Handler handler) {
  auto open = std::make_shared<OpenConnections>(io, std::move(options), std::move(handler));
  auto listener = std::make_shared<Listener>(io, std::move(open));
  if (auto listening = listener->listen(); !listening) return listening.error();
  listener->accept_next();
  return std::unique_ptr<Server>(std::make_unique<ListeningServer>(std::move(listener)));
}

}  // namespace rampart::live::net
