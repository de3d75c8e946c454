#include "core/load/talk.h"

#include <utility>

namespace rampart::load {

Talk::Talk(UserWorld& world, script::Variables& variables, Random& random, std::string& error,
           const script::Connection& connection) {
  const TalkParts parts{world, variables, random, error, connection};
  if (connection.engine == script::Engine::ws)
    talk_.emplace<WebSocketTalk>(parts);
  else
    talk_.emplace<SocketIoTalk>(parts);
}

Talk::Talk(UserWorld& world, script::Variables& variables, Random& random, std::string& error,
           std::unique_ptr<const script::Connection> connection)
    : Talk(world, variables, random, error, *connection) {
  own_ = std::move(connection);
}

Task<bool> Talk::take_step(const PlannedStep& step) {
  if (auto* ws = std::get_if<WebSocketTalk>(&talk_)) {
    if (const auto* send = std::get_if<PlannedSend>(&step.what)) return ws->send(*send);
    return ws->connect();
  }
  auto& socketio = std::get<SocketIoTalk>(talk_);
  if (const auto* emit = std::get_if<PlannedEmit>(&step.what)) return socketio.emit(*emit);
  return socketio.connect();
}

}  // namespace rampart::load
