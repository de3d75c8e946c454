#include "core/import/har.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/stream_parser.hpp>
#include <map>

#include "core/import/har_entry.h"
#include "core/import/iso_time.h"
#include "core/import/json_place.h"
#include "core/import/script_text.h"

namespace rampart::imports {
namespace {

namespace json = boost::json;

/// A pause shorter than this is the recorder's own, not a person's.
constexpr Duration shortest_think = std::chrono::milliseconds(100);

Result<json::value> parse_json(std::string_view text, const std::string& file) {
  json::stream_parser parser({}, json::parse_options{.max_depth = 100});
  boost::system::error_code error;
  const std::size_t used = parser.write_some(text.data(), text.size(), error);
  if (!error && used < text.size() && text.find_first_not_of(" \t\r\n", used) != std::string_view::npos)
    error = json::error::extra_data;
  if (!error) parser.finish(error);
  if (error)
    return invalid(fmt::format("not valid JSON, and so no HAR: {}", error.message()), place_at(text, used, file));
  return parser.release();
}

/// Indices by time: recorders write entries as they end. What has no time stays in front, to be refused.
std::vector<std::size_t> order_of(const json::array& entries) {
  std::vector<std::pair<Instant, std::size_t>> starts;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto* entry = entries[i].if_object();
    const json::value* start = entry == nullptr ? nullptr : entry->if_contains("startedDateTime");
    const auto* written = start == nullptr ? nullptr : start->if_string();
    const auto at = written == nullptr ? std::nullopt : read_iso_time({written->data(), written->size()});
    starts.emplace_back(at.value_or(Instant()), i);
  }
  std::sort(starts.begin(), starts.end());
  std::vector<std::size_t> out;
  for (const auto& [at, index] : starts) out.push_back(index);
  return out;
}

Result<std::vector<HarRequest>> read_entries(const json::value& har, std::string_view text, const std::string& file,
                                             std::vector<std::string>& notes) {
  const json::object* root = har.if_object();
  const json::value* log = root == nullptr ? nullptr : root->if_contains("log");
  const json::value* entries = log == nullptr || !log->is_object() ? nullptr : log->get_object().if_contains("entries");
  if (entries == nullptr || !entries->is_array())
    return invalid("a HAR must have a list \"log.entries\"; save the recording as HAR 1.2 (\"Save all as HAR\")",
                   place_of(text, {"log"}, file));
  std::vector<HarRequest> out;
  HarState state;
  for (const std::size_t i : order_of(entries->get_array())) {
    const json::value& entry = entries->get_array()[i];
    std::string wrong = entry.is_object() ? "" : "an entry of a HAR must be a mapping";
    if (wrong.empty())
      if (auto request = read_har_entry(entry.get_object(), state, wrong)) out.push_back(std::move(*request));
    if (!wrong.empty())
      return invalid(fmt::format("log.entries[{}]: {}", i, wrong),
                     place_of(text, {"log", "entries", std::to_string(i)}, file));
  }
  if (out.empty())
    return invalid("there is no HTTP request in this recording", place_of(text, {"log", "entries"}, file));
  notes = std::move(state.notes);
  return out;
}

/// The origin of most requests.
std::string target_of(const std::vector<HarRequest>& requests) {
  std::map<std::string, std::size_t> counts;
  for (const HarRequest& request : requests) ++counts[request.origin];
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

/// Headers that every request sends alike.
json::object common_headers(const std::vector<HarRequest>& requests) {
  json::object out;
  for (const auto& header : requests.front().headers) {
    const bool everywhere = std::all_of(requests.begin(), requests.end(), [&](const HarRequest& request) {
      return std::count(request.headers.begin(), request.headers.end(), header) == 1;
    });
    // config is rendered before there are users: a header with braces has to stay in its request.
    if (everywhere && header.second.find("{{") == std::string::npos) out[header.first] = header.second;
  }
  return out;
}

json::object step_of(const HarRequest& request, const std::string& target, const json::object& common) {
  json::object attributes{{"url", request.origin == target ? request.path : request.origin + request.path}};
  json::object headers;
  for (const auto& [name, value] : request.headers)
    if (!common.contains(name)) headers[name] = value;
  if (!headers.empty()) attributes["headers"] = std::move(headers);
  if (!request.cookies.empty()) attributes["cookie"] = request.cookies;
  for (const auto& member : request.body) attributes[member.key()] = member.value();
  if (!request.body.empty() && (request.verb == "get" || request.verb == "head")) attributes["allowGetBody"] = true;
  if (request.redirected) attributes["followRedirect"] = false;  // the recording holds where it led
  return {{request.verb, std::move(attributes)}};
}

json::array flow_of(const std::vector<HarRequest>& requests, const std::string& target, const json::object& common) {
  json::array out;
  Instant done = requests.front().start;
  for (const HarRequest& request : requests) {
    const Duration pause = request.start - done;
    if (pause >= shortest_think)
      out.push_back(json::object{
          {"think", fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(pause).count())}});
    out.push_back(step_of(request, target, common));
    done = std::max(done, request.start + request.took);
  }
  return out;
}

}  // namespace

Result<Imported> import_har(std::string_view text, const std::string& file) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const auto har = parse_json(text, file);
  if (har.has_error()) return har.error();
  Imported out;
  const auto requests = read_entries(*har, text, file, out.notes);
  if (requests.has_error()) return requests.error();
  const std::string target = target_of(*requests);
  const json::object common = common_headers(*requests);
  json::object config{{"target", target}, {"phases", json::array{json::object{{"duration", 1}, {"arrivalCount", 1}}}}};
  if (!common.empty()) config["http"] = json::object{{"defaults", json::object{{"headers", common}}}};
  json::object scenario{{"name", "recorded"}, {"flow", flow_of(*requests, target, common)}};
  if (text.find("{{") != std::string_view::npos && har->is_object())
    out.notes.emplace_back(
        "the recording holds \"{{\" somewhere: in a header or a body Artillery's language takes it for "
        "a template");
  out.script = comment_text(fmt::format("{} requests recorded in {}. One user once: raise the phase to put load on.",
                                        requests->size(), file)) +
               yaml_text(json::object{{"config", std::move(config)}, {"scenarios", json::array{std::move(scenario)}}});
  return out;
}

}  // namespace rampart::imports
