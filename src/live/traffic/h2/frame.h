// The frames of HTTP/2: numbers, the nine bytes before each, and the reader that cuts what comes into frames.
//
// Source: RFC 9113 §4, §6, §7.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rampart::live::traffic::h2 {

enum Type : std::uint8_t {
  data,
  headers,
  priority,
  rst_stream,
  settings,
  push_promise,
  ping,
  goaway,
  window_update,
  continuation
};

enum Flag : std::uint8_t { ack = 0x1, end_stream = 0x1, end_headers = 0x4, padded = 0x8, with_priority = 0x20 };

enum class Code : std::uint32_t {
  no_error,
  protocol_error,
  internal_error,
  flow_control_error,
  settings_timeout,
  stream_closed,
  frame_size_error,
  refused_stream,
  cancel,
  compression_error,
  connect_error,
  enhance_your_calm
};

enum Setting : std::uint16_t {
  header_table_size = 1,
  enable_push,
  max_concurrent_streams,
  initial_window_size,
  max_frame_size,
  max_header_list_size,
  enable_connect_protocol = 8
};

constexpr std::size_t head_bytes = 9;
constexpr std::size_t frame_bytes_max = 16384;  // of a payload, where nobody agreed on more
constexpr std::int64_t window_max = 0x7fffffff;
constexpr std::int64_t window_at_first = 65535;

inline std::uint32_t number(std::string_view bytes) {  // big-endian, four at most
  const auto byte = [bytes](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
  if (bytes.size() == 4) return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);  // one load, for the compiler
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) out = out << 8 | byte(i);
  return out;
}

inline void put_number(char* to, std::uint32_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) to[i] = static_cast<char>(number >> 8 * (bytes - 1 - i));
}

struct Head {
  std::uint32_t length = 0;  ///< Of the payload, padding and all.
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::int32_t stream = 0;

  [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }
};

inline void put_head(char* to, const Head& head) {
  put_number(to, head.length << 8 | head.type, 4);
  to[4] = static_cast<char>(head.flags);
  put_number(to + 5, static_cast<std::uint32_t>(head.stream), 4);
}

inline void append_head(std::string& out, const Head& head) {
  char bytes[head_bytes];
  put_head(bytes, head);
  out.append(bytes, head_bytes);
}

/// Cuts bytes, however they come, into frames. A frame that came whole isn't copied. One thread only.
class Reader {
 public:
  /// DATA comes in pieces, as many as the bytes came in; every other frame comes whole.
  struct Piece {
    Head head;
    std::string_view bytes;  ///< The payload; of DATA without its padding. Valid until the next call.
    bool first = true;       ///< Of the frame.
    bool last = true;
  };

  /// The next piece of `bytes`, which loses what was taken. False: all was taken, or bad() says what is wrong.
  bool next(std::string_view& bytes, Piece& piece);
  /// A frame was too long (frame_size_error), or its padding was (protocol_error).
  [[nodiscard]] Code bad() const { return bad_; }

 private:
  bool next_of_data(std::string_view& bytes, Piece& piece);
  bool gather(std::string_view& bytes, std::size_t size);

  enum class State : std::uint8_t { head, pad_length, data, padding };
  State state_ = State::head;
  bool first_ = true;
  bool spent_ = false;  // what is gathered was handed out
  Code bad_ = Code::no_error;
  Head head_;                // of the DATA that comes in pieces
  std::size_t left_ = 0;     // of its bytes
  std::size_t padding_ = 0;  // after them
  std::string gathered_;     // a frame's beginning
};

}  // namespace rampart::live::traffic::h2
