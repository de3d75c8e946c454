// The file that a process writes its output to, moved line by line into an OutputFile.
//
// A plain file, so that the process goes on writing when we are killed. The time of a line is that of the look which
// found it (ten a second); of lines written while nobody looked, that of the last write. What was moved is given back
// to the disk by a hole at the file's front; a process that writes faster than it can be moved (10 MB/s) loses its
// oldest lines, where AWS's blocking mode would hold it up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/time.h"
#include "live/compute/output_file.h"

namespace rampart::live::compute {

class RawOutput {
 public:
  /// Goes on where `lines` ends.
  RawOutput(std::filesystem::path raw, std::shared_ptr<OutputFile> lines);
  /// `now` is the loop's time.
  void collect(Instant now);
  /// The rest, an unfinished line too; the raw file is removed.
  void finish(Instant now);
  [[nodiscard]] const std::filesystem::path& path() const { return raw_; }

 private:
  /// False when nothing more could be moved.
  bool move_some(Instant now, bool all);
  void give_back(int file);

  std::filesystem::path raw_;
  std::shared_ptr<OutputFile> lines_;
  std::uint64_t position_;
  std::uint64_t given_back_ = 0;
  bool looked_ = false;
};

}  // namespace rampart::live::compute
