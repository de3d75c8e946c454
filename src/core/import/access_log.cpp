#include "core/import/access_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <vector>

#include "core/import/access_log_line.h"
#include "core/import/script_text.h"

namespace rampart::imports {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

constexpr std::pair<std::string_view, std::string_view> verbs[] = {
    {"GET", "get"}, {"HEAD", "head"},   {"OPTIONS", "options"}, {"POST", "post"},
    {"PUT", "put"}, {"PATCH", "patch"}, {"DELETE", "delete"},
};
constexpr std::size_t safe_verbs = 3;  // the first ones change nothing

std::size_t verb_index(std::string_view method) {
  const auto* const found =
      std::find_if(std::begin(verbs), std::end(verbs), [&](const auto& row) { return row.first == method; });
  return static_cast<std::size_t>(found - std::begin(verbs));
}

struct Log {
  std::vector<LogLine> lines;  // to be sent, in time's order
  std::size_t no_request = 0;
  std::map<std::string, std::size_t> left_out;  // by method
};

Result<Log> read_log(std::string_view text, const std::string& file, bool all_methods) {
  Log out;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    auto read = read_log_line(line);
    if (!read)
      return invalid(fmt::format("this is no line of an access log in Common or Combined format, nor of an Application "
                                 "Load Balancer: {}",
                                 line.substr(0, 80)),
                     {file, number, 1});
    const std::size_t verb = verb_index(read->method);
    if (read->method.empty())
      ++out.no_request;
    else if (verb >= (all_methods ? std::size(verbs) : safe_verbs))
      ++out.left_out[read->method];
    else
      out.lines.push_back(std::move(*read));
  }
  // A log is in the order in which answers ended; what counts is when requests came.
  std::stable_sort(out.lines.begin(), out.lines.end(), [](const LogLine& a, const LogLine& b) { return a.at < b.at; });
  if (out.lines.empty()) return invalid("there is no request in this log that could be sent", {file, 1, 1});
  return out;
}

/// Steps of equal count are one phase, so that a steady log is a short script. Its arrivals are spaced as evenly as in
/// single steps.
json::array phases_of(const std::vector<LogLine>& lines, Duration step) {
  struct Run {
    std::int64_t steps = 0;
    std::int64_t each = 0;
  };
  std::vector<Run> runs;
  const auto add = [&](std::int64_t steps, std::int64_t each) {
    if (!runs.empty() && runs.back().each == each)
      runs.back().steps += steps;
    else if (steps > 0)
      runs.push_back({steps, each});
  };
  std::int64_t next = 0;
  const Instant first = floor_to(lines.front().at, step);
  for (std::size_t i = 0; i < lines.size();) {
    const std::int64_t at = (lines[i].at - first) / step;
    std::size_t end = i;
    while (end < lines.size() && (lines[end].at - first) / step == at) ++end;
    add(at - next, 0);
    add(1, static_cast<std::int64_t>(end - i));
    next = at + 1;
    i = end;
  }
  json::array out;
  for (const Run& run : runs) {
    const std::int64_t length = run.steps * std::chrono::duration_cast<seconds>(step).count();
    if (run.each == 0)
      out.push_back(json::object{{"pause", length}});
    else
      out.push_back(json::object{{"duration", length}, {"arrivalCount", run.steps * run.each}});
  }
  return out;
}

/// What most lines were sent to.
std::optional<std::string> origin_of(const std::vector<LogLine>& lines) {
  std::map<std::string, std::size_t> counts;
  for (const LogLine& line : lines)
    if (!line.origin.empty()) ++counts[line.origin];
  if (counts.empty()) return std::nullopt;
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

void append_csv_field(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x21 || static_cast<unsigned char>(c) > 0x7e) {
      out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
      continue;
    }
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string payload_text(const std::vector<LogLine>& lines) {
  std::string out = "method,url\n";
  for (const LogLine& line : lines) {
    out += line.method + ',';
    append_csv_field(out, url_without_templates(line.target));
    out += '\n';
  }
  return out;
}

/// One step a method; with several, each is sent only by the rows that are for it.
json::array flow_of(const std::vector<LogLine>& lines) {
  std::vector<bool> used(std::size(verbs), false);
  for (const LogLine& line : lines) used[verb_index(line.method)] = true;
  const bool several = std::count(used.begin(), used.end(), true) > 1;
  json::array out;
  for (std::size_t i = 0; i < std::size(verbs); ++i) {
    if (!used[i]) continue;
    json::object request{{"url", "{{ url }}"}};
    if (several) request["ifTrue"] = fmt::format("method == \"{}\"", verbs[i].first);
    out.push_back(json::object{{verbs[i].second, std::move(request)}});
  }
  return out;
}

std::vector<std::string> notes_of(const Log& log, bool has_target) {
  std::vector<std::string> out;
  if (!has_target)
    out.emplace_back("the log doesn't say which server it is of: set config.target, or give --target to rampart run");
  for (const auto& [method, count] : log.left_out)
    out.push_back(fmt::format("{} {} requests were left out: a log has no bodies (--all-methods sends them without)",
                              count, method));
  if (log.no_request > 0) out.push_back(fmt::format("{} lines hold no HTTP request and were left out", log.no_request));
  return out;
}

}  // namespace

Result<Imported> import_access_log(std::string_view text, const std::string& file, const AccessLogOptions& options) {
  auto log = read_log(text, file, options.all_methods);
  if (log.has_error()) return log.error();
  const auto found = options.target ? options.target : origin_of(log->lines);
  json::object config{{"target", found.value_or("http://localhost:8080")},
                      {"phases", phases_of(log->lines, options.step)},
                      {"payload", json::object{{"path", options.payload_name},
                                               {"fields", json::array{"method", "url"}},
                                               {"order", "sequence"},
                                               {"skipHeader", true},
                                               {"cast", false}}}};
  json::object scenario{{"name", "replay"}, {"flow", flow_of(log->lines)}};
  Imported out;
  out.notes = notes_of(*log, found.has_value());
  out.script = comment_text(fmt::format("{} requests of {}, from {} to {}, at the times of the log.", log->lines.size(),
                                        file, iso8601(log->lines.front().at), iso8601(log->lines.back().at))) +
               yaml_text(json::object{{"config", std::move(config)}, {"scenarios", json::array{std::move(scenario)}}});
  out.files.push_back({options.payload_name, payload_text(log->lines)});
  return out;
}

}  // namespace rampart::imports
