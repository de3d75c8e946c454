#include "live/traffic/websocket_frames.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace rampart::live::traffic {

WebSocketFrames::WebSocketFrames(std::size_t longest_message, Random masks) : masks_(masks) {
  wslay_event_callbacks callbacks{};
  callbacks.recv_callback = on_receive;
  callbacks.send_callback = on_send;
  callbacks.genmask_callback = on_mask;
  callbacks.on_msg_recv_callback = on_message;
  wslay_event_context_ptr context = nullptr;
  if (wslay_event_context_client_init(&context, &callbacks, this) != 0) throw std::bad_alloc();
  context_.reset(context);
  wslay_event_config_set_max_recv_msg_length(context, longest_message);
}

bool WebSocketFrames::take(std::string_view bytes) {
  in_ = bytes;
  const bool fine = wslay_event_recv(context_.get()) == 0;
  wslay_event_send(context_.get());  // pongs, and the answer to a close
  return fine && wslay_event_get_read_enabled(context_.get()) != 0 &&
         wslay_event_get_close_received(context_.get()) == 0;
}

void WebSocketFrames::send_text(std::string_view text) {
  wslay_event_msg message{};
  message.opcode = WSLAY_TEXT_FRAME;
  message.msg = reinterpret_cast<const std::uint8_t*>(text.data());
  message.msg_length = text.size();
  if (wslay_event_queue_msg(context_.get(), &message) == 0) wslay_event_send(context_.get());
}

void WebSocketFrames::send_close() {
  if (wslay_event_queue_close(context_.get(), 0, nullptr, 0) == 0) wslay_event_send(context_.get());
}

ssize_t WebSocketFrames::on_receive(wslay_event_context_ptr context, std::uint8_t* to, std::size_t most, int /*flags*/,
                                    void* self) {
  std::string_view& in = static_cast<WebSocketFrames*>(self)->in_;
  if (in.empty()) {
    wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
    return -1;
  }
  const std::size_t size = std::min(most, in.size());
  std::memcpy(to, in.data(), size);
  in.remove_prefix(size);
  return static_cast<ssize_t>(size);
}

ssize_t WebSocketFrames::on_send(wslay_event_context_ptr /*context*/, const std::uint8_t* data, std::size_t size,
                                 int /*flags*/, void* self) {
  static_cast<WebSocketFrames*>(self)->out.append(reinterpret_cast<const char*>(data), size);
  return static_cast<ssize_t>(size);
}

int WebSocketFrames::on_mask(wslay_event_context_ptr /*context*/, std::uint8_t* to, std::size_t size, void* self) {
  const std::uint64_t mask = static_cast<WebSocketFrames*>(self)->masks_();
  std::memcpy(to, &mask, std::min(size, sizeof mask));
  return 0;
}

void WebSocketFrames::on_message(wslay_event_context_ptr /*context*/, const wslay_event_on_msg_recv_arg* arg,
                                 void* self) {
  if (wslay_is_ctrl_frame(arg->opcode) != 0) return;
  static_cast<WebSocketFrames*>(self)->messages.push_back(
      {std::string(reinterpret_cast<const char*>(arg->msg), arg->msg_length), arg->opcode == WSLAY_TEXT_FRAME});
}

}  // namespace rampart::live::traffic
