// CookieJar: the cookies of one virtual user (RFC 6265, domain and path rules, expiry).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/load/transport.h"
#include "core/script/script.h"

namespace rampart::load {

struct Cookie {
  std::string name;
  std::string value;
  std::string domain;  ///< Lower case, without a leading dot.
  std::string path = "/";
  bool path_given = false;
  bool host_only = true;  ///< Only for exactly this domain.
  bool secure = false;
  std::optional<Instant> expires;
};

/// A set-cookie header as answered by `origin` for `target`. Nothing when it is malformed, or names a domain the origin
/// doesn't belong to or that is anybody's ("com"); which lists of registries like "co.uk" exist isn't known here.
std::optional<Cookie> parse_set_cookie(std::string_view header, const Origin& origin, std::string_view target,
                                       Instant now, const script::CookieRules& rules = {});

/// Whether a name that begins with __Secure- or __Host- keeps what it promises (RFC 6265bis §4.1.3).
bool keeps_prefix_promise(const Cookie& cookie);

/// The folder of the request, where a cookie belongs that names no path: RFC 6265 §5.1.4.
std::string default_cookie_path(std::string_view target);

class CookieJar {
 public:
  /// Adds, replaces the one with the same name, domain and path, or removes it when it is expired.
  void store(Cookie cookie, Instant now);
  /// Appends "a=1; b=2" for this request to `out`; true when there was any. Longer paths come first.
  bool append_header(const Origin& origin, std::string_view target, Instant now, std::string& out) const;
  void clear() { cookies_.clear(); }
  [[nodiscard]] bool empty() const { return cookies_.empty(); }

 private:
  std::vector<Cookie> cookies_;
};

}  // namespace rampart::load
