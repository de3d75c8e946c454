// HPACK's decoder: a block of header fields in, the fields out one after another.
//
// Source: RFC 7541 §3 and §6.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "live/traffic/h2/hpack_table.h"

namespace rampart::live::traffic::hpack {

/// One thread only; one direction of one connection.
class Decoder {
 public:
  enum class Got { field, end, bad };

  /// A new block begins.
  void begin() { at_start_ = true; }
  /// The next field of `block`, which loses what was taken; all of the block must be there. `field` is valid until the
  /// next call. After `bad` nothing more can be understood on this connection.
  Got next(std::string_view& block, Field& field);

 private:
  /// What one end of a connection may make the other remember of a single text.
  static constexpr std::size_t text_bytes_max = 65536;

  [[nodiscard]] bool look_up(std::size_t index, Field& field) const;
  static bool take_number(std::string_view& block, unsigned bits, std::size_t& number);
  static bool take_text(std::string_view& block, std::string& room, std::string_view& text);

  Table table_;
  std::string name_;  // room for what was packed
  std::string value_;
  bool at_start_ = true;
};

}  // namespace rampart::live::traffic::hpack
