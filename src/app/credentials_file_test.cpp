#include "app/credentials_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace rampart::app {
namespace {

class CredentialsFileTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  auto read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_credentials(path_);
  }
  std::string complaint(const std::string& text) {
    const auto read_back = read(text);
    return read_back.has_error() ? to_string(read_back.error()).substr(path_.size()) : "fine";
  }
  std::string path_ = std::filesystem::temp_directory_path() / ("credentials-" + std::to_string(getpid()));
};

TEST_F(CredentialsFileTest, EveryProfileCounts) {
  const auto all = read(
      "# mine\n[default]\naws_access_key_id = AKIA1\naws_secret_access_key=s1\n\n[ci]\nregion = x\n"
      "aws_access_key_id=AKIA2\naws_secret_access_key=s2\naws_session_token = t\n");
  ASSERT_FALSE(all.has_error()) << to_string(all.error());
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].access_key_id, "AKIA1");
  EXPECT_EQ((*all)[0].secret_access_key, "s1");
  EXPECT_EQ((*all)[1].session_token, "t");
}

TEST_F(CredentialsFileTest, MistakesHaveTheirLine) {
  EXPECT_EQ(complaint("[a]\nnonsense\n"),
            ":2:1: This is no line of an AWS credentials file: [profile] or name = value is wanted.");
  EXPECT_EQ(complaint("\n[a]\naws_access_key_id = x\n[b]\n"),
            ":2:1: Profile a has only one of aws_access_key_id and aws_secret_access_key.");
  EXPECT_EQ(complaint("[a]\n"), ": No profile in it has aws_access_key_id and aws_secret_access_key.");
  EXPECT_TRUE(read_credentials("/no/such/file").has_error());
}

}  // namespace
}  // namespace rampart::app
