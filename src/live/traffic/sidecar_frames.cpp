#include "live/traffic/sidecar_frames.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <utility>

namespace rampart::live::traffic {
namespace {

namespace json = boost::json;

constexpr std::size_t length_bytes = 4;

std::uint32_t read_length(const char* at) {
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i)
    length |= static_cast<std::uint32_t>(static_cast<unsigned char>(at[i])) << (8 * i);
  return length;
}

void write_length(char* at, std::size_t length) {
  for (std::size_t i = 0; i < length_bytes; ++i) at[i] = static_cast<char>((length >> (8 * i)) & 0xff);
}

json::value parse(std::string_view text, boost::system::error_code& error) {
  json::parse_options options;
  options.max_depth = 512;  // of variables
  options.allow_invalid_utf8 = true;
  return json::parse(text, error, {}, options);
}

}  // namespace

void begin_message(std::string& frame) {
  if (frame.empty()) frame.append(length_bytes, '\0');
  frame += frame.size() == length_bytes ? "[[" : ",[";
}

void end_frame(std::string& frame) {
  frame += ']';
  write_length(frame.data(), frame.size() - length_bytes);
}

bool FrameReader::read(int descriptor) {
  constexpr std::size_t piece = 65536;
  bytes_.erase(0, std::exchange(at_, 0));
  for (;;) {
    const std::size_t size = bytes_.size();
    bytes_.resize(size + piece);
    const ssize_t got = ::recv(descriptor, bytes_.data() + size, piece, 0);
    const int failure = errno;
    bytes_.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got > 0 || (got < 0 && failure == EINTR)) continue;
    return got < 0 && (failure == EAGAIN || failure == EWOULDBLOCK);
  }
}

bool FrameReader::take(json::array& message) {
  for (;;) {
    while (next_ < messages_.size()) {
      json::value& one = messages_[next_++];
      if (!one.is_array() || one.get_array().empty()) continue;
      message = std::move(one.get_array());
      return true;
    }
    messages_.clear();
    next_ = 0;
    const std::size_t left = bytes_.size() - at_;
    if (left < length_bytes || left - length_bytes < read_length(bytes_.data() + at_)) return false;
    take_frame();
  }
}

void FrameReader::take_frame() {
  const std::size_t length = read_length(bytes_.data() + at_);
  boost::system::error_code error;
  json::value frame = parse(std::string_view(bytes_).substr(at_ + length_bytes, length), error);
  at_ += length_bytes + length;
  if (!error && frame.is_array()) messages_ = std::move(frame.get_array());
}

}  // namespace rampart::live::traffic
