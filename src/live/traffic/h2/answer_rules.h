// AnswerRules: what HTTP asks of one answer on an HTTP/2 stream, apart from any frame.
//
// A malformed answer is the stream's error, never the connection's. As strict as nghttp2. Source: RFC 9113 §8.1 to
// §8.3.
#pragma once

#include <cstdint>
#include <string_view>

namespace rampart::live::traffic::h2 {

/// One thread only.
class AnswerRules {
 public:
  enum class Verdict : std::uint8_t { status, field, ignored, bad };

  /// `to_head`: the request was HEAD, its answer has no body whatever its fields say.
  explicit AnswerRules(bool to_head = false) : to_head_(to_head) {}

  /// A field of a block of fields. `status`: see status().
  Verdict take(std::string_view name, std::string_view value);
  /// A block's end; `last`: the stream's, too. False: malformed.
  bool end_fields(bool last);
  /// False: more than the answer said it has, or no answer has begun.
  bool take_data(std::size_t bytes);
  /// The stream's end. False: less than it said, or no answer.
  [[nodiscard]] bool end() const;

  /// Of the block that is being read; below 200 it isn't yet the answer.
  [[nodiscard]] int status() const { return status_; }
  /// Whether any block came, also one of a 1xx.
  [[nodiscard]] bool has_begun() const { return has_begun_; }

 private:
  Verdict take_pseudo(std::string_view name, std::string_view value);
  Verdict take_length(std::string_view value);

  static constexpr std::int64_t unsaid = -1;
  std::int64_t length_ = unsaid;  // what content-length says
  std::int64_t received_ = 0;
  int status_ = 0;
  bool to_head_;
  bool has_begun_ = false;
  bool is_final_ = false;      // the answer's fields are complete: more of them are trailers
  bool past_pseudos_ = false;  // a plain field came
};

}  // namespace rampart::live::traffic::h2
