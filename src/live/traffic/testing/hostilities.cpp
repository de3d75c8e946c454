// The ways to misbehave. Their names as errors: what Node 20 said of the same servers, and Artillery of Node's.
#include <sys/socket.h>

#include <chrono>
#include <string_view>
#include <thread>

#include "live/traffic/testing/hostile_server.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;
using std::string;

const char* const head = "HTTP/1.1 200 OK\r\n";

bool receive(int fd) {
  char buffer[4096];
  return ::recv(fd, buffer, sizeof buffer, 0) > 0;
}

/// Something of a request has come.
bool asked(int fd) { return receive(fd); }

bool say(int fd, std::string_view text) { return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL) >= 0; }

/// Until the client goes.
void stay(int fd) {
  while (receive(fd)) {
  }
}

void half_close(int fd) {
  ::shutdown(fd, SHUT_WR);
  stay(fd);
}

/// The close that follows is a reset.
void reset(int fd) {
  const linger hard{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

std::function<void(int)> answering(string text) {
  return [text](int fd) {
    if (asked(fd)) say(fd, text);
    half_close(fd);
  };
}

std::function<void(int)> resetting(string text) {
  return [text](int fd) {
    if (asked(fd)) say(fd, text);
    reset(fd);
  };
}

std::function<void(int)> dripping(string text, string drop, std::chrono::milliseconds every) {
  return [text, drop, every](int fd) {
    if (!asked(fd)) return;
    for (bool there = say(fd, text); there; there = say(fd, drop)) std::this_thread::sleep_for(every);
  };
}

/// `what` on a connection whose handshake went well and that was asked something.
std::function<void(int)> secured(const ServerTls& identity, std::function<void(SSL*, int)> what) {
  return [&identity, what = std::move(what)](int fd) {
    const ServerTls::Session session = identity.accept(fd);
    char buffer[4096];
    if (session && SSL_read(session.get(), buffer, sizeof buffer) > 0) what(session.get(), fd);
  };
}

void say(SSL* ssl, std::string_view text) { SSL_write(ssl, text.data(), static_cast<int>(text.size())); }

string alert(char description) { return string("\x15\x03\x03\x00\x02\x02", 6) + description; }

void add_plain(std::vector<Hostility>& out) {
  out.push_back({"reset at once", {"ECONNRESET"}, false, false, reset});
  out.push_back({"end at once", {"ECONNRESET"}, false, false, half_close});
  out.push_back({"end instead of an answer", {"ECONNRESET"}, false, false, answering("")});
  out.push_back({"reset instead of an answer", {"ECONNRESET"}, false, false, resetting("")});
  out.push_back({"reset in the head", {"ECONNRESET"}, false, false, resetting(string(head) + "x-a: b")});
  out.push_back(
      {"reset in the body", {"ECONNRESET"}, false, false, resetting(string(head) + "content-length: 9\r\n\r\nab")});
  out.push_back({"end in the head", {"ECONNRESET"}, false, false, answering(string(head) + "x-a: b")});
  out.push_back(
      {"body too short", {"ECONNRESET"}, false, false, answering(string(head) + "content-length: 9\r\n\r\nab")});
  out.push_back({"body too long", {""}, false, false, answering(string(head) + "content-length: 2\r\n\r\nabcdefgh")});
  out.push_back({"two lengths",
                 {"HPE_UNEXPECTED_CONTENT_LENGTH"},
                 false,
                 false,
                 answering(string(head) + "content-length: 2\r\ncontent-length: 3\r\n\r\nab")});
  out.push_back({"length no number",
                 {"HPE_INVALID_CONTENT_LENGTH"},
                 false,
                 false,
                 answering(string(head) + "content-length: 2x\r\n\r\nab")});
  out.push_back({"no chunk size",
                 {"HPE_INVALID_CHUNK_SIZE"},
                 false,
                 false,
                 answering(string(head) + "transfer-encoding: chunked\r\n\r\nzz\r\nab")});
  out.push_back({"end in a chunk",
                 {"ECONNRESET"},
                 false,
                 false,
                 answering(string(head) + "transfer-encoding: chunked\r\n\r\n5\r\nab")});
  out.push_back({"another protocol", {"HPE_INVALID_CONSTANT"}, false, false, answering("220 mail.example ESMTP\r\n")});
  out.push_back({"endless headers",
                 {"HPE_HEADER_OVERFLOW"},
                 false,
                 false,
                 dripping(head, "x-filler: " + string(4000, 'x') + "\r\n", 5ms)});
  out.push_back({"endless body",
                 {"ETIMEDOUT"},
                 false,
                 false,
                 dripping(string(head) + "content-length: 1000000\r\n\r\n", "x", 20ms)});
  out.push_back({"no answer", {"ETIMEDOUT"}, false, false, stay});
  out.push_back({"stops reading", {"ETIMEDOUT"}, false, true, [](int fd) {
                   const int small = 4096;
                   setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
                   // Its client's end stays behind what isn't read: 25 s are longer than any client of ours waits.
                   for (int i = 0; i < 5000 && say(fd, ""); ++i) std::this_thread::sleep_for(5ms);
                 }});
}

void add_handshakes(std::vector<Hostility>& out) {
  out.push_back({"plain text on a TLS port", {"EPROTO"}, true, false, answering("HTTP/1.1 400 Bad Request\r\n\r\n")});
  out.push_back({"end in the handshake", {"ECONNRESET"}, true, false, answering("")});
  out.push_back({"end before the handshake", {"ECONNRESET"}, true, false, half_close});
  out.push_back({"reset in the handshake", {"ECONNRESET"}, true, false, resetting("")});
  out.push_back({"alert: handshake failure", {"EPROTO"}, true, false, answering(alert(40))});
  out.push_back({"alert: unrecognized name", {"EPROTO"}, true, false, answering(alert(112))});
  out.push_back({"alert: internal error", {"EPROTO"}, true, false, answering(alert(80))});
  out.push_back({"cut record", {"ECONNRESET"}, true, false, answering(string("\x16\x03\x03\x00\x05\x01\x02", 7))});
  out.push_back({"garbage for a handshake", {"EPROTO"}, true, false, answering(string(3000, 'A'))});
  out.push_back({"silence in the handshake", {"ETIMEDOUT"}, true, false, stay});
}

void add_secured(std::vector<Hostility>& out, const ServerTls& identity) {
  const string cut = string(head) + "content-length: 9\r\n\r\nab";
  out.push_back(
      {"TLS: good-bye instead of an answer", {"ECONNRESET"}, true, false, secured(identity, [](SSL* ssl, int) {
         SSL_shutdown(ssl);
       })});
  out.push_back({"TLS: body too short", {"ECONNRESET"}, true, false, secured(identity, [cut](SSL* ssl, int) {
                   say(ssl, cut);
                   SSL_shutdown(ssl);
                 })});
  out.push_back({"TLS: end without a good-bye", {"ECONNRESET"}, true, false, secured(identity, [cut](SSL* ssl, int fd) {
                   say(ssl, cut);
                   half_close(fd);
                 })});
  out.push_back({"TLS: reset in the body", {"ECONNRESET"}, true, false, secured(identity, [cut](SSL* ssl, int fd) {
                   say(ssl, cut);
                   reset(fd);
                 })});
  out.push_back({"TLS: plain bytes after the handshake",
                 {"ERR_SSL_WRONG_VERSION_NUMBER"},
                 true,
                 false,
                 secured(identity, [](SSL*, int fd) {
                   rampart::live::traffic::say(fd, string(100, 'A'));
                   half_close(fd);
                 })});
  out.push_back({"TLS: no answer", {"ETIMEDOUT"}, true, false, secured(identity, [](SSL*, int fd) { stay(fd); })});
}

}  // namespace

std::vector<Hostility> all_hostilities(const ServerTls& identity) {
  std::vector<Hostility> out;
  add_plain(out);
  add_handshakes(out);
  add_secured(out, identity);
  return out;
}

}  // namespace rampart::live::traffic
