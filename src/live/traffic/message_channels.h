// MessageChannels: the Channels of the real world: WebSockets as they are, and Engine.IO connections made of WebSockets
// and HTTP requests.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "core/load/channel.h"
#include "live/traffic/engine_io_session.h"
#include "live/traffic/web_sockets.h"

namespace rampart::live::traffic {

/// One thread only. What it is given must outlive it.
class MessageChannels final : public load::Channels {
 public:
  MessageChannels(WebSockets& websockets, load::Transport& transport, Timer& timer)
      : websockets_(websockets), transport_(transport), timer_(timer) {}
  ~MessageChannels() override;
  MessageChannels(const MessageChannels&) = delete;
  MessageChannels& operator=(const MessageChannels&) = delete;

  load::ChannelId open(load::ChannelRequest request, load::ChannelListener& listener) override;
  void send(load::ChannelId channel, std::string_view text) override;
  void close(load::ChannelId channel) override;

  /// Good-byes that are still being said; give them a moment before the end.
  [[nodiscard]] bool is_closing() const { return !sessions_.empty() || websockets_.closing() > 0; }

 private:
  EngineIoSession* find(load::ChannelId channel);
  void sweep();

  WebSockets& websockets_;
  load::Transport& transport_;
  Timer& timer_;
  std::map<load::ChannelId, std::unique_ptr<EngineIoSession>> sessions_;
  std::vector<load::ChannelId> over_;  // to be destroyed by the next sweep
  load::ChannelId last_ = 0;
  TimerId sweep_ = 0;
};

}  // namespace rampart::live::traffic
