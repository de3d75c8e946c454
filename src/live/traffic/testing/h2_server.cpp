#include "live/traffic/testing/h2_server.h"

#include <nghttp2/nghttp2.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

namespace rampart::live::traffic {

/// One connection's protocol; `self` in nghttp2's callbacks.
struct H2Server::Session {
  H2Server& server;
  nghttp2_session* h2 = nullptr;
  std::map<std::int32_t, std::string> asked;  // requests by stream
  std::vector<std::int32_t> complete;

  explicit Session(H2Server& owner) : server(owner) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_server_new(&h2, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(h2, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Session() { nghttp2_session_del(h2); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  static std::string text(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
  }
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                       const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* self) {
    static_cast<Session*>(self)->asked[frame->hd.stream_id] +=
        text(name, name_size) + ": " + text(value, value_size) + "\n";
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t size,
                     void* self) {
    static_cast<Session*>(self)->asked[id] += text(data, size);
    return 0;
  }
  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    auto& me = *static_cast<Session*>(self);
    const bool of_a_request = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (of_a_request && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) me.complete.push_back(frame->hd.stream_id);
    me.server.most_at_once_ = std::max<std::size_t>(me.server.most_at_once_, me.complete.size());
    if (me.complete.size() >= me.server.answer_.wait_for_streams) me.answer_all();
    return 0;
  }
  static ssize_t on_body(nghttp2_session*, std::int32_t, std::uint8_t* to, std::size_t most, std::uint32_t* flags,
                         nghttp2_data_source* source, void* self) {
    const std::string& body = static_cast<Session*>(self)->server.answer_.body;
    auto* sent = static_cast<std::size_t*>(source->ptr);
    const std::size_t n = std::min(most, body.size() - *sent);
    std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(*sent), n, to);
    *sent += n;
    if (*sent == body.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(n);
  }
  void answer_all() {
    for (const std::int32_t id : std::exchange(complete, {})) answer(id);
  }
  void answer(std::int32_t id) {
    {
      const std::lock_guard lock(server.mutex_);
      server.last_request_ = asked[id];
    }
    if (server.answer_.refuse_with != 0) {
      nghttp2_submit_rst_stream(h2, NGHTTP2_FLAG_NONE, id, server.answer_.refuse_with);
      return;
    }
    std::string names[] = {":status", "200", "x-test", "yes"};
    const auto bytes = [](std::string& s) { return reinterpret_cast<std::uint8_t*>(s.data()); };
    const nghttp2_nv fields[] = {{bytes(names[0]), bytes(names[1]), names[0].size(), names[1].size(), 0},
                                 {bytes(names[2]), bytes(names[3]), names[2].size(), names[3].size(), 0}};
    nghttp2_data_provider body{};
    body.source.ptr = &sent[id];
    body.read_callback = on_body;
    nghttp2_submit_response(h2, id, fields, std::size(fields), &body);
    if (server.answer_.goes_away) nghttp2_submit_goaway(h2, NGHTTP2_FLAG_NONE, id, NGHTTP2_NO_ERROR, nullptr, 0);
  }
  std::map<std::int32_t, std::size_t> sent;  // of each answer's body
};

H2Server::H2Server(H2Answer answer, const ServerTls* tls) : answer_(std::move(answer)), tls_(tls) {}

std::string H2Server::url() const {
  return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(listener_.port());
}

std::string H2Server::last_request() {
  const std::lock_guard lock(mutex_);
  return last_request_;
}

void H2Server::serve(int fd) {
  ServerTls::Session tls;
  if (tls_ != nullptr) tls = tls_->accept(fd);
  Session session(*this);
  char buffer[16384];
  const timeval patience{0, std::chrono::microseconds(answer_.patience).count()};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  for (bool there = tls_ == nullptr || tls; there;) {
    const std::uint8_t* out = nullptr;
    ssize_t size = 0;
    while (there && (size = nghttp2_session_mem_send(session.h2, &out)) > 0)
      there = tls ? SSL_write(tls.get(), out, static_cast<int>(size)) > 0
                  : ::send(fd, out, static_cast<std::size_t>(size), MSG_NOSIGNAL) > 0;
    if (!there || (nghttp2_session_want_read(session.h2) == 0 && nghttp2_session_want_write(session.h2) == 0)) break;
    const ssize_t n = tls ? SSL_read(tls.get(), buffer, sizeof buffer) : ::recv(fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) {
      session.answer_all();  // no more will come
      continue;
    }
    there = n > 0 && nghttp2_session_mem_recv(session.h2, reinterpret_cast<std::uint8_t*>(buffer),
                                              static_cast<std::size_t>(n)) == n;
  }
  // What the client still says must be read first: closing over it would take the last answer away again.
  ::shutdown(fd, SHUT_WR);
  while (::recv(fd, buffer, sizeof buffer, 0) > 0) {
  }
}

}  // namespace rampart::live::traffic
