#include "aws/account/records.h"

#include <gtest/gtest.h>

#include "core/control/testing/memory_state.h"

namespace rampart::aws {
namespace {

TEST(Records, ComeBackAfterACrashWhenTheyWereCommitted) {
  control::testing::MemoryState state;
  {
    Records records(state, "ecs");
    records.put("us-east-1", "service", "shop/web", {{"desiredCount", 3}});
    records.put("eu-west-1", "service", "shop/web", {{"desiredCount", 5}});
    ASSERT_FALSE(state.commit().has_error());
    records.put("us-east-1", "service", "shop/late", {});
    records.erase("eu-west-1", "service", "shop/web");
  }
  state.crash();
  const Records records(state, "ecs");
  EXPECT_EQ(records.find("us-east-1", "service", "shop/web")->at("desiredCount"), 3);
  EXPECT_EQ(records.find("eu-west-1", "service", "shop/web")->at("desiredCount"), 5);
  EXPECT_EQ(records.find("us-east-1", "service", "shop/late"), nullptr);
  EXPECT_EQ(records.regions(), (std::vector<std::string>{"eu-west-1", "us-east-1"}));
}

TEST(Records, KeepServicesKindsAndRegionsApart) {
  control::testing::MemoryState state;
  Records ecs(state, "ecs");
  ecs.put("us-east-1", "cluster", "b", {});
  ecs.put("us-east-1", "cluster", "a", {});
  const Records other(state, "ec2");
  EXPECT_TRUE(other.list("us-east-1", "cluster").empty());
  EXPECT_TRUE(ecs.list("us-east-1", "service").empty());
  EXPECT_TRUE(ecs.list("us-east-2", "cluster").empty());
  const auto clusters = ecs.list("us-east-1", "cluster");
  ASSERT_EQ(clusters.size(), 2U);
  EXPECT_EQ(clusters[0].id, "a");
  EXPECT_TRUE(ecs.erase("us-east-1", "cluster", "a"));
  EXPECT_FALSE(ecs.erase("us-east-1", "cluster", "a"));
  EXPECT_EQ(ecs.list("us-east-1", "cluster").size(), 1U);
}

}  // namespace
}  // namespace rampart::aws
