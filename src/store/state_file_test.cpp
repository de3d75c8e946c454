#include "store/state_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace rampart::store {
namespace {

class StateFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("rampart-state-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string path() const { return (folder_ / "state.sqlite").string(); }
  [[nodiscard]] std::unique_ptr<StateFile> opened() const {
    auto file = StateFile::open(path());
    if (file.has_error()) {
      ADD_FAILURE() << file.error().message;
      return nullptr;
    }
    return std::move(*file);
  }
  std::filesystem::path folder_;
};

using Rows = std::vector<std::pair<std::string, std::string>>;

TEST_F(StateFileTest, ReadsWhatWasPutBeforeAndAfterTheCommit) {
  const auto state = opened();
  state->put("ecs/a/1", "one");
  state->put("ecs/b/2", "two");
  ASSERT_FALSE(state->commit().has_error());
  state->put("ecs/a/0", "zero");
  state->erase("ecs/a/1");
  state->put("ecs/b/2", "second");
  EXPECT_EQ(state->read("ecs/"), (Rows{{"ecs/a/0", "zero"}, {"ecs/b/2", "second"}}));
  EXPECT_EQ(state->read("ecs/a/"), (Rows{{"ecs/a/0", "zero"}}));
  EXPECT_EQ(state->read("ec2/"), Rows{});
}

TEST_F(StateFileTest, AKillCostsOnlyWhatWasNotCommitted) {
  const pid_t child = fork();
  if (child == 0) {
    auto state = StateFile::open(path());
    (*state)->put("kept", "yes");
    static_cast<void>((*state)->commit());
    (*state)->put("lost", "yes");
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(opened()->read("k"), (Rows{{"kept", "yes"}}));
  EXPECT_EQ(opened()->read("l"), Rows{});
}

TEST_F(StateFileTest, TwoProcessesCannotHaveIt) {
  const auto first = opened();
  const auto second = StateFile::open(path());
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_NE(second.error().message.find("in use by another rampart serve"), std::string::npos)
      << second.error().message;
}

TEST_F(StateFileTest, RefusesWhatIsNoState) {
  std::ofstream(path()) << "dear diary, this is long enough to be looked at as a database file, or so I should think";
  const auto file = StateFile::open(path());
  ASSERT_TRUE(file.has_error());
  EXPECT_EQ(file.error().kind, ErrorKind::invalid);
  const auto nowhere = StateFile::open((folder_ / "no" / "state.sqlite").string());
  ASSERT_TRUE(nowhere.has_error());
  EXPECT_EQ(nowhere.error().kind, ErrorKind::unavailable);
}

TEST_F(StateFileTest, ClearForgetsEverything) {
  const auto state = opened();
  state->put("a", "1");
  ASSERT_FALSE(state->commit().has_error());
  state->put("b", "2");
  ASSERT_FALSE(state->clear().has_error());
  EXPECT_EQ(state->read("a"), Rows{});
  EXPECT_EQ(state->read("b"), Rows{});
}

}  // namespace
}  // namespace rampart::store
