#include "live/net/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>

namespace rampart::live::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Stream = beast::basic_stream<asio::generic::stream_protocol, asio::any_io_executor>;

std::string name_of(const Endpoint& endpoint) {
  return endpoint.unix_socket.empty() ? fmt::format("{}:{}", endpoint.host, endpoint.port) : endpoint.unix_socket;
}

Error explain(const Endpoint& endpoint, const ClientRequest& request, const error_code& code) {
  const auto where = name_of(endpoint);
  if (code == beast::error::timeout) {
    return {ErrorKind::overloaded, fmt::format("{} did not answer {} {} within {}.", where, request.method,
                                               request.target, brief(request.timeout))};
  }
  if (code == http::error::end_of_stream || code == http::error::partial_message || code == asio::error::eof) {
    return unavailable(
        fmt::format("{} closed the connection before {} {} was answered.", where, request.method, request.target));
  }
  if (code == http::error::body_limit) {
    return unavailable(fmt::format("{} answered {} {} with more than {} bytes.", where, request.method, request.target,
                                   request.body_limit));
  }
  return unavailable(fmt::format("{}: {}.", where, code.message()));
}

http::request<http::string_body> make_message(const Endpoint& endpoint, ClientRequest& request) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(request.target);
  message.set(http::field::host,
              endpoint.unix_socket.empty() ? fmt::format("{}:{}", endpoint.host, endpoint.port) : "localhost");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  if (message.find(http::field::connection) == message.end()) message.keep_alive(false);
  message.body() = std::move(request.body);
  message.prepare_payload();
  return message;
}

/// One request on one connection, up to the moment it is sent. Lives as long as an operation is under way.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(const asio::any_io_executor& executor, Endpoint endpoint, ClientRequest request)
      : stream_(executor), resolver_(executor), endpoint_(std::move(endpoint)), request_(std::move(request)) {
    message_ = make_message(endpoint_, request_);
  }
  virtual ~Exchange() = default;

  void begin() {
    stream_.expires_after(request_.timeout);
    if (!endpoint_.unix_socket.empty()) return begin_unix();
    error_code code;
    const auto address = asio::ip::make_address(endpoint_.host, code);
    const auto port = static_cast<std::uint16_t>(endpoint_.port);
    if (!code) return connect({asio::ip::tcp::endpoint(address, port)}, 0);
    resolver_.async_resolve(endpoint_.host, std::to_string(endpoint_.port),
                            [self = shared_from_this()](error_code failure, const auto& found) {
                              if (failure) return self->fail(failure);
                              std::vector<Stream::endpoint_type> all;
                              for (const auto& entry : found) all.emplace_back(entry.endpoint());
                              self->connect(std::move(all), 0);
                            });
  }

  void abandon() {
    abandoned_ = true;
    resolver_.cancel();
    stream_.close();
  }

 protected:
  virtual void read() = 0;
  virtual void give_up(Error error) = 0;

  void fail(const error_code& code) {
    if (!abandoned_) give_up(explain(endpoint_, request_, code));
  }

  Stream stream_;
  asio::ip::tcp::resolver resolver_;
  beast::flat_buffer buffer_;
  Endpoint endpoint_;
  ClientRequest request_;
  bool abandoned_ = false;

 private:
  void begin_unix() {
    try {
      connect({asio::local::stream_protocol::endpoint(endpoint_.unix_socket)}, 0);
    } catch (const boost::system::system_error& error) {  // longer than sun_path's 107 bytes
      asio::post(stream_.get_executor(), [self = shared_from_this(), code = error.code()] { self->fail(code); });
    }
  }

  void connect(std::vector<Stream::endpoint_type> candidates, std::size_t index) {
    const auto next = candidates[index];
    stream_.async_connect(
        next, [self = shared_from_this(), candidates = std::move(candidates), index](error_code code) mutable {
          if (!code) return self->send();
          if (code == beast::error::timeout || self->abandoned_ || index + 1 >= candidates.size())
            return self->fail(code);
          error_code ignored;
          self->stream_.socket().close(ignored);
          self->connect(std::move(candidates), index + 1);
        });
  }

  void send() {
    http::async_write(stream_, message_, [self = shared_from_this()](error_code code, std::size_t) {
      if (code) return self->fail(code);
      self->read();
    });
  }

  http::request<http::string_body> message_;
};

template <class Fields>
ClientResponse take_head(const Fields& message) {
  ClientResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    response.headers.emplace_back(std::move(name), std::string(field.value()));
  }
  return response;
}

class Fetch final : public Exchange {
 public:
  Fetch(const asio::any_io_executor& executor, Endpoint endpoint, ClientRequest request,
        std::function<void(Result<ClientResponse>)> done)
      : Exchange(executor, std::move(endpoint), std::move(request)), done_(std::move(done)) {}

 private:
  void read() override {
    parser_.body_limit(request_.body_limit);
    parser_.skip(request_.method == "HEAD");
    http::async_read(stream_, buffer_, parser_, [self = shared_from_this(), this](error_code code, std::size_t) {
      if (code) return fail(code);
      auto response = take_head(parser_.get());
      response.body = std::move(parser_.get().body());
      stream_.close();
      done_(std::move(response));
    });
  }
  void give_up(Error error) override { done_(std::move(error)); }

