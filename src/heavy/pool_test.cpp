#include "heavy/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

namespace rampart::heavy {
namespace {

TEST(Pool, RefusesWhenWorkersAndQueueAreFull) {
  std::promise<void> go;
  const auto gate = go.get_future().share();
  std::promise<void> first_at_work;
  std::atomic<int> ran = 0;
  std::promise<void> all_ran;
  {
    Pool pool(1, 2);
    ASSERT_TRUE(pool.submit([&] {
      first_at_work.set_value();
      gate.wait();
      ++ran;
    }));
    first_at_work.get_future().wait();
    EXPECT_TRUE(pool.submit([&] { ++ran; }));
    EXPECT_TRUE(pool.submit([&] {
      ++ran;
      all_ran.set_value();
    }));
    EXPECT_FALSE(pool.submit([&] { ++ran; }));
    EXPECT_EQ(pool.load().busy, 1U);
    EXPECT_EQ(pool.load().queued, 2U);
    go.set_value();
    all_ran.get_future().wait();
  }
  EXPECT_EQ(ran, 3);
}

TEST(Pool, WithoutAQueueTakesOnlyWhatAWorkerCanStart) {
  std::promise<void> go;
  const auto gate = go.get_future().share();
  Pool pool(2, 0);
  EXPECT_TRUE(pool.submit([gate] { gate.wait(); }));
  EXPECT_TRUE(pool.submit([gate] { gate.wait(); }));
  EXPECT_FALSE(pool.submit([] {}));
  go.set_value();
}

TEST(Pool, DropsWhatWaitsWhenItEnds) {
  std::promise<void> go;
  const auto gate = go.get_future().share();
  std::promise<void> at_work;
  auto token = std::make_shared<int>(1);
  auto pool = std::make_unique<Pool>(1, 1);
  ASSERT_TRUE(pool->submit([&] {
    at_work.set_value();
    gate.wait();
  }));
  at_work.get_future().wait();
  ASSERT_TRUE(pool->submit([token] { ++*token; }));
  auto ending = std::async(std::launch::async, [&] { pool.reset(); });
  while (token.use_count() > 1) std::this_thread::yield();
  go.set_value();
  ending.wait();
  EXPECT_EQ(*token, 1);
}

}  // namespace
}  // namespace rampart::heavy
