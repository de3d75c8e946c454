#include <fmt/format.h>

#include <algorithm>

#include "aws/logs/logs.h"

namespace rampart::aws::logs {

namespace json = boost::json;
using protocol::ApiError;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

namespace {

constexpr std::int64_t day = 24 * 3'600'000;
constexpr std::int64_t oldest_put = 14 * day;
constexpr std::int64_t newest_put = 2 * 3'600'000;
constexpr std::size_t bytes_beside_each_event = 26;
constexpr std::size_t most_batch_bytes = 1'048'576;

std::string stream_id(const std::string& group, const std::string& stream) { return group + "\n" + stream; }

std::size_t bytes_of(const json::array& events) {
  std::size_t out = 0;
  for (const json::value& one : events) out += one.at("message").as_string().size() + bytes_beside_each_event;
  return out;
}

}  // namespace

std::vector<Logs::Stream> Logs::streams_of(const Call& call, const std::string& group) const {
  std::map<std::string, Stream> out;
  for (const Records::Entry& entry : records_.list(call.region, "stream")) {
    const json::object& kept = *entry.object;
    if (text_of(kept, "group") != group) continue;
    const std::string name = text_of(kept, "name");
    out[name] = {.name = name,
                 .created = number_of(kept, "created", 0),
                 .first = number_of(kept, "first", 0),
                 .last = number_of(kept, "last", 0),
                 .ingested = number_of(kept, "ingested", 0),
                 .end = static_cast<std::uint64_t>(number_of(kept, "count", 0))};
  }
  for (const TaskStream& task : tasks_.streams(call.region)) {
    if (task.group != group || out.contains(task.stream)) continue;
    const std::int64_t created = milliseconds_of(task.created);
    const json::object* group_gone = records_.find(call.region, "deleted", group);
    const json::object* stream_gone = records_.find(call.region, "deleted", stream_id(group, task.stream));
    if (group_gone != nullptr && created <= number_of(*group_gone, "at", 0)) continue;
    if (stream_gone != nullptr && created <= number_of(*stream_gone, "at", 0)) continue;
    const std::int64_t last = milliseconds_of(task.last);
    const bool is_empty = task.bytes == 0;
    out[task.stream] = {.name = task.stream,
                        .of_task = true,
                        .created = created,
                        .first = is_empty ? 0 : created,
                        .last = is_empty ? 0 : last,
                        .ingested = is_empty ? 0 : last,
                        .end = task.bytes};
  }
  std::vector<Stream> streams;
  for (auto& [name, stream] : out) streams.push_back(std::move(stream));
  return streams;
}

protocol::Answer Logs::create_stream(const Call& call) {
  const std::string group = text_of(call.input, "logGroupName");
  const std::string name = text_of(call.input, "logStreamName");
  if (const Answer found = group_of(call, group); found.has_error()) return found.error();
  for (const Stream& one : streams_of(call, group))
    if (one.name == name)
      return ApiError{.code = "ResourceAlreadyExistsException", .message = "The specified log stream already exists"};
  records_.put(call.region, "stream", stream_id(group, name),
               {{"group", group}, {"name", name}, {"created", milliseconds_of(call.now)}, {"count", 0}});
  return json::object();
}

protocol::Answer Logs::delete_stream(const Call& call) {
  const std::string group = text_of(call.input, "logGroupName");
  const std::string name = text_of(call.input, "logStreamName");
  if (const Answer found = group_of(call, group); found.has_error()) return found.error();
  for (const Stream& one : streams_of(call, group))
    if (one.name == name) {
      forget_events(call.region, group, name, INT64_MAX);
      records_.erase(call.region, "stream", stream_id(group, name));
      if (one.of_task)
        records_.put(call.region, "deleted", stream_id(group, name), {{"at", milliseconds_of(call.now)}});
      return json::object();
    }
  return no_such_stream();
}

protocol::Answer Logs::describe_streams(const Call& call) {
  const std::string group = group_named(call);
  if (group.empty()) return bad_parameter("Either logGroupName or logGroupIdentifier must be provided.");
  if (const Answer found = group_of(call, group); found.has_error()) return found.error();
  const std::string prefix = text_of(call.input, "logStreamNamePrefix");
  const bool by_time = text_of(call.input, "orderBy") == "LastEventTime";
  if (by_time && !prefix.empty()) return bad_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  std::vector<Stream> streams = streams_of(call, group);
  if (by_time)
    std::stable_sort(streams.begin(), streams.end(), [](const Stream& a, const Stream& b) { return a.last < b.last; });
  const json::value* descending = call.input.if_contains("descending");
  if (descending != nullptr && descending->as_bool()) std::reverse(streams.begin(), streams.end());
  json::array out;
  for (const Stream& one : streams) {
    if (!one.name.starts_with(prefix)) continue;
    json::object shown = {{"logStreamName", one.name},
                          {"creationTime", one.created},
                          {"arn", make_arn("logs", call.region, call.account,
                                           fmt::format("log-group:{}:log-stream:{}", group, one.name))},
                          {"storedBytes", 0}};
    if (one.last != 0) {
      shown["firstEventTimestamp"] = one.first;
      shown["lastEventTimestamp"] = one.last;
      shown["lastIngestionTime"] = one.ingested;
      shown["uploadSequenceToken"] = fmt::format("{:056}", one.end);
    }
    out.push_back(std::move(shown));
  }
  return page(call, std::move(out), number_of(call.input, "limit", 50), "logStreams");
}

/// Batches of a stream, or with an empty `stream` of all of a group's, whose newest event is older go.
void Logs::forget_events(const std::string& region, const std::string& group, const std::string& stream,
                         std::int64_t older_than) {
  const std::string prefix = batch_prefix(group, stream);
  std::vector<std::string> gone;
  for (const Records::Entry& entry : records_.list(region, "batch"))
    if (entry.id.starts_with(prefix) && number_of(*entry.object, "last", 0) < older_than) gone.emplace_back(entry.id);
  for (const std::string& id : gone) records_.erase(region, "batch", id);
}

protocol::Answer Logs::put_events(const Call& call) {
  const std::string group = text_of(call.input, "logGroupName");
  const std::string name = text_of(call.input, "logStreamName");
  if (const Answer found = group_of(call, group); found.has_error()) return found.error();
  const json::object* found = records_.find(call.region, "stream", stream_id(group, name));
  if (found == nullptr) {
    for (const Stream& one : streams_of(call, group))
      if (one.name == name) return bad_parameter("The log stream is written by a task.");
    return no_such_stream();
  }
  const json::array& given = call.input.at("logEvents").as_array();
  if (bytes_of(given) > most_batch_bytes)
    return bad_parameter(
        fmt::format("Upload too large: {} bytes exceeds limit of {}", bytes_of(given), most_batch_bytes));
  const std::int64_t now = milliseconds_of(call.now);
  json::array events;
  json::object rejected;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::int64_t at = given[i].at("timestamp").as_int64();
    if (at < before)
      return bad_parameter("Log events in a single PutLogEvents request must be in chronological order.");
    before = at;
    if (at < now - oldest_put) {
      rejected["tooOldLogEventEndIndex"] = static_cast<std::int64_t>(i) + 1;
    } else if (at > now + newest_put) {
      if (!rejected.contains("tooNewLogEventStartIndex"))
        rejected["tooNewLogEventStartIndex"] = static_cast<std::int64_t>(i);
    } else {
      events.push_back(given[i]);
    }
  }
  json::object stream = *found;
  const std::int64_t count = number_of(stream, "count", 0);
  json::object out = {{"nextSequenceToken", fmt::format("{:056}", count + static_cast<std::int64_t>(events.size()))}};
  if (!rejected.empty()) out["rejectedLogEventsInfo"] = std::move(rejected);
  if (events.empty()) return out;

