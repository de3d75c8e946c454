#include "live/net/outgoing.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>

namespace rampart::live::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Request = http::request<http::string_body>;

struct Address {
  bool tls = false;
  std::string host;
  std::string port;
  std::string target;
};

std::optional<Address> parse_address(const std::string& url) {
  Address out;
  out.tls = url.starts_with("https://");
  if (!out.tls && !url.starts_with("http://")) return std::nullopt;
  const std::size_t begin = url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?", begin), url.size());
  const std::string authority = url.substr(begin, end - begin);
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string::npos && authority.find(']', colon) == std::string::npos;
  out.host = authority.substr(0, has_port ? colon : authority.size());
  out.port = has_port ? authority.substr(colon + 1) : out.tls ? "443" : "80";
  if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
  out.target = end < url.size() && url[end] == '/' ? url.substr(end) : "/" + url.substr(end);
  if (out.host.empty()) return std::nullopt;
  return out;
}

template <class Stream>
asio::awaitable<int> exchange(Stream& stream, const Request& request) {
  co_await http::async_write(stream, request, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response<http::string_body> answer;
  co_await http::async_read(stream, buffer, answer, asio::use_awaitable);
  co_return static_cast<int>(answer.result_int());
}

asio::awaitable<int> post(const Address& to, const Request& request, const std::string& authorities) {
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver(executor);
  const auto endpoints = co_await resolver.async_resolve(to.host, to.port, asio::use_awaitable);
  if (!to.tls) {
    beast::tcp_stream stream(executor);
    co_await stream.async_connect(endpoints, asio::use_awaitable);
    co_return co_await exchange(stream, request);
  }
  asio::ssl::context context(asio::ssl::context::tls_client);
  if (authorities.empty())
    context.set_default_verify_paths();
  else
    context.load_verify_file(authorities);
  beast::ssl_stream<beast::tcp_stream> stream(executor, context);
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.set_verify_callback(asio::ssl::host_name_verification(to.host));
  SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           const_cast<char*>(to.host.c_str()));  // OpenSSL only reads it
  co_await beast::get_lowest_layer(stream).async_connect(endpoints, asio::use_awaitable);
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  co_return co_await exchange(stream, request);
}

std::string reason_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    return error.code().message();
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

Result<int> post_and_wait(const std::string& url, const std::vector<std::pair<std::string, std::string>>& headers,
                          const std::string& body, Duration timeout, const std::string& authorities) {
  const auto to = parse_address(url);
  if (!to) return invalid(fmt::format("\"{}\" is no http or https URL", url));
  Request request(http::verb::post, to->target, 11);
  const bool usual_port = to->port == (to->tls ? "443" : "80");
  request.set(http::field::host, usual_port ? to->host : to->host + ":" + to->port);
  for (const auto& [name, value] : headers) request.set(name, value);
  request.set(http::field::connection, "close");
  request.body() = body;
  request.prepare_payload();
  asio::io_context io(1);
  std::optional<Result<int>> outcome;
  asio::co_spawn(io, post(*to, request, authorities), [&](const std::exception_ptr& failure, int status) {
    if (failure)
      outcome = unavailable(fmt::format("{}:{}: {}", to->host, to->port, reason_of(failure)));
    else
      outcome = status;
  });
  io.run_for(timeout);
  if (outcome) return *outcome;
  return Error{ErrorKind::overloaded, fmt::format("{}:{} did not answer in time", to->host, to->port)};
}

Result<void> send_datagram(const std::string& host, int port, const std::string& bytes) {
  asio::io_context io(1);
  boost::system::error_code failure;
  asio::ip::udp::resolver resolver(io);
  const auto found = resolver.resolve(host, std::to_string(port), failure);
  if (failure || found.empty()) return unavailable(fmt::format("{}: {}", host, failure.message()));
  const asio::ip::udp::endpoint to = found.begin()->endpoint();
  asio::ip::udp::socket socket(io);
  socket.open(to.protocol(), failure);
  if (!failure) socket.send_to(asio::buffer(bytes), to, 0, failure);
  if (failure) return unavailable(fmt::format("{}:{}: {}", host, port, failure.message()));
  return {};
}

}  // namespace rampart::live::net
