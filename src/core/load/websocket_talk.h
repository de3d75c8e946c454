// WebSocketTalk: one connection of the engine ws: `connect`, `send`, `wait` (reference artillery.md §3.1).
//
// Unlike Artillery a second message never ends the run: it is read, dropped and not counted, as every message nobody
// waits for.
#pragma once

#include <string>

#include "base/random.h"
#include "base/task.h"
#include "core/load/collector.h"
#include "core/load/line.h"
#include "core/load/plan.h"
#include "core/script/script.h"

namespace rampart::load {

struct UserWorld;

/// What a talk has of its user; all outlives it.
struct TalkParts {
  UserWorld& world;
  script::Variables& variables;
  Random& random;
  std::string& error;  ///< Why the user fails.
  const script::Connection& connection;
};

/// The header lines of a connection.
std::string connection_headers(const TalkParts& parts);

class WebSocketTalk {
 public:
  explicit WebSocketTalk(const TalkParts& parts);

  Task<bool> connect();
  Task<bool> send(const PlannedSend& step);

 private:
  bool fail(std::string_view counted, std::string_view error);
  void count(CounterId counter, RateId rate);

  TalkParts parts_;
  Line line_;
  CounterId sent_;
  CounterId received_;
  RateId send_rate_;
  RateId receive_rate_;
};

}  // namespace rampart::load
