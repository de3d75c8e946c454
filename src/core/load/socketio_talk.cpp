#include "core/load/socketio_talk.h"

#include <algorithm>

#include "core/load/message_checks.h"
#include "core/load/url.h"
#include "core/load/virtual_user.h"
#include "core/script/json_text.h"

namespace rampart::load {
namespace {

using Type = SocketIoPacket::Type;

/// As encodeURIComponent.
void append_component(std::string& out, std::string_view text) {
  static constexpr std::string_view kept = "-_.!~*'()";
  static constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kept.find(c) != std::string_view::npos)
      out += c;
    else
      out.append(1, '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
  }
}

std::string query_text(const TalkParts& parts) {
  std::string out;
  for (const auto& [key, value] : parts.connection.query) {
    bool undefined = false;
    const boost::json::value got = value.evaluate(parts.variables, parts.random, undefined);
    std::string text;
    if (undefined)
      text = "undefined";
    else if (got.is_object())
      text = "[object Object]";
    else
      script::append_text(text, got);
    if (!out.empty()) out += '&';
    append_component(out, key);
    append_component(out += '=', text);
  }
  return out;
}

/// What `data` or `args` asks for; nothing where it comes to nothing.
std::optional<boost::json::value> asked_data(const script::EventReply& reply, const TalkParts& parts) {
  if (!reply.data) return std::nullopt;
  bool undefined = false;
  boost::json::value data = reply.data->evaluate(parts.variables, parts.random, undefined);
  const bool empty = undefined || data.is_null() || (data.is_string() && data.get_string().empty()) ||
                     (data.is_bool() && !data.get_bool()) || (data.is_int64() && data.get_int64() == 0);
  if (empty) return std::nullopt;
  return data;
}

std::string arguments_text(const script::EmitEvent& event, const TalkParts& parts) {
  boost::json::array arguments;
  for (const script::ValueTemplate& argument : event.arguments)
    arguments.push_back(argument.evaluate(parts.variables, parts.random));
  std::string text;
  script::append_json(text, boost::json::value(std::move(arguments)));
  return text;
}

bool is_event(const SocketIoPacket& packet) { return packet.type == Type::event || packet.type == Type::binary_event; }

bool is_acknowledgement(const SocketIoPacket& packet, std::uint64_t id) {
  return (packet.type == Type::ack || packet.type == Type::binary_ack) && packet.id == id && packet.data.is_array();
}

}  // namespace

void SocketIoTalk::Socket::overhear(std::string_view text) {
  if (const auto packet = parse_socketio_packet(text); packet && packet->type == Type::disconnect) dismissed = true;
}

SocketIoTalk::SocketIoTalk(const TalkParts& parts)
    : parts_(parts),
      emitted_(parts.world.collector.counter("socketio.emit")),
      emit_rate_(parts.world.collector.rate("socketio.emit_rate")),
      response_time_(parts.world.collector.summary("socketio.response_time")) {}

SocketIoTalk::~SocketIoTalk() {
  for (Socket& socket : sockets_)
    if (socket.connected && socket.line.is_open())
      socket.line.say(socketio_packet_text(Type::disconnect, socket.name_space, {}, ""));
}

bool SocketIoTalk::fail(std::string_view error) {
  parts_.error.assign(error);
  return false;
}

void SocketIoTalk::mark_end(Instant started) {
  const Instant now = parts_.world.timer.now();
  parts_.world.collector.at(now);
  parts_.world.collector.record(response_time_, now - started);
}

// --- connecting ------------------------------------------------------------------------------------------------------

SocketIoTalk::Socket& SocketIoTalk::socket_of(const std::string& key) {
  for (Socket& socket : sockets_)
    if (socket.key == key) return socket;
  Socket& socket = sockets_.emplace_back(*parts_.world.channels, parts_.world.timer);
  socket.key = key;
  return socket;
}

