// WebSocketFrames: the frames of one open WebSocket, as the client, by wslay: bytes in, messages out, and back. No I/O.
//
// Pings are answered, fragments joined, what is sent is masked; a frame that breaks the protocol ends it.
#pragma once

#include <wslay/wslay.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace rampart::live::traffic {

/// Not movable: wslay points to it.
class WebSocketFrames {
 public:
  struct Message {
    std::string bytes;
    bool is_text = true;
  };

  WebSocketFrames(std::size_t longest_message, Random masks);
  WebSocketFrames(const WebSocketFrames&) = delete;
  WebSocketFrames& operator=(const WebSocketFrames&) = delete;

  /// Takes received bytes. False: no more will come (a close frame, or a broken one); what was whole is in `messages`.
  bool take(std::string_view bytes);
  void send_text(std::string_view text);
  /// A close frame without a code (1005 for the other side).
  void send_close();

  std::vector<Message> messages;  ///< Received; the caller takes them out.
  std::string out;                ///< To be written; the caller takes it out.

 private:
  static ssize_t on_receive(wslay_event_context_ptr context, std::uint8_t* to, std::size_t most, int flags, void* self);
  static ssize_t on_send(wslay_event_context_ptr context, const std::uint8_t* data, std::size_t size, int flags,
                         void* self);
  static int on_mask(wslay_event_context_ptr context, std::uint8_t* to, std::size_t size, void* self);
  static void on_message(wslay_event_context_ptr context, const wslay_event_on_msg_recv_arg* arg, void* self);

  struct Free {
    void operator()(wslay_event_context* context) const { wslay_event_context_free(context); }
  };
  std::unique_ptr<wslay_event_context, Free> context_;
  Random masks_;
  std::string_view in_;
};

}  // namespace rampart::live::traffic
