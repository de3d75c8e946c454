#include "live/traffic/message_channels.h"

#include <utility>

namespace rampart::live::traffic {
namespace {

// Tells our own numbers from those of WebSockets.
constexpr load::ChannelId own = load::ChannelId{1} << 63;

}  // namespace

MessageChannels::~MessageChannels() {
  if (sweep_ != 0) timer_.cancel(sweep_);
}

load::ChannelId MessageChannels::open(load::ChannelRequest request, load::ChannelListener& listener) {
  if (request.kind == load::ChannelRequest::Kind::websocket) return websockets_.open(std::move(request), listener);
  const load::ChannelId id = own | ++last_;
  sessions_.emplace(
      id, std::make_unique<EngineIoSession>(std::move(request), listener, transport_, websockets_, timer_, [this, id] {
        over_.push_back(id);
        if (sweep_ == 0) sweep_ = timer_.at(timer_.now(), [this] { sweep(); });
      }));
  return id;
}

// A session can't be destroyed while it is on the stack, so that is done by a timer.
void MessageChannels::sweep() {
  sweep_ = 0;
  for (const load::ChannelId id : std::exchange(over_, {})) sessions_.erase(id);
}

EngineIoSession* MessageChannels::find(load::ChannelId channel) {
  const auto found = sessions_.find(channel);
  return found == sessions_.end() ? nullptr : found->second.get();
}

void MessageChannels::send(load::ChannelId channel, std::string_view text) {
  if ((channel & own) == 0) return websockets_.send(channel, text);
  if (EngineIoSession* session = find(channel)) session->send(text);
}

void MessageChannels::close(load::ChannelId channel) {
  if ((channel & own) == 0) return websockets_.close(channel);
  if (EngineIoSession* session = find(channel)) session->close();
}

}  // namespace rampart::live::traffic
