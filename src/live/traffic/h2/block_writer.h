// BlockWriter: the fields of a request, as a block of HPACK.
//
// Users send the same fields again and again: a list whose fields all stand in the table is written from its bytes of
// the last time. Source: RFC 9113 §8.3.1.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/load/transport.h"
#include "live/traffic/h2/hpack_encoder.h"

namespace rampart::live::traffic::h2 {

/// One thread only; for one connection.
class BlockWriter {
 public:
  /// What the server allows the table.
  void limit_table(std::size_t bytes) { encoder_.limit(bytes); }

  /// Appends to `out`. `authority` where the request has no host of its own. Fields of HTTP/1.1 that say how the
  /// connection is used are left out.
  void write(std::string& out, const load::Outgoing& request, std::string_view authority, bool secure);

 private:
  /// What was written for a text.
  struct Known {
    std::string text;
    std::string block;
    std::uint64_t version = ~std::uint64_t{0};  // of the encoder: what stands now
  };
  void write_authority(std::string& out, std::string_view authority);
  void write_fields(std::string& out, std::string_view lines);
  void write_lines(std::string& out, std::string_view lines);
  bool remember(Known& known, std::string_view text, std::string_view block, std::uint64_t version_before);

  hpack::Encoder encoder_;
  Known authority_;
  std::array<Known, 4> fields_;  // a scenario's steps have few different lists
  std::size_t next_ = 0;
};

}  // namespace rampart::live::traffic::h2