  const std::int64_t first = events.front().at("timestamp").as_int64();
  const std::int64_t last = events.back().at("timestamp").as_int64();
  if (!stream.contains("first") || first < number_of(stream, "first", 0)) stream["first"] = first;
  stream["last"] = std::max(last, number_of(stream, "last", 0));
  stream["ingested"] = now;
  stream["count"] = count + static_cast<std::int64_t>(events.size());
  records_.put(call.region, "stream", stream_id(group, name), std::move(stream));
  const std::size_t size = bytes_of(events);
  records_.put(call.region, "batch", fmt::format("{}{:015}", batch_prefix(group, name), count),
               {{"position", count},
                {"ingested", now},
                {"last", last},
                {"bytes", static_cast<std::int64_t>(size)},
                {"events", std::move(events)}});
  // Newest first, as long as they fit.
  std::vector<std::pair<std::string, std::int64_t>> batches;
  for (const Records::Entry& entry : records_.list(call.region, "batch"))
    if (entry.id.starts_with(batch_prefix(group, name)))
      batches.emplace_back(entry.id, number_of(*entry.object, "bytes", 0));
  std::int64_t room = most_stream_bytes;
  for (auto at = batches.rbegin(); at != batches.rend(); ++at) {
    room -= at->second;
    if (room < 0) records_.erase(call.region, "batch", at->first);
  }
  return out;
}

void Logs::add_streams() {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto whole = [](const char* name) { return optional(name, protocol::long_integer()); };
  const auto group = required("logGroupName", string({.least = 1, .most = 512, .pattern = "[\\.\\-_/#A-Za-z0-9]+"}));
  const auto name = required("logStreamName", string({.least = 1, .most = 512, .pattern = "[^:*]*"}));
  on("CreateLogStream", structure("CreateLogStreamRequest", {group, name}), structure("CreateLogStreamResponse", {}),
     &Logs::create_stream);
  on("DeleteLogStream", structure("DeleteLogStreamRequest", {group, name}), structure("DeleteLogStreamResponse", {}),
     &Logs::delete_stream);
  const auto stream =
      structure("LogStream", {text("logStreamName"), whole("creationTime"), whole("firstEventTimestamp"),
                              whole("lastEventTimestamp"), whole("lastIngestionTime"), text("uploadSequenceToken"),
                              text("arn"), whole("storedBytes")});
  on("DescribeLogStreams",
     structure("DescribeLogStreamsRequest",
               {text("logGroupName"), text("logGroupIdentifier"), text("logStreamNamePrefix"),
                optional("orderBy", protocol::enumeration({"LogStreamName", "LastEventTime"})),
                optional("descending", protocol::boolean()), text("nextToken"),
                optional("limit", protocol::integer({.least = 1, .most = 50}))}),
     structure("DescribeLogStreamsResponse", {optional("logStreams", protocol::list(stream)), text("nextToken")}),
     &Logs::describe_streams);
  const auto event = structure("InputLogEvent", {required("timestamp", protocol::long_integer({.least = 0})),
                                                 required("message", string({.least = 1}))});
  const auto rejected = structure("RejectedLogEventsInfo", {optional("tooNewLogEventStartIndex", protocol::integer()),
                                                            optional("tooOldLogEventEndIndex", protocol::integer())});
  on("PutLogEvents",
     structure("PutLogEventsRequest",
               {group, name, required("logEvents", protocol::list(event, {.least = 1, .most = 10000})),
                text("sequenceToken")}),
     structure("PutLogEventsResponse", {text("nextSequenceToken"), optional("rejectedLogEventsInfo", rejected)}),
     &Logs::put_events);
}

}  // namespace rampart::aws::logs
