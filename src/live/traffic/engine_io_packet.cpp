#include "live/traffic/engine_io_packet.h"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>

namespace rampart::live::traffic {
namespace {

constexpr char separator = '\x1e';

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

std::optional<std::string> decode_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = value_of(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> count) & 0xff);
  }
  return out;
}

Duration milliseconds_in(const boost::json::object& object, std::string_view key, Duration otherwise) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_int64() || value->get_int64() <= 0) return otherwise;
  return std::chrono::milliseconds(std::min<std::int64_t>(value->get_int64(), 86'400'000));
}

}  // namespace

std::optional<EngineIoPacket> parse_engine_io_packet(std::string_view text) {
  EngineIoPacket out;
  if (text.starts_with('b')) {
    auto bytes = decode_base64(text.substr(1));
    if (!bytes) return std::nullopt;
    out = {EngineIoPacket::Type::message, std::move(*bytes), false};
    return out;
  }
  if (text.empty() || text.front() < '0' || text.front() > '6') return std::nullopt;
  out.type = static_cast<EngineIoPacket::Type>(text.front() - '0');
  out.data = text.substr(1);
  return out;
}

std::optional<std::vector<EngineIoPacket>> parse_engine_io_payload(std::string_view body) {
  std::vector<EngineIoPacket> out;
  for (;;) {
    const std::size_t end = body.find(separator);
    auto packet = parse_engine_io_packet(body.substr(0, end));
    if (!packet) return std::nullopt;
    out.push_back(std::move(*packet));
    if (end == std::string_view::npos) return out;
    body.remove_prefix(end + 1);
  }
}

void append_engine_io_packet(std::string& body, EngineIoPacket::Type type, std::string_view data) {
  if (!body.empty()) body += separator;
  body.append(1, static_cast<char>('0' + static_cast<int>(type))).append(data);
}

std::optional<EngineIoOpening> parse_engine_io_opening(std::string_view json) {
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(json, error);
  const auto* object = parsed.if_object();
  if (error || object == nullptr) return std::nullopt;
  const auto* session = object->if_contains("sid");
  if (session == nullptr || !session->is_string()) return std::nullopt;
  EngineIoOpening out;
  out.session = std::string_view(session->get_string());
  if (const auto* upgrades = object->if_contains("upgrades"); upgrades != nullptr && upgrades->is_array())
    for (const auto& upgrade : upgrades->get_array())
      out.offers_websocket = out.offers_websocket || upgrade == boost::json::value("websocket");
  out.ping_interval = milliseconds_in(*object, "pingInterval", out.ping_interval);
  out.ping_timeout = milliseconds_in(*object, "pingTimeout", out.ping_timeout);
  return out;
}

}  // namespace rampart::live::traffic
