#include "core/load/socketio_packet.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>

namespace rampart::load {
namespace {

/// Takes the digits in front of `text`, if there are any.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool is_place_of(const boost::json::object& object, std::uint32_t number) {
  const auto* mark = object.if_contains("_placeholder");
  const auto* num = object.if_contains("num");
  if (mark == nullptr || !mark->is_bool() || !mark->get_bool() || num == nullptr) return false;
  return num->is_int64() && num->get_int64() == static_cast<std::int64_t>(number);
}

boost::json::object buffer_of(std::string_view bytes) {
  boost::json::array data;
  data.reserve(bytes.size());
  for (const char byte : bytes) data.emplace_back(static_cast<std::int64_t>(static_cast<unsigned char>(byte)));
  return {{"type", "Buffer"}, {"data", std::move(data)}};
}

}  // namespace

std::optional<SocketIoPacket> parse_socketio_packet(std::string_view text) {
  SocketIoPacket out;
  if (text.empty() || text.front() < '0' || text.front() > '6') return std::nullopt;
  out.type = static_cast<SocketIoPacket::Type>(text.front() - '0');
  text.remove_prefix(1);
  if (out.type == SocketIoPacket::Type::binary_event || out.type == SocketIoPacket::Type::binary_ack) {
    const auto count = take_number(text);
    if (!count || *count > 1000 || !text.starts_with('-')) return std::nullopt;
    out.attachments = static_cast<std::uint32_t>(*count);
    text.remove_prefix(1);
  }
  if (text.starts_with('/')) {
    const auto comma = std::min(text.find(','), text.size());
    out.name_space = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  out.id = take_number(text);
  if (text.empty()) return out;
  boost::system::error_code error;
  out.data = boost::json::parse(text, error);
  if (error) return std::nullopt;
  return out;
}

std::string socketio_packet_text(SocketIoPacket::Type type, std::string_view name_space,
                                 std::optional<std::uint64_t> id, std::string_view data) {
  std::string out(1, static_cast<char>('0' + static_cast<int>(type)));
  if (!name_space.empty() && name_space != "/") out.append(name_space).append(1, ',');
  if (id) out += std::to_string(*id);
  return out.append(data);
}

void fill_attachment(boost::json::value& data, std::uint32_t number, std::string_view bytes) {
  if (auto* list = data.if_array()) {
    for (auto& item : *list) fill_attachment(item, number, bytes);
  } else if (auto* object = data.if_object()) {
    if (is_place_of(*object, number))
      data = buffer_of(bytes);
    else
      for (auto& member : *object) fill_attachment(member.value(), number, bytes);
  }
}

}  // namespace rampart::load
