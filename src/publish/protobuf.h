// Writes the wire format of protocol buffers (protobuf.dev/programming-guides/encoding): what two small messages need,
// without a compiler for them.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace rampart::publish {

class Protobuf {
 public:
  void varint(int field, std::uint64_t value) {
    tag(field, 0);
    raw(value);
  }
  void fixed64(int field, std::uint64_t value) {
    tag(field, 1);
    for (int i = 0; i < 8; ++i) bytes_ += static_cast<char>((value >> (8 * i)) & 0xFF);
  }
  void number(int field, double value) { fixed64(field, std::bit_cast<std::uint64_t>(value)); }
  void text(int field, std::string_view value) {
    tag(field, 2);
    raw(value.size());
    bytes_ += value;
  }
  void message(int field, const Protobuf& inner) { text(field, inner.bytes_); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void tag(int field, unsigned type) { raw((static_cast<std::uint64_t>(field) << 3) | type); }
  void raw(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7F) | 0x80);
    bytes_ += static_cast<char>(value);
  }
  std::string bytes_;
};

}  // namespace rampart::publish
