#include "live/compute/raw_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace rampart::live::compute {
namespace {

constexpr std::uint64_t most_at_once = std::uint64_t{1} << 20;
constexpr std::uint64_t page = 4096;

/// How long ago the file was written to last.
Duration age_of(const struct stat& file) {
  const auto written = std::chrono::seconds(file.st_mtim.tv_sec) + std::chrono::nanoseconds(file.st_mtim.tv_nsec);
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const auto age = std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec) - written;
  return std::max<Duration>(age, Duration::zero());
}

}  // namespace

RawOutput::RawOutput(std::filesystem::path raw, std::shared_ptr<OutputFile> lines)
    : raw_(std::move(raw)), lines_(std::move(lines)), position_(lines_->last_source()) {}

void RawOutput::collect(Instant now) {
  move_some(now, false);
  looked_ = true;
}

void RawOutput::finish(Instant now) {
  while (move_some(now, true)) {
  }
  std::error_code ignored;
  std::filesystem::remove(raw_, ignored);
}

bool RawOutput::move_some(Instant now, bool all) {
  struct stat found {};
  if (stat(raw_.c_str(), &found) != 0) return false;
  const auto size = static_cast<std::uint64_t>(found.st_size);
  if (size < position_) position_ = 0;  // somebody emptied it
  if (size == position_) return false;
  const int file = open(raw_.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  if (size - position_ > lines_->limit()) position_ = size - lines_->limit();  // older lines wouldn't be kept anyway
  std::string text(std::min(size - position_, most_at_once), '\0');
  const auto got = pread(file, text.data(), text.size(), static_cast<off_t>(position_));
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const Instant at = looked_ ? now : now - age_of(found);
  std::vector<OutputLine> lines;
  std::size_t from = 0;
  const auto take = [&](std::size_t end, std::size_t next) {
    lines.push_back({.at = at, .source = position_ + next, .text = text.substr(from, end - from)});
    from = next;
  };
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) take(end, end + 1);
  while (text.size() - from >= most_line_bytes) take(from + most_line_bytes, from + most_line_bytes);
  if (all && from < text.size() && position_ + text.size() == size) take(text.size(), text.size());
  lines_->append(lines);
  position_ += from;
  give_back(file);
  close(file);
  return from > 0;
}

void RawOutput::give_back(int file) {
  const std::uint64_t cut = position_ / page * page;
  if (cut < given_back_ + most_at_once) return;
  // Where there are no holes the file grows; its OutputFile, on the same disk, says so.
  if (fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(cut)) == 0) given_back_ = cut;
}

}  // namespace rampart::live::compute
