#include "live/net/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>

#include "live/net/curl_library.h"

namespace rampart::live::net {
namespace {

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

struct Rest {
  std::string_view text;
};

/// Gives libcurl the next bytes of the mail.
std::size_t next_bytes(char* into, std::size_t size, std::size_t count, void* rest) {
  std::string_view& text = static_cast<Rest*>(rest)->text;
  const std::size_t length = std::min(size * count, text.size());
  std::memcpy(into, text.data(), length);
  text.remove_prefix(length);
  return length;
}

Error failing(const CurlLibrary& curl, CURL* handle, CURLcode code, const std::string& said, const std::string& where) {
  long reply = 0;
  curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
  const std::string reason = fmt::format("{}: {}", where, said.empty() ? curl.easy_strerror(code) : said);
  if (code == CURLE_OPERATION_TIMEDOUT) return {ErrorKind::overloaded, reason};
  return reply >= 500 && reply < 600 ? invalid(reason) : unavailable(reason);
}

}  // namespace

Result<void> send_mail_and_wait(const MailServer& server, const Mail& mail, Duration timeout) {
  const auto& loaded = curl_library();
  if (loaded.has_error()) return loaded.error();
  const CurlLibrary& curl = *loaded;
  const std::unique_ptr<CURL, decltype(curl.easy_cleanup)> handle(curl.easy_init(), curl.easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(curl.slist_free_all)> recipients(
      curl.slist_append(nullptr, fmt::format("<{}>", mail.recipient).c_str()), curl.slist_free_all);
  if (!handle || !recipients) return unavailable("libcurl: out of memory");
  const auto set = [&](CURLoption option, auto value) { curl.easy_setopt(handle.get(), option, value); };

  const std::string where = fmt::format("{}:{}", server.host, server.port);
  const std::string url = fmt::format("{}://{}", server.tls ? "smtps" : "smtp", where);
  const std::string sender = fmt::format("<{}>", mail.sender);
  const std::string text = mail_text(mail);
  Rest rest{text};
  std::array<char, CURL_ERROR_SIZE> said{};
  const bool must_hide = !server.user.empty() && !is_this_machine(server.host);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_USE_SSL, static_cast<long>(server.tls || must_hide ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!server.user.empty()) {
    set(CURLOPT_USERNAME, server.user.c_str());
    set(CURLOPT_PASSWORD, server.password.c_str());
  }
  if (!server.authorities.empty()) set(CURLOPT_CAINFO, server.authorities.c_str());
  set(CURLOPT_MAIL_FROM, sender.c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_READFUNCTION, &next_bytes);
  set(CURLOPT_READDATA, static_cast<void*>(&rest));
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_NOSIGNAL, 1L);  // other threads have signals of their own
  set(CURLOPT_PROXY, "");     // whatever the environment says of proxies is for http
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count()));
  set(CURLOPT_ERRORBUFFER, said.data());
  if (const CURLcode code = curl.easy_perform(handle.get()); code != CURLE_OK)
    return failing(curl, handle.get(), code, said.data(), where);
  return {};
}

}  // namespace rampart::live::net
