#include "live/traffic/web_sockets.h"

#include <sys/random.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/load/url.h"
#include "live/traffic/proxy.h"
#include "live/traffic/websocket_handshake.h"
#include "live/traffic/websocket_trouble.h"

namespace rampart::live::traffic {

using load::ChannelEnd;
using load::ChannelId;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t inbox_bytes = 64 * 1024;
constexpr std::size_t longest_head = 16 * 1024;  // as Node's
constexpr Duration good_bye = 1s;

// From the kernel: OpenSSL's generator takes 4 ms to begin, which every run would pay.
std::uint64_t fresh_seed() {
  std::uint64_t seed = 0;
  static_cast<void>(!getrandom(&seed, sizeof seed, 0));
  return seed;
}

}  // namespace

WebSockets::WebSockets(Resolver& resolver, const TlsContext& tls, Reactor& reactor, Timer& timer)
    : resolver_(resolver),
      tls_(tls),
      reactor_(reactor),
      timer_(timer),
      watcher_(reactor.add(*this)),
      random_(fresh_seed()),
      inbox_(inbox_bytes) {}

WebSockets::~WebSockets() {
  for (Connection& c : connections_)
    if (c.stage != Stage::free) release(c);
  reactor_.remove(watcher_);
}

ChannelId WebSockets::id_of(std::uint32_t index) const {
  return (static_cast<ChannelId>(connections_[index].generation) << 32) | index;
}

WebSockets::Connection* WebSockets::find(ChannelId id) {
  const auto index = static_cast<std::uint32_t>(id);
  if (index >= connections_.size()) return nullptr;
  Connection& c = connections_[index];
  return c.stage != Stage::free && c.generation == id >> 32 ? &c : nullptr;
}

WebSockets::Place& WebSockets::place_of(const load::Origin& origin, const std::string& proxy) {
  for (Place& place : places_)
    if (place.origin == origin && place.proxy == proxy) return place;
  Place& place = places_.emplace_back();
  place.origin = origin;
  place.host_header = load::host_header(origin);
  place.destination.host = place.destination.first_host = origin.host;
  place.destination.port = origin.port;
  if (origin.tls) place.destination.tls = &tls_;
  place.proxy = proxy;
  if (!proxy.empty())
    if (const auto parsed = parse_proxy(proxy); parsed.has_value()) lead_through(*parsed, place.destination);
  return place;
}

// --- opening ---------------------------------------------------------------------------------------------------------

ChannelId WebSockets::open(load::ChannelRequest request, load::ChannelListener& listener) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(connections_.size()));
    connections_.emplace_back().index = free_.back();
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Connection& c = connections_[index];
  c.stage = Stage::resolving;
  c.listener = &listener;
  c.request = std::move(request);
  c.place = &place_of(c.request.origin, c.request.proxy);
  const ChannelId id = id_of(index);
  peak_ = std::max(peak_, ++open_);
  // The listener may not be called from within: what fails at once fails in the next turn.
  c.timer = timer_.at(timer_.now(), [this, id] { begin(id); });
  return id;
}

void WebSockets::begin(ChannelId id) {
  Connection* c = find(id);
  if (c == nullptr) return;
  c->timer = 0;
  if (c->request.patience > Duration::zero())
    c->timer = timer_.at(timer_.now() + c->request.patience, [this, id] {
      if (Connection* late = find(id)) late->timer = 0;
      end(id, {"Opening handshake has timed out", ""});
    });
  connect(id);
}

void WebSockets::connect(ChannelId id) {
  Connection& c = *find(id);
  Destination& to = c.place->destination;
  if (!to.resolution) to.resolution = resolver_.find(to.first_host, [waker = reactor_.waker()] { waker->wake(); });
  if (!to.resolution) {
    resolving_.push_back(id);
    return;
  }
  c.stage = Stage::connecting;
  const Stream::Progress progress = c.stream.open(to, reactor_, watcher_, id);
  if (progress == Stream::Progress::failed) return fail_to_connect(id, c.stream.error());
  if (progress == Stream::Progress::ready) ask(id);
}

void WebSockets::end_turn() {
  if (resolving_.empty()) return;
  for (const ChannelId id : std::exchange(resolving_, {}))
    if (find(id) != nullptr) connect(id);
}

void WebSockets::fail_to_connect(ChannelId id, std::string_view code) {
  const Connection& c = *find(id);
  end(id, connect_trouble(code, c.place->destination));
}

void WebSockets::ask(ChannelId id) {
  Connection& c = *find(id);
  std::array<std::uint8_t, 16> bytes{};
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
  c.key = websocket_key(bytes);
  c.head.clear();
  c.stage = Stage::shaking_hands;
  c.unsent =
      websocket_request(c.request.target, c.place->host_header, c.request.headers, c.request.subprotocols, c.key);
  if (!write(c)) end(id, {std::string("write ") + c.stream.error(), c.stream.error()});
}

// --- the loop --------------------------------------------------------------------------------------------------------

