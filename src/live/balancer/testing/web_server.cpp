#include "live/balancer/testing/web_server.h"

#include <fmt/format.h>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "live/net/port_claim.h"

namespace rampart::live::balancer {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

WebServer::WebServer(asio::io_context& io, bool at_once) : io_(io), acceptor_(io) {
  const auto claim = net::PortClaim::first_free("127.0.0.1", 22000, 22999);
  port_ = claim.value().port();
  const tcp::endpoint at(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port_));
  acceptor_.open(at.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address(true));
  acceptor_.bind(at);
  if (at_once) listen();
}

void WebServer::listen() {
  acceptor_.listen();
  accept();
}

void WebServer::close() {
  *here_ = false;
  acceptor_.close();
}

void WebServer::accept() {
  acceptor_.async_accept([this, here = here_](error_code code, tcp::socket socket) {
    if (code || !*here) return;
    serve(std::make_shared<tcp::socket>(std::move(socket)), std::make_shared<std::string>());
    accept();
  });
}

void WebServer::serve(std::shared_ptr<tcp::socket> socket, std::shared_ptr<std::string> head) {
  asio::async_read_until(*socket, asio::dynamic_buffer(*head), "\r\n\r\n",
                         [this, here = here_, socket, head](error_code code, std::size_t) {
                           if (code || !*here) return;
                           if (head->find(" /health ") != std::string::npos) {
                             ++checks;
                             last_check = *head;
                             return answer(socket, head, health_status);
                           }
                           ++requests;
                           last_request = *head;
                           const auto timer = std::make_shared<asio::steady_timer>(io_, delay);
                           timer->async_wait([this, here, timer, socket, head](error_code) {
                             if (*here) answer(socket, head, status);
                           });
                         });
}

void WebServer::answer(std::shared_ptr<tcp::socket> socket, std::shared_ptr<std::string> head, int code) {
  const auto text = std::make_shared<std::string>(
      fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\n{}\r\n{}", code, body.size(), headers, body));
  asio::async_write(*socket, asio::buffer(*text),
                    [this, here = here_, socket, head, text](error_code failed, std::size_t) {
                      if (failed || !*here) return;
                      head->clear();
                      serve(socket, head);
                    });
}

}  // namespace rampart::live::balancer
