#include "live/traffic/h2_session.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/script/script.h"
#include "live/traffic/clock.h"
#include "live/traffic/h2_memory.h"

namespace rampart::live::traffic {
namespace {

constexpr std::int32_t window = 16 << 20;  // of the connection and of each stream: bodies are read at once

std::uint8_t* bytes_of(std::string_view text) {  // nghttp2 doesn't write to it
  return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// Not copied: a request's text stays until its stream has ended or is dropped, and nghttp2 doesn't look at the fields
// of one that was dropped before it was sent.
nghttp2_nv field(std::string_view name, std::string_view value) {
  return {bytes_of(name), bytes_of(value), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

/// Those of HTTP/1.1 that say how the connection is used.
bool is_of_the_connection(std::string_view name) {
  return name == "connection" || name == "keep-alive" || name == "transfer-encoding" || name == "upgrade" ||
         name == "proxy-connection" || name == "te";
}

bool is_always_kept(std::string_view name) {
  return name == "location" || name == "set-cookie" || name == "content-type" || name == "content-encoding" ||
         name == "server-timing";
}

const char* name_of_end(std::uint32_t code, const load::Answer& answer) {
  if (code == NGHTTP2_NO_ERROR) return answer.status != 0 ? "" : "ECONNRESET";
  return "ERR_HTTP2_STREAM_ERROR";
}

}  // namespace

/// nghttp2 tells what came; `self` is the session.
struct H2Session::Callbacks {
  static H2Session& session(void* self) { return *static_cast<H2Session*>(self); }

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                       const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* self) {
    Stream* stream = session(self).find(frame->hd.stream_id);
    if (stream == nullptr) return 0;
    load::Answer& answer = *stream->answer;
    const std::string_view key = text_of(name, name_size);
    const std::string_view text = text_of(value, value_size);
    if (key == ":status") {
      int status = 0;
      std::from_chars(text.data(), text.data() + text.size(), status);
      if (status < 200) return 0;  // 100, 103: not yet the answer
      answer.status = status;
      answer.first_byte = std::max(session(self).now_, answer.uploaded);
    } else if (answer.status != 0 && (stream->keep_headers || is_always_kept(key))) {
      answer.headers.append(key).append(1, ':').append(text).append(1, '\n');
    }
    return 0;
  }

  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t size,
                     void* self) {
    Stream* stream = session(self).find(id);
    if (stream == nullptr) return 0;
    stream->answer->body_bytes += size;
    if (stream->keep_body) stream->answer->body.append(text_of(data, size));
    return 0;
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    if (frame->hd.type == NGHTTP2_GOAWAY) session(self).leaving_ = true;
    return 0;
  }

  static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t code, void* self) {
    H2Session& me = session(self);
    Stream* stream = me.find(id);
    if (stream == nullptr) return 0;
    load::Answer& answer = *stream->answer;
    answer.done = std::max(me.now_, answer.uploaded);
    me.ended_.push_back({stream->slot, id, name_of_end(code, answer)});
    me.release(*stream);
    return 0;
  }

  static ssize_t on_body(nghttp2_session*, std::int32_t id, std::uint8_t* to, std::size_t most, std::uint32_t* flags,
                         nghttp2_data_source*, void* self) {
    Stream* stream = session(self).find(id);
    if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const std::string_view part = stream->body.substr(stream->sent, most);
    std::copy(part.begin(), part.end(), to);
    stream->sent += part.size();
    if (stream->sent == stream->body.size()) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
      stream->answer->uploaded = wall_now();
    }
    return static_cast<ssize_t>(part.size());
  }
};

H2Session::H2Session() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::on_close);
  nghttp2_session* session = nullptr;
  nghttp2_session_client_new3(&session, callbacks, this, nullptr, h2_memory());
  nghttp2_session_callbacks_del(callbacks);
  session_.reset(session);
  const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                                             {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window}};
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings, std::size(settings));
  nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, window);
}

// Nothing where nobody waits for the stream any more.
H2Session::Stream* H2Session::find(std::int32_t id) {
  if (last_found_ != nullptr && last_found_->id == id) return last_found_;
  auto* stream = static_cast<Stream*>(nghttp2_session_get_stream_user_data(session_.get(), id));
  if (stream == nullptr || stream->id != id) return nullptr;
  return last_found_ = stream;
}

H2Session::Stream& H2Session::free_stream() {
  if (free_streams_.empty()) return streams_.emplace_back();
  Stream* stream = free_streams_.back();
  free_streams_.pop_back();
  return *stream;
}

void H2Session::release(Stream& stream) {
  stream.id = 0;
  free_streams_.push_back(&stream);
  last_found_ = nullptr;
  --running_;
}

bool H2Session::takes_requests() const {
  return !leaving_ && nghttp2_session_check_request_allowed(session_.get()) != 0;
}

std::int32_t H2Session::ask(load::SlotId slot, const load::Outgoing& request, std::string_view authority, bool secure,
                            load::Answer& answer) {
  if (!takes_requests()) return 0;
  fields_.clear();
  fields_.push_back(field(":method", script::name_of(request.method)));
  fields_.push_back(field(":scheme", secure ? "https" : "http"));
  fields_.push_back(field(":authority", request.host.empty() ? authority : request.host));
  fields_.push_back(field(":path", request.target));
  for (std::string_view rest = request.headers; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || is_of_the_connection(line.substr(0, colon))) continue;
    const std::string_view value = line.substr(std::min(line.size(), colon + 2));
    fields_.push_back(field(line.substr(0, colon), value));
  }
  nghttp2_data_provider body{};
  body.read_callback = Callbacks::on_body;
  Stream& stream = free_stream();
  const std::int32_t id = nghttp2_submit_request(session_.get(), nullptr, fields_.data(), fields_.size(),
                                                 request.body.empty() ? nullptr : &body, &stream);
  ++running_;
  if (id <= 0) {
    release(stream);
    return 0;
  }
  answer.uploaded = wall_now();
  stream = {id, slot, &answer, request.body, 0, request.keep_headers, request.keep_body};
  return id;
}

void H2Session::drop(std::int32_t id) {
  const auto running = std::find_if(streams_.begin(), streams_.end(), [id](const Stream& s) { return s.id == id; });
  if (running == streams_.end()) return;
  nghttp2_session_set_stream_user_data(session_.get(), id, nullptr);
  release(*running);
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
}

bool H2Session::take(std::string_view bytes, Instant now) {
  now_ = now;
  const ssize_t taken = nghttp2_session_mem_recv(session_.get(), bytes_of(bytes), bytes.size());
  return taken == static_cast<ssize_t>(bytes.size()) &&
         (nghttp2_session_want_read(session_.get()) != 0 || nghttp2_session_want_write(session_.get()) != 0);
}

std::vector<H2Session::Ended> H2Session::abandon(const char* error) {
  std::vector<Ended> out;
  take_ended(out);
  for (Stream& stream : streams_) {
    if (stream.id == 0) continue;
    out.push_back({stream.slot, stream.id, error});
    nghttp2_session_set_stream_user_data(session_.get(), stream.id, nullptr);
    release(stream);
  }
  return out;
}

std::string_view H2Session::next_output() {
  const std::uint8_t* data = nullptr;
  const ssize_t size = nghttp2_session_mem_send(session_.get(), &data);
  return size > 0 ? text_of(data, static_cast<std::size_t>(size)) : std::string_view();
}

}  // namespace rampart::live::traffic
