// The session against a peer that was written by others: nghttp2's server, in memory.
#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "live/traffic/h2/session.h"
#include "live/traffic/h2/testing/talk.h"

namespace rampart::live::traffic {
namespace {

std::size_t below(Random& random, std::int64_t end) { return static_cast<std::size_t>(random.between(0, end - 1)); }

/// Answers every request with its body, and with its header x-own: after a 103, padded, and with trailers.
class EchoPeer {
 public:
  explicit EchoPeer(Random& random) : random_(random) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid);
    nghttp2_session_callbacks_set_select_padding_callback(callbacks, on_padding);
    nghttp2_session_server_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
  }
  ~EchoPeer() { nghttp2_session_del(session_); }
  EchoPeer(const EchoPeer&) = delete;
  EchoPeer& operator=(const EchoPeer&) = delete;

  void say_settings(std::vector<nghttp2_settings_entry> settings) {
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  }
  void take(std::string_view bytes) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(bytes.data());
    ASSERT_EQ(nghttp2_session_mem_recv(session_, at, bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  std::string output() {
    const std::uint8_t* at = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_, &at);
    return size > 0 ? std::string(reinterpret_cast<const char*>(at), static_cast<std::size_t>(size)) : std::string();
  }
  [[nodiscard]] int invalid() const { return invalid_; }
  [[nodiscard]] std::size_t most_at_once() const { return most_at_once_; }

 private:
  struct Request {
    std::string own, body;
    std::size_t sent = 0;
  };
  static EchoPeer& me(void* self) { return *static_cast<EchoPeer*>(self); }
  static nghttp2_nv field(std::string_view name, std::string_view value) {
    const auto bytes = [](std::string_view text) {
      return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
  }
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                       const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* self) {
    if (std::string_view(reinterpret_cast<const char*>(name), name_size) == "x-own")
      me(self).requests_[frame->hd.stream_id].own.assign(reinterpret_cast<const char*>(value), value_size);
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t size,
                     void* self) {
    me(self).requests_[id].body.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }
  static int on_invalid(nghttp2_session*, const nghttp2_frame*, int, void* self) {
    ++me(self).invalid_;
    return 0;
  }
  static ssize_t on_padding(nghttp2_session*, const nghttp2_frame* frame, std::size_t most, void* self) {
    return static_cast<ssize_t>(std::min(most, frame->hd.length + below(me(self).random_, 20)));
  }
  static int on_frame(nghttp2_session* session, const nghttp2_frame* frame, void* self) {
    me(self).most_at_once_ = std::max(me(self).most_at_once_, me(self).requests_.size());
    const bool of_a_request = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (!of_a_request || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    Request& request = me(self).requests_[frame->hd.stream_id];
    const nghttp2_nv early = field(":status", "103");
    nghttp2_submit_headers(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, nullptr, &early, 1, nullptr);
    const std::string length = std::to_string(request.body.size());
    const nghttp2_nv fields[] = {field(":status", "200"), field("x-own", request.own), field("content-length", length)};
    nghttp2_data_provider body{};
    body.read_callback = on_body;
    nghttp2_submit_response(session, frame->hd.stream_id, fields, std::size(fields), &body);
    return 0;
  }
  static ssize_t on_body(nghttp2_session* session, std::int32_t id, std::uint8_t* to, std::size_t most,
                         std::uint32_t* flags, nghttp2_data_source*, void* self) {
    Request& request = me(self).requests_[id];
    const std::size_t size = std::min(most, request.body.size() - request.sent);
    std::copy_n(request.body.begin() + static_cast<std::ptrdiff_t>(request.sent), size, to);
    request.sent += size;
    if (request.sent < request.body.size()) return static_cast<ssize_t>(size);
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    const nghttp2_nv trailer = field("x-sum", "1");
    nghttp2_submit_trailer(session, id, &trailer, 1);
    me(self).requests_.erase(id);
    return static_cast<ssize_t>(size);
  }

  Random& random_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, Request> requests_;
  int invalid_ = 0;
  std::size_t most_at_once_ = 0;
};

struct Asked {
  std::string own, headers, body;
  load::Outgoing request;
  load::Answer answer;
  bool ended = false;
};

struct Conversation {
  Random random;
  EchoPeer peer{random};
  H2Session session{standing_still};
  std::vector<std::unique_ptr<Asked>> asked;
  std::size_t ended = 0;

  explicit Conversation(std::uint64_t seed) : random(seed) {}

  std::int32_t ask(std::size_t body_bytes) {
    auto& one = *asked.emplace_back(std::make_unique<Asked>());
    one.own = "value-" + std::to_string(below(random, 40)) + std::string(below(random, 30), 'v');
    one.headers = "user-agent: test\r\nx-own: " + one.own + "\r\nauthorization: secret\r\n";
    one.body = std::string(body_bytes, static_cast<char>('a' + asked.size() % 26));
    one.request.method = script::Method::post;
    one.request.target = "/echo";
    one.request.headers = one.headers;
    one.request.body = one.body;
    one.request.keep_headers = one.request.keep_body = true;
    return session.ask(static_cast<load::SlotId>(asked.size() - 1), one.request, "host", false, one.answer);
  }
  void note() {
    std::vector<H2Session::Ended> all;
    session.take_ended(all);
    for (const H2Session::Ended& e : all) {
      Asked& one = *asked[e.slot];
      EXPECT_STREQ(e.error, "");
      EXPECT_FALSE(one.ended);
      one.ended = true;
      ++ended;
      EXPECT_EQ(one.answer.status, 200);
      EXPECT_EQ(one.answer.header("x-own"), one.own);
      EXPECT_EQ(one.answer.header("x-sum"), "1");
      EXPECT_TRUE(one.answer.body == one.body);
    }
  }
  /// What both have to say, in pieces of any size.
  void exchange() {
    for (;;) {
      const std::string ours(session.next_output());
      note();
      peer.take(ours);
      const std::string theirs = peer.output();
      for (std::string_view rest = theirs; !rest.empty();) {
        const std::string piece(rest.substr(0, 1 + below(random, 3000)));
        rest.remove_prefix(piece.size());
        ASSERT_TRUE(session.take(piece, Instant{}));
        note();
      }
      if (ours.empty() && theirs.empty()) return;
    }
  }
};

TEST(H2Peer, EchoesUnderEveryLimit) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Conversation talk(seed);
    talk.peer.say_settings({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 5},
                            {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1000},
                            {NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, 200}});
    talk.exchange();
    std::size_t total = 0;
    for (int round = 0; round < 20; ++round) {
      for (std::uint64_t i = below(talk.random, 12); i-- > 0; ++total)
        ASSERT_NE(talk.ask(below(talk.random, 4) == 0 ? below(talk.random, 200000) : below(talk.random, 100)), 0);
      if (round % 5 == 4)
        talk.peer.say_settings(
            {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<std::uint32_t>(below(talk.random, 90000))},
             {NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, static_cast<std::uint32_t>(below(talk.random, 5000))}});
      talk.exchange();
    }
    EXPECT_EQ(talk.ended, total);
    EXPECT_EQ(talk.session.running(), 0U);
    EXPECT_LE(talk.peer.most_at_once(), 5U);
    EXPECT_EQ(talk.peer.invalid(), 0);
  }
}

TEST(H2Peer, StreamsMayBeDroppedAtAnyTime) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Conversation talk(seed);
    talk.peer.say_settings({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 8}});
    std::size_t dropped = 0;
    for (int round = 0; round < 200; ++round) {
      const std::int32_t id = talk.ask(below(talk.random, 40000));
      if (below(talk.random, 2) == 0) talk.peer.take(talk.session.next_output());
      if (below(talk.random, 2) == 0) {
        ASSERT_TRUE(talk.session.take(talk.peer.output(), Instant{}));
        talk.note();
      }
      if (below(talk.random, 3) != 0 || talk.asked.back()->ended) continue;
      talk.session.drop(id);
      talk.asked.back()->ended = true;
      ++dropped;
    }
    talk.exchange();
    EXPECT_EQ(talk.ended + dropped, 200U);
    EXPECT_EQ(talk.session.running(), 0U);
    EXPECT_EQ(talk.peer.invalid(), 0);
  }
}

}  // namespace
}  // namespace rampart::live::traffic
