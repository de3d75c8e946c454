// A span of a trace, as OpenTelemetry has it: what one user, or one of its requests, did from when to when.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.h"

namespace rampart {

struct Span {
  using Value = std::variant<std::string, std::int64_t, double, bool>;
  using Attributes = std::vector<std::pair<std::string, Value>>;
  struct Event {
    std::string name;
    Instant at;
    Attributes attributes;
  };

  std::string name;
  std::string trace;   ///< 16 bytes.
  std::string id;      ///< 8 bytes.
  std::string parent;  ///< 8 bytes; empty for the root.
  Instant start;
  Instant end;
  Attributes attributes;
  std::vector<Event> events;
  bool failed = false;
  std::string failure;  ///< The status' message.
};

}  // namespace rampart
