#include "live/compute/cgroup.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace rampart::live::compute {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Cgroup, FindsTheMounts) {
  const auto mounts = parse_cgroup_mounts(
      "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n"
      "cgroup2 /sys/fs/cgroup/unified cgroup2 rw,nosuid 0 0\n"
      "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0\n"
      "cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0\n");
  EXPECT_EQ(mounts.v2, "/sys/fs/cgroup/unified");
  EXPECT_EQ(mounts.v1.at("cpu"), "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(mounts.v1.at("cpuacct"), "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(mounts.v1.at("memory"), "/sys/fs/cgroup/memory");
}

TEST(Cgroup, FindsAProcessesGroups) {
  const auto groups = parse_cgroup_membership("4:memory:/docker/abc\n2:cpu,cpuacct:/docker/a:b\n0::/user.slice\n");
  EXPECT_EQ(groups.at("memory"), "/docker/abc");
  EXPECT_EQ(groups.at("cpuacct"), "/docker/a:b");
  EXPECT_EQ(groups.at(""), "/user.slice");
}

TEST(Cgroup, SaysWhyThereAreNone) {
  const auto nothing = CgroupTree::make("x", {});
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error().message, HasSubstr("version 2 isn't mounted"));
  EXPECT_THAT(nothing.error().message, HasSubstr("no cpu controller this user may see: it isn't mounted"));
}

TEST(Cgroup, HoldsReadsAndRemovesARealGroup) {
  const auto run = "test-" + std::to_string(getpid());
  auto tree = CgroupTree::make(run, read_cgroup_mounts());
  if (!tree) GTEST_SKIP() << tree.error().message;
  const auto directories = (*tree)->directories();
  {
    auto group = (*tree)->add("task1", 256, 64);
    ASSERT_TRUE(group) << to_string(group.error());
    const auto reading = group->read();
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->cpu_seconds, 0);
    EXPECT_FALSE(group->had_memory_kill());
    if ((*tree)->name() == "cgroup v1") {
      EXPECT_EQ(text_of(directories.front() / "task1" / "cpu.cfs_quota_us"), "5000\n");  // 256 / 1024 of 20 ms
    } else {
      EXPECT_EQ(text_of(directories.front() / "task1" / "cpu.max"), "5000 20000\n");
    }
    EXPECT_TRUE(group->remove());
  }
  tree->reset();
  for (const auto& directory : directories) EXPECT_FALSE(fs::exists(directory));
}

}  // namespace
}  // namespace rampart::live::compute
