#include "aws/protocol/text_value.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include "aws/protocol/utf8.h"

namespace rampart::aws::protocol {
namespace {

namespace chrono = std::chrono;
constexpr double first_second = -62135596800.0;  // 0001-01-01T00:00:00Z
constexpr double last_second = 253402300799.0;   // 9999-12-31T23:59:59Z
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

template <class Number>
std::optional<Number> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number out{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<double> floating(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  const auto out = number<double>(text);
  return out && std::isfinite(*out) ? out : std::nullopt;
}

std::string double_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", value);
}

std::string timestamp_text(double epoch_seconds, TimestampText form) {
  const chrono::sys_time<chrono::milliseconds> at(chrono::milliseconds(std::llround(epoch_seconds * 1000)));
  const auto day = chrono::floor<chrono::days>(at);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(at - day);
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  const auto of_month = static_cast<unsigned>(date.day());
  if (form == TimestampText::http_date)
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[chrono::weekday(day).c_encoding()],
                       of_month, months[month - 1], year, time.hours().count(), time.minutes().count(),
                       time.seconds().count());
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", year, month, of_month, time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

/// Digits of a fixed width at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return std::nullopt;
  int out = 0;
  for (const char c : text.substr(at, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

std::optional<double> moment(int year, int month, int day, int hour, int minute, int second) {
  const chrono::year_month_day date(chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto days = chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86400.0 + hour * 3600 + minute * 60 + second;
}

/// "2026-09-14T05:43:00.5Z", "…+02:00"; the fraction may be missing or of any length.
std::optional<double> iso8601(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() == 10) return moment(*year, *month, *day, 0, 0, 0);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!hour || !minute || !second || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
  auto out = moment(*year, *month, *day, *hour, *minute, *second);
  if (!out) return std::nullopt;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at + 1), text.size());
    const auto fraction = number<double>(fmt::format("0{}", text.substr(at, end - at)));
    if (end == at + 1 || !fraction) return std::nullopt;
    *out += *fraction;
    at = end;
  }
  const std::string_view zone = text.substr(at);
  if (zone.empty() || zone == "Z") return out;
  const auto east = digits(zone, 1, 2);
  const auto past = digits(zone, zone.size() == 6 ? 4 : 3, 2);
  if ((zone[0] != '+' && zone[0] != '-') || !east || !past || (zone.size() == 6 ? zone[3] != ':' : zone.size() != 5))
    return std::nullopt;
  return *out - (zone[0] == '+' ? 1 : -1) * (*east * 3600.0 + *past * 60.0);
}

/// "Mon, 14 Sep 2026 05:43:00 GMT"
std::optional<double> http_date(std::string_view text) {
  if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
  for (std::size_t month = 0; month < months.size(); ++month) {
    if (text.substr(8, 3) != months[month]) continue;
    const auto day = digits(text, 5, 2);
    const auto year = digits(text, 12, 4);
    const auto hour = digits(text, 17, 2);
    const auto minute = digits(text, 20, 2);
    const auto second = digits(text, 23, 2);
    if (day && year && hour && minute && second)
      return moment(*year, static_cast<int>(month) + 1, *day, *hour, *minute, *second);
  }
  return std::nullopt;
}

std::optional<boost::json::value> whole(const Shape& shape, std::string_view text) {
  const auto out = number<std::int64_t>(text);
  const bool fits = out && (shape->kind == Kind::long_integer || (*out >= INT32_MIN && *out <= INT32_MAX));
  return fits ? std::optional<boost::json::value>(*out) : std::nullopt;
}

template <class T>
std::optional<boost::json::value> maybe(const std::optional<T>& found) {
  return found ? std::optional<boost::json::value>(boost::json::value(*found)) : std::nullopt;
}

}  // namespace

std::string text_of(const Shape& shape, const boost::json::value& value, TimestampText timestamps) {
  switch (shape->kind) {
    case Kind::integer:
    case Kind::long_integer:
      return std::to_string(value.to_number<std::int64_t>());
    case Kind::double_number:
      return double_text(value.to_number<double>());
    case Kind::boolean:
      return value.as_bool() ? "true" : "false";
    case Kind::timestamp:
      return timestamp_text(value.to_number<double>(), timestamps);
    case Kind::blob:
      return base64(value.as_string());
    default:
      return std::string(value.as_string());
  }
}

std::optional<boost::json::value> value_of(const Shape& shape, std::string_view text) {
  switch (shape->kind) {
    case Kind::integer:
    case Kind::long_integer:
      return whole(shape, text);
    case Kind::double_number:
      return maybe(floating(text));
    case Kind::boolean:
      if (text != "true" && text != "false") return std::nullopt;
      return boost::json::value(text == "true");
    case Kind::timestamp: {
      auto at = iso8601(text);
      if (!at) at = http_date(text);
      if (!at) at = floating(text);
      return at ? maybe(canonical_timestamp(*at)) : std::nullopt;
    }
    case Kind::blob:
      return maybe(from_base64(text));
    default:
      break;
  }
  return is_utf8(text) ? std::optional<boost::json::value>(text) : std::nullopt;
}

std::optional<double> canonical_timestamp(double epoch_seconds) {
  if (!(epoch_seconds >= first_second && epoch_seconds <= last_second)) return std::nullopt;
  return std::round(epoch_seconds * 1000) / 1000;
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return std::string();
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  // EVP_DecodeBlock takes white space at the ends and '=' anywhere; base64 has neither.
  if (text.substr(0, text.size() - padding).find_first_of("= \t\r\n\v\f") != std::string_view::npos)
    return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

std::string printable(std::string_view bytes) {
  std::string out(bytes);
  if (is_utf8(bytes)) return out;
  for (char& c : out)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return out;
}

}  // namespace rampart::aws::protocol
