#include "live/traffic/h2/answer_rules.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace rampart::live::traffic::h2 {
namespace {

constexpr std::uint8_t of_names = 1;
constexpr std::uint8_t of_values = 2;

constexpr std::array<std::uint8_t, 256> make_characters() {
  std::array<std::uint8_t, 256> out{};
  for (std::size_t c = 0; c < out.size(); ++c)
    if (c == '\t' || (c >= ' ' && c != 0x7f)) out[c] |= of_values;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"))
    out[static_cast<unsigned char>(c)] |= of_names;
  return out;
}

constexpr auto characters = make_characters();

bool all_are(std::string_view text, std::uint8_t kind) {
  return std::all_of(text.begin(), text.end(),
                     [kind](char c) { return (characters[static_cast<unsigned char>(c)] & kind) != 0; });
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

bool is_value(std::string_view text) {
  return text.empty() || (!is_space(text.front()) && !is_space(text.back()) && all_are(text, of_values));
}

bool is_trailers(std::string_view text) {
  constexpr std::string_view lower = "trailers";
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

/// Those of HTTP/1.1 that say how the connection is used.
bool is_of_the_connection(std::string_view name, std::string_view value) {
  switch (name.size()) {
    case 2:
      return name == "te" && !is_trailers(value);
    case 7:
      return name == "upgrade";
    case 10:
      return name == "connection" || name == "keep-alive";
    case 16:
      return name == "proxy-connection";
    case 17:
      return name == "transfer-encoding";
    default:
      return false;
  }
}

/// -1: it is no number.
std::int64_t length_of(std::string_view text) {
  std::int64_t out = 0;
  const char* const end = text.data() + text.size();
  if (text.empty() || text.front() == '-') return -1;
  const auto read = std::from_chars(text.data(), end, out);
  return read.ec == std::errc() && read.ptr == end ? out : -1;
}

}  // namespace

AnswerRules::Verdict AnswerRules::take(std::string_view name, std::string_view value) {
  if (!name.empty() && name.front() == ':') return take_pseudo(name, value);
  past_pseudos_ = true;
  if (name.empty() || !all_are(name, of_names) || !is_value(value)) return Verdict::bad;
  if (is_of_the_connection(name, value)) return Verdict::bad;
  return name == "content-length" ? take_length(value) : Verdict::field;
}

AnswerRules::Verdict AnswerRules::take_pseudo(std::string_view name, std::string_view value) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (is_final_ || past_pseudos_ || status_ != 0 || name != ":status") return Verdict::bad;
  if (value.size() != 3 || !std::all_of(value.begin(), value.end(), is_digit)) return Verdict::bad;
  status_ = (value[0] - '0') * 100 + (value[1] - '0') * 10 + (value[2] - '0');
  return status_ < 100 || status_ == 101 ? Verdict::bad : Verdict::status;  // 101 is HTTP/1.1's
}

AnswerRules::Verdict AnswerRules::take_length(std::string_view value) {
  if (length_ != unsaid || status_ / 100 == 1) return Verdict::bad;
  if (status_ == 204) {  // may not have one; where it says 0 all the same, that isn't held against it
    length_ = 0;
    return value == "0" ? Verdict::ignored : Verdict::bad;
  }
  length_ = length_of(value);
  return length_ == unsaid ? Verdict::bad : Verdict::field;
}

bool AnswerRules::end_fields(bool last) {
  has_begun_ = true;
  if (is_final_) return last;  // trailers
  if (status_ == 0) return false;
  past_pseudos_ = false;
  if (status_ / 100 == 1) {
    status_ = 0;
    return !last;
  }
  is_final_ = true;
  if (to_head_ || status_ == 204 || status_ == 304) length_ = 0;
  return true;
}

bool AnswerRules::take_data(std::size_t bytes) {
  received_ += static_cast<std::int64_t>(bytes);
  return is_final_ && (length_ == unsaid || received_ <= length_);
}

bool AnswerRules::end() const { return is_final_ && (length_ == unsaid || received_ == length_); }

}  // namespace rampart::live::traffic::h2
