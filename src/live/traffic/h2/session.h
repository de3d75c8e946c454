// H2Session: the protocol of one HTTP/2 connection, the client's side. Bytes in, bytes out; it knows no socket.
//
// What ended is collected while bytes are taken and handed out afterwards: users' next steps never run inside.
// Requests above the server's SETTINGS_MAX_CONCURRENT_STREAMS wait here, in order; before the server has said anything
// there are 100 at once. What is wrong with one answer ends its stream (RST_STREAM, ERR_HTTP2_STREAM_ERROR); what is
// wrong with the connection ends it with GOAWAY. Why own framing: docs/decisions/0006-own-http2.md.
// Source: RFC 9113; names of errors: Node.js' http2.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/load/transport.h"
#include "live/traffic/h2/answer_rules.h"
#include "live/traffic/h2/block_writer.h"
#include "live/traffic/h2/frame.h"
#include "live/traffic/h2/hpack_decoder.h"

namespace rampart::live::traffic {

/// One thread only.
class H2Session {
 public:
  struct Ended {
    load::SlotId slot = 0;
    std::int32_t stream = 0;
    const char* error = "";  ///< "" when the answer is complete.
  };

  using Clock = Instant (*)();
  /// `clock` says when the last byte of a request is written.
  explicit H2Session(Clock clock);
  H2Session(const H2Session&) = delete;
  H2Session& operator=(const H2Session&) = delete;

  /// Begins a request; what comes back is put into `answer`. `request`, its texts, `authority` and `answer` must stay
  /// until the stream has ended or is dropped; names of headers are in lower case. The answer is the stream's number,
  /// or 0 when this connection takes no more requests.
  std::int32_t ask(load::SlotId slot, const load::Outgoing& request, std::string_view authority, bool secure,
                   load::Answer& answer);
  /// Nobody waits for this stream any more.
  void drop(std::int32_t stream);

  /// False: the connection is of no use any more; what is still to be written says why to the server.
  bool take(std::string_view bytes, Instant now);
  /// What ended since it was last asked, in the place of what `out` held: by take(), and by next_output() where the
  /// answer was there before the request was all sent.
  void take_ended(std::vector<Ended>& out) {
    out.clear();
    std::swap(out, ended_);
  }
  [[nodiscard]] bool has_ended() const { return !ended_.empty(); }
  /// All that are still waited for, as failed.
  std::vector<Ended> abandon(const char* error);

  /// The next bytes to write, empty when there are none; valid until the next call.
  std::string_view next_output();

  /// Streams that wait for their answer.
  [[nodiscard]] std::size_t running() const { return running_; }
  [[nodiscard]] bool takes_requests() const { return !leaving_ && !failed_ && next_id_ <= last_id; }

 private:
  class Line;
  struct Stream {
    std::int32_t id = 0;  // 0: free
    load::SlotId slot = 0;
    load::Answer* answer = nullptr;
    const load::Outgoing* request = nullptr;
    std::string_view authority;
    bool secure = false;
    bool opened = false;         // its HEADERS are written
    bool all_sent = false;       // END_STREAM is written
    bool all_came = false;       // END_STREAM came
    std::size_t sent = 0;        // of the request's body
    std::int64_t window = 0;     // what the server allows us
    std::uint32_t consumed = 0;  // of what we allow the server
    h2::AnswerRules rules;
    Line* line = nullptr;  // the one it stands in
    Stream* before = nullptr;
    Stream* after = nullptr;
    Stream* same_bucket = nullptr;
  };
  /// A queue, from whose middle streams may leave.
  class Line {
   public:
    [[nodiscard]] Stream* first() const { return first_; }
    void add(Stream& stream);
    void remove(Stream& stream);

   private:
    Stream* first_ = nullptr;
    Stream* last_ = nullptr;
  };
  static constexpr std::uint32_t last_id = 0x7fffffff;

  // Streams.
  [[nodiscard]] Stream* find(std::int32_t id) const;
  [[nodiscard]] bool is_idle(std::int32_t id) const;
  [[nodiscard]] std::size_t bucket(std::int32_t id) const {
    return (static_cast<std::size_t>(id) >> 1) & (buckets_.size() - 1);
  }
  Stream& add_stream();
  void widen_buckets();
  void release(Stream& stream);
  void finish(Stream& stream, const char* error);
  void finish_by(Stream& stream, h2::Code code);
  void reset(Stream& stream, h2::Code code);
  void open(Stream& stream);
  void open_waiting();

  // What comes.
  void take_piece(const h2::Reader::Piece& piece);
  void take_data(const h2::Reader::Piece& piece);
  void count_data(const h2::Head& head);
  void take_headers(const h2::Head& head, std::string_view payload);
  void take_continuation(const h2::Head& head, std::string_view payload);
  void read_block(std::int32_t id, bool last, std::string_view block);
  bool take_field(Stream& stream, const hpack::Field& field);
  void end_answer(Stream& stream);
  void take_reset(const h2::Head& head, std::string_view payload);
  void take_settings(const h2::Head& head, std::string_view payload);
  void apply(std::uint16_t setting, std::uint32_t value);
  void move_windows(std::int64_t by);
  void take_ping(const h2::Head& head, std::string_view payload);
  void take_goaway(const h2::Head& head, std::string_view payload);
  void take_window_update(const h2::Head& head, std::string_view payload);
  void fail(h2::Code code);

  // What goes.
  std::string& out();
  void write_frame(h2::Type type, std::uint8_t flags, std::int32_t stream, std::string_view payload);
  void write_number(h2::Type type, std::int32_t stream, std::uint32_t number);
  void write_acknowledgement(h2::Type type, std::string_view payload);
  void write_bodies();

  std::deque<Stream> streams_;  // pointers to them stay
  Stream* free_ = nullptr;      // linked by `after`
  Clock clock_;
  std::vector<Stream*> buckets_;
  std::size_t running_ = 0;
  std::size_t open_ = 0;        // of the running: those the server knows
  std::size_t open_max_ = 100;  // what the server allows
  std::uint32_t next_id_ = 1;
  std::int32_t last_opened_ = 0;
  Line waiting_;  // to be opened
  Line sending_;  // with a body to be sent, and a window for it
  std::vector<Ended> ended_;
  Instant now_;

  h2::Reader reader_;
  hpack::Decoder decoder_;
  std::string block_;  // of fields, when it comes in several frames
  h2::Head block_head_;
  unsigned continuations_ = 0;
  bool in_block_ = false;
  bool greeted_ = false;                   // the server's first SETTINGS came
  bool acknowledged_ = false;              // it knows ours
  bool leaving_ = false;                   // it said GOAWAY
  bool failed_ = false;                    // we did
  std::int32_t last_served_ = 0x7fffffff;  // by its GOAWAY
  std::uint32_t consumed_ = 0;             // of what we allow the server on the whole connection

  h2::BlockWriter blocks_;
  std::string out_;
  bool given_ = false;                                    // what is in out_ was handed out
  unsigned acknowledgements_ = 0;                         // in out_
  std::int64_t window_ = h2::window_at_first;             // what the server allows us on the whole connection
  std::int64_t window_of_streams_ = h2::window_at_first;  // and each new stream
};

}  // namespace rampart::live::traffic
