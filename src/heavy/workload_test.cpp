#include "heavy/workload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <thread>

namespace rampart::heavy {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

long read_resident_kb() {
  long pages = 0;
  auto* file = std::fopen("/proc/self/statm", "re");
  EXPECT_EQ(std::fscanf(file, "%*d %ld", &pages), 1);
  std::fclose(file);
  return pages * 4;
}

TEST(Workload, BurnsTheCpuTimeItSays) {
  const Workload workload("/tmp");
  for (const auto wanted : {5ms, 50ms}) {
    const auto before = thread_cpu_time();
    workload.burn_cpu(wanted);
    const auto used = thread_cpu_time() - before;
    EXPECT_GE(used, wanted);
    EXPECT_LE(used, wanted * 1.2);
  }
}

TEST(Workload, TwoOnOneCpuTakeTwiceAsLong) {
  // Thread CPU time, not wall time: that is what makes a CPU share felt.
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  const Workload workload("/tmp");
  const auto burn = [&] {
    sched_setaffinity(0, sizeof one, &one);
    workload.burn_cpu(60ms);
  };
  const auto before = Clock::now();
  std::thread a(burn);
  std::thread b(burn);
  a.join();
  b.join();
  EXPECT_GE(Clock::now() - before, 115ms);
}

TEST(Workload, SleepCostsTimeButNoCpu) {
  Workload workload("/tmp");
  const auto before = Clock::now();
  const auto cpu = thread_cpu_time();
  workload.sleep(40ms);
  EXPECT_GE(Clock::now() - before, 40ms);
  EXPECT_LE(thread_cpu_time() - cpu, 10ms);
}

TEST(Workload, TheLockLetsOneInAtATime) {
  Workload workload("/tmp");
  const auto before = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { workload.hold_lock(15ms); });
  for (auto& thread : threads) thread.join();
  EXPECT_GE(Clock::now() - before, 60ms);
}

TEST(Workload, MemoryIsResidentWhileHeldAndGivenBack) {
  const long before = read_resident_kb();
  {
    const auto memory = TouchedMemory::take(64UL << 20);
    ASSERT_TRUE(memory);
    EXPECT_GE(read_resident_kb() - before, 64L * 1024 * 9 / 10);
  }
  EXPECT_LE(read_resident_kb() - before, 8 * 1024);
  EXPECT_EQ(TouchedMemory::take(1UL << 60).error().kind, ErrorKind::unavailable);
}

TEST(Workload, LeaksStay) {
  Workload workload("/tmp");
  const long before = read_resident_kb();
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(workload.leak(1 << 20));
  ASSERT_TRUE(workload.leak(1000));
  EXPECT_EQ(workload.leaked_bytes(), (32UL << 20) + 1000);
  EXPECT_GE(read_resident_kb() - before, 32L * 1024 * 9 / 10);
}

TEST(Workload, WritesAndLeavesNothingBehind) {
  const auto directory = std::filesystem::temp_directory_path() / ("heavy-test-" + std::to_string(getpid()));
  std::filesystem::create_directory(directory);
  const Workload workload(directory);
  EXPECT_TRUE(workload.write_to_disk(300'000));
  EXPECT_TRUE(std::filesystem::is_empty(directory));
  std::filesystem::remove(directory);
  const auto missing = workload.write_to_disk(1);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, ::testing::HasSubstr("--temp-dir"));
}

TEST(Workload, CutShortEndsAllWaiting) {
  Workload workload("/tmp");
  std::vector<std::thread> threads;
  threads.emplace_back([&] { workload.sleep(1h); });
  threads.emplace_back([&] { workload.hold_lock(1h); });
  threads.emplace_back([&] { workload.hold_lock(1h); });
  threads.emplace_back([&] { workload.burn_cpu(1h); });
  workload.cut_short();
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(workload.is_cut_short());
}

}  // namespace
}  // namespace rampart::heavy
