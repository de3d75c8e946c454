#include "live/traffic/h2/testing/talk.h"

namespace rampart::live::traffic {
namespace {

/// A frame as text, off the beginning of `bytes`.
std::string tell(std::string_view& bytes) {
  constexpr const char* names[] = {"DATA",         "HEADERS", "PRIORITY", "RST_STREAM",    "SETTINGS",
                                   "PUSH_PROMISE", "PING",    "GOAWAY",   "WINDOW_UPDATE", "CONTINUATION"};
  const std::size_t size = h2::number(bytes.substr(0, 3));
  const auto type = static_cast<std::size_t>(bytes[3]);
  const auto flags = static_cast<unsigned char>(bytes[4]);
  const std::string_view payload = bytes.substr(h2::head_bytes, size);
  std::string out = std::string(names[type]) + " " + std::to_string(h2::number(bytes.substr(5, 4)));
  if (type == h2::rst_stream || type == h2::window_update) out += " " + std::to_string(h2::number(payload));
  if (type == h2::goaway) out += " " + std::to_string(h2::number(payload.substr(4)));
  if (type == h2::data) out += " of " + std::to_string(size);
  if ((type == h2::data || type == h2::headers) && (flags & h2::end_stream) != 0) out += " last";
  if ((type == h2::settings || type == h2::ping) && (flags & h2::ack) != 0) out += " ack";
  bytes.remove_prefix(h2::head_bytes + size);
  return out;
}

void join(std::string& list, const std::string& more) { list += (list.empty() ? "" : "; ") + more; }

}  // namespace

std::string frame(unsigned type, unsigned flags, std::int32_t stream, std::string_view payload) {
  std::string out;
  h2::append_head(out, {static_cast<std::uint32_t>(payload.size()), static_cast<std::uint8_t>(type),
                        static_cast<std::uint8_t>(flags), stream});
  return out.append(payload);
}

std::string four_bytes(std::uint32_t number) {
  char bytes[4];
  h2::put_number(bytes, number, 4);
  return {bytes, 4};
}

std::string setting(std::uint16_t name, std::uint32_t value) {
  return frame(h2::settings, 0, 0, four_bytes(name).substr(2) + four_bytes(value));
}

std::string field(std::string_view name, std::string_view value) {
  std::string out(1, '\0');
  out.append(1, static_cast<char>(name.size())).append(name);
  return out.append(1, static_cast<char>(value.size())).append(value);
}

std::string answer(std::int32_t stream, std::string_view fields, bool last) {
  const unsigned flags = h2::end_headers | (last ? unsigned{h2::end_stream} : 0U);
  return frame(h2::headers, flags, stream, "\x88" + std::string(fields));
}

H2Talk::H2Talk() { session.next_output(); }

std::int32_t H2Talk::ask(script::Method method, std::string_view body, std::string_view headers) {
  Asked& asked = *asked_.emplace_back(std::make_unique<Asked>());
  asked.headers = headers;
  asked.body = body;
  asked.request.method = method;
  asked.request.target = "/";
  asked.request.headers = asked.headers;
  asked.request.body = asked.body;
  asked.request.keep_headers = asked.request.keep_body = true;
  return session.ask(static_cast<load::SlotId>(asked_.size() - 1), asked.request, "host", false, asked.answer);
}

bool H2Talk::take(std::string_view bytes) {
  const bool good = session.take(bytes, Instant{});
  note_ended();
  return good;
}

void H2Talk::note_ended() {
  std::vector<H2Session::Ended> all;
  session.take_ended(all);
  for (const H2Session::Ended& e : all) {
    const load::Answer& got = asked_[e.slot]->answer;
    const std::string outcome = *e.error != '\0' ? e.error : std::to_string(got.status) + " " + got.body;
    join(ended_, std::to_string(e.stream) + " " + outcome);
  }
}

std::string H2Talk::written_bytes() {
  std::string bytes;
  for (std::string_view more = session.next_output(); !more.empty(); more = session.next_output()) bytes.append(more);
  note_ended();
  return bytes;
}

std::string H2Talk::written() {
  const std::string bytes = written_bytes();
  std::string out;
  for (std::string_view rest = bytes; !rest.empty();) join(out, tell(rest));
  return out;
}

}  // namespace rampart::live::traffic
