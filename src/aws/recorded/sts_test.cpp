#include "aws/recorded/sts.h"

#include <gtest/gtest.h>

#include "aws/account/testing/caller.h"
#include "core/control/testing/memory_state.h"

namespace rampart::aws::recorded {
namespace {

TEST(Sts, SaysWhoIsCalling) {
  control::testing::MemoryState state;
  Account account{.state = state, .ids = Random(7)};
  Sts sts(account);
  testing::Caller client(sts.service());
  EXPECT_EQ(client.ok("GetCallerIdentity").at("Arn"), "arn:aws:iam::123456789012:root");

  const auto made =
      client.ok("AssumeRole", {{"RoleArn", "arn:aws:iam::123456789012:role/path/deploy"}, {"RoleSessionName", "cdk"}});
  EXPECT_EQ(made.at("AssumedRoleUser").at("Arn"), "arn:aws:sts::123456789012:assumed-role/deploy/cdk");
  EXPECT_EQ(made.at("Credentials").at("Expiration"), 1'790'003'600.0);
  client.access_key = text_of(made.at("Credentials").as_object(), "AccessKeyId");
  EXPECT_EQ(client.access_key.substr(0, 4), "ASIA");
  EXPECT_EQ(client.access_key.size(), 20U);
  EXPECT_EQ(client.ok("GetCallerIdentity").at("Arn"), "arn:aws:sts::123456789012:assumed-role/deploy/cdk");
  Sts again(account);
  testing::Caller after(again.service());
  after.access_key = client.access_key;
  EXPECT_EQ(after.ok("GetCallerIdentity").at("UserId"), made.at("AssumedRoleUser").at("AssumedRoleId"));

  EXPECT_EQ(client.error("AssumeRole", {{"RoleArn", "arn:aws:s3:::some-bucket"}, {"RoleSessionName", "cdk"}}),
            "ValidationError: arn:aws:s3:::some-bucket is invalid");
  EXPECT_EQ(client.ok("GetSessionToken").at("Credentials").at("Expiration"), 1'790'043'200.0);
}

}  // namespace
}  // namespace rampart::aws::recorded
