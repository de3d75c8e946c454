#include "core/import/access_log_line.h"

#include <algorithm>
#include <vector>

#include "core/import/iso_time.h"

namespace rampart::imports {
namespace {

/// "10/Oct/2000:13:55:36 -0700"
std::optional<Instant> common_time(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() < 26 || text[2] != '/' || text[6] != '/' || text[11] != ':') return std::nullopt;
  const std::size_t month = months.find(text.substr(3, 3));
  const auto day = whole_number(text.substr(0, 2));
  const auto year = whole_number(text.substr(7, 4));
  const auto hour = whole_number(text.substr(12, 2));
  const auto minute = whole_number(text.substr(15, 2));
  const auto second = whole_number(text.substr(18, 2));
  const auto zone_hours = whole_number(text.substr(22, 2));
  const auto zone_minutes = whole_number(text.substr(24, 2));
  if (month == std::string_view::npos || month % 3 != 0 || !day || !year || !hour || !minute || !second ||
      !zone_hours || !zone_minutes || (text[21] != '+' && text[21] != '-'))
    return std::nullopt;
  const auto local = instant_of(*year, static_cast<int>(month / 3) + 1, *day, *hour, *minute, *second);
  if (!local) return std::nullopt;
  const Duration zone = std::chrono::hours(*zone_hours) + std::chrono::minutes(*zone_minutes);
  return text[21] == '+' ? *local - zone : *local + zone;
}

/// Fields between spaces; "…" with \" inside and […] are one each, without their marks.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> out;
  std::size_t i = 0;
  while (i < line.size()) {
    if (line[i] == ' ') {
      ++i;
      continue;
    }
    std::string field;
    if (line[i] == '"') {
      for (++i; i < line.size() && line[i] != '"'; ++i) {
        if (line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == '"' || line[i + 1] == '\\')) ++i;
        field += line[i];
      }
      if (i >= line.size()) return {};  // a quote that never ends
      ++i;
    } else if (line[i] == '[') {
      const std::size_t end = line.find(']', i);
      if (end == std::string_view::npos) return {};
      field = line.substr(i + 1, end - i - 1);
      i = end + 1;
    } else {
      const std::size_t end = std::min(line.find(' ', i), line.size());
      field = line.substr(i, end - i);
      i = end;
    }
    out.push_back(std::move(field));
  }
  return out;
}

/// "GET /a?b HTTP/1.1", "GET http://host:80/a HTTP/1.1"; leaves method empty for anything else.
void read_request(std::string_view text, LogLine& out) {
  const std::size_t space = text.find(' ');
  const std::size_t last = text.rfind(' ');
  if (space == std::string_view::npos || last <= space || text.substr(last + 1, 5) != "HTTP/") return;
  const std::string_view method = text.substr(0, space);
  std::string_view target = text.substr(space + 1, last - space - 1);
  if (method.empty() || !std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return;
  if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos && scheme < 6) {
    const std::size_t path = std::min(target.find_first_of("/?", scheme + 3), target.size());
    out.origin = target.substr(0, path);
    target.remove_prefix(path);
  }
  if (!target.empty() && target.front() != '/' && target.front() != '?') return;  // `*`, host:port of CONNECT
  out.target = target.empty() || target.front() == '?' ? "/" + std::string(target) : std::string(target);
  out.method = method;
}

std::optional<LogLine> read_balancer_line(const std::vector<std::string>& fields) {
  if (fields.size() < 17) return std::nullopt;
  const std::string& type = fields[0];
  if (type != "http" && type != "https" && type != "h2" && type != "grpcs" && type != "ws" && type != "wss")
    return std::nullopt;
  // The second field is when the answer went out; field 22 is when the request came in. Older logs end before it.
  auto at = fields.size() > 21 ? read_iso_time(fields[21]) : std::nullopt;
  if (!at) at = read_iso_time(fields[1]);
  if (!at) return std::nullopt;
  LogLine out;
  out.at = *at;
  if (type != "ws" && type != "wss" && type != "grpcs") read_request(fields[12], out);
  return out;
}

std::optional<LogLine> read_common_line(const std::vector<std::string>& fields) {
  // host ident user [time] "request" status bytes …; a user's name may hold spaces.
  for (std::size_t i = 3; i + 2 < fields.size(); ++i) {
    const auto at = common_time(fields[i]);
    if (!at) continue;
    if (!whole_number(fields[i + 2])) return std::nullopt;
    LogLine out;
    out.at = *at;
    read_request(fields[i + 1], out);
    return out;
  }
  return std::nullopt;
}

}  // namespace

std::optional<LogLine> read_log_line(std::string_view line) {
  const std::vector<std::string> fields = fields_of(line);
  if (auto found = read_balancer_line(fields)) return found;
  return read_common_line(fields);
}

}  // namespace rampart::imports
