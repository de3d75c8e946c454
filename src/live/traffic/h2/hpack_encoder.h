// HPACK's encoder: header fields in, a block out.
//
// A field that comes again is a byte or two. A value that was put into the table and then never came again isn't
// followed by more of its name: names whose values always differ (a request's own id) would push out those that repeat.
// Source: RFC 7541 §6, §7.1.3.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "live/traffic/h2/hpack_table.h"

namespace rampart::live::traffic::hpack {

/// One thread only; one direction of one connection.
class Encoder {
 public:
  /// What the other end allows the table; it is told with the next block, of which we use 4096 at most.
  void limit(std::size_t bytes);
  /// Begins a block.
  void begin(std::string& out);
  void write(std::string& out, Field field);
  /// For values that seldom come again, and for secrets: neither is put into the table; a secret not by proxies either.
  enum class Kind : std::uint8_t { plain, secret };
  void write_apart(std::string& out, Field field, Kind kind);

  /// While it stays, the same fields make the same bytes.
  [[nodiscard]] std::uint64_t version() const { return table_.inserted() + limits_; }

 private:
  void write_literal(std::string& out, std::size_t name, Field field, unsigned char first, unsigned bits);

  Table table_;
  std::uint64_t limits_ = 0;                     // how often the table's limit was changed
  std::size_t smallest_ = table_bytes_at_first;  // since the last block
  std::size_t limit_ = table_bytes_at_first;
  bool tells_limit_ = false;
};

}  // namespace rampart::live::traffic::hpack
