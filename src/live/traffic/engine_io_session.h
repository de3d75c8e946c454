// EngineIoSession: one Engine.IO connection: begins by HTTP long polling and goes over to a WebSocket, or begins as
// one, as socket.io-client does (reference artillery.md §3.2). Pings of the server are answered while its user thinks.
//
// It does no I/O itself: requests go through the Transport, the WebSocket through Channels, time comes from the Timer.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "base/timer.h"
#include "core/load/channel.h"
#include "core/load/transport.h"
#include "live/traffic/engine_io_packet.h"

namespace rampart::live::traffic {

/// One thread only. Not movable: its coroutines and its WebSocket point to it. To be destroyed by a timer's callback,
/// after `over` was called.
class EngineIoSession final : public load::ChannelListener {
 public:
  EngineIoSession(load::ChannelRequest request, load::ChannelListener& listener, load::Transport& transport,
                  load::Channels& websockets, Timer& timer, std::function<void()> over);
  ~EngineIoSession();
  EngineIoSession(const EngineIoSession&) = delete;
  EngineIoSession& operator=(const EngineIoSession&) = delete;

  void send(std::string_view text);
  /// The listener hears no more; what was sent still goes out, then a good-bye.
  void close();
  void channel_opened() override;
  void channel_message(std::string_view bytes, bool is_text) override;
  void channel_ended(const load::ChannelEnd& end) override;

 private:
  enum class Stage { opening, open, closing, over };
  /// Of the WebSocket beside the polling: none; asked whether it works; works, and waits for the polling to pause; is
  /// it.
  enum class Upgrade { none, probing, pausing, done };

  void begin();
  Task<> poll();
  Task<> post();
  void take(const EngineIoPacket& packet);
  void take_opening(const EngineIoPacket& packet);
  void open_websocket();
  void finish_upgrade();
  void flush();
  void fail(std::string message);
  void end(const std::string& message);
  void finish();
  void watch_heart();
  [[nodiscard]] bool is_polling() const { return polls_ && upgrade_ != Upgrade::done; }
  [[nodiscard]] std::string target_of(std::string_view transport, bool stamped);
  [[nodiscard]] bool may_post() const;
  std::vector<std::string> take_payload();

  load::ChannelRequest request_;
  load::ChannelListener* listener_;
  load::Transport& transport_;
  load::Channels& websockets_;
  Timer& timer_;
  Stage stage_ = Stage::opening;
  Upgrade upgrade_ = Upgrade::none;
  bool polls_;
  EngineIoOpening opening_;
  load::ChannelId websocket_ = 0;
  load::Exchange get_;
  load::Exchange post_;
  bool getting_ = false;
  bool posting_ = false;
  std::vector<std::string> outgoing_;  // packets that wait for the transport
  std::string get_target_;
  std::string get_headers_;
  std::string post_target_;
  std::string post_headers_;
  std::string post_body_;
  std::uint64_t asked_ = 0;  // for the "t" that keeps caches away
  TimerId soon_ = 0;         // to begin, or to fail
  TimerId heart_ = 0;
  TimerId good_bye_ = 0;
  Instant last_heard_;
  std::function<void()> over_;
  Task<> poller_;
  Task<> poster_;
};

}  // namespace rampart::live::traffic
