// Talk: the connections of one virtual user of a ws or socketio scenario, and what it says over them.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "base/task.h"
#include "core/load/socketio_talk.h"
#include "core/load/websocket_talk.h"

namespace rampart::load {

/// Its parts are the user's own and outlive it. Connections are closed with it.
class Talk {
 public:
  Talk(UserWorld& world, script::Variables& variables, Random& random, std::string& error,
       const script::Connection& connection);
  /// With a connection of the user's own.
  Talk(UserWorld& world, script::Variables& variables, Random& random, std::string& error,
       std::unique_ptr<const script::Connection> connection);

  /// Connect, send, wait or emit. False: the user fails; `error` is what is still to be counted, empty when all is.
  Task<bool> take_step(const PlannedStep& step);

 private:
  std::unique_ptr<const script::Connection> own_;
  std::variant<std::monostate, WebSocketTalk, SocketIoTalk> talk_;
};

}  // namespace rampart::load
