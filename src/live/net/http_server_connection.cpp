#include "live/net/http_server_connection.h"

#include <fmt/format.h>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include "base/ascii.h"
#include "live/net/http_server_open.h"
#include "live/net/http_server_target.h"

namespace rampart::live::net {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

/// An ALB takes 64 kB of header fields in all; so do we.
constexpr std::uint32_t head_limit = 64U << 10;
/// A connection that was accepted but hasn't sent anything yet when the server stops: its first request is most
/// likely under way, so it gets this long to arrive.
constexpr auto newcomer_grace = std::chrono::milliseconds(250);
/// After an early "no" the client may still be sending; closing at once would make TCP throw the answer away.
constexpr auto linger_time = std::chrono::seconds(2);
/// Bodies up to this size travel in one piece with their head: one copy is cheaper than a second buffer.
constexpr std::size_t small_body = 16U << 10;

template <class Fields>
std::vector<std::pair<std::string, std::string>> take_headers(const Fields& fields) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& field : fields) {
    out.emplace_back(lowered({field.name_string().data(), field.name_string().size()}), std::string(field.value()));
  }
  return out;
}

}  // namespace

Connection::Connection(Socket socket, std::shared_ptr<OpenConnections> open)
    : socket_(std::move(socket)),
      open_(std::move(open)),
      idle_timeout_(std::chrono::duration_cast<Clock::duration>(open_->options().idle_timeout)),
      watch_(socket_.get_executor()) {}

void Connection::start() {
  asio::dispatch(socket_.get_executor(), [self = shared_from_this()] {
    error_code ignored;
    self->socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    self->touch();
    self->watch_deadline();
    self->read_next();
    if (self->open_->is_stopping()) self->finish_now();
  });
}

void Connection::finish() {
  asio::dispatch(socket_.get_executor(), [self = shared_from_this()] { self->finish_now(); });
}

void Connection::abort() {
  asio::dispatch(socket_.get_executor(), [self = shared_from_this()] { self->close(); });
}

void Connection::finish_now() {
  if (state_ != State::waiting) return;  // written answers look at is_stopping() themselves
  if (served_ == 0) {
    shorten_deadline(newcomer_grace);
  } else {
    leave_if_idle();
  }
}

// Bytes may have left the kernel while the read that took them hasn't reported yet, so neither the buffer nor the
// socket can say for sure that nobody is talking. Cancelling can: either the read is still pending and nothing was
// taken, or it succeeds and the request goes its way.
void Connection::leave_if_idle() {
  if (has_begun()) return;
  leaving_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

bool Connection::has_begun() {
  error_code ignored;
  return parser_->got_some() || buffer_.size() > 0 || socket_.available(ignored) > 0;
}

void Connection::read_next() {
  state_ = State::waiting;
  touch();
  parser_.emplace();
  parser_->body_limit(open_->options().body_limit);
  parser_->header_limit(head_limit);
  read_head();
}

void Connection::read_head() {
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](const error_code& ec, std::size_t) { self->on_head(ec); });
}

void Connection::on_head(const error_code& ec) {
  if (state_ == State::closed) return;
  if (ec == asio::error::operation_aborted && std::exchange(leaving_, false))
    return has_begun() ? read_head() : close();
  if (ec) return on_broken_request(ec);
  leaving_ = false;
  if (parser_->is_done()) return hand_over();
  state_ = State::reading_body;
  touch();
  if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) return invite_body();
  read_body();
}

void Connection::invite_body() {
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(go_on), [self = shared_from_this()](const error_code& ec, std::size_t) {
    if (ec) return self->close();
    self->read_body();
  });
}

void Connection::read_body() {
  http::async_read_some(socket_, buffer_, *parser_, [self = shared_from_this()](const error_code& ec, std::size_t) {
    if (self->state_ == State::closed) return;
    if (ec) return self->on_broken_request(ec);
    self->touch();  // a long upload is fine as long as it moves
    if (self->parser_->is_done()) return self->hand_over();
    self->read_body();
  });
}

void Connection::on_broken_request(const error_code& ec) {
  if (ec == http::error::body_limit) {
    return reject(413, fmt::format("The request's body is larger than the {} bytes that are allowed here.\n",
                                   open_->options().body_limit));
  }
  if (ec == http::error::header_limit) {
    return reject(431, fmt::format("The request's header fields take more than {} bytes.\n", head_limit));
  }
  const bool gone = ec == http::error::end_of_stream || ec == http::error::partial_message;
  if (gone || ec.category() != http::make_error_code(http::error::bad_method).category()) return close();
  reject(400, fmt::format("This isn't an HTTP/1.1 request: {}.\n", ec.message()));
}

