#include "live/net/http_server_target.h"

#include <fmt/format.h>

namespace rampart::live::net {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus { stays, is_space };

Result<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return invalid(fmt::format(
            "\"{}\" has a '%' that isn't followed by two hexadecimal digits; a plain '%' is written %25.", text));
      }
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

/// "http://host:1/a?b" → "/a?b": proxies send the absolute form, and a server must understand it.
std::string_view without_authority(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos || target.front() == '/') return target;
  const auto slash = target.find_first_of("/?", scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> split_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto part = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals), Plus::is_space);
    if (!name) return name.error();
    auto value = equals == std::string_view::npos ? Result<std::string>(std::string())
                                                  : percent_decode(part.substr(equals + 1), Plus::is_space);
    if (!value) return value.error();
    out.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

Result<RequestTarget> split_target(std::string_view target) {
  if (target.empty()) return invalid("The request target is empty.");
  target = without_authority(target);
  if (target.front() != '/' && target.front() != '?' && target != "*") {
    return invalid(fmt::format("The request target \"{}\" must begin with '/'.", target));
  }
  const auto mark = target.find('?');
  auto path = percent_decode(target.substr(0, mark), Plus::stays);
  if (!path) return path.error();
  auto query = split_query(mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1));
  if (!query) return query.error();
  if (path->empty()) path = std::string("/");
  return RequestTarget{std::move(*path), std::move(*query)};
}

}  // namespace rampart::live::net
