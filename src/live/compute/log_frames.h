// The engine's stream of a container's output, with times: bytes in, lines out. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rampart::live::compute {

struct EngineLine {
  std::uint64_t nanoseconds = 0;  ///< Since the epoch, by the engine's clock; 0 when it said none.
  std::string text;               ///< Without the line's end.
};

/// Docker frames each piece (stream, three zeros, length in four bytes); Podman and terminals send plain lines. A piece
/// is "2026-11-27T16:35:53.123456789Z TEXT"; a line of more than 16 KiB comes in several and is put together again.
class LogFrames {
 public:
  std::vector<EngineLine> take(std::string_view bytes);
  /// What has no line's end yet.
  std::vector<EngineLine> finish();

 private:
  void take_piece(std::size_t stream, std::string_view piece, std::vector<EngineLine>& out);

  std::string pending_;
  std::optional<bool> framed_;
  std::array<EngineLine, 3> open_;  ///< Unfinished lines, by stream.
};

/// Nanoseconds since the epoch of "2026-11-27T16:35:53.123456789Z"; nullopt when it isn't one.
std::optional<std::uint64_t> engine_nanoseconds(std::string_view text);

}  // namespace rampart::live::compute
