#include "live/compute/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "live/compute/raw_output.h"

namespace rampart::live::compute {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const Instant start = instant_from_unix_seconds(1'790'000'000);

class OutputFileTest : public ::testing::Test {
 protected:
  OutputFileTest() : folder_(fs::path(::testing::TempDir()) / ("output-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~OutputFileTest() override { fs::remove_all(folder_); }
  OutputFile open(std::uint64_t limit = 1 << 20) const {
    return std::move(OutputFile::open(folder_ / "lines", limit).value());
  }
  static std::string texts(const std::vector<OutputLine>& lines) {
    std::string out;
    for (const auto& line : lines) out += line.text + "|";
    return out;
  }
  static std::uint64_t disk_bytes(const fs::path& path) {
    struct stat found {};
    return stat(path.c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_blocks) * 512 : 0;
  }
  void write_raw(const std::string& text) const {
    std::ofstream(folder_ / "raw", std::ios::app | std::ios::binary) << text;
  }
  fs::path folder_;
};

TEST_F(OutputFileTest, LinesAreReadByOffset) {
  OutputFile file = open();
  file.append({{.at = start, .source = 1, .text = "one"}, {.at = start + 1500ms, .source = 2, .text = "two words"}});
  file.append({{.at = start + 1s, .source = 3, .text = ""}, {.at = start + 1s, .source = 4, .text = "three"}});
  const auto all = file.read(0, file.end());
  EXPECT_EQ(texts(all), "one|two words|three|");
  EXPECT_EQ(all[1].at, start + 1500ms);
  EXPECT_EQ(all[2].at, start + 1500ms);  // never back
  EXPECT_EQ(all[1].offset, all[0].next);
  EXPECT_EQ(texts(file.read(all[1].offset, file.end())), "two words|three|");
  EXPECT_EQ(texts(file.read(all[1].offset - 1, file.end())), "two words|three|");  // within the first
  EXPECT_EQ(texts(file.read(0, all[1].next)), "one|two words|");
  EXPECT_EQ(texts(file.read(0, all[1].next - 1)), "one|");
}

TEST_F(OutputFileTest, IsTakenUpWithoutATornLine) {
  {
    OutputFile file = open();
    EXPECT_EQ(file.last_source(), 0U);
    file.append({{.at = start, .source = 7, .text = "kept"}});
  }
  std::ofstream(folder_ / "lines", std::ios::app) << "2026-09-14T05:43:01.000Z 9 to";
  OutputFile again = open();
  EXPECT_EQ(again.last_source(), 7U);
  EXPECT_EQ(again.last_at(), start);
  again.append({{.at = start + 1s, .source = 9, .text = "torn"}});
  EXPECT_EQ(texts(again.read(0, again.end())), "kept|torn|");
}

TEST_F(OutputFileTest, TheOldestLinesGoPastTheLimit) {
  OutputFile file = open(64 << 10);
  const std::string text(100, 'x');
  std::uint64_t source = 0;
  for (int i = 0; i < 3000; ++i) file.append({{.at = start, .source = ++source, .text = text}});
  EXPECT_GT(file.end(), 300'000U);
  EXPECT_LE(file.end() - file.begin(), (64U << 10) * 5 / 4);
  EXPECT_LE(disk_bytes(file.path()), 128U << 10);
  const auto left = file.read(0, file.end());
  EXPECT_EQ(left.back().source, source);
  EXPECT_EQ(left.front().offset, file.begin());
  const OutputFile again = open(64 << 10);
  EXPECT_EQ(again.end(), file.end());
  EXPECT_EQ(again.last_source(), source);
  const auto taken_up = again.read(0, again.end());
  EXPECT_LE(left.size() - taken_up.size(), 1U);  // where a hole begins isn't told to the byte
}

TEST_F(OutputFileTest, LongLinesAreCut) {
  OutputFile file = open(8 << 20);
  file.append({{.at = start, .source = 1, .text = std::string(most_line_bytes + 10, 'a')}});
  const auto lines = file.read(0, file.end());
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].text, "aaaaaaaaaa");
}

TEST_F(OutputFileTest, WhatAProcessWritesIsMovedLineByLine) {
  const auto file = std::make_shared<OutputFile>(open());
  RawOutput raw(folder_ / "raw", file);
  raw.collect(start);  // nothing yet
  write_raw("first\nsec");
  raw.collect(start + 1s);
  EXPECT_EQ(texts(file->read(0, file->end())), "first|");
  write_raw("ond\n\n");
  raw.collect(start + 2s);
  const auto lines = file->read(0, file->end());
  EXPECT_EQ(texts(lines), "first|second|");
  EXPECT_EQ(lines[1].at, start + 2s);
  // Killed here; what was written meanwhile is taken by the next one, nothing twice.
  write_raw("third\nunfinished");
  RawOutput next(folder_ / "raw", std::make_shared<OutputFile>(open()));
  next.finish(start + 60s);
  const OutputFile all = open();
  EXPECT_EQ(texts(all.read(0, all.end())), "first|second|third|unfinished|");
  EXPECT_FALSE(fs::exists(folder_ / "raw"));
}

TEST_F(OutputFileTest, TheRawFileIsGivenBackToTheDisk) {
  const auto file = std::make_shared<OutputFile>(open());
  RawOutput raw(folder_ / "raw", file);
  const std::string line = std::string(99, 'x') + "\n";
  for (int turn = 0; turn < 8; ++turn) {
    std::string text;
    for (int i = 0; i < 8000; ++i) text += line;
    write_raw(text);
    for (int i = 0; i < 3; ++i) raw.collect(start + std::chrono::seconds(turn));
  }
  EXPECT_EQ(fs::file_size(folder_ / "raw"), 6'400'000U);
  EXPECT_LE(disk_bytes(folder_ / "raw"), 2'200'000U);
  EXPECT_EQ(file->last_source(), 6'400'000U);
  raw.finish(start + 10s);
}

}  // namespace
}  // namespace rampart::live::compute
