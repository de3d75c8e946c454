#include "aws/recorded/iam.h"

#include <gtest/gtest.h>

#include "aws/account/testing/caller.h"
#include "aws/recorded/testing/self_signed.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;

class IamTest : public ::testing::Test {
 protected:
  void SetUp() override {
    client_.ok("CreateRole", {{"RoleName", "task"},
                              {"AssumeRolePolicyDocument", R"({"Version":"2012-10-17"})"},
                              {"Tags", json::array{json::object{{"Key", "team"}, {"Value", "shop"}}}}});
  }

  control::testing::MemoryState state_;
  Account account_{.state = state_, .ids = Random(7)};
  Iam iam_{account_};
  aws::testing::Caller client_{iam_.service()};
};

TEST_F(IamTest, RolesAreMadeFoundAndTagged) {
  const json::object role = client_.ok("GetRole", {{"RoleName", "task"}}).at("Role").as_object();
  EXPECT_EQ(role.at("Arn"), "arn:aws:iam::123456789012:role/task");
  EXPECT_EQ(role.at("AssumeRolePolicyDocument"), "%7B%22Version%22%3A%222012-10-17%22%7D");
  EXPECT_EQ(text_of(role, "RoleId").size(), 21U);
  EXPECT_EQ(client_.error("GetRole", {{"RoleName", "none"}}), "NoSuchEntity: The role with name none cannot be found.");
  EXPECT_EQ(client_.error("CreateRole", {{"RoleName", "task"}, {"AssumeRolePolicyDocument", "{}"}}),
            "EntityAlreadyExists: Role with name task already exists.");
  client_.ok("UntagRole", {{"RoleName", "task"}, {"TagKeys", json::array{"team"}}});
  EXPECT_EQ(client_.ok("ListRoleTags", {{"RoleName", "task"}}).at("Tags").as_array().size(), 0U);
  EXPECT_EQ(client_.ok("ListRoles").at("IsTruncated"), false);
}

TEST_F(IamTest, PoliciesAreAttachedInlinedAndDetached) {
  const std::string aws = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
  client_.ok("AttachRolePolicy", {{"RoleName", "task"}, {"PolicyArn", aws}});
  const auto made = client_.ok("CreatePolicy", {{"PolicyName", "own"}, {"PolicyDocument", R"({"a":1})"}});
  const json::value own = made.at("Policy").at("Arn");
  EXPECT_EQ(own, "arn:aws:iam::123456789012:policy/own");
  client_.ok("AttachRolePolicy", {{"RoleName", "task"}, {"PolicyArn", own}});
  const auto attached = client_.ok("ListAttachedRolePolicies", {{"RoleName", "task"}});
  EXPECT_EQ(attached.at("AttachedPolicies").as_array()[0].at("PolicyName"), "AmazonECSTaskExecutionRolePolicy");
  EXPECT_EQ(client_.ok("GetPolicy", {{"PolicyArn", own}}).at("Policy").at("AttachmentCount"), 1);
  EXPECT_EQ(
      client_.error("AttachRolePolicy", {{"RoleName", "task"}, {"PolicyArn", "arn:aws:iam::123456789012:policy/none"}}),
      "NoSuchEntity: Policy arn:aws:iam::123456789012:policy/none does not exist or is not attachable.");

  client_.ok("PutRolePolicy", {{"RoleName", "task"}, {"PolicyName", "in"}, {"PolicyDocument", "{}"}});
  EXPECT_EQ(client_.ok("GetRolePolicy", {{"RoleName", "task"}, {"PolicyName", "in"}}).at("PolicyDocument"), "%7B%7D");
  EXPECT_EQ(client_.error("DeleteRole", {{"RoleName", "task"}}),
            "DeleteConflict: Cannot delete entity, must detach all policies first.");
  EXPECT_EQ(client_.error("DeletePolicy", {{"PolicyArn", own}}),
            "DeleteConflict: Cannot delete a policy attached to entities.");
  client_.ok("DetachRolePolicy", {{"RoleName", "task"}, {"PolicyArn", own}});
  client_.ok("DetachRolePolicy", {{"RoleName", "task"}, {"PolicyArn", aws}});
  client_.ok("DeleteRolePolicy", {{"RoleName", "task"}, {"PolicyName", "in"}});
  client_.ok("DeletePolicy", {{"PolicyArn", own}});
  client_.ok("DeleteRole", {{"RoleName", "task"}});
}

