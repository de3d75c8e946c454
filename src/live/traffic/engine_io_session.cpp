#include "live/traffic/engine_io_session.h"

#include <chrono>
#include <utility>

namespace rampart::live::traffic {

using Type = EngineIoPacket::Type;

namespace {

using namespace std::chrono_literals;

constexpr Duration longest_good_bye = 1s;
constexpr Duration longest_poll_before_opening = 60s;

std::string packet_text(Type type, std::string_view data) {
  std::string out;
  append_engine_io_packet(out, type, data);
  return out;
}

bool is_fine(const load::Answer& answer) { return answer.error.empty() && answer.status == 200; }

}  // namespace

EngineIoSession::EngineIoSession(load::ChannelRequest request, load::ChannelListener& listener,
                                 load::Transport& transport, load::Channels& websockets, Timer& timer,
                                 std::function<void()> over)
    : request_(std::move(request)),
      listener_(&listener),
      transport_(transport),
      websockets_(websockets),
      timer_(timer),
      polls_(request_.polling),
      over_(std::move(over)) {
  for (load::Exchange* exchange : {&get_, &post_}) {
    exchange->request.origin = transport_.find_origin(request_.origin);
    exchange->request.slot = transport_.open_slot();
    exchange->request.keep_body = true;
  }
  post_.request.method = script::Method::post;
  // As xmlhttprequest-ssl, Artillery's XHR, sends them.
  get_headers_ = "user-agent: node-XMLHttpRequest\r\naccept: */*\r\n" + request_.headers + "connection: close\r\n";
  post_headers_ = "user-agent: node-XMLHttpRequest\r\naccept: */*\r\n" + request_.headers +
                  "content-type: text/plain;charset=UTF-8\r\nconnection: close\r\n";
  soon_ = timer_.at(timer_.now(), [this] {
    soon_ = 0;
    begin();
  });
}

EngineIoSession::~EngineIoSession() {
  poller_ = {};
  poster_ = {};
  if (stage_ != Stage::over) {
    over_ = {};
    finish();
  }
}

void EngineIoSession::begin() {
  if (!polls_) return open_websocket();
  poller_ = poll();
  poller_.run_until_wait();
}

std::string EngineIoSession::target_of(std::string_view transport, bool stamped) {
  std::string out = request_.target;
  if (!out.ends_with('?')) out += '&';
  out.append("EIO=4&transport=").append(transport);
  if (stamped) out.append("&t=").append(std::to_string(asked_++));
  if (!opening_.session.empty()) out.append("&sid=").append(opening_.session);
  return out;
}

// --- polling ---------------------------------------------------------------------------------------------------------

Task<> EngineIoSession::poll() {
  getting_ = true;
  while (stage_ != Stage::over && stage_ != Stage::closing && upgrade_ != Upgrade::pausing) {
    get_target_ = target_of("polling", true);
    get_.request.target = get_target_;
    get_.request.headers = get_headers_;
    get_.request.timeout =
        stage_ == Stage::opening ? longest_poll_before_opening : opening_.ping_interval + opening_.ping_timeout + 1s;
    co_await get_.on(transport_);
    const auto packets = is_fine(get_.answer) ? parse_engine_io_payload(get_.answer.body) : std::nullopt;
    if (!packets) {
      getting_ = false;
      fail("xhr poll error");
      co_return;
    }
    for (const EngineIoPacket& packet : *packets) take(packet);
  }
  getting_ = false;
  if (upgrade_ == Upgrade::pausing && !posting_) finish_upgrade();
}

bool EngineIoSession::may_post() const {
  return is_polling() && (stage_ == Stage::open || stage_ == Stage::closing) && upgrade_ != Upgrade::pausing &&
         !outgoing_.empty();
}

// The good-bye goes alone: a server acts on it before it has looked at what came in the same payload.
std::vector<std::string> EngineIoSession::take_payload() {
  std::vector<std::string> packets = std::exchange(outgoing_, {});
  if (packets.size() > 1 && packets.back() == packet_text(Type::close, "")) {
    outgoing_.push_back(std::move(packets.back()));
    packets.pop_back();
  }
  return packets;
}

Task<> EngineIoSession::post() {
  posting_ = true;
  while (may_post()) {
    post_body_.clear();
    for (const std::string& packet : take_payload()) {
      if (!post_body_.empty()) post_body_ += '\x1e';
      post_body_ += packet;
    }
    post_target_ = target_of("polling", true);
    const std::string headers = post_headers_ + "content-length: " + std::to_string(post_body_.size()) + "\r\n";
    post_.request.target = post_target_;
    post_.request.headers = headers;
    post_.request.body = post_body_;
    post_.request.timeout = opening_.ping_interval + opening_.ping_timeout;
    co_await post_.on(transport_);
    if (!is_fine(post_.answer)) {
      posting_ = false;
      fail("xhr post error");
      co_return;
    }
  }
  posting_ = false;
  if (upgrade_ == Upgrade::pausing && !getting_)
    finish_upgrade();
  else if (stage_ == Stage::closing && is_polling() && upgrade_ == Upgrade::none)
    finish();
}

// --- packets ---------------------------------------------------------------------------------------------------------

void EngineIoSession::take(const EngineIoPacket& packet) {
  last_heard_ = timer_.now();
  switch (packet.type) {
    case Type::open:
      if (stage_ == Stage::opening) take_opening(packet);
      break;
    case Type::ping:
      outgoing_.push_back(packet_text(Type::pong, packet.data));
      flush();
      break;
    case Type::message:
      if (stage_ == Stage::open && listener_ != nullptr) listener_->channel_message(packet.data, packet.is_text);
      break;
    case Type::close:
      fail("transport close");
      break;
    case Type::pong:
    case Type::upgrade:
    case Type::noop:
      break;
  }
}

void EngineIoSession::take_opening(const EngineIoPacket& packet) {
  auto opening = parse_engine_io_opening(packet.data);
  if (!opening) return fail("server error");
  opening_ = std::move(*opening);
  stage_ = Stage::open;
  watch_heart();
  listener_->channel_opened();
  if (stage_ == Stage::open && polls_ && request_.upgrade && opening_.offers_websocket) open_websocket();
}

// --- the WebSocket ---------------------------------------------------------------------------------------------------

void EngineIoSession::open_websocket() {
  load::ChannelRequest request;
  request.origin = request_.origin;
  request.target = target_of("websocket", false);
  request.headers = request_.headers;
  request.longest_message = request_.longest_message;
  request.patience = request_.patience;
  websocket_ = websockets_.open(std::move(request), *this);
}

void EngineIoSession::channel_opened() {
  if (!polls_) return;  // the server's opening comes as the first packet
  upgrade_ = Upgrade::probing;
  websockets_.send(websocket_, packet_text(Type::ping, "probe"));
}

void EngineIoSession::channel_message(std::string_view bytes, bool is_text) {
  if (polls_ && upgrade_ != Upgrade::done) {
    if (upgrade_ != Upgrade::probing || bytes != packet_text(Type::pong, "probe")) return;
    upgrade_ = Upgrade::pausing;
    if (!getting_ && !posting_) finish_upgrade();
    return;
  }
  if (!is_text) return take({Type::message, std::string(bytes), false});
  if (const auto packet = parse_engine_io_packet(bytes)) take(*packet);
}

void EngineIoSession::channel_ended(const load::ChannelEnd& /*why*/) {
  websocket_ = 0;
  if (is_polling() && upgrade_ != Upgrade::pausing) {
    upgrade_ = Upgrade::none;  // the polling goes on
    return;
  }
  end(stage_ == Stage::opening ? "websocket error" : "transport close");
}

// Whatever was under way by polling has arrived: from now on the WebSocket carries all.
void EngineIoSession::finish_upgrade() {
  upgrade_ = Upgrade::done;
  websockets_.send(websocket_, packet_text(Type::upgrade, ""));
  flush();
  if (stage_ == Stage::closing) finish();
}

// --- the user's side -------------------------------------------------------------------------------------------------

void EngineIoSession::send(std::string_view text) {
  if (stage_ != Stage::open) return;
  outgoing_.push_back(packet_text(Type::message, text));
  flush();
}

void EngineIoSession::flush() {
  if (!is_polling()) {
    for (const std::string& packet : std::exchange(outgoing_, {})) websockets_.send(websocket_, packet);
  } else if (!posting_ && may_post()) {
    poster_ = post();
    poster_.run_until_wait();
  }
}

void EngineIoSession::close() {
  listener_ = nullptr;
  if (stage_ == Stage::over) return;
  if (stage_ != Stage::open) return finish();
  stage_ = Stage::closing;
  if (!is_polling()) return finish();
  good_bye_ = timer_.at(timer_.now() + longest_good_bye, [this] {
    good_bye_ = 0;
    finish();
  });
  if (upgrade_ == Upgrade::pausing) return;  // finish_upgrade() says good-bye
  if (websocket_ != 0) websockets_.close(std::exchange(websocket_, 0));
  upgrade_ = Upgrade::none;
  outgoing_.push_back(packet_text(Type::close, ""));
  flush();
}

// In a later turn, since the one who caused it may be the listener itself.
void EngineIoSession::fail(std::string message) {
  if (stage_ == Stage::over || soon_ != 0) return;
  soon_ = timer_.at(timer_.now(), [this, message = std::move(message)] {
    soon_ = 0;
    end(message);
  });
}

void EngineIoSession::end(const std::string& message) {
  load::ChannelListener* listener = std::exchange(listener_, nullptr);
  finish();
  if (listener != nullptr) listener->channel_ended({message, ""});
}

void EngineIoSession::finish() {
  if (stage_ == Stage::over) return;
  stage_ = Stage::over;
  for (TimerId* timer : {&soon_, &heart_, &good_bye_})
    if (*timer != 0) timer_.cancel(std::exchange(*timer, 0));
  if (websocket_ != 0) websockets_.close(std::exchange(websocket_, 0));
  transport_.close_slot(get_.request.slot);
  transport_.close_slot(post_.request.slot);
  if (over_) over_();
}

void EngineIoSession::watch_heart() {
  const Duration longest_silence = opening_.ping_interval + opening_.ping_timeout;
  heart_ = timer_.at(last_heard_ + longest_silence, [this, longest_silence] {
    heart_ = 0;
    if (timer_.now() - last_heard_ >= longest_silence)
      end("ping timeout");
    else
      watch_heart();
  });
}

}  // namespace rampart::live::traffic
