#include "report/terminal.h"

#include <gtest/gtest.h>

#include "report/testing/quest_run.h"

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

/// The quest as it stood `t` seconds after its start.
RunView quest_until(double t) {
  static const std::vector<ledger::Recorded> all = testing::quest_run();
  RunView run;
  for (const ledger::Recorded& r : all)
    if (r.at <= all.front().at + from_seconds(t)) run.add(r);
  return run;
}

std::string text_at(double t, const TerminalStyle& style) {
  const RunView run = quest_until(t);
  std::string text;
  for (const std::string& line : terminal_lines(run, run.start() + from_seconds(t), style)) text += line + "\n";
  return text;
}

int width_of(const std::string& line) {
  int width = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      i = line.find('m', i);
      continue;
    }
    if ((static_cast<unsigned char>(line[i]) & 0xc0) != 0x80) ++width;
  }
  return width;
}

TEST(Terminal, ShowsTheRunAsItStands) {
  const std::string text = text_at(75.5, {.columns = 100, .colour = false});
  EXPECT_NE(text.find("examples/quest/plan.yml  1:15  hold  AWS minute 6s\n"), std::string::npos) << text;
  EXPECT_NE(text.find("offered     57.2/s  "), std::string::npos) << text;
  EXPECT_NE(text.find("■■■■□□  desired 6  running 4  healthy 4\n"), std::string::npos) << text;
  EXPECT_NE(text.find("alarms   web AlarmHigh for 0:03\n"), std::string::npos) << text;
  EXPECT_NE(text.find("decision 4 → 6  0:03 ago, Successful\n"), std::string::npos) << text;
  EXPECT_NE(text.find("         6 instead of 4: "), std::string::npos) << text;
}

TEST(Terminal, FailuresAreNotHidden) {
  EXPECT_NE(text_at(103, {.columns = 100, .colour = false}).find("11 of 3"), std::string::npos);
  EXPECT_NE(text_at(103, {.columns = 100, .colour = false}).find(", 11 in the last 5 s"), std::string::npos);
  EXPECT_EQ(text_at(150, {.columns = 100, .colour = false}).find("in the last 5 s"), std::string::npos);
}

TEST(Terminal, KeepsItsHeightAndItsWidth) {
  const RunView run = quest_until(0.5);
  const std::size_t height = terminal_lines(run, run.start(), {}).size();
  for (double t = 0.5; t < 220; t += 31) {
    const RunView then = quest_until(t);
    for (const int columns : {10, 40, 57, 80, 200}) {
      const auto lines = terminal_lines(then, then.start() + from_seconds(t), {.columns = columns});
      EXPECT_EQ(lines.size(), height);
      for (const std::string& line : lines) EXPECT_LE(width_of(line), std::max(columns, 40)) << line;
    }
  }
}

TEST(Terminal, PlainMeansPlain) {
  const std::string text = text_at(75, {.columns = 90, .colour = false, .unicode = false});
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }))
      << text;
  EXPECT_NE(text_at(75, {.columns = 90}).find("\x1b["), std::string::npos);
}

TEST(Terminal, WordsOfATaskCannotMoveTheCursor) {
  RunView run = quest_until(5);
  run.add({run.start() + 4s, ledger::Note{"info", "\x1b[2J\rgone"}});
  for (const std::string& line : terminal_lines(run, run.start() + 5s, {.colour = false})) {
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_EQ(line.find('\r'), std::string::npos);
  }
}

TEST(Terminal, AnEmptyRunHasAView) { EXPECT_FALSE(terminal_lines(RunView(), Instant(), {}).empty()); }

}  // namespace
}  // namespace rampart::report
