#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "aws/logs/filter_pattern.h"
#include "aws/logs/logs.h"
#include "aws/protocol/page_token.h"

namespace rampart::aws::logs {

namespace json = boost::json;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

namespace {

constexpr std::uint64_t window = std::uint64_t{1} << 20;  ///< Positions read in one go.
constexpr std::size_t most_answer_bytes = std::size_t{1} << 20;

/// "f/0…042" goes forward from position 42, "b/0…042" back from it.
struct Token {
  bool forward = true;
  std::uint64_t position = 0;
};

std::string text_of_token(const Token& token) {
  return fmt::format("{}/{:056}", token.forward ? 'f' : 'b', token.position);
}

std::optional<Token> token_in(std::string_view text) {
  if (text.size() != 58 || (text[0] != 'f' && text[0] != 'b') || text[1] != '/') return std::nullopt;
  Token out{.forward = text[0] == 'f'};
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), out.position);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

struct Span {
  std::int64_t start = 0;
  std::int64_t end = INT64_MAX;  ///< Not in it.
  [[nodiscard]] bool holds(const Event& event) const { return event.timestamp >= start && event.timestamp < end; }
};

Span span_of(const protocol::Call& call) {
  return {number_of(call.input, "startTime", 0), number_of(call.input, "endTime", INT64_MAX)};
}

json::object shown(const Event& event) {
  return {{"timestamp", event.timestamp}, {"message", event.message}, {"ingestionTime", event.ingested}};
}

/// 56 digits, as AWS's are: when, which stream, where in it.
std::string event_id(const Event& event, std::string_view stream) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : stream) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fmt::format("{:020}{:018}{:018}", event.timestamp, hash % 1'000'000'000'000'000'000ULL, event.position);
}

}  // namespace

std::vector<Event> Logs::read(const Call& call, const std::string& group, const Stream& stream, std::uint64_t from,
                              std::uint64_t to) const {
  std::vector<Event> out;
  if (stream.of_task) {
    for (TaskLine& line : tasks_.read(call.region, group, stream.name, from, to))
      out.push_back({.timestamp = milliseconds_of(line.at),
                     .ingested = milliseconds_of(line.at),
                     .message = std::move(line.message),
                     .position = line.offset,
                     .next = line.next});
    return out;
  }
  for (const Records::Entry& entry : records_.list(call.region, "batch")) {
    if (!entry.id.starts_with(batch_prefix(group, stream.name))) continue;
    auto position = static_cast<std::uint64_t>(number_of(*entry.object, "position", 0));
    for (const json::value& one : entry.object->at("events").as_array()) {
      if (position >= from && position < to)
        out.push_back({.timestamp = one.at("timestamp").as_int64(),
                       .ingested = number_of(*entry.object, "ingested", 0),
                       .message = std::string(one.at("message").as_string()),
                       .position = position,
                       .next = position + 1});
      ++position;
    }
  }
  return out;
}

protocol::Answer Logs::get_events(const Call& call) {
  const std::string group = group_named(call);
  if (const Answer found = group_of(call, group); found.has_error()) return found.error();
  const std::vector<Stream> streams = streams_of(call, group);
  const std::string name = text_of(call.input, "logStreamName");
  const auto stream = std::find_if(streams.begin(), streams.end(), [&](const Stream& one) { return one.name == name; });
  if (stream == streams.end()) return no_such_stream();

  const json::value* head = call.input.if_contains("startFromHead");
  Token token{.forward = head != nullptr && head->as_bool()};
  if (!token.forward) token.position = stream->end;
  if (const std::string given = text_of(call.input, "nextToken"); !given.empty()) {
    const auto read_token = token_in(given);
    if (!read_token) return bad_parameter("The specified nextToken is invalid.");
    token = *read_token;
  }
  const Span span = span_of(call);
  const auto most = static_cast<std::size_t>(number_of(call.input, "limit", 10000));
  std::vector<Event> events;
  std::size_t bytes = 0;
  std::uint64_t low = std::min(token.position, stream->end);
  std::uint64_t high = low;
  bool full = false;
  const auto take = [&](Event& event) {
    if (full || !span.holds(event)) return;
    bytes += event.message.size();
    events.push_back(std::move(event));
    full = events.size() == most || bytes >= most_answer_bytes;
    (token.forward ? high : low) = token.forward ? events.back().next : events.back().position;
  };
  if (token.forward) {
    for (std::uint64_t from = low; from < stream->end && !full;) {
      std::vector<Event> some = read(call, group, *stream, from, std::min(stream->end, from + window));
      // A line that is longer than the window is read with all that follows it.
      if (some.empty()) some = read(call, group, *stream, from, stream->end);
      if (some.empty()) break;
      from = some.back().next;
      for (Event& one : some) take(one);
      if (!full) high = from;
    }
  } else {
    for (std::uint64_t to = high; to > 0 && !full;) {
      std::vector<Event> some = read(call, group, *stream, to > window ? to - window : 0, to);
      if (some.empty()) some = read(call, group, *stream, 0, to);
      if (some.empty()) break;
      to = some.front().position;
      for (auto one = some.rbegin(); one != some.rend(); ++one) take(*one);
      if (!full) low = to;
    }
    std::reverse(events.begin(), events.end());
  }
  json::array out;
  for (const Event& one : events) out.push_back(shown(one));
  return json::object{{"events", std::move(out)},
                      {"nextForwardToken", text_of_token({true, high})},
                      {"nextBackwardToken", text_of_token({false, low})}};
}

