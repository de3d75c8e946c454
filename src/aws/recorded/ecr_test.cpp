#include "aws/recorded/ecr.h"

#include <gtest/gtest.h>

#include "aws/account/testing/caller.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;

TEST(Ecr, RepositoriesComeAndGo) {
  control::testing::MemoryState state;
  Account account{.state = state, .ids = Random(7)};
  Ecr ecr(account);
  const testing::Caller client(ecr.service());
  const json::object shop = {{"repositoryName", "team/shop"}};
  EXPECT_EQ(client.ok("CreateRepository", shop).at("repository").at("repositoryUri"),
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/shop");
  EXPECT_EQ(
      client.error("CreateRepository", shop),
      "RepositoryAlreadyExistsException: The repository with name 'team/shop' already exists in the registry with "
      "id '123456789012'");
  EXPECT_EQ(client.error("DescribeRepositories", {{"repositoryNames", json::array{"none"}}}),
            "RepositoryNotFoundException: The repository with name 'none' does not exist in the registry with id "
            "'123456789012'");
  EXPECT_EQ(client.ok("ListImages", shop).at("imageIds").as_array().size(), 0U);
  EXPECT_EQ(client.error("GetRepositoryPolicy", shop).substr(0, 33), "RepositoryPolicyNotFoundException");
  client.ok("SetRepositoryPolicy", {{"repositoryName", "team/shop"}, {"policyText", "{}"}});
  EXPECT_EQ(client.ok("GetRepositoryPolicy", shop).at("policyText"), "{}");
  client.ok("PutLifecyclePolicy", {{"repositoryName", "team/shop"}, {"lifecyclePolicyText", std::string(120, ' ')}});
  client.ok("DeleteLifecyclePolicy", shop);
  EXPECT_EQ(client.error("GetLifecyclePolicy", shop).substr(0, 32), "LifecyclePolicyNotFoundException");
  client.ok("PutImageTagMutability", {{"repositoryName", "team/shop"}, {"imageTagMutability", "IMMUTABLE"}});
  const Ecr again(account);
  const auto listed = testing::Caller(again.service()).ok("DescribeRepositories").at("repositories").as_array();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("imageTagMutability"), "IMMUTABLE");
  EXPECT_EQ(client.ok("GetAuthorizationToken").at("authorizationData").as_array()[0].at("proxyEndpoint"),
            "https://123456789012.dkr.ecr.us-east-1.amazonaws.com");
  client.ok("DeleteRepository", shop);
}

TEST(Ecr, AnImageOfItHasAShorterNameHere) {
  EXPECT_EQ(Ecr::local_image("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/shop:1"), "team/shop:1");
  EXPECT_EQ(Ecr::local_image("docker.io/library/nginx"), "docker.io/library/nginx");
  EXPECT_EQ(Ecr::local_image("nginx"), "nginx");
}

}  // namespace
}  // namespace rampart::aws::recorded