TEST_F(IamTest, APolicyHasVersions) {
  const json::value arn =
      client_.ok("CreatePolicy", {{"PolicyName", "own"}, {"PolicyDocument", "1"}}).at("Policy").at("Arn");
  client_.ok("CreatePolicyVersion", {{"PolicyArn", arn}, {"PolicyDocument", "2"}, {"SetAsDefault", true}});
  const auto versions = client_.ok("ListPolicyVersions", {{"PolicyArn", arn}}).at("Versions").as_array();
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].at("VersionId"), "v2");
  EXPECT_EQ(versions[0].at("IsDefaultVersion"), true);
  EXPECT_EQ(
      client_.ok("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v1"}}).at("PolicyVersion").at("Document"),
      "1");
  EXPECT_EQ(client_.error("DeletePolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v2"}}),
            "DeleteConflict: Cannot delete the default version of a policy.");
  client_.ok("DeletePolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v1"}});
}

TEST_F(IamTest, ServiceLinkedRolesAreMadeOnce) {
  const json::object ecs = {{"AWSServiceName", "ecs.amazonaws.com"}};
  EXPECT_EQ(client_.ok("CreateServiceLinkedRole", ecs).at("Role").at("Arn"),
            "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS");
  EXPECT_EQ(client_.error("CreateServiceLinkedRole", ecs),
            "InvalidInput: Service role name AWSServiceRoleForECS has been taken in this account, please try a "
            "different suffix.");
  const auto task = client_.ok("DeleteServiceLinkedRole", {{"RoleName", "AWSServiceRoleForECS"}});
  EXPECT_EQ(
      client_.ok("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task.at("DeletionTaskId")}}).at("Status"),
      "SUCCEEDED");
}

TEST_F(IamTest, ServerCertificatesAreKeptWithTheirKeys) {
  const CertificatePem pem = testing::self_signed();
  const json::object input = {
      {"ServerCertificateName", "shop"}, {"CertificateBody", pem.certificate}, {"PrivateKey", pem.private_key}};
  const json::object metadata =
      client_.ok("UploadServerCertificate", input).at("ServerCertificateMetadata").as_object();
  EXPECT_EQ(metadata.at("Expiration"), 1'800'000'000.0);
  EXPECT_FALSE(client_.ok("GetServerCertificate", {{"ServerCertificateName", "shop"}})
                   .at("ServerCertificate")
                   .as_object()
                   .contains("PrivateKey"));
  const Iam again(account_);
  const auto kept = again.server_certificate(text_of(metadata, "Arn"));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->private_key, pem.private_key);
  json::object other = input;
  other["ServerCertificateName"] = "other";
  other["PrivateKey"] = testing::self_signed().private_key;
  EXPECT_EQ(client_.error("UploadServerCertificate", other).substr(0, 15), "KeyPairMismatch");
  other["CertificateBody"] = "no PEM";
  EXPECT_EQ(client_.error("UploadServerCertificate", other).substr(0, 20), "MalformedCertificate");
}

TEST_F(IamTest, UsersAreMinimal) {
  client_.ok("CreateUser", {{"UserName", "ann"}});
  EXPECT_EQ(client_.ok("GetUser", {{"UserName", "ann"}}).at("User").at("Arn"), "arn:aws:iam::123456789012:user/ann");
  EXPECT_EQ(client_.ok("GetUser").at("User").at("UserName"), "root");
  EXPECT_EQ(client_.ok("ListUsers").at("Users").as_array().size(), 1U);
  client_.ok("DeleteUser", {{"UserName", "ann"}});
  EXPECT_EQ(client_.error("DeleteUser", {{"UserName", "ann"}}),
            "NoSuchEntity: The user with name ann cannot be found.");
}

}  // namespace
}  // namespace rampart::aws::recorded
