#include "core/load/websocket_talk.h"

#include "core/load/message_checks.h"
#include "core/load/url.h"
#include "core/load/virtual_user.h"
#include "core/script/json_text.h"
#include "core/script/load.h"

namespace rampart::load {
namespace {

/// A string as it is, a list, mapping or null as JSON, nothing where it is undefined.
std::string payload_text(const script::ValueTemplate& payload, const script::Variables& variables, Random& random) {
  std::string text;
  bool undefined = false;
  const boost::json::value value = payload.evaluate(variables, random, undefined);
  if (!undefined) script::append_text(text, value);
  return text;
}

/// "ws://…" and "wss://…" are http's and https' addresses.
std::optional<Url> parse_websocket_url(const std::string& text) {
  if (text.starts_with("ws")) return parse_url("http" + text.substr(2));
  return parse_url(text);
}

}  // namespace

std::string connection_headers(const TalkParts& parts) {
  std::string out;
  for (const script::Header& header : parts.connection.headers) {
    const std::string value =
        parts.connection.headers_rendered ? header.value.render(parts.variables, parts.random) : header.value.source();
    if (value.find_first_of("\r\n") == std::string::npos)
      out.append(header.name).append(": ").append(value).append("\r\n");
  }
  return out;
}

WebSocketTalk::WebSocketTalk(const TalkParts& parts)
    : parts_(parts),
      line_(*parts.world.channels, parts.world.timer),
      sent_(parts.world.collector.counter("websocket.messages_sent")),
      received_(parts.world.collector.counter("websocket.messages_received")),
      send_rate_(parts.world.collector.rate("websocket.send_rate")),
      receive_rate_(parts.world.collector.rate("websocket.receive_rate")) {}

// Artillery counts a failure as it happens, and once more as the reason the user ends.
bool WebSocketTalk::fail(std::string_view counted, std::string_view error) {
  parts_.world.collector.at(parts_.world.timer.now());
  parts_.world.collector.count_error(counted);
  parts_.error.assign(error);
  return false;
}

void WebSocketTalk::count(CounterId counter, RateId rate) {
  Collector& collector = parts_.world.collector;
  collector.at(parts_.world.timer.now());
  collector.count(counter);
  collector.tick(rate);
}

Task<bool> WebSocketTalk::connect() {
  const script::Connection& connection = parts_.connection;
  const std::string target = connection.target.render(parts_.variables, parts_.random);
  auto url = parse_websocket_url(target);
  if (!url) {
    parts_.error = "Invalid URL: " + target;
    co_return false;
  }
  ChannelRequest request;
  request.origin = url->origin;
  request.target = url->target;
  request.headers = connection_headers(parts_);
  request.subprotocols = connection.subprotocols;
  request.proxy = connection.proxy;
  request.longest_message = static_cast<std::size_t>(connection.longest_message);
  request.patience = connection.patience;
  line_.open(std::move(request));
  const Line::Heard heard = co_await line_.hear(parts_.world.timer.now() + script::longest_duration);
  if (heard == Line::Heard::opened) co_return true;
  const ChannelEnd& end = line_.end();
  co_return fail(end.message.empty() ? end.code : end.message, end.code.empty() ? end.message : end.code);
}

Task<bool> WebSocketTalk::send(const PlannedSend& step) {
  if (step.script->payload) {
    const std::string text = payload_text(*step.script->payload, parts_.variables, parts_.random);
    count(sent_, send_rate_);
    if (!line_.is_open()) {
      const std::string why = "WebSocket is not open: readyState 3 (CLOSED)";
      co_return fail("Error: " + why, why);
    }
    line_.say(text);
  }
  if (!step.script->waits) co_return true;
  const Instant until = parts_.world.timer.now() + parts_.connection.reply_timeout;
  Line::Heard heard = co_await line_.hear(until);
  // A connection that ends says nothing any more; the step goes on waiting, as in Artillery.
  if (heard == Line::Heard::end) heard = co_await line_.hear(until);
  if (heard != Line::Heard::message) co_return fail("response timeout", "undefined");
  count(received_, receive_rate_);
  if (line_.text().empty())
    parts_.error = "Empty response from WS server";
  else if (!take_from_message(step.checks, line_.text(), parts_.variables, parts_.random))
    parts_.error = "Failed capture or match";
  else
    co_return true;
  co_return false;
}

}  // namespace rampart::load
