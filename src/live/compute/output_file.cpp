#include "live/compute/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>

namespace rampart::live::compute {
namespace {

constexpr std::size_t time_size = 24;  // "2026-11-27T16:35:53.123Z"
constexpr std::uint64_t page = 4096;

class File {
 public:
  File(const std::filesystem::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (number_ >= 0) close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

std::string system_reason() { return std::error_code(errno, std::system_category()).message(); }

bool read_number(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<Instant> read_time(std::string_view text) {
  std::uint64_t year = 0;
  std::uint64_t month = 0;
  std::uint64_t day = 0;
  std::uint64_t hour = 0;
  std::uint64_t minute = 0;
  std::uint64_t second = 0;
  std::uint64_t milli = 0;
  if (text.size() != time_size || text.back() != 'Z') return std::nullopt;
  const bool good = read_number(text.substr(0, 4), year) && read_number(text.substr(5, 2), month) &&
                    read_number(text.substr(8, 2), day) && read_number(text.substr(11, 2), hour) &&
                    read_number(text.substr(14, 2), minute) && read_number(text.substr(17, 2), second) &&
                    read_number(text.substr(20, 3), milli);
  if (!good) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return Instant(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                 std::chrono::minutes(minute) + std::chrono::seconds(second) + std::chrono::milliseconds(milli));
}

std::optional<OutputLine> parse_line(std::string_view text) {
  if (text.size() < time_size + 2 || text[time_size] != ' ') return std::nullopt;
  const auto at = read_time(text.substr(0, time_size));
  text.remove_prefix(time_size + 1);
  const auto blank = text.find(' ');
  OutputLine line;
  if (!at || blank == std::string_view::npos || !read_number(text.substr(0, blank), line.source)) return std::nullopt;
  line.at = *at;
  line.text = text.substr(blank + 1);
  return line;
}

}  // namespace

Result<OutputFile> OutputFile::open(std::filesystem::path path, std::uint64_t limit) {
  OutputFile out(std::move(path), limit);
  if (auto taken = out.take_up(); taken.has_error()) return taken.error();
  return out;
}

Result<void> OutputFile::take_up() {
  const File file(path_, O_RDWR);
  if (file.get() < 0 && errno == ENOENT) return {};
  struct stat found {};
  if (file.get() < 0 || fstat(file.get(), &found) != 0)
    return unavailable(fmt::format("{}: {}.", path_.string(), system_reason()));
  end_ = static_cast<std::uint64_t>(found.st_size);
  const auto data = lseek(file.get(), 0, SEEK_DATA);
  begin_ = data > 0 ? static_cast<std::uint64_t>(data) : 0;
  // The last whole line is within the longest line's reach.
  const auto from = std::max(begin_, end_ - std::min<std::uint64_t>(end_, 2 * most_line_bytes + page));
  const std::string tail = bytes(from, end_);
  const auto newline = tail.rfind('\n');
  const std::uint64_t whole = newline == std::string::npos ? begin_ : from + newline + 1;
  if (whole < end_) {  // torn by kill -9
    if (ftruncate(file.get(), static_cast<off_t>(whole)) != 0)
      return unavailable(fmt::format("{}: {}.", path_.string(), system_reason()));
    end_ = whole;
  }
  if (begin_ > 0) {  // a hole begins anywhere
    const std::string head = bytes(begin_, std::min(end_, begin_ + 2 * most_line_bytes));
    const auto first = head.find('\n');
    begin_ = first == std::string::npos ? end_ : begin_ + first + 1;
  }
  if (end_ == begin_) return {};
  const auto before = newline == 0 ? std::string::npos : tail.rfind('\n', newline - 1);
  const auto start = before == std::string::npos ? 0 : before + 1;
  if (const auto line = parse_line(std::string_view(tail).substr(start, newline - start))) {
    last_at_ = line->at;
    last_source_ = line->source;
  }
  return {};
}

void OutputFile::append(const std::vector<OutputLine>& lines) {
  std::string text;
  for (const OutputLine& line : lines) {
    if (line.text.empty()) continue;
    last_at_ = std::max(last_at_, line.at);
    last_source_ = line.source;
    for (std::string_view rest = line.text; !rest.empty(); rest.remove_prefix(std::min(rest.size(), most_line_bytes)))
      text += fmt::format("{} {} {}\n", iso8601(last_at_), line.source, rest.substr(0, most_line_bytes));
  }
  if (text.empty()) return;
  const File file(path_, O_WRONLY | O_CREAT | O_APPEND);
  if (file.get() < 0) return warn(system_reason());
  const auto written = write(file.get(), text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size())) {
    end_ += text.size();
    return keep_bound();
  }
  if (written >= 0) errno = ENOSPC;
  warn(system_reason());
  if (ftruncate(file.get(), static_cast<off_t>(end_)) != 0) return;  // take_up() cuts it off the next time
}

void OutputFile::keep_bound() {
  if (end_ - begin_ <= limit_ + limit_ / 4) return;
  const std::uint64_t cut = (end_ - limit_) / page * page;
  const File file(path_, O_WRONLY);
  if (file.get() < 0 ||
      fallocate(file.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(cut)) != 0) {
    return warn("it can't be kept bounded: " + system_reason());
  }
  const std::string head = bytes(cut, std::min(end_, cut + 2 * most_line_bytes));
  const auto newline = head.find('\n');
  begin_ = newline == std::string::npos ? end_ : cut + newline + 1;
}

void OutputFile::warn(const std::string& what) {
  if (!std::exchange(warned_, true)) spdlog::warn("Output of a container, {}: {}", path_.string(), what);
}

std::string OutputFile::bytes(std::uint64_t from, std::uint64_t to) const {
  std::string out(to > from ? to - from : 0, '\0');
  const File file(path_, O_RDONLY);
  std::size_t got = 0;
  while (file.get() >= 0 && got < out.size()) {
    const auto n = pread(file.get(), out.data() + got, out.size() - got, static_cast<off_t>(from + got));
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
  }
  out.resize(got);
  return out;
}

std::vector<OutputLine> OutputFile::read(std::uint64_t from, std::uint64_t to) const {
  std::vector<OutputLine> out;
  to = std::min(to, end_);
  std::uint64_t at = std::max(from, begin_);
  if (at >= to) return out;
  // One byte before: whether a line begins here.
  const std::uint64_t first = at > begin_ ? at - 1 : at;
  const std::string text = bytes(first, to);
  std::size_t start = 0;
  if (first < at) {
    const auto newline = text.find('\n');
    if (newline == std::string::npos) return out;
    start = newline + 1;
  }
  for (auto end = text.find('\n', start); end != std::string::npos; end = text.find('\n', start)) {
    if (auto line = parse_line(std::string_view(text).substr(start, end - start))) {
      line->offset = first + start;
      line->next = first + end + 1;
      out.push_back(std::move(*line));
    }
    start = end + 1;
  }
  return out;
}

}  // namespace rampart::live::compute
