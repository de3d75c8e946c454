#include "live/traffic/response_reader.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"

namespace rampart::live::traffic {
namespace {

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
    table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto token = make_token_table();

// `name` is in lower case, as most texts are.
bool same_name(std::string_view text, std::string_view name) {
  if (text == name) return true;
  return text.size() == name.size() &&
         std::equal(text.begin(), text.end(), name.begin(), [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Does the comma-separated list name `item` (lower case)?
bool lists(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (same_name(trimmed(list.substr(0, comma)), item)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool is_value_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || c == '\t';
}

bool are_token_bytes(std::string_view text) {
  bool all = true;
  for (const char c : text) all &= token[static_cast<unsigned char>(c)];
  return all;
}

// A byte below 0x20, or 0x7f made zero by the xor, borrows into its own highest bit (Hacker's Delight §6-1).
bool has_control_byte(std::uint64_t eight) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  const std::uint64_t deleted = eight ^ (0x7f * ones);
  return (((eight - 0x20 * ones) & ~eight) | ((deleted - ones) & ~deleted)) & (0x80 * ones);
}

// Eight at a time; a tab, which is allowed, is looked at again.
bool are_value_bytes(std::string_view text) {
  const char* at = text.data();
  for (std::size_t left = text.size(); left > 0;) {
    const std::size_t n = std::min<std::size_t>(left, 8);
    std::uint64_t eight = 0x2020202020202020;
    std::memcpy(&eight, at, n);
    if (has_control_byte(eight) && !std::all_of(at, at + n, is_value_byte)) return false;
    at += n;
    left -= n;
  }
  return true;
}

}  // namespace

void ResponseReader::begin(bool to_head, std::string* headers, bool all_headers, std::string* body) {
  state_ = State::more;
  part_ = Part::head;
  error_ = "";
  headers_ = headers;
  body_ = body;
  all_headers_ = all_headers;
  to_head_ = to_head;
  begun_ = false;
  keep_alive_ = true;
  status_ = 0;
  left_ = 0;
  body_bytes_ = 0;
  trailer_bytes_ = 0;
  partial_.clear();
}

bool ResponseReader::refuse(const char* error) {
  state_ = State::bad;
  error_ = error;
  keep_alive_ = false;
  return false;
}

std::size_t ResponseReader::take(std::string_view bytes) {
  if (!bytes.empty()) begun_ = true;
  std::size_t taken = 0;
  while (state_ == State::more && taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    switch (part_) {
      case Part::head:
        taken += take_head(rest);
        break;
      case Part::body:
      case Part::body_to_end:
      case Part::chunk:
        taken += take_body(rest);
        break;
      case Part::chunk_size:
      case Part::chunk_end:
      case Part::trailers:
        taken += take_line(rest);
        break;
    }
  }
  return taken;
}

ResponseReader::State ResponseReader::take_end() {
  if (state_ != State::more) return state_;
  keep_alive_ = false;
  if (part_ == Part::body_to_end)
    state_ = State::done;
  else
    refuse("ECONNRESET");
  return state_;
}

std::size_t ResponseReader::take_head(std::string_view bytes) {
  if (partial_.empty()) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end != std::string_view::npos && end <= most_head) {
      read_head(bytes.substr(0, end + 2));
      return end + 4;
    }
  }
  // In pieces, or too long, or not HTTP at all: say the latter at once, a waiting reader would time out.
  const std::size_t before = partial_.size();
  partial_.append(bytes.substr(0, most_head + 4 - std::min(before, most_head)));
  static constexpr std::string_view beginning = "HTTP/";
  if (std::string_view(partial_).substr(0, beginning.size()) != beginning.substr(0, partial_.size())) {
    refuse("HPE_INVALID_CONSTANT");
    return bytes.size();
  }
  const std::size_t end = partial_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
  if (end == std::string::npos || end > most_head) {
    if (partial_.size() > most_head) refuse("HPE_HEADER_OVERFLOW");
    return bytes.size();
  }
  const std::string head = partial_.substr(0, end + 2);
  partial_.clear();
  read_head(head);
  return end + 4 - before;
}

bool ResponseReader::read_head(std::string_view head) {
  has_length_ = chunked_ = other_coding_ = false;
  left_ = 0;
  std::size_t end = head.find("\r\n");
  if (!read_status_line(head.substr(0, end))) return false;
  for (head.remove_prefix(end + 2); !head.empty(); head.remove_prefix(end + 2)) {
    end = head.find("\r\n");
    if (!read_header(head.substr(0, end))) return false;
  }
  return end_head();
}

// "HTTP/1.1 200 OK": the reason may be missing, and so may the space before it.
bool ResponseReader::read_status_line(std::string_view line) {
  if (!line.starts_with("HTTP/")) return refuse("HPE_INVALID_CONSTANT");
  if (!line.starts_with("HTTP/1.0") && !line.starts_with("HTTP/1.1")) return refuse("HPE_INVALID_VERSION");
  keep_alive_ = line[7] == '1';
  if (line.size() < 12 || line[8] != ' ' || !is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]) ||
      line[9] == '0' || (line.size() > 12 && line[12] != ' '))
    return refuse("HPE_INVALID_STATUS");
  if (!are_value_bytes(line.substr(12))) return refuse("HPE_INVALID_STATUS");
  status_ = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  return true;
}

