#include "live/balancer/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace rampart::live::balancer {
namespace {

/// HAProxy quotes a field that holds a comma or a quote.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

class Columns {
 public:
  explicit Columns(std::string_view header) {
    const auto names = fields_of(header);
    for (std::size_t i = 0; i < names.size(); ++i) index_.emplace(names[i], i);
  }
  [[nodiscard]] bool has(const std::string& name) const { return index_.count(name) > 0; }
  [[nodiscard]] std::string text(const std::vector<std::string>& fields, const std::string& name) const {
    const auto found = index_.find(name);
    return found == index_.end() || found->second >= fields.size() ? "" : fields[found->second];
  }
  [[nodiscard]] std::int64_t number(const std::vector<std::string>& fields, const std::string& name) const {
    const auto value = text(fields, name);
    std::int64_t n = 0;
    std::from_chars(value.data(), value.data() + value.size(), n);
    return n;
  }

 private:
  std::map<std::string, std::size_t> index_;
};

StatisticsRow row_of(const Columns& columns, const std::vector<std::string>& fields) {
  using Kind = StatisticsRow::Kind;
  StatisticsRow row;
  const auto type = columns.number(fields, "type");
  row.kind = type == 0 ? Kind::frontend : type == 1 ? Kind::backend : type == 2 ? Kind::server : Kind::other;
  row.proxy = columns.text(fields, "# pxname");
  row.server = columns.text(fields, "svname");
  row.status = columns.text(fields, "status");
  row.check_status = columns.text(fields, "check_status");
  if (row.check_status.rfind("* ", 0) == 0) row.check_status.erase(0, 2);
  row.check_code = static_cast<int>(columns.number(fields, "check_code"));
  row.current_sessions = columns.number(fields, "scur");
  row.queued = columns.number(fields, "qcur");
  row.sessions = columns.number(fields, "stot");
  for (int digit = 1; digit <= 5; ++digit) row.answers[digit] = columns.number(fields, fmt::format("hrsp_{}xx", digit));
  row.connection_errors = columns.number(fields, "econ");
  row.response_time_s = static_cast<double>(columns.number(fields, "rtime")) / 1000;
  return row;
}

}  // namespace

Result<std::vector<StatisticsRow>> parse_statistics(std::string_view text) {
  const auto start = text.find("# pxname,");
  if (start == std::string_view::npos) {
    return unavailable(fmt::format("HAProxy did not answer with its statistics but with \"{}\".", text.substr(0, 80)));
  }
  text.remove_prefix(start);
  std::vector<StatisticsRow> rows;
  const Columns columns(text.substr(0, text.find('\n')));
  if (!columns.has("stot") || !columns.has("check_status") || !columns.has("hrsp_5xx")) {
    return unavailable("HAProxy's statistics lack columns that are needed; version 2.6 or later has them.");
  }
  for (auto from = text.find('\n'); from != std::string_view::npos;) {
    const auto end = text.find('\n', from + 1);
    const auto line = text.substr(from + 1, end == std::string_view::npos ? end : end - from - 1);
    if (line.empty()) break;  // the end of the table; answers to other commands may follow
    rows.push_back(row_of(columns, fields_of(line)));
    from = end;
  }
  return rows;
}

std::vector<std::string> sessions_of(std::string_view text, std::string_view server) {
  const auto slash = server.find('/');
  const auto here = fmt::format(" be={} srv={} ", server.substr(0, slash), server.substr(slash + 1));
  std::vector<std::string> ids;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    if (line.rfind("0x", 0) == 0 && line.find(here) != std::string_view::npos)
      ids.emplace_back(line.substr(0, line.find(':')));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return ids;
}

}  // namespace rampart::live::balancer