bool SocketIoTalk::request_for(Socket& socket, ChannelRequest& request, std::string& problem) {
  const script::Connection& connection = parts_.connection;
  std::string target = connection.target.render(parts_.variables, parts_.random) + socket.key;
  if (target.starts_with("ws")) target = "http" + target.substr(2);
  auto url = parse_url(target);
  if (!url) {
    problem = "Invalid URL: " + target;
    return false;
  }
  const auto mark = std::min(url->target.find('?'), url->target.size());
  socket.name_space = url->target.substr(0, mark);
  std::string query = query_text(parts_);
  if (connection.query.empty() && mark < url->target.size()) query = url->target.substr(mark + 1);
  request.kind = ChannelRequest::Kind::engine_io;
  request.origin = url->origin;
  request.target = connection.path + "?" + query;
  request.headers = connection_headers(parts_);
  request.patience = connection.patience;
  request.polling = connection.polling;
  request.upgrade = connection.upgrade;
  return true;
}

// Opens the connection, then asks for the namespace. False: `problem` says why in the client's words.
Task<bool> SocketIoTalk::open(Socket& socket, std::string& problem) {
  ChannelRequest request;
  if (!request_for(socket, request, problem)) co_return false;
  socket.connected = false;
  socket.next_id = 0;
  const Instant until = parts_.world.timer.now() + parts_.connection.patience;
  socket.line.open(std::move(request));
  const Line::Heard heard = co_await socket.line.hear(until);
  if (heard != Line::Heard::opened) {
    problem = heard == Line::Heard::silence ? "timeout" : socket.line.end().message;
    socket.line.hang_up();
    co_return false;
  }
  std::string auth;
  if (parts_.connection.auth) parts_.connection.auth->render_json(parts_.variables, parts_.random, auth);
  socket.line.say(socketio_packet_text(Type::connect, socket.name_space, {}, auth));
  for (;;) {
    const auto packet = co_await next_packet(socket, until);
    if (!packet) break;
    if (packet->type == Type::connect) {
      socket.connected = true;
      co_return true;
    }
    if (packet->type != Type::connect_error) continue;
    const auto* data = packet->data.if_object();
    const auto* message = data == nullptr ? nullptr : data->if_contains("message");
    if (message != nullptr && message->is_string()) problem = std::string_view(message->get_string());
    break;
  }
  if (problem.empty()) problem = "timeout";
  socket.line.hang_up();
  co_return false;
}

// Artillery counts this failure as the Error itself, not as its message.
Task<bool> SocketIoTalk::connect() {
  std::string problem;
  const bool ok = co_await open(socket_of(""), problem);
  if (ok) co_return true;
  co_return fail("Error: " + problem);
}

// --- packets ---------------------------------------------------------------------------------------------------------

// A whole packet, or nothing while attachments are missing.
std::optional<SocketIoPacket> SocketIoTalk::take_message(Socket& socket) {
  if (!socket.line.is_text()) {
    if (!socket.unfinished) return std::nullopt;
    fill_attachment(socket.unfinished->data, socket.attached++, socket.line.text());
    if (socket.attached < socket.unfinished->attachments) return std::nullopt;
    return std::exchange(socket.unfinished, std::nullopt);
  }
  auto packet = parse_socketio_packet(socket.line.text());
  if (!packet || packet->name_space != socket.name_space) return std::nullopt;
  if (packet->type == Type::disconnect) socket.dismissed = true;
  if (packet->attachments == 0) return packet;
  socket.unfinished = std::move(packet);
  socket.attached = 0;
  return std::nullopt;
}

// Nothing: none has come by then. A connection that ends says nothing any more; the step goes on waiting, as Artillery.
Task<std::optional<SocketIoPacket>> SocketIoTalk::next_packet(Socket& socket, Instant until) {
  for (;;) {
    const Line::Heard heard = co_await socket.line.hear(until);
    if (heard == Line::Heard::silence) co_return std::nullopt;
    if (heard != Line::Heard::message) continue;
    if (auto packet = take_message(socket)) co_return packet;
  }
}

