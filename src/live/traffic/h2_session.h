// H2Session: the protocol of one HTTP/2 connection, the client's side, by nghttp2. Bytes in, bytes out; it knows no
// socket.
//
// What ended is collected while bytes are taken and handed out afterwards: users' next steps never run inside nghttp2.
// Source: RFC 9113; names of errors: Node.js' http2.
#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/load/transport.h"

namespace rampart::live::traffic {

/// One thread only.
class H2Session {
 public:
  struct Ended {
    load::SlotId slot = 0;
    std::int32_t stream = 0;
    const char* error = "";  ///< "" when the answer is complete.
  };

  H2Session();

  /// Begins a request; what comes back is put into `answer`. `request`'s texts, `authority` and `answer` must
  /// stay until the stream has ended or is dropped; names of headers are in lower case. The answer is the stream's
  /// number, or 0 when this connection takes no more requests.
  std::int32_t ask(load::SlotId slot, const load::Outgoing& request, std::string_view authority, bool secure,
                   load::Answer& answer);
  /// Nobody waits for this stream any more.
  void drop(std::int32_t stream);

  /// False: it isn't HTTP/2, the connection is of no use any more.
  bool take(std::string_view bytes, Instant now);
  /// What ended since it was last asked, in the place of what `out` held.
  void take_ended(std::vector<Ended>& out) {
    out.clear();
    std::swap(out, ended_);
  }
  /// All that are still waited for, as failed.
  std::vector<Ended> abandon(const char* error);

  /// The next bytes to write, empty when there are none; valid until the next call.
  std::string_view next_output();

  /// Streams that wait for their answer.
  [[nodiscard]] std::size_t running() const { return running_; }
  [[nodiscard]] bool takes_requests() const;

 private:
  struct Stream {
    std::int32_t id = 0;  // 0: free
    load::SlotId slot = 0;
    load::Answer* answer = nullptr;
    std::string_view body;
    std::size_t sent = 0;
    bool keep_headers = false;
    bool keep_body = false;
  };
  struct Free {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };
  struct Callbacks;
  [[nodiscard]] Stream* find(std::int32_t stream);
  Stream& free_stream();
  void release(Stream& stream);

  std::unique_ptr<nghttp2_session, Free> session_;
  std::deque<Stream> streams_;  // nghttp2 has pointers to those that run
  std::vector<Stream*> free_streams_;
  std::size_t running_ = 0;
  Stream* last_found_ = nullptr;  // an answer's headers and data come in a row
  std::vector<Ended> ended_;
  std::vector<nghttp2_nv> fields_;
  Instant now_;
  bool leaving_ = false;  // the server said GOAWAY
};

}  // namespace rampart::live::traffic
