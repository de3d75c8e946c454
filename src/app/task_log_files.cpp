#include "app/task_log_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "core/fleet/container_log.h"
#include "report/json_text.h"

namespace rampart::app {

namespace json = boost::json;
using live::compute::OutputFile;
using live::compute::OutputStream;

namespace {

constexpr std::string_view prefix = "task_logs/";

std::string key_of(const OutputStream& stream) { return stream.task + "/" + stream.container; }

std::string file_name(const OutputStream& stream) {
  return fmt::format("{}{}{}-{}.awslogs", stream.service, stream.service.empty() ? "" : "-", stream.task,
                     stream.container);
}

std::string text_in(const json::object& object, std::string_view member) {
  const json::value* found = object.if_contains(member);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

TaskLogFiles::TaskLogFiles(control::State& state, TaskLogFilesOptions options)
    : state_(state), options_(std::move(options)) {
  restore();
}

void TaskLogFiles::restore() {
  for (const auto& [key, body] : state_.read(prefix)) {
    boost::system::error_code broken;
    const json::value value = json::parse(body, broken);
    const json::value* created = !broken && value.is_object() ? value.get_object().if_contains("created") : nullptr;
    if (created == nullptr || !created->is_int64()) continue;
    const json::object& object = value.get_object();
    auto file = OutputFile::open(text_in(object, "file"));
    if (!file) continue;
    entries_[key.substr(prefix.size())] = {.region = text_in(object, "region"),
                                           .group = text_in(object, "group"),
                                           .stream = text_in(object, "stream"),
                                           .created = Instant(Duration(created->get_int64())),
                                           .file = std::make_shared<OutputFile>(std::move(*file))};
  }
}

Result<std::shared_ptr<OutputFile>> TaskLogFiles::open(const OutputStream& stream) {
  if (auto before = reopen(stream)) return before;
  if (ready_ && !ready_(stream.log.region, stream.log.group, stream.log.create_group))
    return unavailable(fleet::no_log_group());
  const auto path = options_.directory / file_name(stream);
  std::error_code ignored;
  std::filesystem::create_directories(options_.directory, ignored);
  std::filesystem::remove(path, ignored);  // of another state, whose task had the same id
  auto file = OutputFile::open(path);
  if (!file) return unavailable("ResourceInitializationError: " + file.error().message);
  keep_bound();
  Entry entry{.region = stream.log.region,
              .group = stream.log.group,
              .stream = fleet::log_stream_of(stream.log, stream.container, stream.task),
              .created = options_.now(),
              .file = std::make_shared<OutputFile>(std::move(*file))};
  state_.put(std::string(prefix) + key_of(stream),
             json::serialize(json::object{{"region", entry.region},
                                          {"group", entry.group},
                                          {"stream", entry.stream},
                                          {"created", entry.created.time_since_epoch().count()},
                                          {"file", path.string()}}));
  return (entries_[key_of(stream)] = std::move(entry)).file;
}

std::shared_ptr<OutputFile> TaskLogFiles::reopen(const OutputStream& stream) {
  const auto found = entries_.find(key_of(stream));
  return found == entries_.end() ? nullptr : found->second.file;
}

void TaskLogFiles::drop(const std::string& key) {
  std::error_code ignored;
  std::filesystem::remove(entries_.at(key).file->path(), ignored);
  state_.erase(std::string(prefix) + key);
  entries_.erase(key);
}

void TaskLogFiles::keep_bound() {
  std::vector<std::pair<Instant, std::string>> ended;
  for (const auto& [key, entry] : entries_)
    if (entry.ended()) ended.emplace_back(std::max(entry.created, entry.file->last_at()), key);
  std::sort(ended.rbegin(), ended.rend());
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < ended.size(); ++i) {
    const OutputFile& file = *entries_.at(ended[i].second).file;
    bytes += file.end() - file.begin();
    if (i >= options_.most_ended || bytes > options_.most_ended_bytes) drop(ended[i].second);
  }
}

void TaskLogFiles::remove_all() {
  while (!entries_.empty()) drop(std::string(entries_.begin()->first));
}

std::vector<aws::logs::TaskStream> TaskLogFiles::streams(std::string_view region) const {
  std::vector<aws::logs::TaskStream> out;
  for (const auto& [key, entry] : entries_) {
    if (entry.region != region) continue;
    out.push_back({.group = entry.group,
                   .stream = entry.stream,
                   .created = entry.created,
                   .last = std::max(entry.created, entry.file->last_at()),
                   .bytes = entry.file->end()});
  }
  return out;
}

std::vector<aws::logs::TaskLine> TaskLogFiles::read(std::string_view region, std::string_view group,
                                                    std::string_view stream, std::uint64_t from,
                                                    std::uint64_t to) const {
  std::vector<aws::logs::TaskLine> out;
  for (const auto& [key, entry] : entries_) {
    if (entry.region != region || entry.group != group || entry.stream != stream) continue;
    for (const auto& line : entry.file->read(from, to))
      out.push_back(
          {.at = line.at, .message = report::valid_utf8(line.text), .offset = line.offset, .next = line.next});
  }
  return out;
}

}  // namespace rampart::app
