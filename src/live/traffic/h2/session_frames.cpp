// The session, second half: what comes from the server. h2_session.cpp asks; this file reads.
#include <algorithm>
#include <utility>

#include "live/traffic/h2/limits.h"
#include "live/traffic/h2/session.h"

namespace rampart::live::traffic {

using h2::Code;
using h2::Head;
using h2::Reader;
using h2::Setting;

namespace {

bool is_always_kept(std::string_view name) {
  switch (name.size()) {
    case 8:
      return name == "location";
    case 10:
      return name == "set-cookie";
    case 12:
      return name == "content-type";
    case 13:
      return name == "server-timing";
    case 16:
      return name == "content-encoding";
    default:
      return false;
  }
}

}  // namespace

bool H2Session::take(std::string_view bytes, Instant now) {
  now_ = now;
  Reader::Piece piece;
  while (!failed_ && reader_.next(bytes, piece)) {
    take_piece(piece);
    open_waiting();
  }
  if (reader_.bad() != Code::no_error) fail(reader_.bad());
  return !failed_;
}

void H2Session::take_piece(const Reader::Piece& piece) {
  const Head& head = piece.head;
  if (!greeted_ && (head.type != h2::settings || head.has(h2::ack))) return fail(Code::protocol_error);
  if (in_block_ && (head.type != h2::continuation || head.stream != block_head_.stream))
    return fail(Code::protocol_error);
  switch (head.type) {
    case h2::data:
      return take_data(piece);
    case h2::headers:
      return take_headers(head, piece.bytes);
    case h2::continuation:
      return take_continuation(head, piece.bytes);
    case h2::priority:
      if (head.stream == 0) return fail(Code::protocol_error);
      if (head.length != 5) return fail(Code::frame_size_error);
      return;
    case h2::rst_stream:
      return take_reset(head, piece.bytes);
    case h2::settings:
      return take_settings(head, piece.bytes);
    case h2::push_promise:
      return fail(Code::protocol_error);  // we said that we take none
    case h2::ping:
      return take_ping(head, piece.bytes);
    case h2::goaway:
      return take_goaway(head, piece.bytes);
    case h2::window_update:
      return take_window_update(head, piece.bytes);
    default:
      return;  // of an extension
  }
}

// The connection is of no use any more. The streams are failed by abandon().
void H2Session::fail(Code code) {
  if (std::exchange(failed_, true)) return;
  char bytes[8];
  h2::put_number(bytes, 0, 4);  // the last stream that it began: it may not begin any
  h2::put_number(bytes + 4, static_cast<std::uint32_t>(code), 4);
  write_frame(h2::goaway, 0, 0, {bytes, sizeof bytes});
}

// --- bodies ----------------------------------------------------------------------------------------------------------

void H2Session::take_data(const Reader::Piece& piece) {
  const Head& head = piece.head;
  if (piece.first) {
    count_data(head);
    if (failed_) return;
  }
  Stream* stream = find(head.stream);
  if (stream == nullptr) return;
  if (!piece.bytes.empty()) {
    if (!stream->rules.take_data(piece.bytes.size())) return reset(*stream, Code::protocol_error);
    stream->answer->body_bytes += piece.bytes.size();
    if (stream->request->keep_body) stream->answer->body.append(piece.bytes);
  }
  if (!piece.last) return;
  if (head.has(h2::end_stream)) return end_answer(*stream);
  if (stream->consumed >= h2::own_window / 2)
    write_number(h2::window_update, stream->id, std::exchange(stream->consumed, 0));
}

// All of a frame counts, padding too, also when nobody waits for it any more.
void H2Session::count_data(const Head& head) {
  if (head.stream == 0 || is_idle(head.stream)) return fail(Code::protocol_error);
  consumed_ += head.length;
  if (consumed_ > h2::own_window) return fail(Code::flow_control_error);
  if (consumed_ >= h2::own_window / 2) write_number(h2::window_update, 0, std::exchange(consumed_, 0));
  Stream* stream = find(head.stream);
  if (stream == nullptr) return;
  if (stream->all_came) return fail(Code::stream_closed);
  if (!stream->rules.has_begun()) return fail(Code::protocol_error);
  stream->consumed += head.length;
  if (stream->consumed > h2::own_window) reset(*stream, Code::flow_control_error);
}

void H2Session::end_answer(Stream& stream) {
  if (!stream.rules.end()) return reset(stream, Code::protocol_error);
  stream.all_came = true;
  if (stream.all_sent) finish_by(stream, Code::no_error);
}

// --- fields ----------------------------------------------------------------------------------------------------------

void H2Session::take_headers(const Head& head, std::string_view payload) {
  if (head.stream == 0 || is_idle(head.stream)) return fail(Code::protocol_error);
  const Stream* stream = find(head.stream);
  if (stream != nullptr && stream->all_came) return fail(Code::stream_closed);
  std::size_t padding = 0;
  if (head.has(h2::padded)) {
    if (payload.empty()) return fail(Code::frame_size_error);
    padding = static_cast<unsigned char>(payload.front());
    payload.remove_prefix(1);
  }
  if (head.has(h2::with_priority)) {
    if (payload.size() < 5) return fail(Code::frame_size_error);
    payload.remove_prefix(5);
  }
  if (padding > payload.size()) return fail(Code::protocol_error);
  payload.remove_suffix(padding);
  if (head.has(h2::end_headers)) return read_block(head.stream, head.has(h2::end_stream), payload);
  in_block_ = true;
  block_head_ = head;
  block_.assign(payload);
  continuations_ = 0;
}

void H2Session::take_continuation(const Head& head, std::string_view payload) {
  if (!in_block_) return fail(Code::protocol_error);
  if (++continuations_ > h2::continuations_max) return fail(Code::enhance_your_calm);
  block_.append(payload);
  if (!head.has(h2::end_headers)) return;
  in_block_ = false;
  read_block(head.stream, block_head_.has(h2::end_stream), block_);
}

// A block is read to its end whatever becomes of the stream: the decoder's table must follow the server's.
void H2Session::read_block(std::int32_t id, bool last, std::string_view block) {
  Stream* stream = find(id);
  Code wrong = Code::no_error;
  hpack::Field field;
  std::size_t bytes = 0;
  decoder_.begin();
  for (;;) {
    const hpack::Decoder::Got got = decoder_.next(block, field);
    if (got == hpack::Decoder::Got::bad) return fail(Code::compression_error);
    if (got == hpack::Decoder::Got::end) break;
    if (stream == nullptr || wrong != Code::no_error) continue;
    bytes += field.name.size() + field.value.size();
    if (bytes > h2::field_bytes_max)
      wrong = Code::enhance_your_calm;
    else if (!take_field(*stream, field))
      wrong = Code::protocol_error;
  }
  if (stream == nullptr) return;
  if (wrong == Code::no_error && !stream->rules.end_fields(last)) wrong = Code::protocol_error;
  if (wrong != Code::no_error) return reset(*stream, wrong);
  if (last) end_answer(*stream);
}

bool H2Session::take_field(Stream& stream, const hpack::Field& field) {
  load::Answer& answer = *stream.answer;
  switch (stream.rules.take(field.name, field.value)) {
    case h2::AnswerRules::Verdict::bad:
      return false;
    case h2::AnswerRules::Verdict::ignored:
      return true;
    case h2::AnswerRules::Verdict::status:
      if (stream.rules.status() < 200) return true;  // 100, 103: not yet the answer
      answer.status = stream.rules.status();
      answer.first_byte = std::max(now_, answer.uploaded);
      return true;
    case h2::AnswerRules::Verdict::field:
      break;
  }
  if (answer.status != 0 && (stream.request->keep_headers || is_always_kept(field.name)))
    answer.headers.append(field.name).append(1, ':').append(field.value).append(1, '\n');
  return true;
}

// --- all else --------------------------------------------------------------------------------------------------------

void H2Session::take_reset(const Head& head, std::string_view payload) {
  if (head.stream == 0 || is_idle(head.stream)) return fail(Code::protocol_error);
  if (payload.size() != 4) return fail(Code::frame_size_error);
  if (Stream* stream = find(head.stream)) finish_by(*stream, static_cast<Code>(h2::number(payload)));
}

void H2Session::take_settings(const Head& head, std::string_view payload) {
  constexpr std::size_t entry = 6;
  if (head.stream != 0) return fail(Code::protocol_error);
  if (head.has(h2::ack)) {
    if (!payload.empty()) return fail(Code::frame_size_error);
    if (std::exchange(acknowledged_, true)) fail(Code::protocol_error);  // we sent one only
    return;
  }
  if (payload.size() % entry != 0) return fail(Code::frame_size_error);
  if (payload.size() / entry > h2::settings_max) return fail(Code::enhance_your_calm);
  if (!std::exchange(greeted_, true)) open_max_ = static_cast<std::size_t>(-1);
  for (; !payload.empty() && !failed_; payload.remove_prefix(entry))
    apply(static_cast<std::uint16_t>(h2::number(payload.substr(0, 2))), h2::number(payload.substr(2, 4)));
  if (!failed_) write_acknowledgement(h2::settings, {});
}

void H2Session::apply(std::uint16_t setting, std::uint32_t value) {
  switch (setting) {
    case h2::header_table_size:
      return blocks_.limit_table(value);
    case h2::enable_push:
      if (value != 0) fail(Code::protocol_error);  // a server may not say 1
      return;
    case h2::max_concurrent_streams:
      open_max_ = value;
      return;
    case h2::initial_window_size:
      if (value > h2::window_max) return fail(Code::flow_control_error);
      return move_windows(std::int64_t{value} - std::exchange(window_of_streams_, value));
    case h2::max_frame_size:  // ours are never longer than the least that it may be
      if (value < h2::frame_bytes_max || value > 0xffffff) fail(Code::protocol_error);
      return;
    case h2::enable_connect_protocol:
      if (value > 1) fail(Code::protocol_error);
      return;
    default:
      return;
  }
}

void H2Session::move_windows(std::int64_t by) {
  for (Stream& stream : streams_) {
    if (stream.id == 0 || !stream.opened) continue;
    stream.window += by;
    if (stream.window > h2::window_max) return fail(Code::flow_control_error);
    if (stream.window > 0 && !stream.all_sent && stream.line == nullptr) sending_.add(stream);
  }
}

// One who asks for acknowledgements and reads none is stopped, before what is to be written fills the memory.
void H2Session::write_acknowledgement(h2::Type type, std::string_view payload) {
  write_frame(type, h2::ack, 0, payload);
  if (++acknowledgements_ > h2::acknowledgements_max) fail(Code::enhance_your_calm);
}

void H2Session::take_ping(const Head& head, std::string_view payload) {
  if (head.stream != 0) return fail(Code::protocol_error);
  if (payload.size() != 8) return fail(Code::frame_size_error);
  if (!head.has(h2::ack)) write_acknowledgement(h2::ping, payload);
}

// The streams that it won't serve fail, those that wait to be opened too; the others go on.
void H2Session::take_goaway(const Head& head, std::string_view payload) {
  if (head.stream != 0) return fail(Code::protocol_error);
  if (payload.size() < 8) return fail(Code::frame_size_error);
  const auto last = static_cast<std::int32_t>(h2::number(payload.substr(0, 4)) & 0x7fffffff);
  if ((last != 0 && last % 2 == 0) || last > last_served_) return fail(Code::protocol_error);
  last_served_ = last;
  leaving_ = true;
  for (Stream& stream : streams_)
    if (stream.id != 0 && (!stream.opened || stream.id > last)) finish_by(stream, Code::refused_stream);
}

void H2Session::take_window_update(const Head& head, std::string_view payload) {
  if (payload.size() != 4) return fail(Code::frame_size_error);
  if (head.stream != 0 && is_idle(head.stream)) return fail(Code::protocol_error);
  const std::int64_t more = h2::number(payload) & 0x7fffffff;
  if (head.stream == 0) {
    window_ += more;
    if (more == 0) return fail(Code::protocol_error);
    if (window_ > h2::window_max) fail(Code::flow_control_error);
    return;
  }
  Stream* stream = find(head.stream);
  if (stream == nullptr) return;
  if (more == 0) return reset(*stream, Code::protocol_error);
  stream->window += more;
  if (stream->window > h2::window_max) return reset(*stream, Code::flow_control_error);
  if (stream->window > 0 && !stream->all_sent && stream->line == nullptr) sending_.add(*stream);
}

}  // namespace rampart::live::traffic