void Connection::hand_over() {
  auto message = parser_->release();
  form_ = {.keep_alive = message.keep_alive(),
           .http_1_0 = message.version() == 10,
           .without_body = message.method() == http::verb::head};
  if (message.version() >= 11 && message.count(http::field::host) != 1) {
    return reject(400, "An HTTP/1.1 request must carry one Host header field.\n");
  }
  ServerRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  auto target = split_target(request.target);
  if (!target) return reject(400, target.error().message + "\n");
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.headers = take_headers(message);
  request.body = std::move(message.body());
  answer_later(std::move(request));
}

void Connection::answer_later(ServerRequest request) {
  state_ = State::answering;
  // Weak, so that an answer kept somewhere for too long can't hold a connection of a server that is gone.
  auto pending = std::make_shared<PendingAnswer>([weak = weak_from_this()](ServerResponse response) {
    auto self = weak.lock();
    if (!self) return;
    asio::dispatch(self->socket_.get_executor(), [self, answer = std::move(response)]() mutable {
      if (self->state_ == State::answering) self->write(std::move(answer));
    });
  });
  try {
    open_->handler()(std::move(request), [pending](ServerResponse response) { pending->give(std::move(response)); });
  } catch (const std::exception& error) {
    pending->give({.status = 500, .body = fmt::format("The handler failed: {}\n", error.what())});
  }
}

void Connection::reject(int status, const std::string& text) {
  form_.keep_alive = false;
  form_.without_body = false;
  linger_after_ = true;
  write({.status = status, .body = text});
}

void Connection::write(ServerResponse response) {
  state_ = State::writing;
  if (open_->is_stopping()) form_.keep_alive = false;
  for (const auto& [name, value] : response.headers) {
    if (beast::iequals(name, "connection") && beast::iequals(value, "close")) form_.keep_alive = false;
  }
  head_ = write_head(response, form_);
  body_.clear();
  if (may_have_body(response.status) && !form_.without_body) {
    if (response.body.size() <= small_body) {
      head_ += response.body;
    } else {
      body_ = std::move(response.body);
    }
  }
  touch();
  const std::array<asio::const_buffer, 2> bytes = {asio::buffer(head_), asio::buffer(body_)};
  // The condition is asked after each piece: a slow reader is fine as long as it reads.
  auto piece = [this](const error_code& ec, std::size_t) -> std::size_t {
    touch();
    return ec ? 0 : 256U << 10;
  };
  asio::async_write(socket_, bytes, piece,
                    [self = shared_from_this()](const error_code& ec, std::size_t) { self->on_written(ec); });
}

void Connection::on_written(const error_code& ec) {
  if (state_ == State::closed) return;
  if (ec) return close();
  ++served_;
  if (linger_after_) return linger();
  if (!form_.keep_alive) return close();
  body_ = std::string();
  read_next();
  if (open_->is_stopping()) finish_now();
}

void Connection::linger() {
  state_ = State::lingering;
  error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  if (ec) return close();
  shorten_deadline(std::min<Clock::duration>(linger_time, idle_timeout_));
  discard();
}

void Connection::discard() {
  socket_.async_read_some(asio::buffer(waste_), [self = shared_from_this()](const error_code& ec, std::size_t) {
    if (self->state_ == State::closed) return;
    if (ec) return self->close();
    self->discard();
  });
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  watch_.cancel();
  error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
  open_->remove(*this);
}

void Connection::shorten_deadline(Clock::duration left) {
  deadline_ = Clock::now() + left;
  watch_deadline();
}

// Moving a timer at each request costs more than the request's parsing; so the deadline moves freely and the timer
// only looks, each time it rings, whether the deadline is still ahead.
void Connection::watch_deadline() {
  watch_.expires_at(deadline_);
  watch_.async_wait([weak = weak_from_this()](const error_code& ec) {
    auto self = weak.lock();
    if (ec || !self || self->state_ == State::closed) return;
    if (self->state_ == State::answering) self->touch();  // the handler's time isn't the client's silence
    if (Clock::now() < self->deadline_) return self->watch_deadline();
    if (self->state_ != State::waiting || self->has_begun()) return self->close();
    self->leave_if_idle();
    self->touch();
    self->watch_deadline();
  });
}

}  // namespace rampart::live::net
