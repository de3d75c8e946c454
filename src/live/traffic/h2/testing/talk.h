// For tests of HTTP/2: a server's frames made by hand, and a session whose frames and ended streams are told as text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/traffic/h2/frame.h"
#include "live/traffic/h2/session.h"

namespace rampart::live::traffic {

std::string frame(unsigned type, unsigned flags, std::int32_t stream, std::string_view payload = {});
std::string four_bytes(std::uint32_t number);
/// SETTINGS with one value.
std::string setting(std::uint16_t name, std::uint32_t value);
/// A header field of a block: literal, of no table.
std::string field(std::string_view name, std::string_view value);
/// HEADERS with :status 200 and `fields`, whole.
std::string answer(std::int32_t stream, std::string_view fields = {}, bool last = true);

/// A clock for sessions: always the same instant.
inline Instant standing_still() { return {}; }

/// One connection. What it says goes into text; the preface and our SETTINGS are left out of it.
class H2Talk {
 public:
  H2Talk();

  /// The stream's number.
  std::int32_t ask(script::Method method = script::Method::get, std::string_view body = {},
                   std::string_view headers = {});
  /// Whether the connection is of use still.
  bool take(std::string_view bytes);
  /// What ended so far, in order: "1 200 body" or "1 ECONNRESET", with "; " between them.
  [[nodiscard]] const std::string& ended() const { return ended_; }
  /// The frames written since it was last asked: "HEADERS 1", "RST_STREAM 1 8", "DATA 1 of 5 last", ….
  std::string written();
  /// As the bytes that they are.
  std::string written_bytes();
  [[nodiscard]] const load::Answer& answer(std::size_t i) const { return asked_[i]->answer; }

  H2Session session{standing_still};

 private:
  struct Asked {
    std::string headers, body;
    load::Outgoing request;
    load::Answer answer;
  };
  void note_ended();
  std::vector<std::unique_ptr<Asked>> asked_;
  std::string ended_;
};

}  // namespace rampart::live::traffic
