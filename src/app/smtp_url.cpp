#include "app/smtp_url.h"

#include <charconv>

#include "aws/signature/sigv4.h"

namespace rampart::app {
namespace {

bool read_port(std::string_view text, int& port) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && stop == end && port > 0 && port <= 65535;
}

bool is_host(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") ==
             std::string_view::npos;
}

}  // namespace

Result<live::net::MailServer> read_smtp_url(std::string_view url) {
  const Error wrong = invalid("--smtp is a mail server, smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://…");
  live::net::MailServer out;
  out.tls = url.starts_with("smtps://");
  if (!out.tls && !url.starts_with("smtp://")) return wrong;
  url.remove_prefix(out.tls ? 8 : 7);
  if (url.ends_with('/')) url.remove_suffix(1);
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
    const std::string_view who = url.substr(0, at);
    const std::size_t colon = std::min(who.find(':'), who.size());
    out.user = aws::signature::uri_decoded(who.substr(0, colon), false);
    out.password = aws::signature::uri_decoded(who.substr(std::min(colon + 1, who.size())), false);
    if (out.user.empty()) return wrong;
    url.remove_prefix(at + 1);
  }
  out.port = out.tls ? 465 : 25;
  const std::size_t colon = url.rfind(':');
  const bool has_port = colon != std::string_view::npos && url.find(']', colon) == std::string_view::npos;
  if (has_port && !read_port(url.substr(colon + 1), out.port)) return wrong;
  out.host = std::string(url.substr(0, has_port ? colon : url.size()));
  if (!is_host(out.host)) return wrong;
  return out;
}

}  // namespace rampart::app
