#include "live/net/http_server_answer.h"

#include <fmt/format.h>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <iterator>

namespace rampart::live::net {
namespace {

bool breaks_the_message(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

bool is_ours(std::string_view name) {
  return boost::beast::iequals(name, "content-length") || boost::beast::iequals(name, "connection") ||
         boost::beast::iequals(name, "transfer-encoding");
}

bool has_header(const ServerResponse& response, std::string_view wanted) {
  for (const auto& [name, value] : response.headers) {
    if (boost::beast::iequals(name, wanted)) return true;
  }
  return false;
}

}  // namespace

std::string write_head(const ServerResponse& response, const AnswerForm& form) {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
  std::string out;
  out.reserve(192);
  auto to = std::back_inserter(out);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\n", response.status, std::string_view(reason.data(), reason.size()));
  const bool body = may_have_body(response.status);
  if (body && !response.content_type.empty() && !breaks_the_message(response.content_type) &&
      !has_header(response, "content-type")) {
    fmt::format_to(to, "Content-Type: {}\r\n", response.content_type);
  }
  for (const auto& [name, value] : response.headers) {
    if (name.empty() || is_ours(name) || breaks_the_message(name) || breaks_the_message(value)) continue;
    fmt::format_to(to, "{}: {}\r\n", name, value);
  }
  if (body) fmt::format_to(to, "Content-Length: {}\r\n", response.body.size());
  if (!form.keep_alive) {
    out += "Connection: close\r\n";
  } else if (form.http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  return out;
}

PendingAnswer::~PendingAnswer() {
  if (!given_) give({.status = 500, .body = "The request ended without an answer.\n"});
}

void PendingAnswer::give(ServerResponse response) {
  if (!given_.exchange(true)) deliver_(std::move(response));
}

}  // namespace rampart::live::net