// --- emit ------------------------------------------------------------------------------------------------------------

Task<bool> SocketIoTalk::emit(const PlannedEmit& step) {
  Socket& socket = socket_of(step.script->name_space.render(parts_.variables, parts_.random));
  if (!socket.line.is_open() && !socket.dismissed) {
    std::string problem;
    const bool ok = co_await open(socket, problem);
    if (!ok) co_return fail(problem);
  }
  const Instant started = parts_.world.timer.now();
  parts_.world.collector.at(started);
  parts_.world.collector.count(emitted_);
  parts_.world.collector.tick(emit_rate_);
  const bool wants_id = step.script->acknowledge && !step.script->response;
  std::optional<std::uint64_t> id;
  if (wants_id) id = socket.next_id++;
  if (!socket.dismissed)
    socket.line.say(socketio_packet_text(Type::event, socket.name_space, id, arguments_text(*step.script, parts_)));
  if (step.script->response) {
    const bool ok = co_await await_response(socket, step, started);
    co_return ok;
  }
  if (id) {
    const bool ok = co_await await_acknowledgement(socket, step, *id, started);
    co_return ok;
  }
  mark_end(started);
  co_return true;
}

bool SocketIoTalk::process(const boost::json::array& arguments, const script::EventReply& reply,
                           const MessageChecks& checks) {
  const auto asked = asked_data(reply, parts_);
  if (asked && !are_as_asked(arguments, *asked, reply.concat)) return fail("data is not valid");
  if (!take_from_arguments(checks, arguments, parts_.variables, parts_.random)) return fail("Failed match");
  return true;
}

// Ends when the arguments that have come so far are what is asked for; else at the timeout, with what has come.
Task<bool> SocketIoTalk::await_response(Socket& socket, const PlannedEmit& step, Instant started) {
  const script::EventReply& reply = *step.script->response;
  const std::string channel = reply.channel.render(parts_.variables, parts_.random);
  const auto asked = asked_data(reply, parts_);
  const Instant until = parts_.world.timer.now() + parts_.connection.reply_timeout;
  boost::json::array arguments;
  bool came = false;
  for (;;) {
    auto packet = co_await next_packet(socket, until);
    if (!packet) break;
    auto* event = packet->data.if_array();
    if (!is_event(*packet) || event == nullptr || event->empty() || event->front() != boost::json::value(channel))
      continue;
    for (std::size_t i = 1; i < event->size(); ++i) arguments.push_back(std::move((*event)[i]));
    came = !arguments.empty();
    if (asked && are_as_asked(arguments, *asked, reply.concat)) break;
  }
  if (!came) co_return fail("response timeout");
  bool ok = process(arguments, reply, step.response);
  if (ok) mark_end(started);
  if (!step.script->acknowledge) {
    mark_end(started);  // Artillery records such a step twice
    co_return ok;
  }
  // Beside a response no acknowledgement is asked for; Artillery then looks at one without arguments.
  ok = process({}, *step.script->acknowledge, step.acknowledge);
  if (ok) mark_end(started);
  co_return ok;
}

// Artillery waits for an acknowledgement for ever; here it's as long as for a response.
Task<bool> SocketIoTalk::await_acknowledgement(Socket& socket, const PlannedEmit& step, std::uint64_t id,
                                               Instant started) {
  const Instant until = parts_.world.timer.now() + parts_.connection.reply_timeout;
  for (;;) {
    const auto packet = co_await next_packet(socket, until);
    if (!packet) co_return fail("response timeout");
    if (!is_acknowledgement(*packet, id)) continue;
    const bool ok = process(packet->data.get_array(), *step.script->acknowledge, step.acknowledge);
    if (ok) mark_end(started);
    co_return ok;
  }
}

}  // namespace rampart::load
