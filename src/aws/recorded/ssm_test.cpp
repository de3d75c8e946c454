#include "aws/recorded/ssm.h"

#include <gtest/gtest.h>

#include "aws/account/testing/caller.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;

class SsmTest : public ::testing::Test {
 protected:
  void put(const char* name, const char* value, const char* type = "String") const {
    client_.ok("PutParameter", {{"Name", name}, {"Value", value}, {"Type", type}, {"Overwrite", true}});
  }

  control::testing::MemoryState state_;
  Account account_{.state = state_, .ids = Random(7)};
  Ssm ssm_{account_};
  testing::Caller client_{ssm_.service()};
};

TEST_F(SsmTest, ParametersHaveVersions) {
  put("/cdk-bootstrap/hnb659fds/version", "20");
  put("/cdk-bootstrap/hnb659fds/version", "21");
  const auto one = client_.ok("GetParameter", {{"Name", "/cdk-bootstrap/hnb659fds/version"}}).at("Parameter");
  EXPECT_EQ(one.at("Value"), "21");
  EXPECT_EQ(one.at("Version"), 2);
  EXPECT_EQ(one.at("ARN"), "arn:aws:ssm:us-east-1:123456789012:parameter/cdk-bootstrap/hnb659fds/version");
  EXPECT_EQ(client_.ok("GetParameter", {{"Name", "/cdk-bootstrap/hnb659fds/version:1"}}).at("Parameter").at("Value"),
            "20");
  EXPECT_EQ(client_.error("GetParameter", {{"Name", "none"}}), "ParameterNotFound: Parameter none not found.");
  EXPECT_EQ(client_.error("PutParameter", {{"Name", "/cdk-bootstrap/hnb659fds/version"}, {"Value", "1"}}).substr(0, 22),
            "ParameterAlreadyExists");
  EXPECT_EQ(client_.ok("GetParameterHistory", {{"Name", "/cdk-bootstrap/hnb659fds/version"}})
                .at("Parameters")
                .as_array()
                .size(),
            2U);
  const Ssm again(account_);
  EXPECT_EQ(again.value_of("us-east-1", "/cdk-bootstrap/hnb659fds/version"), "21");
  EXPECT_EQ(again.value_of("us-east-1", "arn:aws:ssm:us-east-1:123456789012:parameter/cdk-bootstrap/hnb659fds/version"),
            "21");
  EXPECT_FALSE(again.value_of("eu-west-1", "/cdk-bootstrap/hnb659fds/version"));
}

TEST_F(SsmTest, ListsThoseBelowAPath) {
  for (const char* name : {"/a/one", "/a/two", "/a/b/three", "/ab"}) put(name, "x");
  EXPECT_EQ(client_.ok("GetParametersByPath", {{"Path", "/a"}}).at("Parameters").as_array().size(), 2U);
  EXPECT_EQ(
      client_.ok("GetParametersByPath", {{"Path", "/a/"}, {"Recursive", true}}).at("Parameters").as_array().size(), 3U);
  const auto found = client_.ok(
      "DescribeParameters",
      {{"ParameterFilters",
        json::array{json::object{{"Key", "Name"}, {"Option", "BeginsWith"}, {"Values", json::array{"/a/"}}}}}});
  EXPECT_EQ(found.at("Parameters").as_array().size(), 3U);
  EXPECT_FALSE(found.at("Parameters").as_array()[0].as_object().contains("Value"));
  const auto several = client_.ok("GetParameters", {{"Names", json::array{"/ab", "/none"}}});
  EXPECT_EQ(several.at("Parameters").as_array().size(), 1U);
  EXPECT_EQ(several.at("InvalidParameters").as_array()[0], "/none");
  const auto gone = client_.ok("DeleteParameters", {{"Names", json::array{"/ab", "/none"}}});
  EXPECT_EQ(gone.at("DeletedParameters").as_array().size(), 1U);
}

TEST_F(SsmTest, SecretsAreShownOnlyDecrypted) {
  put("secret", "hush", "SecureString");
  EXPECT_EQ(client_.ok("GetParameter", {{"Name", "secret"}}).at("Parameter").at("Value"), "********");
  EXPECT_EQ(client_.ok("GetParameter", {{"Name", "secret"}, {"WithDecryption", true}}).at("Parameter").at("Value"),
            "hush");
}

}  // namespace
}  // namespace rampart::aws::recorded
