// What one container has written, line by line with a time for each: a file that outlives us.
//
// A line of it is "2026-11-27T16:35:53.123Z SOURCE MESSAGE". SOURCE is the writer's own mark (bytes of a raw file, the
// engine's nanoseconds) by which it goes on after kill -9: a line is there with its mark or not at all, and one that
// was torn is cut off by the next open(). Offsets are bytes, and stay: past `limit` the oldest lines go by a hole
// punched at the front (ext4, xfs, btrfs, tmpfs; on another file system the file grows, and a warning says so).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::live::compute {

struct OutputLine {
  Instant at;
  std::uint64_t source = 0;
  std::string text;          ///< Without the line's end.
  std::uint64_t offset = 0;  ///< Of its first byte; set by read().
  std::uint64_t next = 0;    ///< Of the line after it; set by read().
};

/// A longer line is several, as CloudWatch's events have at most 256 KB.
constexpr std::size_t most_line_bytes = std::size_t{256} << 10;

/// One thread. Holds no descriptor between calls: there may be thousands.
class OutputFile {
 public:
  /// Takes up what is there; a file that isn't there is empty until the first append(). Errors: unavailable.
  static Result<OutputFile> open(std::filesystem::path path, std::uint64_t limit = std::uint64_t{8} << 20);

  /// At the end, in one write. Empty lines are left out, as awslogs does; times never go back. What can't be written
  /// (a full disk) is lost, and a warning says so once.
  void append(const std::vector<OutputLine>& lines);
  /// Whole lines that begin at `from` or later and end at `to` or before, in order.
  [[nodiscard]] std::vector<OutputLine> read(std::uint64_t from, std::uint64_t to) const;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t begin() const { return begin_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }
  [[nodiscard]] std::uint64_t limit() const { return limit_; }
  /// Of the newest line; the epoch and 0 while there is none.
  [[nodiscard]] Instant last_at() const { return last_at_; }
  [[nodiscard]] std::uint64_t last_source() const { return last_source_; }

 private:
  OutputFile(std::filesystem::path path, std::uint64_t limit) : path_(std::move(path)), limit_(limit) {}
  Result<void> take_up();
  void keep_bound();
  void warn(const std::string& what);
  [[nodiscard]] std::string bytes(std::uint64_t from, std::uint64_t to) const;

  std::filesystem::path path_;
  std::uint64_t limit_;
  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  Instant last_at_{};
  std::uint64_t last_source_ = 0;
  bool warned_ = false;
};

}  // namespace rampart::live::compute
