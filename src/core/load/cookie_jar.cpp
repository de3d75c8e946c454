#include "core/load/cookie_jar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/ascii.h"

namespace rampart::load {
namespace {

bool domain_matches(std::string_view host, std::string_view domain) {
  return host == domain ||
         (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.' &&
          host.find_first_not_of("0123456789.") != std::string_view::npos);
}

bool path_matches(std::string_view target, std::string_view path) {
  const std::string_view own = target.substr(0, target.find('?'));
  return own.starts_with(path) && (own.size() == path.size() || path.ends_with('/') || own[path.size()] == '/');
}

std::optional<int> take_number(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

// RFC 6265 §5.1.1: tokens in any order, "Wed, 21 Oct 2026 07:28:00 GMT" and its older spellings.
std::optional<Instant> parse_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                              "jul", "aug", "sep", "oct", "nov", "dec"};
  int day = 0;
  int month = 0;
  int year = -1;
  std::optional<std::chrono::seconds> clock;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,-\t"), text.size());
    const std::string token = lowered(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (token.empty()) continue;
    if (token.find(':') != std::string::npos) {
      const std::size_t a = token.find(':');
      const std::size_t b = token.find(':', a + 1);
      const auto h = take_number(token);
      const auto m = take_number(std::string_view(token).substr(a + 1));
      const auto s = b == std::string::npos ? std::nullopt : take_number(std::string_view(token).substr(b + 1));
      if (!h || !m || !s || *h > 23 || *m > 59 || *s > 59) return std::nullopt;
      clock = std::chrono::hours(*h) + std::chrono::minutes(*m) + std::chrono::seconds(*s);
    } else if (const auto* found = std::find(months.begin(), months.end(), token.substr(0, 3)); found != months.end()) {
      month = static_cast<int>(found - months.begin()) + 1;
    } else if (const auto n = take_number(token)) {
      if (day == 0 && token.size() <= 2)
        day = *n;
      else
        year = *n < 70 ? *n + 2000 : *n < 100 ? *n + 1900 : *n;
    }
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (year < 1601 || year > 2200 || !date.ok() || !clock) return std::nullopt;
  return Instant(std::chrono::sys_days(date).time_since_epoch() + *clock);
}

// What anybody may register under. "localhost" and the like are no registries.
bool is_public_suffix(std::string_view domain) {
  const bool numbers = domain.find_first_not_of("0123456789.") == std::string_view::npos;
  const bool special =
      domain == "localhost" || domain == "local" || domain == "example" || domain == "invalid" || domain == "test";
  return numbers || (domain.find('.') == std::string_view::npos && !special);
}

bool apply_attribute(Cookie& cookie, std::string_view name, std::string_view value, const Origin& origin, Instant now,
                     const script::CookieRules& rules, bool& has_max_age) {
  if (name == "domain") {
    if (value.starts_with('.')) value.remove_prefix(1);
    if (value.empty()) return true;
    cookie.domain = lowered(value);
    cookie.host_only = false;
    if (rules.reject_public_suffixes && is_public_suffix(cookie.domain)) return false;
    return domain_matches(origin.host, cookie.domain);
  }
  if (name == "path" && value.starts_with('/')) {
    cookie.path.assign(value);
    cookie.path_given = true;
  }
  if (name == "secure") cookie.secure = true;
  if (name == "expires" && !has_max_age) {
    if (const auto date = parse_date(value)) cookie.expires = *date;
  }
  if (name == "max-age") {
    if (const auto age = take_number(value)) {
      cookie.expires = now + std::chrono::seconds(*age);
      has_max_age = true;
    }
  }
  return true;
}

}  // namespace

std::string default_cookie_path(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos || slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::optional<Cookie> parse_set_cookie(std::string_view header, const Origin& origin, std::string_view target,
                                       Instant now, const script::CookieRules& rules) {
  const std::size_t end = std::min(header.find(';'), header.size());
  const std::string_view pair = header.substr(0, end);
  const std::size_t equals = pair.find('=');
  const bool has_name = equals != std::string_view::npos && equals > 0;
  if (!has_name && !rules.loose) return std::nullopt;
  Cookie cookie;
  if (has_name) cookie.name = trimmed(pair.substr(0, equals));
  cookie.value = trimmed(has_name ? pair.substr(equals + 1) : pair.substr(equals == 0 ? 1 : 0));
  if (cookie.name.empty() && (!rules.loose || cookie.value.empty())) return std::nullopt;
  cookie.domain = origin.host;
  cookie.path = default_cookie_path(target);
  bool has_max_age = false;
  std::string_view rest = header.substr(end);
  while (rest.size() > 1) {
    rest.remove_prefix(1);
    const std::size_t next = std::min(rest.find(';'), rest.size());
    const std::string_view attribute = rest.substr(0, next);
    const std::size_t sign = std::min(attribute.find('='), attribute.size());
    const std::string_view value = sign < attribute.size() ? trimmed(attribute.substr(sign + 1)) : std::string_view();
    if (!apply_attribute(cookie, lowered(trimmed(attribute.substr(0, sign))), value, origin, now, rules, has_max_age))
      return std::nullopt;
    rest.remove_prefix(next);
  }
  return cookie;
}

bool keeps_prefix_promise(const Cookie& cookie) {
  if (cookie.name.starts_with("__Secure-")) return cookie.secure;
  if (cookie.name.starts_with("__Host-"))
    return cookie.secure && cookie.host_only && cookie.path_given && cookie.path == "/";
  return true;
}

void CookieJar::store(Cookie cookie, Instant now) {
  const auto same = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& c) {
    return c.name == cookie.name && c.domain == cookie.domain && c.path == cookie.path;
  });
  const bool dead = cookie.expires && *cookie.expires <= now;
  if (same != cookies_.end()) {
    if (dead)
      cookies_.erase(same);
    else
      *same = std::move(cookie);
    return;
  }
  if (dead) return;
  const auto place = std::find_if(cookies_.begin(), cookies_.end(),
                                  [&](const Cookie& c) { return c.path.size() < cookie.path.size(); });
  cookies_.insert(place, std::move(cookie));
}

bool CookieJar::append_header(const Origin& origin, std::string_view target, Instant now, std::string& out) const {
  bool any = false;
  for (const Cookie& c : cookies_) {
    if (c.expires && *c.expires <= now) continue;
    if (c.secure && !origin.tls) continue;
    if (c.host_only ? origin.host != c.domain : !domain_matches(origin.host, c.domain)) continue;
    if (!path_matches(target, c.path)) continue;
    if (any) out += "; ";
    if (!c.name.empty()) {
      out += c.name;
      out += '=';
    }
    out += c.value;
    any = true;
  }
  return any;
}

}  // namespace rampart::load