bool ResponseReader::read_header(std::string_view line) {
  const void* colon = std::memchr(line.data(), ':', line.size());
  if (colon == nullptr) return refuse("HPE_INVALID_HEADER_TOKEN");
  const auto length = static_cast<std::size_t>(static_cast<const char*>(colon) - line.data());
  const std::string_view name = line.substr(0, length);
  if (name.empty() || !are_token_bytes(name)) return refuse("HPE_INVALID_HEADER_TOKEN");
  const std::string_view value = trimmed(line.substr(length + 1));
  if (!are_value_bytes(value)) return refuse("HPE_INVALID_HEADER_TOKEN");
  bool wanted = all_headers_;
  switch (name.size()) {  // most headers are told apart by their length alone
    case 8:
      wanted = wanted || same_name(name, "location");
      break;
    case 10:
      wanted = wanted || same_name(name, "set-cookie");
      if (same_name(name, "connection")) {
        if (lists(value, "close")) keep_alive_ = false;
        if (lists(value, "keep-alive")) keep_alive_ = true;
      }
      break;
    case 12:
      wanted = wanted || same_name(name, "content-type");
      break;
    case 13:
      wanted = wanted || same_name(name, "server-timing");
      break;
    case 14:
      if (same_name(name, "content-length") && !read_content_length(value)) return false;
      break;
    case 16:
      wanted = wanted || same_name(name, "content-encoding");
      break;
    case 17:
      if (same_name(name, "transfer-encoding")) {
        if (chunked_ || !same_name(value, "chunked")) other_coding_ = true;
        chunked_ = true;
      }
      break;
    default:
      break;
  }
  if (wanted && headers_ != nullptr) {
    const std::size_t start = headers_->size();
    headers_->append(name).append(1, ':').append(value).append(1, '\n');
    std::transform(name.begin(), name.end(), headers_->begin() + static_cast<std::ptrdiff_t>(start), lower);
  }
  return true;
}

bool ResponseReader::read_content_length(std::string_view value) {
  if (value.empty() || value.size() > 18 || !std::all_of(value.begin(), value.end(), is_digit))
    return refuse("HPE_INVALID_CONTENT_LENGTH");
  std::uint64_t length = 0;
  for (const char c : value) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  if (has_length_) return refuse("HPE_UNEXPECTED_CONTENT_LENGTH");
  has_length_ = true;
  left_ = length;
  return true;
}

