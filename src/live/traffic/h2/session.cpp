// The session's streams, and what goes to the server. What comes from it: session_frames.cpp.
#include "live/traffic/h2/session.h"

#include <algorithm>
#include <utility>

#include "live/traffic/h2/limits.h"

namespace rampart::live::traffic {

using h2::Code;
using h2::Head;

namespace {

constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr std::size_t output_bytes = 16 * 1024;  // at which no more of bodies is added

const char* name_of_end(Code code, const load::Answer& answer) {
  if (code == Code::no_error) return answer.status != 0 ? "" : "ECONNRESET";
  return "ERR_HTTP2_STREAM_ERROR";
}

}  // namespace

H2Session::H2Session(Clock clock) : clock_(clock), buckets_(8) {
  out_ = preface;
  char settings[12];
  h2::put_number(settings, h2::enable_push, 2);
  h2::put_number(settings + 2, 0, 4);
  h2::put_number(settings + 6, h2::initial_window_size, 2);
  h2::put_number(settings + 8, h2::own_window, 4);
  write_frame(h2::settings, 0, 0, {settings, sizeof settings});
  write_number(h2::window_update, 0, h2::own_window - static_cast<std::uint32_t>(h2::window_at_first));
}

// --- streams ---------------------------------------------------------------------------------------------------------

void H2Session::Line::add(Stream& stream) {
  stream.line = this;
  stream.before = last_;
  stream.after = nullptr;
  (last_ == nullptr ? first_ : last_->after) = &stream;
  last_ = &stream;
}

void H2Session::Line::remove(Stream& stream) {
  (stream.before == nullptr ? first_ : stream.before->after) = stream.after;
  (stream.after == nullptr ? last_ : stream.after->before) = stream.before;
  stream.line = nullptr;
}

// Nothing where nobody waits for the stream any more.
H2Session::Stream* H2Session::find(std::int32_t id) const {
  Stream* stream = buckets_[bucket(id)];
  while (stream != nullptr && stream->id != id) stream = stream->same_bucket;
  return stream;
}

bool H2Session::is_idle(std::int32_t id) const { return id % 2 == 0 || id > last_opened_; }

H2Session::Stream& H2Session::add_stream() {
  if (running_ == buckets_.size()) widen_buckets();
  Stream* stream = free_;
  if (stream == nullptr)
    stream = &streams_.emplace_back();
  else
    free_ = stream->after;
  *stream = Stream();
  stream->id = static_cast<std::int32_t>(next_id_);
  next_id_ += 2;
  ++running_;
  stream->same_bucket = std::exchange(buckets_[bucket(stream->id)], stream);
  return *stream;
}

void H2Session::widen_buckets() {
  buckets_.assign(2 * buckets_.size(), nullptr);
  for (Stream& stream : streams_)
    if (stream.id != 0) stream.same_bucket = std::exchange(buckets_[bucket(stream.id)], &stream);
}

void H2Session::release(Stream& stream) {
  if (stream.line != nullptr) stream.line->remove(stream);
  Stream** link = &buckets_[bucket(stream.id)];
  while (*link != &stream) link = &(*link)->same_bucket;
  *link = stream.same_bucket;
  if (stream.opened) --open_;
  --running_;
  stream.id = 0;
  stream.after = std::exchange(free_, &stream);
}

void H2Session::finish(Stream& stream, const char* error) {
  load::Answer& answer = *stream.answer;
  answer.done = std::max(now_, answer.uploaded);
  ended_.push_back({stream.slot, stream.id, error});
  release(stream);
}

void H2Session::finish_by(Stream& stream, Code code) { finish(stream, name_of_end(code, *stream.answer)); }

void H2Session::reset(Stream& stream, Code code) {
  write_number(h2::rst_stream, stream.id, static_cast<std::uint32_t>(code));
  finish_by(stream, code);
}

std::int32_t H2Session::ask(load::SlotId slot, const load::Outgoing& request, std::string_view authority, bool secure,
                            load::Answer& answer) {
  if (!takes_requests()) return 0;
  Stream& stream = add_stream();
  stream.slot = slot;
  stream.answer = &answer;
  stream.request = &request;
  stream.authority = authority;
  stream.secure = secure;
  stream.rules = h2::AnswerRules(request.method == script::Method::head);
  answer.uploaded = clock_();
  if (open_ < open_max_)  // then none waits
    open(stream);
  else
    waiting_.add(stream);
  return stream.id;
}

void H2Session::open(Stream& stream) {
  stream.opened = true;
  stream.window = window_of_streams_;
  stream.all_sent = stream.request->body.empty();
  last_opened_ = stream.id;
  ++open_;
  std::string& to = out();
  const std::size_t at = to.size();
  to.append(h2::head_bytes, '\0');
  blocks_.write(to, *stream.request, stream.authority, stream.secure);
  const std::size_t size = to.size() - at - h2::head_bytes;
  const std::uint8_t last = stream.all_sent ? h2::end_stream : 0;
  if (size <= h2::frame_bytes_max) {
    const auto flags = static_cast<std::uint8_t>(last | h2::end_headers);
    h2::put_head(&to[at], {static_cast<std::uint32_t>(size), h2::headers, flags, stream.id});
  } else {
    const std::string block = to.substr(at + h2::head_bytes);
    to.resize(at);
    for (std::string_view rest = block; !rest.empty();) {
      const std::string_view part = rest.substr(0, h2::frame_bytes_max);
      const bool first = rest.size() == block.size();
      rest.remove_prefix(part.size());
      const auto flags = static_cast<std::uint8_t>((first ? last : 0) | (rest.empty() ? h2::end_headers : 0));
      write_frame(first ? h2::headers : h2::continuation, flags, stream.id, part);
    }
  }
  if (!stream.all_sent) sending_.add(stream);
}

void H2Session::open_waiting() {
  while (Stream* stream = waiting_.first()) {
    if (open_ >= open_max_ || failed_) return;
    waiting_.remove(*stream);
    stream->answer->uploaded = clock_();
    open(*stream);
  }
}

void H2Session::drop(std::int32_t id) {
  Stream* stream = find(id);
  if (stream == nullptr) return;
  if (stream->opened) write_number(h2::rst_stream, id, static_cast<std::uint32_t>(Code::cancel));
  release(*stream);
  open_waiting();
}

std::vector<H2Session::Ended> H2Session::abandon(const char* error) {
  std::vector<Ended> all;
  take_ended(all);
  for (Stream& stream : streams_) {
    if (stream.id == 0) continue;
    all.push_back({stream.slot, stream.id, error});
    release(stream);
  }
  leaving_ = true;
  return all;
}

// --- what goes to the server -----------------------------------------------------------------------------------------

std::string_view H2Session::next_output() {
  if (out().empty() && !failed_) write_bodies();
  given_ = true;
  return out_;
}

std::string& H2Session::out() {
  if (given_) {
    out_.clear();
    given_ = false;
    acknowledgements_ = 0;
  }
  return out_;
}

void H2Session::write_frame(h2::Type type, std::uint8_t flags, std::int32_t stream, std::string_view payload) {
  std::string& to = out();
  h2::append_head(to, {static_cast<std::uint32_t>(payload.size()), type, flags, stream});
  to.append(payload);
}

void H2Session::write_number(h2::Type type, std::int32_t stream, std::uint32_t number) {
  char bytes[4];
  h2::put_number(bytes, number, 4);
  write_frame(type, 0, stream, {bytes, 4});
}

// A frame of each stream in turn.
void H2Session::write_bodies() {
  while (Stream* stream = sending_.first()) {
    if (window_ <= 0 || out_.size() >= output_bytes) return;
    sending_.remove(*stream);
    if (stream->window <= 0) continue;  // its WINDOW_UPDATE brings it back
    const auto most = static_cast<std::size_t>(std::min(window_, stream->window));
    const std::string_view part = stream->request->body.substr(stream->sent, std::min(most, h2::frame_bytes_max));
    stream->sent += part.size();
    stream->window -= static_cast<std::int64_t>(part.size());
    window_ -= static_cast<std::int64_t>(part.size());
    stream->all_sent = stream->sent == stream->request->body.size();
    write_frame(h2::data, stream->all_sent ? h2::end_stream : 0, stream->id, part);
    if (!stream->all_sent) {
      sending_.add(*stream);
      continue;
    }
    stream->answer->uploaded = clock_();
    if (stream->all_came) finish_by(*stream, Code::no_error);
  }
}

}  // namespace rampart::live::traffic