  http::response_parser<http::string_body> parser_;
  std::function<void(Result<ClientResponse>)> done_;
};

/// Bytes of the body as they come, until the peer closes.
class Follow final : public Exchange {
 public:
  Follow(const asio::any_io_executor& executor, Endpoint endpoint, ClientRequest request,
         std::function<void(std::string_view)> bytes, std::function<void(Result<void>)> done)
      : Exchange(executor, std::move(endpoint), std::move(request)), bytes_(std::move(bytes)), done_(std::move(done)) {}

  [[nodiscard]] bool is_abandoned() const { return abandoned_; }

 private:
  void read() override {
    parser_.body_limit(boost::none);
    http::async_read_header(stream_, buffer_, parser_, [self = shared_from_this(), this](error_code code, std::size_t) {
      if (code) return fail(code);
      stream_.expires_never();
      read_more();
    });
  }

  void read_more() {
    if (abandoned_) return;
    parser_.get().body().data = chunk_.data();
    parser_.get().body().size = chunk_.size();
    http::async_read_some(stream_, buffer_, parser_, [self = shared_from_this(), this](error_code code, std::size_t) {
      if (code == http::error::need_buffer) code = {};
      const auto got = chunk_.size() - parser_.get().body().size;
      if (got > 0 && is_good() && !abandoned_) bytes_({chunk_.data(), got});
      if (abandoned_) return;
      if (code == http::error::end_of_stream || (!code && parser_.is_done())) return finish();
      if (code) return fail(code);
      read_more();
    });
  }

  [[nodiscard]] bool is_good() const { return parser_.get().result_int() < 300; }

  void finish() {
    if (is_good()) return done_(Result<void>());
    give_up(unavailable(fmt::format("{} answered {} {} with status {}.", name_of(endpoint_), request_.method,
                                    request_.target, parser_.get().result_int())));
  }
  void give_up(Error error) override { done_(std::move(error)); }

  http::response_parser<http::buffer_body> parser_;
  std::string chunk_ = std::string(16384, '\0');
  std::function<void(std::string_view)> bytes_;
  std::function<void(Result<void>)> done_;
};

std::function<void()> stopper_of(const std::shared_ptr<Follow>& follow, const asio::any_io_executor& executor) {
  return [executor, weak = std::weak_ptr<Follow>(follow)] {
    asio::dispatch(executor, [weak] {
      if (const auto still = weak.lock()) still->abandon();
    });
  };
}

/// Cuts what comes into lines.
struct Lines {
  std::function<void(std::string)> line;
  std::string pending;
  std::weak_ptr<Follow> follow;  ///< Whoever is told a line may have stopped it.

  [[nodiscard]] bool is_wanted() const {
    const auto still = follow.lock();
    return still && !still->is_abandoned();
  }
  void take(std::string_view bytes) {
    pending += bytes;
    std::size_t from = 0;
    for (auto end = pending.find('\n'); end != std::string::npos && is_wanted(); end = pending.find('\n', from)) {
      auto text = pending.substr(from, end - from);
      if (!text.empty() && text.back() == '\r') text.pop_back();
      from = end + 1;
      if (!text.empty()) line(std::move(text));
    }
    pending.erase(0, from);
  }
};

}  // namespace

void fetch(asio::any_io_executor executor, Endpoint endpoint, ClientRequest request,
           std::function<void(Result<ClientResponse>)> done) {
  std::make_shared<Fetch>(executor, std::move(endpoint), std::move(request), std::move(done))->begin();
}

Result<ClientResponse> fetch_and_wait(const Endpoint& endpoint, ClientRequest request) {
  asio::io_context io(1);
  std::optional<Result<ClientResponse>> answer;
  fetch(io.get_executor(), endpoint, std::move(request), [&](Result<ClientResponse> r) { answer = std::move(r); });
  io.run();
  if (!answer) return Error{ErrorKind::internal, "The HTTP client ended without an answer."};
  return std::move(*answer);
}

std::function<void()> follow_bytes(asio::any_io_executor executor, Endpoint endpoint, ClientRequest request,
                                   std::function<void(std::string_view)> bytes,
                                   std::function<void(Result<void>)> done) {
  const auto follow =
      std::make_shared<Follow>(executor, std::move(endpoint), std::move(request), std::move(bytes), std::move(done));
  follow->begin();
  return stopper_of(follow, executor);
}

std::function<void()> follow_lines(asio::any_io_executor executor, Endpoint endpoint, ClientRequest request,
                                   std::function<void(std::string)> line, std::function<void(Result<void>)> done) {
  const auto lines = std::make_shared<Lines>();
  lines->line = std::move(line);
  const auto follow = std::make_shared<Follow>(
      executor, std::move(endpoint), std::move(request), [lines](std::string_view bytes) { lines->take(bytes); },
      [lines, done = std::move(done)](const Result<void>& ended) {
        if (ended && !lines->pending.empty()) lines->line(std::move(lines->pending));
        if (!ended || lines->is_wanted()) done(ended);
      });
  lines->follow = follow;
  follow->begin();
  return stopper_of(follow, executor);
}

}  // namespace rampart::live::net
