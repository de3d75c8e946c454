#include "live/traffic/websocket_handshake.h"

#include <openssl/evp.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"

namespace rampart::live::traffic {
namespace {

std::string base64(const std::uint8_t* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  return out;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> header(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != head.npos;) {
    const std::size_t from = at + 2;
    at = head.find("\r\n", from);
    const std::string_view line = head.substr(from, at == head.npos ? at : at - from);
    const std::size_t colon = line.find(':');
    if (colon != line.npos && same_word(line.substr(0, colon), name)) return trimmed(line.substr(colon + 1));
  }
  return std::nullopt;
}

}  // namespace

std::string websocket_key(const std::array<std::uint8_t, 16>& bytes) { return base64(bytes.data(), bytes.size()); }

std::string websocket_accept(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64(digest.data(), size);
}

std::string websocket_request(std::string_view target, std::string_view host, std::string_view headers,
                              const std::vector<std::string>& subprotocols, std::string_view key) {
  std::string out = "GET ";
  out.append(target).append(" HTTP/1.1\r\nsec-websocket-version: 13\r\nsec-websocket-key: ").append(key);
  out.append("\r\nconnection: Upgrade\r\nupgrade: websocket\r\n").append(headers);
  for (std::size_t i = 0; i < subprotocols.size(); ++i)
    out.append(i == 0 ? "sec-websocket-protocol: " : ", ").append(subprotocols[i]);
  if (!subprotocols.empty()) out += "\r\n";
  return out.append("host: ").append(host).append("\r\n\r\n");
}

std::string websocket_refusal(std::string_view head, const std::vector<std::string>& subprotocols,
                              std::string_view key) {
  if (!head.starts_with("HTTP/1.1 ") || head.size() < 12) return "Parse Error: Expected HTTP/";
  const std::string_view status = head.substr(9, 3);
  if (status != "101") return "Unexpected server response: " + std::string(status);
  const auto upgrade = header(head, "upgrade");
  if (!upgrade || !same_word(*upgrade, "websocket")) return "Invalid Upgrade header";
  if (header(head, "sec-websocket-accept") != websocket_accept(key)) return "Invalid Sec-WebSocket-Accept header";
  const auto chosen = header(head, "sec-websocket-protocol");
  if (chosen && subprotocols.empty()) return "Server sent a subprotocol but none was requested";
  if (!chosen && !subprotocols.empty()) return "Server sent no subprotocol";
  if (chosen && std::find(subprotocols.begin(), subprotocols.end(), *chosen) == subprotocols.end())
    return "Server sent an invalid subprotocol";
  if (header(head, "sec-websocket-extensions"))
    return "Server sent a Sec-WebSocket-Extensions header but no extension was requested";
  return "";
}

}  // namespace rampart::live::traffic
