#include "heavy/upstream.h"

#include <fmt/format.h>

#include <charconv>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "live/net/http_client.h"

namespace rampart::heavy {
namespace {

constexpr std::string_view scheme = "http://";

Error not_a_url(std::string_view url) {
  return invalid(fmt::format("\"{}\" can't be called; write http://HOST[:PORT][/PATH].", url));
}

struct Outcome {
  std::mutex mutex;
  std::condition_variable came;
  std::optional<Result<int>> status;
};

}  // namespace

Result<Upstream> parse_upstream(std::string_view url) {
  if (!url.starts_with(scheme)) return not_a_url(url);
  const auto rest = url.substr(scheme.size());
  const auto slash = rest.find_first_of("/?");
  const auto authority = rest.substr(0, slash);
  Upstream upstream;
  if (slash != std::string_view::npos) {
    upstream.target = (rest[slash] == '?' ? "/" : "") + std::string(rest.substr(slash));
  }
  if (upstream.target.find_first_of(" \r\n") != std::string::npos) return not_a_url(url);
  const auto bracket = authority.find(']');  // [::1]:8080
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  upstream.host = authority.substr(0, colon);
  if (bracket != std::string_view::npos) upstream.host = authority.substr(1, bracket - 1);
  if (upstream.host.empty() || upstream.host.find_first_of(" @\r\n") != std::string::npos) return not_a_url(url);
  if (colon != std::string_view::npos) {
    const auto digits = authority.substr(colon + 1);
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), upstream.port);
    const bool whole = ec == std::errc() && end == digits.data() + digits.size();
    if (!whole || upstream.port < 1 || upstream.port > 65535) return not_a_url(url);
  }
  return upstream;
}

Result<int> call_upstream(const boost::asio::any_io_executor& loop, const Upstream& upstream,
                          std::chrono::milliseconds timeout, const std::function<bool()>& given_up) {
  auto outcome = std::make_shared<Outcome>();
  live::net::ClientRequest request;
  request.target = upstream.target;
  request.timeout = timeout;
  request.headers = {{"Accept", "*/*"}};
  live::net::fetch(loop, {.unix_socket = {}, .host = upstream.host, .port = upstream.port}, std::move(request),
                   [outcome](const Result<live::net::ClientResponse>& answer) {
                     const std::scoped_lock lock(outcome->mutex);
                     outcome->status = answer ? Result<int>(answer->status) : Result<int>(answer.error());
                     outcome->came.notify_all();
                   });
  std::unique_lock lock(outcome->mutex);
  while (!outcome->came.wait_for(lock, std::chrono::milliseconds(100), [&] { return outcome->status.has_value(); })) {
    if (given_up()) return unavailable("The server stopped while it waited for the other service.");
  }
  return *outcome->status;
}

}  // namespace rampart::heavy