protocol::Answer Logs::filter_events(const Call& call) {
  const std::string group = group_named(call);
  if (group.empty()) return bad_parameter("Either logGroupName or logGroupIdentifier must be provided.");
  if (const Answer found = group_of(call, group); found.has_error()) return found.error();
  const auto pattern = FilterPattern::read(text_of(call.input, "filterPattern"));
  if (pattern.has_error()) return bad_parameter(pattern.error().message);
  std::string after;  // the last event's id of the page before
  if (const std::string given = text_of(call.input, "nextToken"); !given.empty()) {
    const auto position = protocol::page_position(call, given, errors());
    if (position.has_error()) return position.error();
    after = *position;
  }
  const std::string prefix = text_of(call.input, "logStreamNamePrefix");
  const json::value* names = call.input.if_contains("logStreamNames");
  if (names != nullptr && !prefix.empty())
    return bad_parameter("logStreamNamePrefix and logStreamNames are mutually exclusive.");
  const Span span = span_of(call);
  std::vector<std::pair<std::string, json::object>> found;  // by id: time, stream, position
  bool any_named = names == nullptr;
  for (const Stream& stream : streams_of(call, group)) {
    const bool is_named =
        names == nullptr || std::any_of(names->as_array().begin(), names->as_array().end(),
                                        [&](const json::value& one) { return one.as_string() == stream.name; });
    any_named = any_named || is_named;
    if (!is_named || !stream.name.starts_with(prefix) || (stream.last != 0 && stream.last < span.start)) continue;
    for (const Event& event : read(call, group, stream, 0, stream.end)) {
      if (!span.holds(event) || !pattern->matches(event.message)) continue;
      std::string id = event_id(event, stream.name);
      if (id <= after) continue;
      json::object one = shown(event);
      one["logStreamName"] = stream.name;
      one["eventId"] = id;
      found.emplace_back(std::move(id), std::move(one));
    }
  }
  if (!any_named) return no_such_stream();
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto most = static_cast<std::size_t>(number_of(call.input, "limit", 10000));
  json::array out;
  std::size_t bytes = 0;
  while (out.size() < std::min(most, found.size()) && bytes < most_answer_bytes) {
    bytes += text_of(found[out.size()].second, "message").size();
    out.push_back(found[out.size()].second);
  }
  json::object answer = {{"searchedLogStreams", json::array()}};
  if (out.size() < found.size()) answer["nextToken"] = protocol::page_token(call, found[out.size() - 1].first);
  answer["events"] = std::move(out);
  return answer;
}

void Logs::add_events() {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto time = [](const char* name) { return optional(name, protocol::long_integer({.least = 0})); };
  const auto flag = [](const char* name) { return optional(name, protocol::boolean()); };
  const auto most = optional("limit", protocol::integer({.least = 1, .most = 10000}));
  const auto event = structure("OutputLogEvent", {time("timestamp"), text("message"), time("ingestionTime")});
  on("GetLogEvents",
     structure("GetLogEventsRequest",
               {text("logGroupName"), text("logGroupIdentifier"),
                required("logStreamName", string({.least = 1, .most = 512})), time("startTime"), time("endTime"),
                text("nextToken"), most, flag("startFromHead"), flag("unmask")}),
     structure("GetLogEventsResponse",
               {optional("events", protocol::list(event)), text("nextForwardToken"), text("nextBackwardToken")}),
     &Logs::get_events);
  const auto filtered = structure("FilteredLogEvent", {text("logStreamName"), time("timestamp"), text("message"),
                                                       time("ingestionTime"), text("eventId")});
  const auto searched =
      structure("SearchedLogStream", {text("logStreamName"), optional("searchedCompletely", protocol::boolean())});
  on("FilterLogEvents",
     structure(
         "FilterLogEventsRequest",
         {text("logGroupName"), text("logGroupIdentifier"),
          optional("logStreamNames", protocol::list(string(), {.least = 1, .most = 100})), text("logStreamNamePrefix"),
          time("startTime"), time("endTime"), optional("filterPattern", string({.most = 1024})), text("nextToken"),
          most, flag("interleaved"), flag("unmask")}),
     structure("FilterLogEventsResponse",
               {optional("events", protocol::list(filtered)), optional("searchedLogStreams", protocol::list(searched)),
                text("nextToken")}),
     &Logs::filter_events);
}

}  // namespace rampart::aws::logs
