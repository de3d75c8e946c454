// ResponseReader: a strict, incremental reader of HTTP/1.1 answers. Bytes in, values out; it knows no socket.
//
// Strict where leniency would hide a broken or hostile server: CRLF line ends only, no folded headers, no space before
// a colon, one length given once, exact chunk sizes, 64 kB of head at most. What is refused has the name Node gives it
// (HPE_INVALID_CONSTANT, …), because that is the name Artillery's reports use. Source: RFC 9112.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rampart::live::traffic {

class ResponseReader {
 public:
  enum class State {
    more,  ///< Wants more bytes.
    done,  ///< The answer is complete.
    bad,   ///< Not HTTP; see error().
  };

  /// Forgets everything and waits for an answer. `to_head`: the request was HEAD, so no body follows whatever the
  /// headers say. `headers`, `body`: where to append what is kept, or nullptr; kept headers are "name:value\n" with the
  /// name in lower case. Without `all_headers` only location, set-cookie, content-type, content-encoding
  /// and server-timing are kept.
  void begin(bool to_head, std::string* headers, bool all_headers, std::string* body);

  /// Takes bytes up to the end of the answer and returns how many it took; more than that is not part of it.
  std::size_t take(std::string_view bytes);

  /// The server closed its side. done when that is how this answer ends; else bad (ECONNRESET).
  State take_end();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const char* error() const { return error_; }
  /// Something of the answer has come.
  [[nodiscard]] bool has_begun() const { return begun_; }
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] std::uint64_t body_bytes() const { return body_bytes_; }
  /// After done: the connection may serve another request.
  [[nodiscard]] bool keeps_alive() const { return keep_alive_; }

 private:
  enum class Part { head, body, body_to_end, chunk_size, chunk, chunk_end, trailers };
  static constexpr std::size_t most_head = 64 * 1024;
  static constexpr std::size_t most_chunk_line = 4 * 1024;

  std::size_t take_head(std::string_view bytes);
  bool read_head(std::string_view head);
  bool read_status_line(std::string_view line);
  bool read_header(std::string_view line);
  bool read_content_length(std::string_view value);
  bool end_head();
  std::size_t take_body(std::string_view bytes);
  std::size_t take_line(std::string_view bytes);
  bool read_chunk_size(std::string_view line);
  bool read_trailer(std::string_view line);
  bool refuse(const char* error);
  void keep(std::string_view bytes);

  State state_ = State::more;
  Part part_ = Part::head;
  const char* error_ = "";
  std::string* headers_ = nullptr;
  std::string* body_ = nullptr;
  bool all_headers_ = false;
  bool to_head_ = false;
  bool begun_ = false;
  bool keep_alive_ = true;
  bool has_length_ = false;
  bool chunked_ = false;
  bool other_coding_ = false;
  int status_ = 0;
  std::uint64_t left_ = 0;  // of the body, or of the chunk
  std::uint64_t body_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string partial_;  // a head or line that came in pieces
};

}  // namespace rampart::live::traffic