bool ResponseReader::end_head() {
  if (other_coding_) return refuse("HPE_INVALID_TRANSFER_ENCODING");
  if (chunked_ && has_length_) return refuse("HPE_UNEXPECTED_CONTENT_LENGTH");
  if (status_ < 200 && (chunked_ || left_ > 0)) return refuse("HPE_UNEXPECTED_CONTENT_LENGTH");
  if (status_ < 200 && status_ != 101) {
    if (headers_ != nullptr) headers_->clear();
    part_ = Part::head;  // an interim answer: the real one follows
    return true;
  }
  if (status_ == 101) keep_alive_ = false;
  if (to_head_ || status_ == 101 || status_ == 204 || status_ == 304) {
    state_ = State::done;
  } else if (chunked_) {
    part_ = Part::chunk_size;
  } else if (has_length_) {
    part_ = Part::body;
    if (left_ == 0) state_ = State::done;
  } else {
    part_ = Part::body_to_end;
    keep_alive_ = false;
  }
  return true;
}

void ResponseReader::keep(std::string_view bytes) {
  body_bytes_ += bytes.size();
  if (body_ != nullptr) body_->append(bytes);
}

std::size_t ResponseReader::take_body(std::string_view bytes) {
  if (part_ == Part::body_to_end) {
    keep(bytes);
    return bytes.size();
  }
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  keep(bytes.substr(0, n));
  left_ -= n;
  if (left_ == 0) {
    if (part_ == Part::body)
      state_ = State::done;
    else
      part_ = Part::chunk_end;
  }
  return n;
}

// One CRLF-ended line of chunked framing, possibly in pieces.
std::size_t ResponseReader::take_line(std::string_view bytes) {
  const void* found = std::memchr(bytes.data(), '\n', bytes.size());
  const std::size_t n =
      found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data()) + 1;
  std::string_view line = bytes.substr(0, n);
  const std::size_t most = part_ == Part::trailers ? most_head : most_chunk_line;
  if (partial_.size() + n > most) {
    refuse("HPE_HEADER_OVERFLOW");
    return n;
  }
  std::string whole;
  if (found == nullptr || !partial_.empty()) {
    partial_.append(line);
    if (found == nullptr) {
      if (part_ == Part::chunk_end && partial_ != "\r") refuse("HPE_STRICT");
      return n;
    }
    whole = std::move(partial_);
    partial_.clear();
    line = whole;
  }
  if (line.size() < 2 || line[line.size() - 2] != '\r') {
    refuse("HPE_STRICT");
    return n;
  }
  line.remove_suffix(2);
  if (part_ == Part::chunk_end) {
    if (!line.empty())
      refuse("HPE_STRICT");
    else
      part_ = Part::chunk_size;
  } else if (part_ == Part::chunk_size) {
    read_chunk_size(line);
  } else if (line.empty()) {
    state_ = State::done;
  } else {
    read_trailer(line);
  }
  return n;
}

// A trailer is read for its form only: it may not change the framing, nor what was kept.
bool ResponseReader::read_trailer(std::string_view line) {
  trailer_bytes_ += line.size();
  if (trailer_bytes_ > most_head) return refuse("HPE_HEADER_OVERFLOW");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return refuse("HPE_INVALID_HEADER_TOKEN");
  const std::string_view name = line.substr(0, colon);
  const bool good =
      std::all_of(name.begin(), name.end(), [](char c) { return token[static_cast<unsigned char>(c)]; }) &&
      std::all_of(line.begin(), line.end(), is_value_byte);
  if (!good || same_name(name, "content-length") || same_name(name, "transfer-encoding"))
    return refuse("HPE_INVALID_HEADER_TOKEN");
  return true;
}

// Hexadecimal, then perhaps ";extension".
bool ResponseReader::read_chunk_size(std::string_view line) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size() && hex_value(line[digits]) >= 0; ++digits) {
    if (digits >= 15) return refuse("HPE_INVALID_CHUNK_SIZE");
    size = size * 16 + static_cast<std::uint64_t>(hex_value(line[digits]));
  }
  const std::string_view rest = trimmed(line.substr(digits));
  if (digits == 0 || (!rest.empty() && rest.front() != ';') || !std::all_of(rest.begin(), rest.end(), is_value_byte))
    return refuse("HPE_INVALID_CHUNK_SIZE");
  left_ = size;
  part_ = size == 0 ? Part::trailers : Part::chunk;
  return true;
}

}  // namespace rampart::live::traffic
