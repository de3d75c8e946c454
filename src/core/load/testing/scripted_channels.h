// Channels that answer from functions, in virtual time: what users of ws and socketio scenarios are tested with.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/timer_queue.h"
#include "core/load/channel.h"

namespace rampart::load {

/// What the server says after something was sent.
struct ScriptedReply {
  std::string bytes;
  Duration after = std::chrono::milliseconds(10);
  bool is_text = true;
  bool ends = false;  ///< The connection ends instead.
};

class ScriptedChannels final : public Channels {
 public:
  /// Why a channel can't be opened; an empty ChannelEnd lets it.
  using Admit = std::function<ChannelEnd(const ChannelRequest&)>;
  using Respond = std::function<std::vector<ScriptedReply>(const std::string& text)>;

  ScriptedChannels(TimerQueue& timers, Admit admit, Respond respond)
      : timers_(timers), admit_(std::move(admit)), respond_(std::move(respond)) {}

  ChannelId open(ChannelRequest request, ChannelListener& listener) override {
    const ChannelId id = ++last_;
    listeners_[id] = &listener;
    opened.push_back(request);
    timers_.at(timers_.now() + std::chrono::milliseconds(5), [this, id, end = admit_(request)] {
      if (!end.message.empty() || !end.code.empty()) return finish(id, end);
      if (auto* who = find(id)) who->channel_opened();
    });
    return id;
  }
  void send(ChannelId channel, std::string_view text) override {
    if (find(channel) == nullptr) return;
    sent.emplace_back(text);
    for (const ScriptedReply& reply : respond_(sent.back()))
      timers_.at(timers_.now() + reply.after, [this, channel, reply] {
        if (reply.ends) return finish(channel, {});
        if (auto* who = find(channel)) who->channel_message(reply.bytes, reply.is_text);
      });
  }
  void close(ChannelId channel) override { listeners_.erase(channel); }

  [[nodiscard]] std::size_t open_now() const { return listeners_.size(); }

  std::vector<ChannelRequest> opened;
  std::vector<std::string> sent;

 private:
  ChannelListener* find(ChannelId channel) {
    const auto found = listeners_.find(channel);
    return found == listeners_.end() ? nullptr : found->second;
  }
  void finish(ChannelId channel, const ChannelEnd& end) {
    ChannelListener* who = find(channel);
    listeners_.erase(channel);
    if (who != nullptr) who->channel_ended(end);
  }

  TimerQueue& timers_;
  Admit admit_;
  Respond respond_;
  std::map<ChannelId, ChannelListener*> listeners_;
  ChannelId last_ = 0;
};

}  // namespace rampart::load
