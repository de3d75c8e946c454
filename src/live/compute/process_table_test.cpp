#include "live/compute/process_table.h"

#include <gmock/gmock.h>
#include <unistd.h>

namespace rampart::live::compute {
namespace {

TEST(ProcessTable, ReadsAStatLineWhoseNameHoldsBracketsAndBlanks) {
  const auto row = parse_stat(
      "4711 (a) b (c)) S 1 4711 4700 0 -1 4194560 95 0 0 0 150 50 20 5 20 0 1 0 123456 2584576 240 184467 1 1 0", 100,
      4096);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->pid, 4711);
  EXPECT_EQ(row->state, 'S');
  EXPECT_EQ(row->group, 4711);
  EXPECT_EQ(row->session, 4700);
  EXPECT_DOUBLE_EQ(row->cpu_seconds, 2.25);  // (150 + 50 + 20 + 5) ticks of 10 ms
  EXPECT_EQ(row->start_time, 123456U);
  EXPECT_EQ(row->memory_bytes, 240U * 4096U);
}

TEST(ProcessTable, RefusesWhatIsNoStatLine) {
  EXPECT_FALSE(parse_stat("", 100, 4096));
  EXPECT_FALSE(parse_stat("12 (x) S 1 2", 100, 4096));
}

TEST(ProcessTable, FindsThisProcess) {
  const auto self = read_process(getpid());
  ASSERT_TRUE(self);
  EXPECT_EQ(self->session, getsid(0));
  EXPECT_GT(self->memory_bytes, 0U);
  EXPECT_THAT(all_processes(), ::testing::Contains(getpid()));
  EXPECT_THAT(processes_of_session(getsid(0)), ::testing::Contains(getpid()));
  EXPECT_FALSE(has_variable(getpid(), "RAMPART_RUN=not this one"));
}

}  // namespace
}  // namespace rampart::live::compute