void WebSockets::handle_event(std::uint64_t tag, std::uint32_t events) {
  Connection* c = find(tag);
  if (c == nullptr) return;  // closed earlier in this turn
  if (c->stage == Stage::connecting) {
    const Stream::Progress progress = c->stream.advance(events);
    if (progress == Stream::Progress::waits) return;
    if (progress == Stream::Progress::failed) return fail_to_connect(tag, c->stream.error());
    ask(tag);
  } else if (!c->unsent.empty() && !write(*c)) {
    return end(tag, {std::string("write ") + c->stream.error(), c->stream.error()});
  }
  if (find(tag) != nullptr) read(tag);
}

bool WebSockets::write(Connection& c) {
  std::size_t done = 0;
  while (done < c.unsent.size()) {
    const ssize_t n = c.stream.write(c.unsent.data() + done, c.unsent.size() - done);
    if (n == Stream::waits) break;
    if (n < 0) return false;
    done += static_cast<std::size_t>(n);
  }
  c.unsent.erase(0, done);
  return true;
}

void WebSockets::read(ChannelId id) {
  for (;;) {
    Connection& c = *find(id);
    const ssize_t n = c.stream.read(inbox_.data(), inbox_.size());
    if (n == Stream::waits) return;
    if (n <= 0) {
      const bool shaking = c.stage == Stage::shaking_hands;
      const std::string code = n == 0 ? "ECONNRESET" : c.stream.error();
      return end(id, {n == 0 || !shaking ? "socket hang up" : "read " + code, code});
    }
    const auto size = static_cast<std::size_t>(n);
    const bool more = c.stream.may_have_more(n, inbox_.size());
    if (!take(id, {inbox_.data(), size}) || !more) return;
  }
}

// False: the connection is gone.
bool WebSockets::take(ChannelId id, std::string_view bytes) {
  if (find(id)->stage == Stage::shaking_hands && !take_head(id, bytes)) return find(id) != nullptr;
  Connection& c = *find(id);
  const bool goes_on = c.frames->take(bytes);
  c.unsent.append(std::exchange(c.frames->out, {}));
  const bool written = write(c);
  if (!deliver(id)) return false;
  if (!goes_on || !written) {
    end(id, {"", ""});
    return false;
  }
  return true;
}

// True: the WebSocket is open, and `bytes` is what came after the head.
bool WebSockets::take_head(ChannelId id, std::string_view& bytes) {
  Connection& c = *find(id);
  const std::size_t had = c.head.size();
  c.head.append(bytes);
  const std::size_t empty_line = c.head.find("\r\n\r\n");
  if (empty_line == std::string::npos) {
    if (c.head.size() > longest_head) end(id, {"Parse Error: Header overflow", "HPE_HEADER_OVERFLOW"});
    return false;
  }
  bytes.remove_prefix(empty_line + 4 - had);
  const std::string refusal =
      websocket_refusal(std::string_view(c.head).substr(0, empty_line), c.request.subprotocols, c.key);
  if (!refusal.empty()) {
    end(id, {refusal, ""});
    return false;
  }
  if (c.timer != 0) timer_.cancel(std::exchange(c.timer, 0));
  c.stage = Stage::open;
  c.frames = std::make_unique<WebSocketFrames>(c.request.longest_message, Random(random_()));
  c.request = {};
  c.head = {};
  c.listener->channel_opened();
  return find(id) != nullptr && find(id)->frames != nullptr;
}

bool WebSockets::deliver(ChannelId id) {
  for (const auto& message : std::exchange(find(id)->frames->messages, {})) {
    Connection* c = find(id);
    if (c == nullptr) return false;
    if (c->listener != nullptr) c->listener->channel_message(message.bytes, message.is_text);
  }
  return find(id) != nullptr;
}

// --- the user's side -------------------------------------------------------------------------------------------------

void WebSockets::send(ChannelId id, std::string_view text) {
  Connection* c = find(id);
  if (c == nullptr || c->stage != Stage::open) return;
  c->frames->send_text(text);
  c->unsent.append(std::exchange(c->frames->out, {}));
  write(*c);  // a broken connection is seen at its next event
}

void WebSockets::close(ChannelId id) {
  Connection* c = find(id);
  if (c == nullptr) return;
  c->listener = nullptr;
  if (c->stage != Stage::open) return release(*c);
  c->stage = Stage::closing;
  ++closing_;
  c->frames->send_close();
  c->unsent.append(std::exchange(c->frames->out, {}));
  write(*c);
  c->timer = timer_.at(timer_.now() + good_bye, [this, id] {
    if (Connection* late = find(id)) {
      late->timer = 0;
      release(*late);
    }
  });
}

void WebSockets::end(ChannelId id, const ChannelEnd& why) {
  Connection* c = find(id);
  if (c == nullptr) return;
  load::ChannelListener* listener = std::exchange(c->listener, nullptr);
  release(*c);
  if (listener != nullptr) listener->channel_ended(why);
}

void WebSockets::release(Connection& c) {
  if (c.timer != 0) timer_.cancel(std::exchange(c.timer, 0));
  if (c.stage == Stage::closing) --closing_;
  c.stream.close();
  c.stage = Stage::free;
  c.listener = nullptr;
  c.request = {};
  c.frames.reset();
  c.unsent = {};
  c.head = {};
  c.generation = c.generation + 1 < generations ? c.generation + 1 : 1;
  --open_;
  free_.push_back(c.index);
}

}  // namespace rampart::live::traffic
